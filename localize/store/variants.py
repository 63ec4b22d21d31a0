"""Variants and their units. A machine's revision gives way to the next one; a revision that a person decided on stays for ever.

So of one record and target there are: all revisions that a person approved or rejected, and at most one OPEN revision after them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, delete, exists, func, insert, select, tuple_

from localize.domain.region import Target
from localize.domain.unit import Unit
from localize.domain.variant import Approval, Decision, Reason, Signature, Variant, Verdict
from localize.store.codec import pack, unit_row, unit_value, unpack
from localize.store.schema import unit, variant
from localize.store.statements import PAGE, pages

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
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


def heads(connection: Connection, record_keys: Iterable[str]) -> dict[tuple[str, str], Head]:
    """The latest revision for each (record, target) of these records."""
    found: dict[tuple[str, str], Head] = {}
    columns = (variant.c.record, variant.c.target, variant.c.id, variant.c.revision, variant.c.signature, variant.c.decision, variant.c.approval)
    for keys in pages(dict.fromkeys(record_keys)):
        # oldest first: the last one stays in the dict. Rows of a pair are few: a person's decisions and one open revision.
        rows = connection.execute(select(*columns).where(variant.c.record.in_(keys)).order_by(variant.c.revision))
        found.update({(r.record, r.target): Head(r.id, r.revision, r.signature, Decision(r.decision), Approval(r.approval)) for r in rows})
    return found


def save(connection: Connection, night_id: int, variants: Iterable[Variant], now: datetime) -> dict[str, str]:
    """Keep variants; says of each key whether it is new, changed or unchanged. Of two with one key the later one counts."""
    by_pair = {(each.record, str(each.target)): each for each in variants}
    records = dict.fromkeys(record for record, _ in by_pair)
    known, decided = heads(connection, records), _decided(connection, records)
    said: dict[str, str] = {}
    rows: list[dict[str, Any]] = []
    replaced: list[int] = []
    for pair, each in by_pair.items():
        head, signature = known.get(pair), str(each.signature)
        if head and head.signature == signature:
            said[each.key] = UNCHANGED
            continue
        if head and head.approval is Approval.OPEN:
            replaced.append(head.id)
        # what a person decided on is made of the same things again (a change was taken back): that decision stands
        said[each.key] = UNCHANGED if decided.get(pair) == signature else (CHANGED if head else NEW)
        if said[each.key] != UNCHANGED:
            rows.append(_row(each, night_id, head.revision + 1 if head else 1, now))
    for ids in pages(replaced):
        # asked again here: a person may have approved it since it was read, and then it is no longer ours to remove
        connection.execute(delete(variant).where(variant.c.id.in_(ids), variant.c.approval == Approval.OPEN.value))
    _insert(connection, rows, by_pair)
    return said


def _decided(connection: Connection, records: Iterable[str]) -> dict[tuple[str, str], str]:
    """The signature of the newest revision that a person decided on, for each (record, target)."""
    found: dict[tuple[str, str], str] = {}
    for keys in pages(records):
        wanted = select(variant.c.record, variant.c.target, variant.c.signature).where(
            variant.c.record.in_(keys), variant.c.approval != Approval.OPEN.value
        )
        found.update({(row.record, row.target): row.signature for row in connection.execute(wanted.order_by(variant.c.revision))})
    return found


def _row(each: Variant, night_id: int, revision: int, now: datetime) -> dict[str, Any]:
    return {
        "record": each.record,
        "target": str(each.target),
        "region": each.target.region,
        "revision": revision,
        "signature": str(each.signature),
        "decision": each.verdict.decision.value,
        "reasons": pack(each.verdict.reasons),
        "notices": list(each.notices),
        "approval": Approval.OPEN.value,
        "night": night_id,
        "created": now,
    }


def _insert(connection: Connection, rows: Sequence[dict[str, Any]], by_pair: dict[tuple[str, str], Variant]) -> None:
    if not rows:
        return
    made = connection.execute(insert(variant).returning(variant.c.id, variant.c.record, variant.c.target), list(rows)).all()
    units = [{"variant_id": m.id} | unit_row(each, n) for m in made for n, each in enumerate(by_pair[m.record, m.target].units)]
    for page_of_units in pages(units):
        connection.execute(insert(unit), page_of_units)


def latest(connection: Connection, record_key: str, target: str) -> StoredVariant | None:
    """The newest revision with its units."""
    wanted = select(variant).where(variant.c.record == record_key, variant.c.target == target).order_by(variant.c.revision.desc()).limit(1)
    found = _with_units(connection, wanted)
    return found[0] if found else None


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
    chosen = select(variant).where(tuple_(variant.c.record, variant.c.target) > tuple_(*after), _newest(approved=wanted.newest_approved))
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
    return _with_units(connection, chosen.order_by(variant.c.record, variant.c.target).limit(PAGE))


def _newest(*, approved: bool) -> ColumnElement[bool]:
    # NOT EXISTS walks the unique index and stops at the page's end; a GROUP BY would count the whole table for every page
    later = variant.alias("later")
    newer = (later.c.record == variant.c.record) & (later.c.target == variant.c.target) & (later.c.revision > variant.c.revision)
    if approved:
        newer &= later.c.approval == Approval.APPROVED.value
    return ~exists().where(newer)


def _with_units(connection: Connection, wanted: Select[Any]) -> list[StoredVariant]:
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
    rows = connection.execute(select(*groups, func.count().label("number")).where(_newest(approved=False)).group_by(*groups).order_by(*groups))
    return {(row.region, Decision(row.decision), Approval(row.approval)): row.number for row in rows}
