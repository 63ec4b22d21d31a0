"""Nights and what they had to set aside. What a night does is decided in localize.night."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from localize.domain.variant import digest
from localize.domain.webhook import Happening
from localize.errors import BadRecord, IllegalMove
from localize.store import outbox
from localize.store.schema import night, quarantine
from localize.store.statements import put

RUNNING = "running"
FINISHED = "finished"
STOPPED = "stopped"  # somebody asked for it: it ended between two batches, and the next night does the rest
FAILED = "failed"  # an error ended it: `stats` has "error" and "next_step"
INTERRUPTED = "interrupted"  # it was killed: nobody wrote how it ended
_RAW_KEPT = 2000  # characters of a broken line: enough to find it, not enough to fill the store


@dataclass(frozen=True)
class Night:
    """One run. `finished` is None while it runs; `stats` is what the night counted."""

    id: int
    started: datetime
    finished: datetime | None
    status: str
    stats: Mapping[str, Any]


def start(connection: Connection, now: datetime) -> int:
    """A new night. Earlier ones that never finished were killed: whoever holds the store knows that they no longer run."""
    connection.execute(update(night).where(night.c.status == RUNNING).values(status=INTERRUPTED))
    return connection.execute(insert(night).values(started=now, status=RUNNING, stats={}).returning(night.c.id)).scalar_one()


def finish(connection: Connection, night_id: int, status: str, stats: Mapping[str, Any], now: datetime) -> None:
    values = {"status": status, "stats": dict(stats), "finished": now}
    if connection.execute(update(night).where(night.c.id == night_id).values(values)).rowcount != 1:
        raise IllegalMove(f"There is no night {night_id} to finish.", next_step="Start a night first.")
    outbox.tell(connection, Happening.NIGHT, now, {"night": night_id, "status": status})


def load(connection: Connection, limit: int, before: int = 0) -> tuple[Night, ...]:
    """The latest nights, newest first; those before the one of this id, where it is not 0."""
    wanted = select(night).order_by(night.c.id.desc()).limit(limit)
    rows = connection.execute(wanted.where(night.c.id < before) if before else wanted)
    return tuple(Night(row.id, row.started, row.finished, row.status, row.stats) for row in rows)


def set_aside(connection: Connection, night_id: int, fault: BadRecord) -> None:
    """Keep a record that could not be read. The same fault again in the same night is no second row."""
    row = {
        "night": night_id,
        "digest": digest(fault.where, fault.field, fault.message, fault.raw.encode(errors="backslashreplace")),
        "message": fault.message,
        "place": fault.where,
        "field": fault.field,
        "raw": fault.raw[:_RAW_KEPT],
        "next_step": fault.next_step,
    }
    put(connection, quarantine, [row], ("night", "digest"))


def aside(connection: Connection, night_id: int, after: int = 0, limit: int | None = None) -> list[BadRecord]:
    """What a night set aside, in its order; `after` leaves so many out."""
    wanted = select(quarantine).where(quarantine.c.night == night_id).order_by(quarantine.c.id).offset(after)
    rows = connection.execute(wanted if limit is None else wanted.limit(limit))
    return [BadRecord(r.message, where=r.place, field=r.field, raw=r.raw, next_step=r.next_step) for r in rows]
