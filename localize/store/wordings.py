"""What listings call things, read for the notes that are bound to their items."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, exists, select

from localize.domain.term import Receipt
from localize.domain.variant import Approval
from localize.domain.wordings import Wordings
from localize.store.codec import unpack
from localize.store.schema import record, unit, variant
from localize.store.statements import pages


def load(connection: Connection, items: Iterable[str]) -> dict[tuple[str, str], tuple[Wordings, ...]]:
    """The wordings by (item id, target), a listing's in the order of its key. One query for each page of items."""
    receipts: dict[tuple[str, str, str], list[Receipt]] = {}
    later = variant.alias("later")
    newer = (later.c.record == variant.c.record) & (later.c.target == variant.c.target) & (later.c.revision > variant.c.revision)
    superseded = exists().where(newer & (later.c.approval != Approval.REJECTED.value))
    wanted = (
        select(record.c.item, record.c.key, variant.c.target, unit.c.receipts)
        .join(variant, variant.c.record == record.c.key)
        .join(unit, unit.c.variant_id == variant.c.id)
        .where(variant.c.approval != Approval.REJECTED.value, ~superseded)
        .order_by(record.c.key, variant.c.target, unit.c.position)
    )
    for some in pages(dict.fromkeys(item for item in items if item)):
        for row in connection.execute(wanted.where(record.c.item.in_(some))):
            receipts.setdefault((row.item, row.target, row.key), []).extend(unpack(Receipt, row.receipts))
    found: dict[tuple[str, str], tuple[Wordings, ...]] = {}
    for (item, target, key), those in receipts.items():
        found[item, target] = (*found.get((item, target), ()), Wordings.of(key, those))
    return found
