"""Texts that came from elsewhere. They are shown to people and never used by a night: what is not approved here is no memory.

The table has no road into `memory`; a text gets there only when a person approves a variant that holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from localize.memory import Entry, near_lengths
from localize.store.people import MOST_NEAR, add_event, source_digest
from localize.store.schema import evidence
from localize.store.statements import PAGE, pages


def save(connection: Connection, texts: Iterable[tuple[str, Entry]], who: str, at: datetime, detail: Mapping[str, Any]) -> int:
    """Keep texts by target, those that are not there yet; one event for all, none when there was nothing new. Gives the number of new ones."""
    fresh = [row for some in pages(dict.fromkeys(texts)) for row in _unknown(connection, some)]
    if fresh:
        event_id = add_event(connection, at, who, "import", "memory", {**detail, "entries": len(fresh)})
        for some in pages(fresh):
            connection.execute(insert(evidence), [row | {"event": event_id} for row in some])
    return len(fresh)


def _unknown(connection: Connection, texts: list[tuple[str, Entry]]) -> list[dict[str, Any]]:
    rows = [
        {"target": target, "source": e.source, "source_digest": source_digest(e.source), "text": e.text, "text_digest": source_digest(e.text)}
        for target, e in texts
    ]
    wanted = evidence.c.source_digest.in_([row["source_digest"] for row in rows])
    there = {tuple(row) for row in connection.execute(select(evidence.c.target, evidence.c.source_digest, evidence.c.text_digest).where(wanted))}
    return [row for row in rows if (row["target"], row["source_digest"], row["text_digest"]) not in there]


def page(connection: Connection, target: str, after: int) -> tuple[int, list[Entry]]:
    """The next texts of a target in the order they came, and where the page ends."""
    rows = connection.execute(select(evidence).where(evidence.c.target == target, evidence.c.id > after).order_by(evidence.c.id).limit(PAGE)).all()
    return (rows[-1].id if rows else after), [Entry(row.source, row.text) for row in rows]


def near(connection: Connection, target: str, source: str, most: int = MOST_NEAR) -> list[Entry]:
    """Texts of elsewhere whose source may be like this one, as people.memory_near finds approved ones."""
    shortest, longest = near_lengths(source)
    here = func.length(evidence.c.source).between(shortest, longest)
    rows = connection.execute(select(evidence).where(evidence.c.target == target, here).order_by(evidence.c.id.desc()).limit(most)).all()
    return [Entry(row.source, row.text) for row in reversed(rows)]
