"""Find terms that stand in a translation although nothing in the record asks for them: a model that read a glossary too eagerly.

One automaton a locale over all renderings, so a text costs one pass whatever the size of the glossary. Found is only what is hard to explain
otherwise: see `Overuse.find`. Whether a finding is an error is decided where it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ahocorasick_rs import AhoCorasick

from localize.domain.locale import Locale
from localize.domain.region import Target
from localize.domain.term import Audience, Demand, Status, Term
from localize.termbase.fold import fold, folded
from localize.termbase.match import readers
from localize.termbase.renderings import WITHOUT_SPACES, Place, plural, singular

_LONGEST_TEXT = 20_000
# Names of single words that no sentence holds by chance: what is in a mixture, a festival, a dish. "scarf" and "cotton" it may.
_DISTINCTIVE = frozenset({"herb", "tcm"})
_SHORTEST = 6  # letters of a distinctive single word: mint is also a colour and tea is everywhere
_FILLERS = frozenset(
    ["a", "an", "and", "as", "by", "for", "in", "is", "it", "its", "itself", "of", "on", "own", "the", "their", "to", "with", "your"]
)
_PHRASES = frozenset({"attribute", "commerce", "slang", "unit"})  # their renderings are ordinary English


@dataclass(frozen=True)
class Overused:
    """A term that nobody asked for, and where it stands."""

    term: Term
    place: Place


class Overuse:
    """The renderings of all approved entries, ready to be searched. `also` are further words for a concept: 过年 speaks of 春节, too."""

    def __init__(self, terms: Iterable[Term], also: Mapping[str, Sequence[str]] = MappingProxyType({})) -> None:
        by_locale: dict[Locale, dict[str, list[Term]]] = {}
        for term in terms:
            if term.status is Status.APPROVED and term.locale.language not in WITHOUT_SPACES:
                for rendering in filter(None, (term.target, *term.accepted)):
                    for form in {rendering, plural(rendering), singular(rendering)}:
                        by_locale.setdefault(term.locale, {}).setdefault(_plain(form), []).append(term)
        self._also = {concept: tuple(folded(word) for word in words) for concept, words in also.items()}
        self._owners: Mapping[Locale, Mapping[str, list[Term]]] = by_locale
        self._searched = {locale: (tuple(forms), AhoCorasick(list(forms))) for locale, forms in by_locale.items()}

    def find(self, text: str, target: Target, record_text: str) -> tuple[Overused, ...]:
        """The distinctive renderings of required terms that stand in `text` while neither the term nor a word akin to it is in the record.

        Akin is a source that shares a character with the record, for there are more words for a thing than a glossary has (手工, 手绘). A
        rendering that touches one which the record does ask for is part of it: "mugwort" in "mugwort leaf". What the record says in Latin
        letters is asked for, too.
        """
        text, plain, record = text[:_LONGEST_TEXT], _plain(text[:_LONGEST_TEXT]), fold(record_text[:_LONGEST_TEXT])[0]
        if len(plain) != len(text):
            return ()  # a letter that is longer in lower case (İ): places would not be those of the text
        places = list(self._places(plain, target))
        asked = [(start, end) for start, end, owners in places if plain[start:end] in record or any(self._asked(t, record) for t in owners)]
        found: list[Overused] = []
        for start, end, owners in places:
            term = next((t for t in owners if _counts(t, plain[start:end], target)), None)
            taken = (*asked, *((f.place.start, f.place.end) for f in found))
            if term is not None and all(end <= s or e <= start for s, e in taken):
                found.append(Overused(term, Place(term.target, start, end, text[start:end])))
        return tuple(sorted(found, key=lambda one: one.place.start))

    def _asked(self, term: Term, record: str) -> bool:
        return _akin(term, record) or any(word in record for word in self._also.get(term.concept, ()))

    def _places(self, plain: str, target: Target) -> Iterator[tuple[int, int, list[Term]]]:
        """Where renderings stand as words, the longest first."""
        hits = []
        for locale in readers(target.locale):
            if locale in self._searched:
                forms, automaton = self._searched[locale]
                for number, start, end in automaton.find_matches_as_indexes(plain, overlapping=True):
                    if not (plain[start - 1 : start].isalnum() or plain[end : end + 1].isalnum()):
                        hits.append((start, end, self._owners[locale][forms[number]]))
        yield from sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0]))


def _plain(text: str) -> str:
    """As it is compared: lower case, hyphens as spaces."""
    return re.sub(r"[\-‐‑–]", " ", text.lower())


def _counts(term: Term, words: str, target: Target) -> bool:
    if term.demand is not Demand.REQUIRED or term.audience not in (target.audience, Audience.ANY) or term.domain in _PHRASES:
        return False
    names = [word for word in words.split() if word not in _FILLERS]
    return len(names) > 1 or (term.domain in _DISTINCTIVE and len(words) >= _SHORTEST)


def _akin(term: Term, record: str) -> bool:
    return any(character in record for source in (term.source, *term.source_variants) for character in fold(source)[0])
