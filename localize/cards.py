"""Concept cards: read, write, hold against their tables, and say which are due to be read again. What a card may hold is in domain.concept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from localize.domain.concept import Concept, faults
from localize.domain.term import Term
from localize.errors import GlossaryError, IllegalMove
from localize.glossary import find, person
from localize.store.repository import Store
from localize.store.terms import SEEDED_BY
from localize.termbase.lifecycle import OPEN, signed


@dataclass(frozen=True)
class Due:
    """A card whose day has passed, with the open entries of its concept."""

    card: Concept
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class CardDifference:
    """The tables of the cards held against the store. `behind` are rows older than what a person wrote, `refused` differ from it otherwise."""

    new: tuple[Concept, ...]
    changed: tuple[Concept, ...]  # with the revision that the store has
    refused: tuple[str, ...]
    behind: tuple[str, ...]


def card(store: Store, concept: str) -> Concept | None:
    """The card of a concept, None where nobody has written one."""
    past = store.concept_history(concept)
    return past[-1].card if past else None


def write(store: Store, wanted: Concept, who: str, why: str) -> Concept:
    """Keep a card. A changed one carries the revision that the writer saw: if somebody was faster, nothing is written."""
    if not any(term.concept == wanted.concept for term in find(store, wanted.concept)):
        raise GlossaryError(f"{wanted.concept[:60]!r} is not a concept.", next_step="Write its name, such as herb.ai-cao.")
    for fault in faults(wanted):
        raise GlossaryError(f"{fault.field} of the card {wanted.concept}: {fault.problem}.", next_step=fault.remedy)
    held = card(store, wanted.concept)
    if held == wanted:
        raise IllegalMove(f"The card {wanted.concept} says that already.", next_step="Leave it as it is.")
    name, reason = signed(f"the card {wanted.concept}", person(who), why)
    after = replace(wanted, revision=wanted.revision + 1) if held else wanted
    store.save_concepts([after], name, reason)
    return after


def due(store: Store, today: date) -> tuple[Due, ...]:
    """The cards whose day has passed, the longest overdue first. A concept whose entries are all closed waits for nobody."""
    entries: dict[str, list[Term]] = {}
    for term in store.terms():
        if term.status in OPEN:
            entries.setdefault(term.concept, []).append(term)
    late = [c for c in store.concepts() if c.is_due(today) and c.concept in entries]
    return tuple(Due(c, tuple(entries[c.concept])) for c in sorted(late, key=lambda c: (c.review_by or today, c.concept)))


def compare(store: Store, tables: Iterable[Concept]) -> CardDifference:
    """Hold the tables against the store. A card that a person wrote is never overwritten by a table: rows have no revision to tell which is newer."""
    held = {card.concept: card for card in store.concepts()}
    groups: dict[str, list[Concept]] = {"new": [], "changed": [], "refused": [], "behind": []}
    for row in tables:
        current = held.get(row.concept)
        if current is None:
            groups["new"].append(replace(row, revision=1))
        elif (table := replace(row, revision=current.revision)) != current:
            groups[_standing(store, table)].append(table)
    refused, behind = (tuple(card.concept for card in groups[name]) for name in ("refused", "behind"))
    return CardDifference(tuple(groups["new"]), tuple(groups["changed"]), refused, behind)


def _standing(store: Store, table: Concept) -> str:
    past = store.concept_history(table.concept)
    if all(each.who == SEEDED_BY for each in past):
        return "changed"
    return "behind" if any(replace(each.card, revision=table.revision) == table for each in past) else "refused"


def take_over(store: Store, difference: CardDifference, why: str) -> int:
    """Bring new and changed rows into the store, all or none, by "glossaries". Gives their number."""
    cards = [*difference.new, *(replace(card, revision=card.revision + 1) for card in difference.changed)]
    if cards:
        store.save_concepts(cards, *signed("the cards", SEEDED_BY, why))
    return len(cards)
