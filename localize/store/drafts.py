"""What engines answered, by engine and request: a cache. Losing it costs time and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from localize.domain.request import Draft
from localize.store.schema import draft
from localize.store.statements import pages, put


@dataclass(frozen=True)
class KeptDraft:
    """A draft without its request: whoever asks has that."""

    text: str
    score: float | None
    tokens: int


def load(connection: Connection, engine: str, keys: Iterable[str]) -> dict[str, KeptDraft]:
    kept: dict[str, KeptDraft] = {}
    for some in pages(dict.fromkeys(keys)):
        rows = connection.execute(select(draft).where(draft.c.engine == engine, draft.c.request.in_(some)))
        kept.update({row.request: KeptDraft(row.text, row.score, row.tokens) for row in rows})
    return kept


def save(connection: Connection, engine: str, drafts: Iterable[Draft]) -> None:
    """Keep drafts; saving one again replaces it."""
    rows = [{"engine": engine, "request": d.request.key, "text": d.text, "score": d.score, "tokens": d.tokens} for d in drafts]
    put(connection, draft, rows, ("engine", "request"), overwrite=("text", "score", "tokens"))
