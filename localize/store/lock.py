"""Two nights never write at once. The operating system or the database lets go when the holder dies, so a killed night blocks nobody."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text

from localize.errors import SettingsError, StoreBusy
from localize.store.connection import product_errors

_ADVISORY = 0x6368756861690001  # "chuhai", 1: any number will do as long as nobody else uses it
_WAIT = "Wait until it has finished, or end that process; the lock goes with it."


@contextmanager
def hold_store(engine: Engine, who: str) -> Iterator[None]:
    """Hold the store for as long as the block runs. Raises StoreBusy, saying who holds it, without waiting."""
    holder = f"{who or 'a night'}, process {os.getpid()} on {socket.gethostname()}"
    held = _hold_file(Path(f"{engine.url.database}.lock"), holder) if engine.dialect.name == "sqlite" else _hold_advisory(engine, holder)
    with product_errors(engine.url), held:
        yield


@contextmanager
def _hold_file(path: Path, holder: str) -> Iterator[None]:
    # flock, not lockf: a POSIX record lock is lost as soon as anything in this process closes the file
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"The lock file {path} cannot be opened: {error.strerror}.", next_step="Check the folder's permissions.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise StoreBusy(f"The store is held by {file.read(300).strip() or 'another process'}.", next_step=_WAIT) from error
        file.truncate(0)
        file.write(f"{holder} since {datetime.now(UTC).isoformat(timespec='seconds')}")
        file.flush()
        yield
        # the file stays: removing it would let a third process lock a name that a second one is about to lock


@contextmanager
def _hold_advisory(engine: Engine, holder: str) -> Iterator[None]:
    # AUTOCOMMIT: an open transaction held for hours would keep PostgreSQL from cleaning up
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _ADVISORY}):
            raise StoreBusy(f"The store is held by {_advisory_holder(engine)}.", next_step=_WAIT)
        connection.execute(text("SELECT set_config('application_name', :name, false)"), {"name": holder[:63]})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _ADVISORY})
            connection.execute(text("SELECT set_config('application_name', '', false)"))


def _advisory_holder(engine: Engine) -> str:
    # PostgreSQL shows a 64-bit advisory lock as two halves
    found = text(
        "SELECT a.application_name, a.pid, a.backend_start FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
        "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid::bigint = :high AND l.objid::bigint = :low"
    )
    with engine.connect() as connection:
        row = connection.execute(found, {"high": _ADVISORY >> 32, "low": _ADVISORY & 0xFFFFFFFF}).first()
    return f"{row.application_name or 'another process'} (backend {row.pid}, since {row.backend_start:%Y-%m-%d %H:%M})" if row else "another process"
