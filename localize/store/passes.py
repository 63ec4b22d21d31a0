"""Ways in without a password: links for sellers, tokens for programs. Each change is one transaction with its deed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from localize.domain.account import Deed, Link, Token
from localize.errors import IllegalMove
from localize.store import deeds
from localize.store.account_schema import link, token
from localize.store.room import Room


class Passes(Room):
    """The part of the store that holds links and tokens."""

    # links

    def add_link(self, new: Link, done: Deed) -> Link:
        """Keep a new link; gives it with its id."""
        values = {f.name: getattr(new, f.name) for f in fields(Link) if f.name != "id"} | {"records": list(new.records)}
        with self._write() as connection:
            given = connection.execute(insert(link).values(values).returning(link.c.id)).scalar_one()
            deeds.add(connection, replace(done, subject=f"link {given}"))
        return replace(new, id=given)

    def link(self, number: int) -> Link | None:
        with self._read() as connection:
            row = connection.execute(select(link).where(link.c.id == number)).first()
        return None if row is None else _link(row)

    def links(self, before: int = 0, limit: int = 50) -> list[Link]:
        """The newest with an id below `before`; 0 begins with the newest."""
        wanted = select(link).order_by(link.c.id.desc()).limit(limit)
        if before:
            wanted = wanted.where(link.c.id < before)
        with self._read() as connection:
            return [_link(row) for row in connection.execute(wanted)]

    def renew_link(self, number: int, expires: datetime, done: Deed) -> None:
        """Let it open until `expires`, at the address it had. Raises IllegalMove for one that was revoked: that is for ever."""
        with self._write() as connection:
            renewed = update(link).where(link.c.id == number, link.c.revoked.is_(None)).values(expires=expires)
            if not connection.execute(renewed).rowcount:
                raise IllegalMove("A revoked link stays closed.", next_step="Make a new link.")
            deeds.add(connection, done)

    def revoke_link(self, number: int, done: Deed) -> None:
        """Close it for ever, with every session it began. Revoking again changes nothing."""
        with self._write() as connection:
            if connection.execute(update(link).where(link.c.id == number, link.c.revoked.is_(None)).values(revoked=done.at)).rowcount:
                deeds.add(connection, done)

    # tokens

    def add_token(self, new: Token, done: Deed) -> Token:
        """Keep a new token; gives it with its id."""
        values = {f.name: getattr(new, f.name) for f in fields(Token) if f.name != "id"} | {"scopes": list(new.scopes)}
        with self._write() as connection:
            given = connection.execute(insert(token).values(values).returning(token.c.id)).scalar_one()
            deeds.add(connection, replace(done, subject=f"token {given}"))
        return replace(new, id=given)

    def token(self, digest: str) -> Token | None:
        with self._read() as connection:
            row = connection.execute(select(token).where(token.c.digest == digest)).first()
        return None if row is None else _token(row)

    def tokens(self, account: int) -> Sequence[Token]:
        """Those of an account, newest first."""
        with self._read() as connection:
            return [_token(row) for row in connection.execute(select(token).where(token.c.account == account).order_by(token.c.id.desc()))]

    def revoke_token(self, number: int, account: int, done: Deed) -> None:
        """Close a token of this account for ever; one of another account is left alone."""
        mine = update(token).where(token.c.id == number, token.c.account == account, token.c.revoked.is_(None))
        with self._write() as connection:
            if connection.execute(mine.values(revoked=done.at)).rowcount:
                deeds.add(connection, done)


def _link(row: Row[Any]) -> Link:
    values: dict[str, Any] = {f.name: getattr(row, f.name) for f in fields(Link)}
    return Link(**values | {"records": tuple(row.records)})


def _token(row: Row[Any]) -> Token:
    values: dict[str, Any] = {f.name: getattr(row, f.name) for f in fields(Token)}
    return Token(**values | {"scopes": tuple(row.scopes)})
