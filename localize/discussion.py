"""What people say about an entry or a concept, and its history as one sequence: revisions, cards and remarks in the order they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from localize.errors import GlossaryError
from localize.glossary import find, person
from localize.store.people import Event
from localize.store.repository import Store
from localize.termbase.lifecycle import signed

LONGEST_REMARK = 2_000


@dataclass(frozen=True)
class Told:
    """One line of a history. `words` are people's and as they wrote them: whoever shows them escapes them."""

    at: datetime
    who: str
    what: str  # "revision 3", "card 2", "remark"
    words: str
    about: str = ""  # the entry's key, or the concept


def discuss(store: Store, about: str, who: str, text: str) -> str:
    """Keep a remark on an entry (its key) or on a concept (its name or headword). Gives the key or concept that it is kept under."""
    words = text.strip()
    if not words or len(words) > LONGEST_REMARK:
        raise GlossaryError(f"A remark of {len(words)} characters is not kept.", next_step=f"Write up to {LONGEST_REMARK} characters.")
    subject = _subject(store, about)
    name, _ = signed(subject, person(who), "a remark")
    store.remark(subject, name, words)
    return subject


def _subject(store: Store, about: str) -> str:
    found = find(store, about)
    concepts = sorted({term.concept for term in found})
    if about.strip() == found[0].key:
        return found[0].key
    if len(concepts) > 1:
        raise GlossaryError(f"{about[:60]} stands for {', '.join(concepts)}.", next_step="Name one of these concepts.")
    return concepts[0]


def history(store: Store, *keys: str) -> tuple[Told, ...]:
    """What happened to entries and their concepts, oldest first."""
    concepts = tuple(dict.fromkeys(key.partition("|")[0] for key in keys))
    revisions = ((key, past) for key, histories in store.term_histories(keys).items() for past in histories)
    terms = {
        (key, p.term.revision): Told(p.at, p.who, f"revision {p.term.revision}", f"{p.term.target or '(no target)'}, {p.term.status}; {p.why}", key)
        for key, p in revisions
    }
    cards = ((concept, past) for concept in concepts for past in store.concept_history(concept))
    told = {(name, p.card.revision): Told(p.at, p.who, f"card {p.card.revision}", f"{p.card.definition} {p.why}", name) for name, p in cards}
    # events are numbered as they were written: two clocks cannot bring them out of order
    later: list[Told] = []
    for event in store.events_about((*keys, *concepts)):
        known = {"term": terms, "concept": told}.get(event.act)
        line = known.pop((event.subject, event.detail["revision"]), None) if known is not None else _remark(event)
        if line is not None:
            later.append(line)
    # what came from the tables on first use has no event of its own
    return (*terms.values(), *told.values(), *later)


def _remark(event: Event) -> Told | None:
    return Told(event.at, event.who, "remark", str(event.detail["text"]), event.subject) if event.act == "remark" else None
