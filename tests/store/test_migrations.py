"""What a migration does with the rows that are there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import command

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
