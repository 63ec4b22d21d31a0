"""Cut a record's texts into the runs of Chinese characters in which unknown words can stand.

A run never crosses a placeable, a number, punctuation, a known headword or a word that only holds sentences together. What is counted in the
runs is decided in mining.ngrams.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from localize.domain.segment import PlaceableKind
from localize.domain.term import Term
from localize.mining.everyday import BETWEEN
from localize.termbase.match import folded
from localize.text.clean import clean
from localize.text.placeables import find
from localize.text.script import HAN

SHORTEST, LONGEST = 2, 8  # characters of a candidate

# Hardly ever inside the name of a thing: 的 ends what is before it. 不 (不锈钢), 一 (一字肩) and 过 (过膝) do stand in names.
_GLUE = "的了是我你您他她它们这那哪吗呢吧啊呀哦哈嘛么啦噢嗯很都也就还把被让给着跟与及其或但且则所"
_COUNTED = "分钟|小时|个月|星期|[个包条次天点样下款件只支双盒袋瓶杯码套把片块份层朵颗粒位种张碗圈斤年月日周秒分度元号罐桶枚根串米]"
# 一次性 and 三件套 are words, 一次 and 三件 are counts.
_COUNT = f"[一二两三四五六七八九十百半几每](?:{_COUNTED})(?![性套])"
# 和 joins what is on both sides of it, but for the words it is a part of.
_AND = "(?<![温柔饱平祥缓调暖随谐])和(?![服田果牌弦风])"
_HAN_RUN = re.compile(f"[{HAN}]+")
_GAP, _NUMBER_GAP = "\x00", "\x01"
_AFTER_NUMBER = re.compile(f"{_NUMBER_GAP}(?:{_COUNTED})?")  # the 支 of 40支长绒棉 belongs to the number
_NUMBERS = frozenset({PlaceableKind.NUMBER, PlaceableKind.SIZE, PlaceableKind.DATE})


@dataclass(frozen=True)
class Run:
    """Characters that no headword covers, with the known words that touch them ("" for none)."""

    text: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Known:
    """The headwords of a termbase, folded: whatever their locale and status, an editor has met them."""

    words: frozenset[str]
    _automaton: AhoCorasick | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # a headword of one character (寸, 码) says nothing of the words it stands in
        long = sorted(word for word in self.words if len(word) >= SHORTEST)
        object.__setattr__(self, "_automaton", AhoCorasick(long, matchkind=MatchKind.LeftmostLongest) if long else None)

    @classmethod
    def of(cls, terms: Iterable[Term], more: Iterable[str] = ()) -> Known:
        """The headwords of these entries, and `more` words to leave out."""
        words = {folded(word) for term in terms for word in (term.source, *term.source_variants)}
        return cls(frozenset(words | {folded(word) for word in more}))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where headwords stand in a folded text, the leftmost longest first, none over another."""
        if self._automaton is None:
            return []
        return [(start, end) for _, start, end in self._automaton.find_matches_as_indexes(text)]

    def __contains__(self, word: object) -> bool:
        return word in self.words


def plain(text: str) -> str:
    """A text as candidates are looked for in it: cleaned, placeables and what they count taken out, folded.

    >>> plain("40支長絨棉").strip(_GAP)
    '长绒棉'
    """
    text = clean(text).text
    pieces, at = [], 0
    for placeable in find(text):
        pieces += [text[at : placeable.start], _NUMBER_GAP if placeable.kind in _NUMBERS else _GAP]
        at = placeable.end
    return _AFTER_NUMBER.sub(_GAP, folded("".join([*pieces, text[at:]])))


@cache
def _between() -> re.Pattern[str]:
    """What no name goes across: counts, sentence words and glue, as folded texts have them."""
    words = "|".join(sorted({folded(word) for word in BETWEEN}, key=lambda word: (-len(word), word)))
    return re.compile(f"(?:{_COUNT}|{_AND}|{words}|[{folded(_GLUE)}])+")


def stretches(text: str) -> Iterator[str]:
    """The stretches of Chinese characters between everything else: what a seller copies from one listing to the next."""
    return (found.group() for found in _HAN_RUN.finditer(text))


def runs(stretch: str, known: Known) -> Iterator[Run]:
    """The unknown runs of a stretch.

    >>> [(r.before, r.text, r.after) for r in runs("手工皂的礼盒", Known(frozenset({"手工"})))]
    [('手工', '皂', ''), ('', '礼盒', '')]
    """
    at, before = 0, ""
    for start, end in [*known.spans(stretch), (len(stretch), len(stretch))]:
        after = stretch[start:end]
        parts = _between().split(stretch[at:start])
        for number, part in enumerate(parts):
            if part:
                yield Run(part, before if number == 0 else "", after if number == len(parts) - 1 else "")
        at, before = end, after
