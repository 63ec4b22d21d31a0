"""Find approved terms in a Chinese text. Finding is all that happens here: what a found term asks of a translation is in termbase.enforce.

A text is folded before it is searched (NFKC, lower case, Traditional to Simplified, one character at a time), so that one headword finds
its Traditional, full-width and capital spellings; positions always refer to the text as it came. Chinese has no word boundaries, so none
are asked for; Latin headwords (OOTD, yyds) need them. No two matches overlap; termbase.overlaps
chooses among words that do.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick
from opencc import OpenCC

from localize.domain.locale import Locale
from localize.domain.region import Target
from localize.domain.term import Audience, Status, Term, TermMatch
from localize.domain.variant import digest
from localize.termbase.overlaps import choose

# Macau reads Hong Kong wording where it has none of its own; BCP-47 fallback alone would not say so.
_READS_AFTER = {Locale("zh", "Hant", "MO"): Locale("zh", "Hant", "HK")}
_LONGEST_TEXT = 20_000  # a record's text is a few thousand characters; what is longer is cut before it can cost time


@cache
def _converters() -> tuple[OpenCC, ...]:
    # t2s alone leaves the Hong Kong and Taiwan forms 衞 裏 鈎 and 着/著 as they are
    return OpenCC("t2s"), OpenCC("hk2s"), OpenCC("tw2s")


@lru_cache(maxsize=65_536)
def _fold_character(character: str) -> str:
    """One character as it is compared. May be several characters (㎝ → cm) or, for a lone format character, none."""
    folded = unicodedata.normalize("NFKC", character).lower()
    if len(folded) != 1 or ord(folded) < 0x2E80:
        return folded
    for converter in _converters():
        simplified: str = converter.convert(folded)
        if simplified != folded and len(simplified) == 1:
            return simplified
    return folded


@lru_cache(maxsize=2_048)
def fold(text: str) -> tuple[str, tuple[int, ...]]:
    """The text as it is compared, and for each of its characters the offset in `text` that it came from.

    >>> fold("㎝乾濕Ａ")
    ('cm干湿a', (0, 0, 1, 2, 3))
    """
    pieces = [(_fold_character(character), offset) for offset, character in enumerate(text)]
    return "".join(piece for piece, _ in pieces), tuple(offset for piece, offset in pieces for _ in piece)


def folded(text: str) -> str:
    """The text as it is compared, without offsets; not remembered, so that millions of texts may pass."""
    return "".join(map(_fold_character, text))


def readers(locale: Locale) -> tuple[Locale, ...]:
    """The locales whose entries hold for `locale`, best first.

    >>> [str(x) for x in readers(Locale.parse("zh-Hant-MO"))]
    ['zh-Hant-MO', 'zh-Hant-HK', 'zh-Hant', 'zh']
    """
    chain = list(locale.fallbacks())
    if locale in _READS_AFTER:
        chain.insert(1, _READS_AFTER[locale])
    return tuple(chain)


def digest_of(matches: Iterable[TermMatch]) -> str:
    """Eight hex digits over the entries that matched, for a variant's signature; "" content gives the digest of nothing.

    The renderings count as well as the revision: a table edited by hand whose revision was forgotten still makes its variants stale.
    """
    entries = {m.term.key: m.term for m in matches}
    return digest(*((t.key, t.revision, t.target, t.demand, t.accepted, t.forbidden) for _, t in sorted(entries.items())))


@dataclass(frozen=True)
class TermIndex:
    """All approved entries, ready to be searched. Entries with any other status are as good as absent."""

    terms: tuple[Term, ...]
    _words: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _entries: Mapping[str, tuple[Term, ...]] = field(init=False, repr=False, compare=False)
    _automaton: AhoCorasick = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        entries: dict[str, dict[str, Term]] = {}
        for term in self.terms:
            if term.status is Status.APPROVED:
                for word in (term.source, *term.source_variants):
                    entries.setdefault(fold(word)[0], {})[term.key] = term
        entries.pop("", None)
        words = tuple(sorted(entries))
        object.__setattr__(self, "_words", words)
        object.__setattr__(self, "_entries", {word: tuple(entries[word].values()) for word in words})
        object.__setattr__(self, "_automaton", AhoCorasick(list(words)))

    def match(self, text: str, target: Target, record_text: str = "") -> tuple[TermMatch, ...]:
        """The terms of `text` for `target`, in their order. `record_text` is looked at for the sense of ambiguous words only."""
        text, record_text = text[:_LONGEST_TEXT], record_text[:_LONGEST_TEXT]
        folded, offsets = fold(text)
        context = folded + "\n" + fold(record_text)[0]
        spans = [(start, end, self._words[number]) for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True)]
        standing = [(start, end, word) for start, end, word in spans if _stands_alone(folded, start, end)]
        fitting = [(start, end, term) for start, end, word in standing if (term := self._resolve(word, target, context, folded, start))]
        found: list[TermMatch] = []
        for start, end, term in (fitting[number] for number in choose(folded, [(start, end) for start, end, _ in fitting])):
            first, last = offsets[start], offsets[end - 1] + 1
            found.append(TermMatch(term, first, last, text[first:last]))
        return tuple(found)

    def digest(self, matches: Iterable[TermMatch]) -> str:
        """See digest_of."""
        return digest_of(matches)

    def _resolve(self, word: str, target: Target, context: str, folded: str, start: int) -> Term | None:
        """The entry of `word` for this target and this sense. An entry for another audience or locale is never taken."""
        ranks = {
            (locale, audience): (-near, audience is not Audience.ANY)
            for near, locale in enumerate(readers(target.locale))
            for audience in (target.audience, Audience.ANY)
        }
        best: dict[str, Term] = {}
        for term in self._entries[word]:
            rank = ranks.get((term.locale, term.audience))
            held = best.get(term.concept)
            if rank is not None and (held is None or rank > ranks[held.locale, held.audience]):
                best[term.concept] = term
        fitting = [(_evidence(term, context), term) for term in best.values() if _sense_fits(term, word, context, folded, start)]
        return min(fitting, key=lambda pair: (-pair[0], pair[1].key))[1] if fitting else None


def _evidence(term: Term, context: str) -> int:
    """How many of the words that a sense needs stand in the record."""
    return sum(fold(word)[0] in context for word in term.needs)


def _sense_fits(term: Term, word: str, context: str, folded: str, start: int) -> bool:
    if term.needs and not _evidence(term, context):
        return False
    for excluded in (fold(x)[0] for x in term.excludes):
        if any(fold(headword)[0] in excluded for headword in (term.source, *term.source_variants)):
            # a longer word around this very place (小红花 around 红花) silences this place, not the whole record
            margin = len(excluded) - len(word)
            if word in excluded and excluded in folded[max(0, start - margin) : start + len(word) + margin]:
                return False
        elif excluded in context:
            return False
    return True


def _stands_alone(folded: str, start: int, end: int) -> bool:
    """Whether a Latin edge of the match is the edge of a word. A Chinese edge always is: re.search(r"\\b种草", "今天种草了") finds nothing."""
    left = start > 0 and _is_letter(folded[start]) and _is_letter(folded[start - 1])
    right = end < len(folded) and _is_letter(folded[end - 1]) and _is_letter(folded[end])
    return not (left or right)


def _is_letter(character: str) -> bool:
    """A letter or digit of a script that puts spaces between words."""
    return character.isalnum() and ord(character) < 0x0E00
