"""What every part of the store begins with: an engine, and one transaction a question or a change."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine

from localize.store.connection import transaction


def utc_now() -> datetime:
    return datetime.now(UTC)


class Room:
    """A part of the store. Its methods are one transaction each."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def _read(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine, write=False)

    def _write(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine, write=True)
