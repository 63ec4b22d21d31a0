"""What people wrote: revisions in place of those that they looked at, and every edit as a row that stays. What is allowed is decided above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, literal, select, union_all

from localize.domain.unit import Origin, State, Unit
from localize.domain.variant import Approval, Variant
from localize.store import people, saving, variants
from localize.store.codec import unit_row, unit_value
from localize.store.desk_schema import edit
from localize.store.schema import event, unit, variant
from localize.store.statements import PAGE, pages


@dataclass(frozen=True)
class Act:
    """What somebody did, to be written down as an event. `bulk` is the event of the one decision that it is a part of."""

    what: str
    who: str
    why: str
    at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)
    bulk: int | None = None


@dataclass(frozen=True)
class Change:
    """One unit, before and after."""

    position: int
    before: Unit
    after: Unit


@dataclass(frozen=True)
class Rewritten:
    """A variant as a person left it, to be put in place of the revision `base`, and what changed in it. `detail` is for its event."""

    base: variants.StoredVariant
    variant: Variant
    changes: tuple[Change, ...]
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Edit:
    """A change of a text by a person, as it is kept. `was` is the whole unit before."""

    id: int
    event: int
    bulk: int | None
    record: str
    target: str
    revision: int
    position: int
    field: str
    source: str
    before: str
    after: str
    was: Unit
    at: datetime
    who: str
    act: str
    why: str


def revise(connection: Connection, rewritten: Sequence[Rewritten], act: Act) -> dict[int, int]:
    """Put them in place; gives the new revision for the id of each base. A base that is no longer the latest is left out: somebody was faster.

    A variant that is again what a person decided on is not written: that decision stands, as after a night that took a change back.
    """
    about = saving.lock(connection, (each.variant.record for each in rewritten))
    heads, decided = variants.heads(connection, about), variants.decisions(connection, about)
    numbers: dict[int, int] = {}
    revisions: list[saving.Revision] = []
    for each in rewritten:
        pair = (each.variant.record, str(each.variant.target))
        head = heads[pair]
        if head.id != each.base.id:
            continue
        if head.approval is Approval.OPEN and not variants.remove(connection, [head.id]):
            continue  # approved in this moment: it is read again, and the edit goes beside the approval
        number = head.revision + 1
        if decided.get(pair) == str(each.variant.signature):
            number = _decided_revision(connection, pair)
        else:
            revisions.append(saving.Revision(each.variant, number, each.base.night))
        numbers[each.base.id] = number
        _note(connection, each, number, act)
    saving.write(connection, revisions, about, act.at)
    return numbers


def _decided_revision(connection: Connection, pair: variants.Pair) -> int:
    wanted = select(variant.c.revision).where(variant.c.record == pair[0], variant.c.target == pair[1]).order_by(variant.c.revision.desc()).limit(1)
    return connection.execute(wanted).scalar_one()


def _note(connection: Connection, each: Rewritten, number: int, act: Act) -> None:
    """The event and the rows of one variant."""
    record, target = each.variant.record, str(each.variant.target)
    detail = {"revision": number, "was": each.base.revision, "why": act.why, "units": [c.position for c in each.changes], **act.detail, **each.detail}
    number_of_event = people.add_event(connection, act.at, act.who, act.what, f"{record}@{target}", detail | ({"bulk": act.bulk} if act.bulk else {}))
    rows = [
        {
            "event": number_of_event,
            "bulk": act.bulk,
            "record": record,
            "target": target,
            "revision": number,
            "position": change.position,
            "field": change.before.segment.field,
            "source": change.before.segment.text,
            "before": change.before.target,
            "after": change.after.target,
            "was": unit_row(change.before, change.position),
        }
        for change in each.changes
    ]
    connection.execute(insert(edit), rows)


_WITH_EVENTS = select(edit, event.c.at, event.c.who, event.c.act, event.c.detail).join(event, event.c.id == edit.c.event)


def _value(row: Any) -> Edit:
    columns = ("id", "event", "bulk", "record", "target", "revision", "position", "field", "source", "before", "after", "at", "who", "act")
    return Edit(**{name: getattr(row, name) for name in columns}, was=unit_value(_Row(row.was)), why=str(row.detail.get("why", "")))


class _Row:
    """A unit's columns that were kept as one object, to be read as a row is."""

    def __init__(self, columns: Mapping[str, Any]) -> None:
        self.__dict__.update(columns)


def history(connection: Connection, record: str, target: str | None = None) -> list[Edit]:
    """All edits of a record, or of one of its targets, oldest first."""
    wanted = _WITH_EVENTS.where(edit.c.record == record).order_by(edit.c.id)
    return [_value(row) for row in connection.execute(wanted if target is None else wanted.where(edit.c.target == target))]


def of_event(connection: Connection, number: int) -> list[Edit]:
    """The edits of one act on one variant."""
    return [_value(row) for row in connection.execute(_WITH_EVENTS.where(edit.c.event == number).order_by(edit.c.id))]


def of_bulk(connection: Connection, number: int, after: int, limit: int = PAGE) -> list[Edit]:
    """The next edits of one decision over many variants, after the edit of this id."""
    wanted = _WITH_EVENTS.where(edit.c.bulk == number, edit.c.id > after).order_by(edit.c.id).limit(limit)
    return [_value(row) for row in connection.execute(wanted)]


def alike_counts(connection: Connection, pairs: Iterable[str], targets: Sequence[str], most: int) -> dict[str, int]:
    """How many OPEN variants of these targets have a unit with each pair, counted up to `most`: one statement for a page of pairs."""
    found: dict[str, int] = {}
    for some in pages(dict.fromkeys(each for each in pairs if each)):
        counted = [_counted(each, targets, most) for each in some]
        found.update({row.pair: row.number for row in connection.execute(union_all(*counted))})
    return found


def _counted(pair: str, targets: Sequence[str], most: int) -> Select[str, int]:
    # with a limit of its own for each: a line such as "free postage" stands in everything, and nobody reads its number to the end
    here = (
        select(variant.c.id)
        .join(unit, unit.c.variant_id == variant.c.id)
        .where(unit.c.pair == pair, variant.c.approval == Approval.OPEN.value, variant.c.target.in_(targets), unit.c.origin != Origin.HUMAN.value)
        .distinct()
        .limit(most)
        .subquery()
    )
    return select(literal(pair).label("pair"), func.count().label("number")).select_from(here)


def alike(connection: Connection, pair: str, targets: Iterable[str], state: State | None, after: int, limit: int | None) -> list[tuple[int, str]]:
    """Ids and targets of the OPEN variants after the one of this id with such a unit, by id. `pair` is codec.pair of its source and text."""
    wanted = (
        select(variant.c.id, variant.c.target)
        .join(unit, unit.c.variant_id == variant.c.id)
        .where(unit.c.pair == pair, variant.c.approval == Approval.OPEN.value, variant.c.id > after)
        .distinct()
        .order_by(variant.c.id)
        .limit(limit)
    )
    names = list(targets)
    if names:
        wanted = wanted.where(variant.c.target.in_(names))
    if state is not None:
        wanted = wanted.where(unit.c.state == state.value)
    return [(row.id, row.target) for row in connection.execute(wanted)]
