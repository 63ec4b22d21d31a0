"""Accounts: every change is one transaction with its deed. Which change is allowed to whom is decided in localize.web.access."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from localize.domain.account import Account, Deed, Role
from localize.errors import IllegalMove
from localize.store import deeds
from localize.store.account_schema import account, session
from localize.store.room import Room

_LISTS = ("roles", "locales", "shops", "recovery")


def account_row(value: Account) -> dict[str, Any]:
    """The columns of an account but for its id, which the store gives."""
    row: dict[str, Any] = {f.name: getattr(value, f.name) for f in fields(Account) if f.name != "id"}
    return row | {name: [str(each) for each in row[name]] for name in _LISTS}


def account_value(row: Any) -> Account:
    values: dict[str, Any] = {f.name: getattr(row, f.name) for f in fields(Account)}
    return Account(**values | {name: tuple(values[name]) for name in _LISTS} | {"roles": tuple(map(Role, row.roles))})


class Accounts(Room):
    """The part of the store that holds accounts."""

    def exist(self) -> bool:
        """Whether the store has an account at all: without one the pages offer their set-up."""
        with self._read() as connection:
            return _count(connection) > 0

    def add(self, new: Account, done: Deed, *, first: bool = False) -> Account:
        """Keep a new account; gives it with its id. Raises IllegalMove where the name is taken, or where `first` is not the first one."""
        with self._write() as connection:
            if first and _count(connection):
                raise IllegalMove("There is an account already.", next_step="Sign in, or ask an operator for an account.")
            try:
                with connection.begin_nested():
                    given = connection.execute(insert(account).values(account_row(new)).returning(account.c.id)).scalar_one()
            except IntegrityError as error:
                raise IllegalMove(f"There is an account {new.name} already.", next_step="Choose another name.") from error
            deeds.add(connection, replace(done, subject=f"account {given}"))
            return replace(new, id=given)

    def save(self, changed: Account, done: Deed, *, end_sessions: bool = False) -> Account:
        """Keep a changed account, read at `changed.revision`; gives it with its new revision. With `end_sessions` nobody stays signed in as it.

        Raises IllegalMove where somebody was faster, and where no active operator would be left.
        """
        with self._write() as connection:
            had = _operators(connection)
            values = account_row(changed) | {"revision": changed.revision + 1}
            moved = update(account).where(account.c.id == changed.id, account.c.revision == changed.revision).values(values)
            if not connection.execute(moved).rowcount:
                raise IllegalMove("This account was changed meanwhile.", next_step="Load the page again, then change it.")
            if had and not _operators(connection):
                raise IllegalMove("Nobody would be left who can add accounts.", next_step="Make somebody else an operator first.")
            if end_sessions:
                connection.execute(delete(session).where(session.c.account == changed.id))
            deeds.add(connection, done)
            return replace(changed, revision=changed.revision + 1)

    def get(self, number: int) -> Account | None:
        with self._read() as connection:
            row = connection.execute(select(account).where(account.c.id == number)).first()
        return None if row is None else account_value(row)

    def named(self, name: str) -> Account | None:
        with self._read() as connection:
            row = connection.execute(select(account).where(account.c.name == name)).first()
        return None if row is None else account_value(row)

    def of_subject(self, subject: str) -> Account | None:
        """Who this is to the OIDC provider; nobody for ""."""
        with self._read() as connection:
            row = connection.execute(select(account).where(account.c.subject == subject, account.c.subject != "")).first()
        return None if row is None else account_value(row)

    def all(self) -> list[Account]:
        """By name."""
        with self._read() as connection:
            return _all(connection)


def _all(connection: Connection) -> list[Account]:
    return [account_value(row) for row in connection.execute(select(account).order_by(account.c.name))]


def _operators(connection: Connection) -> int:
    """How many accounts can add others."""
    return sum(Role.OPERATOR in each.roles and each.active for each in _all(connection))


def _count(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(account)) or 0
