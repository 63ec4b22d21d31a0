"""What sellers say of a text: rows that are raised once and answered once. Who may do what is decided in localize.reviewing.flag."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from localize.domain.webhook import Happening
from localize.errors import IllegalMove
from localize.store import outbox, people
from localize.store.desk_schema import flag
from localize.store.schema import record
from localize.store.statements import PAGE, pages


class FlagState(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True)
class Flag:
    """Somebody's word on one unit of one variant. `text` is what stood there then; `suggestion` is a wish and is applied by nobody but a person."""

    record: str
    target: str
    position: int
    field: str
    source: str
    text: str
    reason: str
    words: str
    suggestion: str
    who: str
    at: datetime
    state: FlagState = FlagState.OPEN
    answer: str = ""
    answered_by: str = ""
    id: int = 0


def add(connection: Connection, new: Flag, most: int) -> int:
    """Keep a flag and its event; gives its id. Raises IllegalMove where the variant has `most` open ones already."""
    here = (flag.c.record == new.record, flag.c.target == new.target, flag.c.state == FlagState.OPEN.value)
    if (connection.scalar(select(func.count()).select_from(flag).where(*here)) or 0) >= most:
        raise IllegalMove(f"{new.record}@{new.target} has {most} open flags already.", next_step="Wait for an answer, or withdraw one.")
    row: dict[str, Any] = {f.name: getattr(new, f.name) for f in fields(Flag) if f.name != "id"}
    number = connection.execute(insert(flag).values(row | {"state": new.state.value}).returning(flag.c.id)).scalar_one()
    detail = {"flag": number, "position": new.position, "reason": new.reason, "words": new.words, "suggestion": new.suggestion}
    people.add_event(connection, new.at, new.who, "flag", f"{new.record}@{new.target}", detail)
    told = {"flag": number, "record": new.record, "target": new.target, "position": new.position, "reason": new.reason}
    outbox.tell(connection, Happening.FLAG, new.at, told)
    return number


def close(connection: Connection, number: int, state: FlagState, who: str, answer: str, at: datetime) -> Flag:
    """Answer an open flag, or take it back. Raises IllegalMove for one that is not open."""
    moved = update(flag).where(flag.c.id == number, flag.c.state == FlagState.OPEN.value)
    row = connection.execute(moved.values(state=state.value, answer=answer, answered_by=who).returning(flag)).first()
    if row is None:
        raise IllegalMove(f"There is no open flag {number}.", next_step="Look at the flags again: somebody may have answered it.")
    people.add_event(connection, at, who, f"flag {state}", f"{row.record}@{row.target}", {"flag": number, "why": answer})
    return _value(row)


def get(connection: Connection, number: int) -> Flag | None:
    row = connection.execute(select(flag).where(flag.c.id == number)).first()
    return _value(row) if row else None


def page(connection: Connection, state: FlagState | None, after: int) -> list[Flag]:
    """The next flags, oldest first."""
    wanted = select(flag).where(flag.c.id > after).order_by(flag.c.id).limit(PAGE)
    return [_value(row) for row in connection.execute(wanted if state is None else wanted.where(flag.c.state == state.value))]


def some(connection: Connection, state: FlagState | None, shops: Sequence[str] | None, keys: Sequence[str], after: int, limit: int) -> list[Flag]:
    """The next flags after the one of this id, oldest first: of these shops (None for all), and only of the records `keys` where there are any."""
    wanted = select(flag).where(flag.c.id > after).order_by(flag.c.id).limit(limit)
    if state is not None:
        wanted = wanted.where(flag.c.state == state.value)
    if shops is not None:
        wanted = wanted.where(flag.c.record.in_(select(record.c.key).where(record.c.shop.in_(shops))))
    if keys:
        wanted = wanted.where(flag.c.record.in_(keys))
    return [_value(row) for row in connection.execute(wanted)]


def of_record(connection: Connection, key: str) -> list[Flag]:
    """All flags of a record, oldest first."""
    return [_value(row) for row in connection.execute(select(flag).where(flag.c.record == key).order_by(flag.c.id))]


def raised_by(connection: Connection, who: str, before: int, limit: int) -> list[Flag]:
    """What somebody flagged, newest first."""
    wanted = select(flag).where(flag.c.who == who).order_by(flag.c.id.desc()).limit(limit)
    return [_value(row) for row in connection.execute(wanted.where(flag.c.id < before) if before else wanted)]


def open_counts(connection: Connection, records: Iterable[str]) -> dict[tuple[str, str], int]:
    """How many open flags the variants of these records have."""
    found: dict[tuple[str, str], int] = {}
    for keys in pages(dict.fromkeys(records)):
        wanted = select(flag.c.record, flag.c.target, func.count().label("number")).where(
            flag.c.state == FlagState.OPEN.value, flag.c.record.in_(keys)
        )
        rows = connection.execute(wanted.group_by(flag.c.record, flag.c.target))
        found.update({(row.record, row.target): row.number for row in rows})
    return found


def _value(row: Any) -> Flag:
    values = {f.name: getattr(row, f.name) for f in fields(Flag)}
    return Flag(**values | {"state": FlagState(row.state)})
