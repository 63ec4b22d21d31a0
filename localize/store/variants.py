"""Variants and their units. A machine's revision gives way to the next one; a revision that a person decided on stays for ever.

So of one record and target there are: all revisions that a person approved or rejected, and at most one OPEN revision after them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, delete, exists, func, select, tuple_

from localize.domain.region import Target
from localize.domain.unit import Unit
from localize.domain.variant import Approval, Decision, Reason, Signature, Variant, Verdict
from localize.store.codec import unit_value, unpack
from localize.store.saving import Revision, lock, write
from localize.store.schema import unit, variant
from localize.store.statements import PAGE, pages

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
KEPT = "kept"  # a person was faster: the text of that person stands, and the next night finds it stale
Pair = tuple[str, str]  # record, target
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class StoredVariant(Variant):
    """A variant with where it stands: `id` is never reused, `revision` counts per record and target."""

    id: int = 0
    revision: int = 0
    approval: Approval = Approval.OPEN
    night: int = 0
    created: datetime = _NEVER


class Head(NamedTuple):
    """The latest revision of one record and target, without its units."""

    id: int
    revision: int
    signature: str
    decision: Decision
    approval: Approval

    @property
    def by_people(self) -> bool:
        """Whether people's texts are in it: then it is made anew only with them."""
        return bool(Signature.parse(self.signature).people)


def heads(connection: Connection, record_keys: Iterable[str]) -> dict[tuple[str, str], Head]:
    """The latest revision for each (record, target) of these records."""
    found: dict[tuple[str, str], Head] = {}
    columns = (variant.c.record, variant.c.target, variant.c.id, variant.c.revision, variant.c.signature, variant.c.decision, variant.c.approval)
    for keys in pages(dict.fromkeys(record_keys)):
        # oldest first: the last one stays in the dict. Rows of a pair are few: a person's decisions and one open revision.
        rows = connection.execute(select(*columns).where(variant.c.record.in_(keys)).order_by(variant.c.revision))
        found.update({(r.record, r.target): Head(r.id, r.revision, r.signature, Decision(r.decision), Approval(r.approval)) for r in rows})
    return found


def save(
    connection: Connection, night_id: int, variants: Iterable[Variant], now: datetime, carried: Mapping[Pair, int] | None = None
) -> dict[str, str]:
    """Keep variants; says of each key whether it is new, changed, unchanged or kept. Of two with one key the later one counts.

    `carried` are the revisions whose people's texts went along into these, by pair: a revision with people's texts gives way to no other.
    """
    by_pair = {(each.record, str(each.target)): each for each in variants}
    about = lock(connection, (record for record, _ in by_pair))
    known, decided = heads(connection, about), decisions(connection, about)
    said: dict[str, str] = {}
    revisions: list[Revision] = []
    replaced: list[int] = []
    for pair, each in by_pair.items():
        head, signature = known.get(pair), str(each.signature)
        if head and head.signature == signature:
            said[each.key] = UNCHANGED
            continue
        if head and head.by_people and (carried or {}).get(pair) != head.id:
            said[each.key] = KEPT
            continue
        if head and head.approval is Approval.OPEN:
            replaced.append(head.id)
        # what a person decided on is made of the same things again (a change was taken back): that decision stands
        said[each.key] = UNCHANGED if decided.get(pair) == signature else (CHANGED if head else NEW)
        if said[each.key] != UNCHANGED:
            revisions.append(Revision(each, head.revision + 1 if head else 1, night_id))
    remove(connection, replaced)
    write(connection, revisions, about, now)
    return said


def remove(connection: Connection, ids: Iterable[int]) -> int:
    """Remove revisions that give way; gives their number. One that a person approved since it was read is no longer ours to remove."""
    gone = 0
    for some in pages(ids):
        gone += connection.execute(delete(variant).where(variant.c.id.in_(some), variant.c.approval == Approval.OPEN.value)).rowcount
    return gone


def decisions(connection: Connection, records: Iterable[str]) -> dict[Pair, str]:
    """The signature of the newest revision that a person decided on, for each (record, target)."""
    found: dict[tuple[str, str], str] = {}
    for keys in pages(records):
        wanted = select(variant.c.record, variant.c.target, variant.c.signature).where(
            variant.c.record.in_(keys), variant.c.approval != Approval.OPEN.value
        )
        found.update({(row.record, row.target): row.signature for row in connection.execute(wanted.order_by(variant.c.revision))})
    return found


