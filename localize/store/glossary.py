"""What the store answers and keeps of the glossary: terms, concept cards, remarks. One method a question or a change, one transaction each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from localize.domain.concept import Concept
from localize.domain.term import Status, Term
from localize.store import concepts, people, terms
from localize.store.concepts import ConceptRevision
from localize.store.people import Event
from localize.store.room import Room, utc_now
from localize.store.terms import TermRevision


class GlossaryStore(Room):
    """The part of the store that holds the glossary; localize.store.repository.Store is the whole."""

    # terms

    def seed_terms(self, entries: Iterable[Term], at: datetime | None = None) -> int:
        """Fill an empty termbase from the glossary's files; gives the number added, 0 when it has entries already."""
        with self._write() as connection:
            return terms.seed(connection, entries, at or utc_now())

    def terms(self, status: Status | None = None) -> tuple[Term, ...]:
        """The current entries, by key."""
        with self._read() as connection:
            return terms.load(connection, status)

    def terms_page(self, words: str = "", columns: Mapping[str, str] | None = None, after: str = "", limit: int = 50) -> list[Term]:
        """The next current entries by key after `after`, with words in them, and with values in columns: {"status": "approved", "locale": "en"}."""
        with self._read() as connection:
            return terms.some(connection, words, columns or {}, after, limit)

    def save_term(self, entry: Term, who: str, why: str, at: datetime | None = None) -> None:
        """Append a revision and its event. Raises IllegalMove when `entry.revision` does not follow the current one."""
        self.save_terms([entry], who, why, at)

    def save_terms(self, entries: Iterable[Term], who: str, why: str, at: datetime | None = None) -> int:
        """Append revisions of any entries with their events, all or none; gives their number. Several of one entry go in their order."""
        # by key: two people who save the same entries then wait for each other in one order, never in a circle
        ordered = sorted(entries, key=lambda entry: (entry.key, entry.revision))
        with self._write() as connection:
            terms.save(connection, ordered, who, why, at or utc_now())
        return len(ordered)

    def suggest_term(self, key: str, who: str, detail: Mapping[str, Any], at: datetime | None = None) -> None:
        """Keep a suggestion about an entry as an event. The entry stays as it is, and so does every signature."""
        with self._write() as connection:
            people.add_event(connection, at or utc_now(), who, terms.SUGGESTED, key, detail)

    def term_history(self, key: str) -> tuple[TermRevision, ...]:
        with self._read() as connection:
            return terms.history(connection, key)

    def term_histories(self, keys: Iterable[str]) -> dict[str, tuple[TermRevision, ...]]:
        """Every revision of these entries, oldest first."""
        with self._read() as connection:
            return terms.histories(connection, keys)

    def terms_revision(self) -> int:
        """A number that grows with every change of any entry."""
        with self._read() as connection:
            return terms.revision_count(connection)

    def current_terms(self) -> tuple[TermRevision, ...]:
        """The current entries with who made each what it is, when and why."""
        with self._read() as connection:
            return terms.current(connection)

    def terms_made(self, at: datetime, who: str) -> tuple[TermRevision, ...]:
        """The revisions that somebody wrote at one moment: those of one import."""
        with self._read() as connection:
            return terms.made(connection, at, who)

    def term_uses(self, concept: str) -> dict[tuple[str, str], int]:
        """How many variants hold a receipt of a concept, by region and approval."""
        with self._read() as connection:
            return terms.uses(connection, concept)

    # concept cards

    def seed_concepts(self, cards: Iterable[Concept], at: datetime | None = None) -> int:
        """Fill a store that has no card from the glossary's files; gives the number added."""
        with self._write() as connection:
            return concepts.seed(connection, cards, at or utc_now())

    def concepts(self) -> tuple[Concept, ...]:
        """The current cards, by concept."""
        with self._read() as connection:
            return concepts.load(connection)

    def save_concepts(self, cards: Iterable[Concept], who: str, why: str, at: datetime | None = None) -> None:
        """Append revisions with their events, all or none. Raises IllegalMove when a revision does not follow the current one."""
        at = at or utc_now()
        with self._write() as connection:
            for card in sorted(cards, key=lambda card: (card.concept, card.revision)):
                concepts.save(connection, card, who, why, at)

    def concept_history(self, concept: str) -> tuple[ConceptRevision, ...]:
        """Oldest first; nothing for a concept without a card."""
        with self._read() as connection:
            return concepts.history(connection, concept)

    def concepts_revision(self) -> int:
        """A number that grows with every change of any card."""
        with self._read() as connection:
            return concepts.revision_count(connection)

    # remarks

    def remark(self, subject: str, who: str, text: str, at: datetime | None = None) -> int:
        """Keep what somebody says about an entry or a concept, as an event; gives its id."""
        with self._write() as connection:
            return people.add_event(connection, at or utc_now(), who, "remark", subject, {"text": text})

    def events_about(self, subjects: Iterable[str]) -> tuple[Event, ...]:
        """What was done to and said about these entries and concepts, oldest first."""
        with self._read() as connection:
            return people.events_about(connection, subjects)
