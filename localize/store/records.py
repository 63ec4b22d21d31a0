"""Records as they were last pulled. The store keeps the newest content of each; older source texts live on in approved variants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from localize.domain.record import Record
from localize.errors import BadRecord
from localize.store.codec import record_row, record_value
from localize.store.schema import record
from localize.store.statements import PAGE, pages, put

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
_CONTENT = ("fingerprint", "fields", "facts", "place", "item", "words", "changed_night", "seen_night")


def save(connection: Connection, records: Iterable[Record], night_id: int) -> dict[str, str]:
    """Keep records; says of each key whether it is new, changed or unchanged. Of two with one key the later one counts."""
    by_key = {each.key: each for each in records}
    known: dict[str, str] = {}
    for keys in pages(sorted(by_key)):
        # in the order of the keys, as whoever writes variants waits for records: nobody waits in a circle
        there = select(record.c.key, record.c.fingerprint).where(record.c.key.in_(keys)).order_by(record.c.key)
        found = connection.execute(there.with_for_update(key_share=True))
        known.update({row.key: row.fingerprint for row in found})
    rows = [_row(each) | {"first_night": night_id, "changed_night": night_id, "seen_night": night_id} for each in by_key.values()]
    said = {row["key"]: _said(known.get(row["key"]), row["fingerprint"]) for row in rows}
    put(connection, record, [row for row in rows if said[row["key"]] != UNCHANGED], ("key",), overwrite=_CONTENT)
    seen = [{"seen_key": key, "seen_now": night_id} for key, what in said.items() if what == UNCHANGED]
    if seen:
        connection.execute(update(record).where(record.c.key == bindparam("seen_key")).values(seen_night=bindparam("seen_now")), seen)
    owned = [{"owned": each.key, "owner": each.shop} for each in by_key.values() if each.shop]
    if owned:  # a night that names no shop leaves whose the records are as it was
        connection.execute(update(record).where(record.c.key == bindparam("owned")).values(shop=bindparam("owner")), owned)
    return said


def _said(before: str | None, now: str) -> str:
    if before is None:
        return NEW
    return UNCHANGED if before == now else CHANGED


def _row(each: Record) -> dict[str, Any]:
    try:
        return record_row(each)
    except UnicodeEncodeError as error:
        raise BadRecord("The text holds half a surrogate pair.", where=each.where, next_step="Clean the text where it is read.") from error


def page(connection: Connection, after: str) -> list[Record]:
    """The next records in the order of their keys."""
    rows = connection.execute(select(record).where(record.c.key > after).order_by(record.c.key).limit(PAGE))
    return [record_value(row) for row in rows]


def of_keys(connection: Connection, keys: Sequence[str]) -> list[Record]:
    """The records of these keys that there are, in the order asked for."""
    found = {row.key: record_value(row) for row in connection.execute(select(record).where(record.c.key.in_(keys)))}
    return [found[key] for key in keys if key in found]


def some(connection: Connection, shops: Sequence[str] | None, after: str, limit: int) -> list[Record]:
    """The next records in the order of their keys, of some shops or of all."""
    wanted = select(record).where(record.c.key > after).order_by(record.c.key).limit(limit)
    return [record_value(row) for row in connection.execute(wanted if shops is None else wanted.where(record.c.shop.in_(shops)))]


def count(connection: Connection, shops: Sequence[str] | None = None) -> int:
    wanted = select(func.count()).select_from(record)
    return connection.scalar(wanted if shops is None else wanted.where(record.c.shop.in_(shops))) or 0