def latest(connection: Connection, record_key: str, target: str) -> StoredVariant | None:
    """The newest revision with its units."""
    wanted = select(variant).where(variant.c.record == record_key, variant.c.target == target).order_by(variant.c.revision.desc()).limit(1)
    found = with_units(connection, wanted)
    return found[0] if found else None


def with_ids(connection: Connection, ids: Iterable[int]) -> list[StoredVariant]:
    """The revisions of these ids that are there, by id."""
    return [each for some in pages(ids) for each in with_units(connection, select(variant).where(variant.c.id.in_(some)).order_by(variant.c.id))]


def of_record(connection: Connection, record_key: str) -> list[StoredVariant]:
    """The newest revision of each target of a record."""
    return with_units(connection, select(variant).where(variant.c.record == record_key, newest(approved=False)).order_by(variant.c.target))


def by_people(connection: Connection, record_keys: Iterable[str]) -> list[StoredVariant]:
    """The newest revisions of these records that have people's texts."""
    found: list[StoredVariant] = []
    for keys in pages(dict.fromkeys(record_keys)):
        found += with_units(connection, select(variant).where(variant.c.record.in_(keys), variant.c.edits > 0, newest(approved=False)))
    return found


@dataclass(frozen=True)
class Wanted:
    """Which variants: None asks for all. `newest_approved` asks for the newest approved revision of each pair, not for the latest."""

    night: int | None = None
    region: str | None = None
    decision: Decision | None = None
    approval: Approval | None = None
    newest_approved: bool = False


def page(connection: Connection, wanted: Wanted, after: tuple[str, str]) -> list[StoredVariant]:
    """The next variants in the order of record and target."""
    chosen = select(variant).where(tuple_(variant.c.record, variant.c.target) > tuple_(*after), newest(approved=wanted.newest_approved))
    if wanted.newest_approved:
        chosen = chosen.where(variant.c.approval == Approval.APPROVED.value)
    filters = (
        (variant.c.night, wanted.night),
        (variant.c.region, wanted.region),
        (variant.c.decision, wanted.decision and wanted.decision.value),
        (variant.c.approval, wanted.approval and wanted.approval.value),
    )
    for column, value in filters:
        if value is not None:
            chosen = chosen.where(column == value)
    return with_units(connection, chosen.order_by(variant.c.record, variant.c.target).limit(PAGE))


def newest(*, approved: bool) -> ColumnElement[bool]:
    """The condition that a row of `variant` is the newest revision of its record and target, or the newest that a person approved."""
    # NOT EXISTS walks the unique index and stops at the page's end; a GROUP BY would count the whole table for every page
    later = variant.alias("later")
    newer = (later.c.record == variant.c.record) & (later.c.target == variant.c.target) & (later.c.revision > variant.c.revision)
    if approved:
        newer &= later.c.approval == Approval.APPROVED.value
    return ~exists().where(newer)


def with_units(connection: Connection, wanted: Select[Any]) -> list[StoredVariant]:
    """The revisions of a statement over `variant`, in its order. Two statements for each page of them."""
    rows = connection.execute(wanted).all()
    units: dict[int, list[Unit]] = {row.id: [] for row in rows}
    for ids in pages(units):
        for row in connection.execute(select(unit).where(unit.c.variant_id.in_(ids)).order_by(unit.c.variant_id, unit.c.position)):
            units[row.variant_id].append(unit_value(row))
    return [_value(row, tuple(units[row.id])) for row in rows]


def _value(row: Any, units: tuple[Unit, ...]) -> StoredVariant:
    return StoredVariant(
        record=row.record,
        target=Target.parse(row.target),
        signature=Signature.parse(row.signature),
        units=units,
        verdict=Verdict(Decision(row.decision), unpack(Reason, row.reasons)),
        notices=tuple(row.notices),
        id=row.id,
        revision=row.revision,
        approval=Approval(row.approval),
        night=row.night,
        created=row.created,
    )


def counts(connection: Connection) -> dict[tuple[str, Decision, Approval], int]:
    """How many latest revisions there are per region, decision and approval."""
    groups = (variant.c.region, variant.c.decision, variant.c.approval)
    rows = connection.execute(select(*groups, func.count().label("number")).where(newest(approved=False)).group_by(*groups).order_by(*groups))
    return {(row.region, Decision(row.decision), Approval(row.approval)): row.number for row in rows}
