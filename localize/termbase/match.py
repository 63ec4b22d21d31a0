"""Find approved terms in a Chinese text. Finding is all that happens here: what a found term asks of a translation is in termbase.enforce.

A text is folded before it is searched (see termbase.fold), so that one headword finds its Traditional, full-width and capital spellings;
positions always refer to the text as it came. Chinese has no word boundaries, so none are asked for; Latin headwords (OOTD, yyds) need them.
No two matches overlap; termbase.overlaps chooses among words that do.

All headwords are searched at once. What does not depend on the text (which entries of a word serve a target, what their senses need) is
worked out when a word is first met for a reader, and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from localize.domain.locale import Locale
from localize.domain.region import Target
from localize.domain.term import Audience, Status, Term, TermMatch
from localize.domain.variant import digest
from localize.termbase.fold import fold
from localize.termbase.overlaps import choose

# Macau reads Hong Kong wording where it has none of its own; BCP-47 fallback alone would not say so.
_READS_AFTER = {Locale("zh", "Hant", "MO"): Locale("zh", "Hant", "HK")}
LONGEST_TEXT = 20_000  # a record's text is a few thousand characters; what is longer is cut before it can cost time

Reader = tuple[tuple[Locale, ...], Audience]  # the locales that are read, best first, and for whom

_start = itemgetter(1)


def readers(locale: Locale) -> tuple[Locale, ...]:
    """The locales whose entries hold for `locale`, best first.

    >>> [str(x) for x in readers(Locale.parse("zh-Hant-MO"))]
    ['zh-Hant-MO', 'zh-Hant-HK', 'zh-Hant', 'zh']
    """
    chain = list(locale.fallbacks())
    if locale in _READS_AFTER:
        chain.insert(1, _READS_AFTER[locale])
    return tuple(chain)


def serves(term: Term, target: Target) -> bool:
    """Whether an entry can be taken for a target at all. One for another audience or locale never is."""
    return term.locale in readers(target.locale) and term.audience in (target.audience, Audience.ANY)


def digest_of(matches: Iterable[TermMatch]) -> str:
    """Eight hex digits over the entries that matched, for a variant's signature; "" content gives the digest of nothing.

    The renderings count as well as the revision: a table edited by hand whose revision was forgotten still makes its variants stale.
    """
    entries = {m.term.key: m.term for m in matches}
    return digest(*((t.key, t.revision, t.target, t.demand, t.accepted, t.forbidden) for _, t in sorted(entries.items())))


class _Choice(NamedTuple):
    """An entry as it is found by one word, with the folded words that decide its sense.

    `around` are excluded words that hold the word found: 小红花 around 红花 silences this place, not the whole record.
    """

    term: Term
    needs: tuple[str, ...]
    excludes: tuple[str, ...]
    around: tuple[str, ...]

    @property
    def sure(self) -> bool:
        return not (self.needs or self.excludes or self.around)


@dataclass(frozen=True)
class TermIndex:
    """All approved entries, ready to be searched. Entries with any other status are as good as absent."""

    terms: tuple[Term, ...]
    _words: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _entries: tuple[tuple[Term, ...], ...] = field(init=False, repr=False, compare=False)  # by the number of a word
    _edged: frozenset[int] = field(init=False, repr=False, compare=False)  # words that begin or end with a Latin letter
    _locales: frozenset[Locale] = field(init=False, repr=False, compare=False)
    _served: dict[Target | Reader, _Served] = field(init=False, repr=False, compare=False)
    _automaton: AhoCorasick = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        entries: dict[str, dict[str, Term]] = {}
        for term in self.terms:
            if term.status is Status.APPROVED:
                key = term.key
                for word in (term.source, *term.source_variants):
                    entries.setdefault(fold(word)[0], {})[key] = term
        entries.pop("", None)
        locales = {term.locale for by_key in entries.values() for term in by_key.values()}
        words = tuple(sorted(entries))
        edged = (number for number, word in enumerate(words) if _is_letter(word[0]) or _is_letter(word[-1]))
        object.__setattr__(self, "_words", words)
        object.__setattr__(self, "_entries", tuple(tuple(entries[word].values()) for word in words))
        object.__setattr__(self, "_edged", frozenset(edged))
        object.__setattr__(self, "_locales", frozenset(locales))
        object.__setattr__(self, "_served", {})
        object.__setattr__(self, "_automaton", AhoCorasick(words))

    def match(self, text: str, target: Target, record_text: str = "") -> tuple[TermMatch, ...]:
        """The terms of `text` for `target`, in their order. `record_text` is looked at for the sense of ambiguous words only."""
        text = text[:LONGEST_TEXT]
        folded, offsets = fold(text)
        context = _Context(folded, record_text)
        served = self._for(target)
        fitting: list[tuple[int, int, Term]] = []
        crossing, free = False, 0
        for number, start, end in self._spans(folded):
            term = served[number]
            if term is not None and number in self._edged and not _stands_alone(folded, start, end):
                continue
            if isinstance(term, tuple):
                term = _chosen(term, context, start, end)
            if term is not None:
                fitting.append((start, end, term))
                crossing, free = crossing or start < free, max(free, end)
        if crossing:
            fitting = [fitting[number] for number in choose(folded, [(start, end) for start, end, _ in fitting])]
        found = []
        for start, end, term in fitting:
            first, last = offsets[start], offsets[end - 1] + 1
            found.append(TermMatch(term, first, last, text[first:last]))
        return tuple(found)

    def _spans(self, folded: str) -> list[tuple[int, int, int]]:
        """Every place of every word as (number, start, end), the longest first where several begin."""
        spans: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        spans.reverse()  # they come by their ends, and sorting keeps the order of equals
        spans.sort(key=_start)
        return spans

    def reader(self, target: Target) -> Reader:
        """What of a target decides its matches: two targets of one reader have the same in every text."""
        return tuple(locale for locale in readers(target.locale) if locale in self._locales), target.audience

    def _for(self, target: Target) -> _Served:
        """What words stand for, shared by all targets of one reader."""
        served = self._served.get(target)
        if served is None:
            reader = self.reader(target)
            served = self._served.setdefault(reader, _Served(self._words, self._entries, reader))
            self._served[target] = served
        return served

    def digest(self, matches: Iterable[TermMatch]) -> str:
        """See digest_of."""
        return digest_of(matches)


class _Served(dict[int, Term | tuple[_Choice, ...] | None]):
    """For one reader what a word stands for, by its number: an entry, entries whose senses the text decides between, or none."""

    def __init__(self, words: Sequence[str], entries: Sequence[tuple[Term, ...]], reader: Reader) -> None:
        super().__init__()
        self.words, self.entries = words, entries
        locales, own = reader
        self.ranks = {
            (locale, audience): (-near, audience is not Audience.ANY) for near, locale in enumerate(locales) for audience in (own, Audience.ANY)
        }

    def __missing__(self, number: int) -> Term | tuple[_Choice, ...] | None:
        best = self._best(self.entries[number])
        choices = tuple(_choice(term, self.words[number]) for term in best)
        self[number] = found = choices[0].term if len(choices) == 1 and choices[0].sure else choices or None
        return found

    def _best(self, entries: Iterable[Term]) -> Iterable[Term]:
        """The best entry of each concept."""
        best: dict[str, Term] = {}
        for term in entries:
            rank = self.ranks.get((term.locale, term.audience))
            held = best.get(term.concept)
            if rank is not None and (held is None or rank > self.ranks[held.locale, held.audience]):
                best[term.concept] = term
        return best.values()


def _choice(term: Term, word: str) -> _Choice:
    headwords = [fold(headword)[0] for headword in (term.source, *term.source_variants)]
    excluded = [fold(x)[0] for x in term.excludes]
    longer = [x for x in excluded if any(headword in x for headword in headwords)]
    return _Choice(
        term,
        tuple(fold(x)[0] for x in term.needs),
        tuple(x for x in excluded if x not in longer),
        tuple(x for x in longer if word in x),
    )


class _Context:
    """A text and its record, asked which words stand in them. Each is looked for once, or one ambiguous word could cost a search a place."""

    def __init__(self, folded: str, record_text: str) -> None:
        self.folded, self.record_text = folded, record_text
        self.whole = ""
        self.known: dict[str, bool] = {}

    def holds(self, word: str) -> bool:
        found = self.known.get(word)
        if found is None:
            self.whole = self.whole or f"{self.folded}\n{_folded(self.record_text[:LONGEST_TEXT])}"
            found = self.known[word] = word in self.whole
        return found


@lru_cache(maxsize=64)
def _folded(record_text: str) -> str:
    """Asked again for every segment and target of a record."""
    return fold(record_text)[0]


def _chosen(choices: Iterable[_Choice], context: _Context, start: int, end: int) -> Term | None:
    """The entry whose sense fits; of several the one with most of its needs in the record, then the first by key."""
    fitting = [(-sum(map(context.holds, choice.needs)), choice) for choice in choices if _fits(choice, context, start, end)]
    return min(fitting, key=lambda pair: (pair[0], pair[1].term.key))[1].term if fitting else None


def _fits(choice: _Choice, context: _Context, start: int, end: int) -> bool:
    if choice.needs and not any(map(context.holds, choice.needs)):
        return False
    if any(map(context.holds, choice.excludes)):
        return False
    margins = ((x, len(x) - (end - start)) for x in choice.around)
    return not any(x in context.folded[max(0, start - margin) : end + margin] for x, margin in margins)


def _stands_alone(folded: str, start: int, end: int) -> bool:
    """Whether a Latin edge of the match is the edge of a word. A Chinese edge always is: re.search(r"\\b种草", "今天种草了") finds nothing."""
    left = start > 0 and _is_letter(folded[start]) and _is_letter(folded[start - 1])
    right = end < len(folded) and _is_letter(folded[end - 1]) and _is_letter(folded[end])
    return not (left or right)


def _is_letter(character: str) -> bool:
    """A letter or digit of a script that puts spaces between words."""
    return character.isalnum() and ord(character) < 0x0E00
