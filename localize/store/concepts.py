"""The cards of the concepts as history, like the terms: every change is a row, the current card is the one of the highest revision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from localize.domain.concept import Concept
from localize.store.codec import concept_row, concept_value
from localize.store.history import append, newest
from localize.store.people import add_event
from localize.store.schema import concept
from localize.store.statements import put
from localize.store.terms import SEEDED_BY


@dataclass(frozen=True)
class ConceptRevision:
    """A card as it was, with who made it so, when and why."""

    card: Concept
    who: str
    at: datetime
    why: str


def seed(connection: Connection, cards: Iterable[Concept], at: datetime) -> int:
    """Fill an empty table; does nothing to one that has cards. Gives the number of cards added."""
    if revision_count(connection):
        return 0
    rows = [concept_row(card) | {"who": SEEDED_BY, "at": at, "why": "first use"} for card in cards]
    if rows:
        put(connection, concept, rows, ("concept", "revision"))
        add_event(connection, at, SEEDED_BY, "seed", "concepts", {"cards": len(rows)})
    return len(rows)


def load(connection: Connection) -> tuple[Concept, ...]:
    """The current cards in the order of their concepts."""
    return tuple(sorted((concept_value(row) for row in connection.execute(newest(concept, concept.c.concept))), key=lambda card: card.concept))


def save(connection: Connection, card: Concept, who: str, why: str, at: datetime) -> None:
    """Append a revision, which must follow the current one."""
    append(connection, concept, concept.c.concept, [concept_row(card) | {"who": who, "at": at, "why": why}])
    add_event(connection, at, who, "concept", card.concept, {"revision": card.revision, "definition": card.definition, "why": why})


def history(connection: Connection, name: str) -> tuple[ConceptRevision, ...]:
    """Oldest first; nothing for a concept without a card."""
    rows = connection.execute(select(concept).where(concept.c.concept == name).order_by(concept.c.revision))
    return tuple(ConceptRevision(concept_value(row), row.who, row.at, row.why) for row in rows)


def revision_count(connection: Connection) -> int:
    """Grows with every change of any card."""
    return connection.scalar(select(func.count()).select_from(concept)) or 0
