"""Where the variants of many records stand, without their texts: what a list of records shows beside each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from localize.domain.region import Target
from localize.domain.variant import Approval, Decision, Reason
from localize.store.codec import unpack
from localize.store.schema import variant
from localize.store.statements import pages


@dataclass(frozen=True)
class Standing:
    """The newest revision of one record and target: what the gate said, why, and what a person said."""

    target: Target
    decision: Decision
    approval: Approval
    reasons: tuple[Reason, ...] = ()


def of_records(connection: Connection, records: Iterable[str]) -> dict[str, tuple[Standing, ...]]:
    """The standings of these records, by key, each in the order of its targets. One statement for a page of records."""
    found: dict[tuple[str, str], Standing] = {}
    columns = (variant.c.record, variant.c.target, variant.c.decision, variant.c.approval, variant.c.reasons)
    for keys in pages(dict.fromkeys(records)):
        # oldest first: the last one stays, as in variants.heads
        for row in connection.execute(select(*columns).where(variant.c.record.in_(keys)).order_by(variant.c.revision)):
            standing = Standing(Target.parse(row.target), Decision(row.decision), Approval(row.approval), unpack(Reason, row.reasons))
            found[row.record, row.target] = standing
    by_record: dict[str, list[Standing]] = {}
    for record, target in sorted(found):
        by_record.setdefault(record, []).append(found[record, target])
    return {record: tuple(standings) for record, standings in by_record.items()}
