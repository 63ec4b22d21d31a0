"""What a migration does with the rows that are there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from localize.domain.record import Field, Kind, Record, Role
from localize.domain.variant import Decision, Reason, Variant
from localize.store.connection import connect, parse_url, transaction
from localize.store.migrations import _config, revisions
from localize.store.repository import Store

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_listings_of_an_older_store_get_their_item(tmp_path: Path) -> None:
    """450 listings are more than two pages. A note has no item of its own, and a listing may have none."""
    url = f"sqlite:///{tmp_path / 'store.db'}"
    engine = connect(parse_url(url))
    facts = {f"listing:s{n:04}": ("listing", [["price_fen", 1], ["item_id", f"i{n}"]]) for n in range(450)}
    facts |= {"note:n1": ("note", [["item_ids", "i1,i2"]]), "listing:bare": ("listing", [])}
    with transaction(engine, write=True) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(sa.text("INSERT INTO night (id, started, status, stats) VALUES (1, :now, 'done', '{}')"), {"now": NOW})
        row = "INSERT INTO record (key, id, kind, fingerprint, fields, facts, place, first_night, changed_night, seen_night)"
        rows = [{"key": key, "kind": kind, "facts": json.dumps(found)} for key, (kind, found) in facts.items()]
        connection.execute(sa.text(f"{row} VALUES (:key, :key, :kind, '0', '[]', :facts, '', 1, 1, 1)"), rows)
    engine.dispose()
    with Store.open(url) as store:
        assert store.revision() == revisions()[-1]
        with store._read() as connection:
            shops = connection.scalars(sa.text("SELECT DISTINCT shop FROM record")).all()
            items = {row.key: row.item for row in connection.execute(sa.text("SELECT key, item FROM record"))}
    assert items == {f"listing:s{n:04}": f"i{n}" for n in range(450)} | {"note:n1": "", "listing:bare": ""}
    assert shops == [""], "whose they are, no night has said yet"


def test_variants_of_an_older_store_get_what_the_queue_needs(
    tmp_path: Path, make_record: Callable[..., Record], make_variant: Callable[..., Variant]
) -> None:
    """The rows of a store as it is now, put into one of revision 0004 and brought up to date, are the same rows again."""
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    listing = Record("s1", Kind.LISTING, (Field("name", Role.TITLE, "茶壶 POT"),), (("price_fen", 39_900), ("images", 1)))
    with Store.open(f"sqlite:///{new}") as store:
        store.save_records([listing, *(make_record(n) for n in range(1, 260))], store.start_night(NOW))
        made = [make_variant(record=f"note:n{n:04}", reasons=(Reason("number_lost", "gone"),), decision=Decision.REVIEW) for n in range(1, 260)]
        store.save_variants(1, [make_variant(record="listing:s1", decision=Decision.BLOCK), *made, make_variant(target="HK/zh-Hant-HK/general")])
    engine = connect(parse_url(f"sqlite:///{old}"))
    with transaction(engine, write=True) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
    engine.dispose()
    with closing(sqlite3.connect(new)) as source, closing(sqlite3.connect(old)) as target:
        for table in ("night", "record", "variant", "unit"):
            columns = ", ".join(row[1] for row in target.execute(f"PRAGMA table_info({table})"))
            rows = source.execute(f"SELECT {columns} FROM {table}").fetchall()
            target.executemany(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(rows[0]))})", rows)
        target.commit()
        Store.open(f"sqlite:///{old}").close()
        for table in ("record", "variant", "unit", "mark"):
            columns = sorted(row[1] for row in source.execute(f"PRAGMA table_info({table})"))
            asked = f"SELECT {', '.join(columns)} FROM {table}"
            assert sorted(map(repr, target.execute(asked))) == sorted(map(repr, source.execute(asked))), table
