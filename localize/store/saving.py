"""Write revisions of variants: the row with what the queue orders by, the units, and the marks by which a variant is found. Which ones, others say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from localize.domain.rank import rank, worth
from localize.domain.record import Kind, Record
from localize.domain.variant import Approval, Variant
from localize.store.codec import pack, unit_row
from localize.store.desk_schema import mark
from localize.store.schema import record, unit, variant
from localize.store.statements import pages

LONGEST_NAME = 200  # characters of a rule or a concept that a variant is found by


@dataclass(frozen=True)
class Revision:
    """A variant to be written as this revision, under this night."""

    variant: Variant
    number: int
    night: int


def lock(connection: Connection, record_keys: Iterable[str]) -> dict[str, tuple[str, float]]:
    """Make other writers of these records' variants wait until this transaction ends; gives kind and worth of each record.

    In the order of the keys, so that two who want the same ones never wait for each other in a circle. SQLite has one writer anyway.
    """
    found: dict[str, tuple[str, float]] = {}
    for keys in pages(sorted(set(record_keys))):
        wanted = select(record.c.key, record.c.kind, record.c.facts).where(record.c.key.in_(keys)).order_by(record.c.key)
        for row in connection.execute(wanted.with_for_update(key_share=True)):
            # of the record only its facts are needed: what they say is read in one place
            facts = tuple((name, value) for name, value in row.facts)
            found[row.key] = (row.kind, worth(Record(row.key, Kind(row.kind), (), facts)))
    return found


def write(connection: Connection, revisions: Sequence[Revision], about: Mapping[str, tuple[str, float]], now: datetime) -> None:
    """Insert OPEN revisions. `about` is what `lock` gave; a record that is not in it does not exist, and the database says so."""
    if not revisions:
        return
    rows = [_row(each, *about.get(each.variant.record, ("", 1.0)), now) for each in revisions]
    made = connection.execute(insert(variant).returning(variant.c.id, variant.c.record, variant.c.target), rows).all()
    by_pair = {(each.variant.record, str(each.variant.target)): each.variant for each in revisions}
    _insert(connection, unit, ({"variant_id": m.id} | unit_row(u, n) for m in made for n, u in enumerate(by_pair[m.record, m.target].units)))
    _insert(connection, mark, ({"variant_id": m.id, "sort": s, "name": n} for m in made for s, n in _marks(by_pair[m.record, m.target])))


def _insert(connection: Connection, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    for some in pages(rows):
        connection.execute(insert(table), some)


def _row(each: Revision, kind: str, value: float, now: datetime) -> dict[str, Any]:
    made = each.variant
    ranked = rank(made.verdict, made.units, value)
    return {
        "record": made.record,
        "target": str(made.target),
        "region": made.target.region,
        "revision": each.number,
        "signature": str(made.signature),
        "decision": made.verdict.decision.value,
        "reasons": pack(made.verdict.reasons),
        "notices": list(made.notices),
        "approval": Approval.OPEN.value,
        "night": each.night,
        "created": now,
        "kind": kind,
        "locale": str(made.target.locale),
        "engine": made.signature.engine,
        "estimate": ranked.estimate,
        "severity": ranked.severity,
        "gravest": ranked.gravest[:LONGEST_NAME],
        "risk": ranked.risk,
        "value": ranked.value,
        "priority": ranked.priority,
        "edits": sum(u.by_person for u in made.units),
        "waiting": sum(u.waits for u in made.units),
    }


def _marks(made: Variant) -> list[tuple[str, str]]:
    rules = {("rule", reason.rule[:LONGEST_NAME]) for reason in made.verdict.reasons}
    return sorted(each for each in rules | {("term", receipt.concept[:LONGEST_NAME]) for u in made.units for receipt in u.receipts} if each[1])
