"""What operators watch: how far a night is, what it set aside, what stands and does not go out, and what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, insert, select, update

from localize.domain.account import Deed
from localize.domain.record import Field, Kind, Record
from localize.domain.variant import Approval, Decision, Reason
from localize.errors import BadRecord
from localize.store import deeds
from localize.store.codec import unpack
from localize.store.desk_schema import flag
from localize.store.flags import FlagState
from localize.store.nights import RUNNING, Night
from localize.store.operator_schema import pulse
from localize.store.room import Room
from localize.store.schema import night, quarantine, record, variant
from localize.store.variants import newest

_EMPTY: dict[str, Any] = {
    **{name: {} for name in ("records", "segments", "terms", "stale", "waiting", "stages", "engines", "verdicts")},
    "error": "",
    "next_step": "",
}
SIZE = 50  # records, or entries of quarantine, a page


@dataclass(frozen=True)
class Pulse:
    """What a night's process said last. `stop_by` asked it to stop, "" for nobody."""

    night: int
    sources: tuple[str, ...]
    shop: str
    process: str
    at: datetime
    what: str = ""
    done: int = 0
    total: int = 0
    batch: int = 0
    batches: int = 0
    stop_by: str = ""


@dataclass(frozen=True)
class Standing:
    """The latest revision of a variant, without its text."""

    record: str
    title: str
    target: str
    region: str
    decision: Decision
    approval: Approval
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Which:
    """Which variants: `regions` are asked for by name, so that an index answers; None of the others asks for all."""

    regions: tuple[str, ...] = ()
    decision: Decision | None = None
    night: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Quarantined:
    id: int
    night: int
    fault: BadRecord


@dataclass(frozen=True)
class Waiting:
    """How many open variants of a locale wait: to be read first, to be read after them, and with a line whose source changed."""

    locale: str
    review: int
    release: int
    block: int
    changed: int


class Watch(Room):
    """The part of the store that operators look at."""

    # the pulse

    def begin(self, first: Pulse) -> None:
        with self._write() as connection:
            connection.execute(insert(pulse).values({**vars(first), "sources": list(first.sources)}))

    def beat(self, night_id: int, values: dict[str, Any]) -> str:
        """Keep how far a night is; gives who asked it to stop, "" for nobody."""
        with self._write() as connection:
            asked = update(pulse).where(pulse.c.night == night_id).values(values).returning(pulse.c.stop_by)
            return connection.execute(asked).scalar_one_or_none() or ""

    def pulse(self, night_id: int) -> Pulse | None:
        with self._read() as connection:
            row = connection.execute(select(pulse).where(pulse.c.night == night_id)).first()
        return None if row is None else Pulse(**{**row._mapping, "sources": tuple(row.sources)})

    def ask_stop(self, night_id: int, who: str, done: Deed) -> bool:
        """Ask a night to stop at its next safe point. Whether there is a running one to ask."""
        with self._write() as connection:
            running = select(night.c.id).where(night.c.id == night_id, night.c.status == RUNNING)
            asked = update(pulse).where(pulse.c.night.in_(running)).values(stop_by=who)
            found = connection.execute(asked).rowcount == 1
            if found:
                deeds.add(connection, done)
            return found

    # nights and quarantine

    def nights(self, before: int = 0, limit: int = SIZE) -> tuple[Night, ...]:
        """The latest nights below a number (0: from the newest), newest first. What one did not count is there and empty."""
        wanted = select(night).order_by(night.c.id.desc()).limit(limit)
        with self._read() as connection:
            return tuple(_night(row) for row in connection.execute(wanted.where(night.c.id < before) if before else wanted))

    def night(self, number: int) -> Night | None:
        with self._read() as connection:
            row = connection.execute(select(night).where(night.c.id == number)).first()
        return None if row is None else _night(row)

    def quarantined(self, night_id: int, after: int = 0, limit: int = SIZE) -> list[Quarantined]:
        wanted = select(quarantine).where(quarantine.c.night == night_id, quarantine.c.id > after).order_by(quarantine.c.id).limit(limit)
        with self._read() as connection:
            return [_quarantined(row) for row in connection.execute(wanted)]

    def quarantine_entry(self, number: int) -> Quarantined | None:
        with self._read() as connection:
            row = connection.execute(select(quarantine).where(quarantine.c.id == number)).first()
        return None if row is None else _quarantined(row)

    def quarantine_count(self, night_id: int) -> int:
        with self._read() as connection:
            return connection.scalar(select(func.count()).where(quarantine.c.night == night_id)) or 0

    # what stands

    def standing(self, which: Which, after: str = "", limit: int = SIZE) -> list[Standing]:
        """The variants of the next `limit` records after the one of this key, by record and target: two statements."""
        fits = and_(newest(approved=False), *_conditions(which))
        keys = select(variant.c.record).where(fits, variant.c.record > after).distinct().order_by(variant.c.record).limit(limit)
        with self._read() as connection:
            found = list(connection.scalars(keys))
            columns = (variant.c.record, variant.c.target, variant.c.region, variant.c.decision, variant.c.approval, variant.c.reasons)
            named = select(*columns, record.c.id, record.c.kind, record.c.fields).join(record, record.c.key == variant.c.record)
            rows = connection.execute(named.where(fits, variant.c.record.in_(found)).order_by(variant.c.record, variant.c.target)).all()
        return [_standing(row) for row in rows]

    # what waits for whom

    def waiting(self) -> list[Waiting]:
        """Open variants by locale, from an index alone."""
        numbers = {
            "review": func.sum(_counted(variant.c.decision == Decision.REVIEW.value)),
            "release": func.sum(_counted(variant.c.decision == Decision.RELEASE.value)),
            "block": func.sum(_counted(variant.c.decision == Decision.BLOCK.value)),
            "changed": func.sum(_counted(variant.c.waiting > 0)),
        }
        wanted = select(variant.c.locale, *(number.label(name) for name, number in numbers.items())).where(variant.c.approval == Approval.OPEN.value)
        with self._read() as connection:
            rows = connection.execute(wanted.group_by(variant.c.locale).order_by(variant.c.locale)).all()
        return [Waiting(row.locale, *(int(getattr(row, name)) for name in numbers)) for row in rows]

    def flags(self) -> int:
        """How many flags of sellers nobody has answered."""
        with self._read() as connection:
            return connection.scalar(select(func.count()).where(flag.c.state == FlagState.OPEN.value)) or 0


def _counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _conditions(which: Which) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if which.regions:
        found.append(variant.c.region.in_(which.regions))
    if which.decision is not None:
        found.append(variant.c.decision == which.decision.value)
    if which.night is not None:
        found.append(variant.c.night == which.night)
    if words := which.words.strip():
        fitting = select(record.c.key).where(record.c.words.contains(words.lower(), autoescape=True) | (record.c.key == words))
        found.append(variant.c.record.in_(fitting))
    return found


def _night(row: Any) -> Night:
    return Night(row.id, row.started, row.finished, row.status, {**_EMPTY, **row.stats})


def _quarantined(row: Any) -> Quarantined:
    return Quarantined(row.id, row.night, BadRecord(row.message, where=row.place, field=row.field, raw=row.raw, next_step=row.next_step))


def _standing(row: Any) -> Standing:
    title = Record(row.id, Kind(row.kind), unpack(Field, row.fields)).title
    decision, approval = Decision(row.decision), Approval(row.approval)
    return Standing(row.record, title, row.target, row.region, decision, approval, unpack(Reason, row.reasons))
