"""Search the entries of the glossary as people do: by headword in any spelling, by rendering, by concept, narrowed to what they read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from localize.domain.term import Status, Term
from localize.store.repository import Store
from localize.store.terms import SEEDED_BY, TermRevision
from localize.termbase.fold import folded
from localize.termbase.foureyes import Writers, writers

LONGEST = 200  # characters of what is searched


@dataclass(frozen=True)
class Wanted:
    """Which entries; what is empty asks for all."""

    words: str = ""
    domain: str = ""
    status: str = ""
    locale: str = ""
    audience: str = ""

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for."""
        return self != Wanted()


@dataclass(frozen=True)
class Shelf:
    """All current entries, ready to be searched, with who wrote those that wait for an approval. `revision` is the termbase's."""

    revision: int
    entries: tuple[TermRevision, ...]
    written: Mapping[str, Writers] = field(repr=False)  # of the proposed entries, by key
    _lines: tuple[str, ...] = field(repr=False)

    @classmethod
    def read(cls, store: Store) -> Shelf:
        """The entries that the store has now."""
        revision, entries = store.terms_revision(), store.current_terms()
        waiting = [each for each in entries if each.term.status is Status.PROPOSED]
        # an entry of one revision is by who wrote that one; only what was worked on since is looked up
        histories = store.term_histories(each.term.key for each in waiting if each.term.revision > 1)
        written = {each.term.key: _writers(histories.get(each.term.key, (each,))) for each in waiting}
        return cls(revision, entries, written, tuple(_line(each.term) for each in entries))

    def entry(self, key: str) -> TermRevision | None:
        return self._by_key.get(key)

    def concept(self, name: str) -> tuple[TermRevision, ...]:
        """The entries of a concept, by key."""
        return self._by_concept.get(name, ())

    def found(self, wanted: Wanted) -> tuple[TermRevision, ...]:
        """What is wanted: whole headwords and concepts first, then what begins with the words, then what holds them."""
        chosen = [(each, line) for each, line in zip(self.entries, self._lines, strict=True) if _fits(each.term, wanted)]
        words = folded(wanted.words.strip()[:LONGEST]).casefold()
        if not words:
            return tuple(each for each, _ in chosen)
        ranked = [(_rank(line, words), each) for each, line in chosen if words in line]
        return tuple(each for _, each in sorted(ranked, key=lambda pair: (pair[0], pair[1].term.key)))

    def counts(self, column: str) -> dict[str, int]:
        """How many entries have each value of a column."""
        return dict(sorted(Counter(str(getattr(each.term, column)) for each in self.entries).items()))

    def waiting(self) -> tuple[TermRevision, ...]:
        """The proposed entries: people's first, the longest waiting first; then those of the shipped tables."""
        proposed = [each for each in self.entries if each.term.status is Status.PROPOSED]
        return tuple(sorted(proposed, key=lambda each: (each.who == SEEDED_BY, each.at, each.term.key)))

    def __post_init__(self) -> None:
        by_concept: dict[str, list[TermRevision]] = {}
        for each in self.entries:
            by_concept.setdefault(each.term.concept, []).append(each)
        object.__setattr__(self, "_by_key", {each.term.key: each for each in self.entries})
        object.__setattr__(self, "_by_concept", {name: tuple(entries) for name, entries in by_concept.items()})

    _by_key: dict[str, TermRevision] = field(init=False, repr=False, compare=False)
    _by_concept: dict[str, tuple[TermRevision, ...]] = field(init=False, repr=False, compare=False)


def _writers(history: Iterable[TermRevision]) -> Writers:
    return writers((past.term, "" if past.who == SEEDED_BY else past.who) for past in history)


def _line(term: Term) -> str:
    """What is searched, in one text: each word on a line of its own, so that a whole word can be told from a part."""
    words = (term.source, *term.source_variants, term.concept, term.concept.partition(".")[2], term.target, *term.accepted, *term.forbidden)
    return "\n".join(("", *(folded(word).casefold() for word in words), ""))


def _fits(term: Term, wanted: Wanted) -> bool:
    return (
        wanted.domain in ("", term.domain)
        and wanted.status in ("", term.status)
        and wanted.locale in ("", str(term.locale))
        and wanted.audience in ("", term.audience)
    )


def _rank(line: str, words: str) -> int:
    return 0 if f"\n{words}\n" in line else 1 if f"\n{words}" in line else 2


def by_concept(entries: Sequence[TermRevision]) -> dict[str, tuple[TermRevision, ...]]:
    """The entries in groups of a concept, in the order in which they come."""
    found: dict[str, list[TermRevision]] = {}
    for each in entries:
        found.setdefault(each.term.concept, []).append(each)
    return {name: tuple(group) for name, group in found.items()}
