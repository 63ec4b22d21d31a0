"""What editors change in machine drafts again and again: read from the store's units, written as proposals and suggestions.

A repeated change of a known term becomes a suggestion, an event beside the entry: the entry itself, and so every variant, stays as it is until a
person edits it. A change about an unknown word becomes a proposed entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from localize import glossary
from localize.candidates import MOST, OTHERWISE, WHO, concept, domain, fitting, past_words
from localize.classify import ClassTable, classes
from localize.domain.term import Status, Term
from localize.domain.unit import EDITED, Origin
from localize.domain.variant import Variant
from localize.errors import GlossaryError
from localize.mining.alignment import LONGEST_TEXT
from localize.mining.edits import Edited, Found, collected
from localize.mining.evidence import Evidence
from localize.mining.runs import Known
from localize.store.repository import Store
from localize.store.terms import SUGGESTED
from localize.termbase.fold import fold, folded
from localize.termbase.match import TermIndex

_LONGEST = 60  # characters of a wording or a source that is proposed or shown


@dataclass(frozen=True)
class Wording:
    """A wording to propose: for the entry `term`, or as a new entry of the domain `domain` where there is none."""

    found: Found
    term: Term | None
    domain: str = OTHERWISE

    @property
    def kind(self) -> str:
        """What it would be: "entry", "target" where hardly anybody keeps the old one (or there is none), else "accepted"."""
        if self.term is None:
            return "entry"
        return "target" if self.found.always or not self.term.target else "accepted"

    @property
    def why(self) -> str:
        f = self.found
        return f"people wrote {f.after[:_LONGEST]!r} for {f.before[:_LONGEST]!r} in {f.units} of {f.seen} units of {f.records} records"


def edited(store: Store) -> Iterator[Edited]:
    """Every unit that a person wrote over a machine's draft, in the latest and in the approved revisions."""
    index = TermIndex(store.terms())
    for variant in _variants(store):
        units = [u for u in variant.units if u.origin is Origin.HUMAN and u.draft and u.draft != u.target and u.segment.text and not u.waits]
        record = store.record(variant.record) if units else None
        for u in units:
            place = f"{variant.record}#{u.segment.field}#{u.segment.index}"
            matches = index.match(u.segment.text, variant.target, record.text if record else "")
            target = variant.target
            steps = tuple(step for step in u.steps if step.rule != EDITED)  # the adapters': what a person changed is what is looked for
            yield Edited(variant.record, place, target.locale, target.audience, u.segment.text, u.draft, u.target, matches, steps)


def _variants(store: Store) -> Iterator[Variant]:
    latest: set[int] = set()
    for variant in store.variants():
        latest.add(variant.id)
        yield variant
    yield from (variant for variant in store.approved() if variant.id not in latest)


def mine(store: Store, table: ClassTable, *, most: int = MOST) -> tuple[Wording, ...]:
    """The wordings worth proposing, the most frequent first. What was suggested, or stood in the entry before, is not proposed again."""
    terms = store.terms()
    waiting = [t for t in terms if t.status is Status.PROPOSED and not t.target]
    words = {folded(t.source) for t in waiting}
    known = Known.of((t for t in terms if folded(t.source) not in words), (w for w in past_words(store) if folded(w) not in words))
    wordings = (_wording(store, table, found, waiting) for found in collected(edited(store), known))
    fresh = [w for w in wordings if w is not None and not _said_before(store, w)]
    best = {entry(w).key: w for w in reversed(fresh) if w.term is None}  # of two wordings of a new word the more frequent one
    return tuple(w for w in fresh if w.term or best[entry(w).key] is w)[:most]


def _wording(store: Store, table: ClassTable, found: Found, waiting: Sequence[Term]) -> Wording | None:
    """What to make of a finding. None where an entry may not hold the wording, or where the word waits for one in another locale only."""
    if len(found.after) > _LONGEST or not found.after.isprintable() or "|" in found.after:
        return None
    same = [t for t in waiting if folded(t.source) == found.word] if found.term is None else []
    term = found.term or next((t for t in same if t.locale == found.locale), None)
    if same and term is None:
        return None
    found = found if term else replace(found, word=_spelled(found))
    wording = Wording(found, term, OTHERWISE if term else _domain(store, table, found))
    try:
        glossary.checked(entry(wording))
    except GlossaryError:
        return None  # Chinese in an English text, say
    return wording


def _spelled(found: Found) -> str:
    """The word as its first source spells it: it was found in folded texts."""
    text, offsets = fold(found.sources[0][:LONGEST_TEXT])
    start = text.find(found.word)
    return found.sources[0][offsets[start] : offsets[start + len(found.word) - 1] + 1] if start >= 0 else found.word


def _domain(store: Store, table: ClassTable, found: Found) -> str:
    evidence = Evidence()
    for record in store.records(found.in_records):
        evidence.add(record, classes(record, table), found.word, "")
    return domain(evidence)


def _said_before(store: Store, wording: Wording) -> bool:
    if wording.term is None:
        return False  # a new word is unknown to the whole history, or it would not be one
    after, key = wording.found.after.casefold(), wording.term.key
    if any(e.act == SUGGESTED and str(e.detail.get("wording", "")).casefold() == after for e in store.events(key)):
        return True
    past = (h.term for h in store.term_history(key))
    return any(after == rendering.casefold() for t in past for rendering in (t.target, *t.accepted, *t.forbidden))


def entry(wording: Wording) -> Term:
    """The proposed entry of a new word. For a known term, the entry as it would be with the wording: nothing writes that one."""
    f, term = wording.found, wording.term
    locale, audience = (term.locale, term.audience) if term else (f.locale, f.audience)
    note = f"Mined from edits: {wording.why}; {' / '.join(source[:_LONGEST] for source in f.sources)}"
    return Term(concept(wording.domain, folded(f.word)), wording.domain, f.word, locale, audience, f.after, note=fitting(note))


def propose(store: Store, wordings: Sequence[Wording]) -> int:
    """Write new words as proposed entries and wordings of known terms as suggestions; gives the number written."""
    for wording in wordings:
        f = wording.found
        if wording.term is None:
            glossary.add(store, entry(wording), WHO, f"Mined from edits: {wording.why}.")
        else:
            detail = {"kind": wording.kind, "wording": f.after, "before": f.before, "units": f.units, "seen": f.seen, "records": f.records}
            store.suggest_term(wording.term.key, WHO, {**detail, "why": wording.why, "sources": [s[:_LONGEST] for s in f.sources]})
    return len(wordings)
