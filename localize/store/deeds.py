"""The audit log: one deed an act, written in the transaction of what was done, read newest first."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from localize.domain.account import Deed
from localize.store.account_schema import deed
from localize.store.room import Room


def add(connection: Connection, done: Deed) -> None:
    values = {"at": done.at, "who": done.who, "act": done.act, "subject": done.subject, "detail": dict(done.detail), "request": done.request}
    connection.execute(insert(deed).values(values))


class Deeds(Room):
    """The part of the store that holds the audit log."""

    def add(self, done: Deed) -> None:
        """Keep a deed that changed nothing else in the store: a failed login, a page that was refused."""
        with self._write() as connection:
            add(connection, done)

    def page(self, before: int = 0, limit: int = 50, who: str = "", act: str = "") -> list[Deed]:
        """The newest deeds with an id below `before` (0: from the newest), by somebody, or of an act and those under it ("link" has "link.add")."""
        wanted = select(deed).order_by(deed.c.id.desc()).limit(limit)
        if before:
            wanted = wanted.where(deed.c.id < before)
        if who:
            wanted = wanted.where(deed.c.who == who)
        if act:
            wanted = wanted.where((deed.c.act == act) | deed.c.act.startswith(f"{act}.", autoescape=True))
        with self._read() as connection:
            return [Deed(row.at, row.who, row.act, row.subject, row.detail, row.request, row.id) for row in connection.execute(wanted)]
