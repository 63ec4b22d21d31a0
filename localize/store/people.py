"""What people did: events, decisions on variants, and the memory that grows from approvals. Who may do what is decided in localize.review."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, select, update

from localize.domain.unit import Origin, State
from localize.domain.variant import Approval
from localize.domain.webhook import Happening
from localize.errors import IllegalMove
from localize.memory import Entry, near_lengths
from localize.store import outbox
from localize.store.schema import event, memory, unit, variant
from localize.store.statements import PAGE, pages

MOST_NEAR = 2000  # entries that are compared with one text: about 10 ms


@dataclass(frozen=True)
class Event:
    """Something a person did. Never changed, never removed."""

    id: int
    at: datetime
    who: str
    act: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """A person's decision on one revision of a variant, to be written down as one event, with `detail` beside what every decision has."""

    approval: Approval
    act: str
    who: str
    why: str
    at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)


def add_event(connection: Connection, at: datetime, who: str, act: str, subject: str, detail: Mapping[str, Any]) -> int:
    values = {"at": at, "who": who, "act": act, "subject": subject, "detail": dict(detail)}
    return connection.execute(insert(event).values(values).returning(event.c.id)).scalar_one()


def add_events(connection: Connection, at: datetime, who: str, act: str, subjects: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """One event for each subject, with its detail."""
    for some in pages(subjects):
        connection.execute(insert(event), [{"at": at, "who": who, "act": act, "subject": each, "detail": dict(detail)} for each, detail in some])


def events_page(connection: Connection, subject: str | None, after: int) -> list[Event]:
    """The next events, oldest first."""
    wanted = select(event).where(event.c.id > after).order_by(event.c.id).limit(PAGE)
    if subject is not None:
        wanted = wanted.where(event.c.subject == subject)
    return [Event(row.id, row.at, row.who, row.act, row.subject, row.detail) for row in connection.execute(wanted)]


def events_about(connection: Connection, subjects: Iterable[str]) -> tuple[Event, ...]:
    """The events of several subjects, oldest first."""
    found = [row for some in pages(dict.fromkeys(subjects)) for row in connection.execute(select(event).where(event.c.subject.in_(some)))]
    return tuple(Event(row.id, row.at, row.who, row.act, row.subject, row.detail) for row in sorted(found, key=lambda row: row.id))


def last_events(connection: Connection, subject: str, most: int) -> list[Event]:
    """The newest events of a subject, oldest first."""
    wanted = select(event).where(event.c.subject == subject).order_by(event.c.id.desc()).limit(most)
    return [Event(row.id, row.at, row.who, row.act, row.subject, row.detail) for row in reversed(connection.execute(wanted).all())]


def decide(connection: Connection, variant_id: int, seen: Approval, change: Change, learned: Sequence[tuple[int, Entry]]) -> int:
    """Write a decision: approval, units, memory and event together. Gives the event's id.

    `seen` is the approval that the person saw: if anybody, or a night, was faster, nothing is written. `learned` are the positions of
    units and what the memory takes from them. A decision other than approved takes back what the variant had put into the memory.
    """
    moved = update(variant).where(variant.c.id == variant_id, variant.c.approval == seen.value).values(approval=change.approval.value)
    row = connection.execute(moved.returning(variant.c.record, variant.c.target, variant.c.revision, variant.c.signature)).first()
    if row is None:
        raise IllegalMove("This variant was changed while it was being looked at.", next_step="Look at it again, then decide.")
    detail = {"revision": row.revision, "signature": row.signature, "was": seen.value, "why": change.why, **change.detail}
    event_id = add_event(connection, change.at, change.who, change.act, f"{row.record}@{row.target}", detail)
    if change.approval is Approval.APPROVED:
        connection.execute(update(unit).where(unit.c.variant_id == variant_id).values(state=State.FINAL.value))
        _learn(connection, variant_id, row.target, event_id, change.at, learned)
        outbox.tell(connection, Happening.APPROVED, change.at, {"record": row.record, "target": row.target, "revision": row.revision})
    else:
        machine = case((unit.c.origin.in_((Origin.MEMORY.value, Origin.HUMAN.value)), State.REVIEWED.value), else_=State.TRANSLATED.value)
        connection.execute(update(unit).where(unit.c.variant_id == variant_id, unit.c.state == State.FINAL.value).values(state=machine))
        connection.execute(delete(memory).where(memory.c.variant_id == variant_id))
    return event_id


def _learn(connection: Connection, variant_id: int, target: str, event_id: int, at: datetime, learned: Sequence[tuple[int, Entry]]) -> None:
    origin = {"target": target, "variant_id": variant_id, "event": event_id, "at": at}
    rows = [
        origin | {"position": position, "source": entry.source, "source_digest": source_digest(entry.source), "text": entry.text}
        for position, entry in learned
    ]
    if rows:
        connection.execute(insert(memory), rows)


def source_digest(source: str) -> str:
    """What a source text is looked up by in the memory."""
    return hashlib.sha256(source.encode(errors="replace")).hexdigest()[:32]


def recall(connection: Connection, target: str, sources: Iterable[str]) -> dict[str, str]:
    """The newest approved text for each of the sources that was approved before in this target."""
    found: dict[str, str] = {}
    for some in pages(dict.fromkeys(sources)):
        by_digest = {source_digest(source): source for source in some}
        newest = (
            select(func.max(memory.c.id)).where(memory.c.target == target, memory.c.source_digest.in_(by_digest)).group_by(memory.c.source_digest)
        )
        rows = connection.execute(select(memory.c.source_digest, memory.c.text).where(memory.c.id.in_(newest)))
        found.update({by_digest[row.source_digest]: row.text for row in rows})
    return found


def memory_targets(connection: Connection) -> list[str]:
    return list(connection.scalars(select(memory.c.target).distinct().order_by(memory.c.target)))


def memory_page(connection: Connection, target: str, after: int) -> tuple[int, list[Entry]]:
    """The next entries of a target, older before newer, and where the page ends. Of a source approved twice only the newest counts."""
    newest = select(func.max(memory.c.id)).where(memory.c.target == target).group_by(memory.c.source_digest)
    rows = connection.execute(select(memory).where(memory.c.id.in_(newest), memory.c.id > after).order_by(memory.c.id).limit(PAGE)).all()
    return (rows[-1].id if rows else after), [Entry(row.source, row.text) for row in rows]


def memory_near(connection: Connection, target: str, source: str, most: int = MOST_NEAR) -> list[Entry]:
    """Approved texts whose source may be like this one: the newest of those that are neither much shorter nor much longer."""
    shortest, longest = near_lengths(source)
    here = func.length(memory.c.source).between(shortest, longest)
    rows = connection.execute(select(memory).where(memory.c.target == target, here).order_by(memory.c.id.desc()).limit(most)).all()
    return [Entry(row.source, row.text) for row in reversed(rows)]
