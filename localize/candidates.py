"""Words that come in often and that no entry has: found in the store's records, and written as proposals for an editor to judge.

Nothing is approved here. A word that any entry has or ever had, whatever became of it, is not proposed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from localize import glossary
from localize.classify import ClassTable, classes
from localize.domain.locale import Locale
from localize.domain.term import Audience, Term
from localize.domain.variant import digest
from localize.exchange.line import LONGEST_CELL
from localize.mining import cedict
from localize.mining.evidence import Evidence, Search
from localize.mining.ngrams import Counts
from localize.mining.ranking import LEAST_RECORDS, Scored, ranked
from localize.mining.runs import Known
from localize.store.repository import Store

WHO = "mining"
MOST = 30  # proposals a run: what an editor reads in one sitting
OTHERWISE = "commerce"
# The domain of the words in records of a class; religion and fragrance lie across several.
DOMAINS = {
    "herb": "herb", "incense": "incense", "tea": "tea", "food": "food", "cosmetic": "beauty", "craft": "craft", "clothing": "fashion",
    "shoes": "fashion", "jewellery": "fashion", "tableware": "home", "textile": "home", "appliance": "home", "electronics": "home",
    "phone-accessory": "home", "home": "home",
}  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A word to propose, with why. `word` is spelled as most records spell it."""

    word: str
    scored: Scored
    domain: str
    classes: tuple[str, ...]
    snippets: tuple[str, ...]
    glosses: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """The numbers, in a sentence."""
        s = self.scored
        return (
            f"in {s.records} records, {s.named:.0%} of them in titles and attributes; "
            f"score {s.score:.1f} (C-value {s.c_value:.1f}, entropy {s.entropy:.1f})"
        )


def mine(store: Store, table: ClassTable, *, least: int = LEAST_RECORDS, most: int = MOST) -> tuple[Candidate, ...]:
    """The best unknown words of the store's records, best first. Reads all records twice; memory is bounded by the n-gram table."""
    known = Known.of(store.terms(), past_words(store))
    counts = Counts(known)
    for record in store.records():
        counts.add(record)
    best = {scored.word: scored for scored in ranked(counts, least=least)[:most]}
    found = _evidence(store, table, known, best)
    glosses = cedict.glosses(best)
    return tuple(_candidate(scored, found[word], glosses.get(word, ())) for word, scored in best.items())


def past_words(store: Store) -> frozenset[str]:
    """Headwords that entries had in earlier revisions: what an editor renamed is not proposed again under its old name."""
    changed = (term.key for term in store.terms() if term.revision > 1)
    return frozenset(word for key in changed for past in store.term_history(key) for word in (past.term.source, *past.term.source_variants))


def _evidence(store: Store, table: ClassTable, known: Known, words: Iterable[str]) -> dict[str, Evidence]:
    found = {word: Evidence() for word in words}
    if not found:
        return found
    search = Search(tuple(found), known)
    for record in store.records():
        places = [place for place in search.places(record) if not found[place[0]].full]
        about = classes(record, table) if places else frozenset()
        for word, spelling, snippet in places:
            found[word].add(record, about, spelling, snippet)
    return found


def _candidate(scored: Scored, evidence: Evidence, glosses: tuple[str, ...]) -> Candidate:
    spelled = evidence.spellings.most_common(1)[0][0] if evidence.spellings else scored.word
    return Candidate(spelled, scored, domain(evidence), tuple(name for name, _ in evidence.classes.most_common(3)), tuple(evidence.snippets), glosses)


def domain(evidence: Evidence) -> str:
    """The domain that most of a word's records are about, else commerce."""
    votes: dict[str, int] = {}
    for name, count in evidence.classes.items():
        if name in DOMAINS:
            votes[DOMAINS[name]] = votes.get(DOMAINS[name], 0) + count
    best = max(votes, key=lambda name: (votes[name], name), default=OTHERWISE)
    return best if votes.get(best, 0) * 2 > evidence.records else OTHERWISE


def proposal(candidate: Candidate, locale: Locale) -> Term:
    """The entry to propose: without a target, which only a person can give."""
    about = f" ({', '.join(candidate.classes)})" if candidate.classes else ""
    note = f"Mined from {candidate.scored.records} records{about}: {' / '.join(candidate.snippets)}"
    return Term(concept(candidate.domain, candidate.scored.word), candidate.domain, candidate.word, locale, Audience.ANY, "", note=fitting(note))


def concept(domain: str, word: str) -> str:
    """A stable id for a word that nobody has named yet.

    >>> concept("home", "底座")
    'home.x-5866c211'
    """
    return f"{domain}.x-{digest(word)}"


def fitting(note: str) -> str:
    """The note as one line that a table's cell can hold."""
    return " ".join(note.split())[: LONGEST_CELL - 1]


def propose(store: Store, candidates: Sequence[Candidate], locale: Locale) -> tuple[Term, ...]:
    """Write the candidates into the store as proposals; gives the entries."""
    return tuple(glossary.add(store, proposal(candidate, locale), WHO, f"Mined: {candidate.why}.") for candidate in candidates)
