"""Sessions of browsers, by the digest of their token: what lies here opens nothing."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from localize.domain.account import Deed, Session
from localize.store import deeds
from localize.store.account_schema import session
from localize.store.room import Room


class Sessions(Room):
    """The part of the store that holds sessions."""

    def begin(self, new: Session, done: Deed, *, instead_of: str = "") -> None:
        """Keep a new session; the one with the digest `instead_of` ends, and those that had expired are swept out."""
        with self._write() as connection:
            connection.execute(delete(session).where((session.c.digest == instead_of) | (session.c.expires <= new.created)))
            connection.execute(insert(session).values({f.name: getattr(new, f.name) for f in fields(Session)}))
            deeds.add(connection, done)

    def get(self, digest: str) -> Session | None:
        """As it was left; whether it is still good is asked by who reads it."""
        with self._read() as connection:
            row: Any = connection.execute(select(session).where(session.c.digest == digest)).first()
        return None if row is None else Session(**{f.name: getattr(row, f.name) for f in fields(Session)})

    def saw(self, digest: str, now: datetime) -> None:
        with self._write() as connection:
            connection.execute(update(session).where(session.c.digest == digest).values(seen=now))

    def end(self, digest: str, done: Deed) -> None:
        with self._write() as connection:
            if connection.execute(delete(session).where(session.c.digest == digest)).rowcount:
                deeds.add(connection, done)
