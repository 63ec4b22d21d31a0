"""The pieces of a text that can go whole: asides in brackets, phrases of a title, sentences of a body. Spans only; nothing is dropped here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from localize.domain.segment import PlaceableKind
from localize.fitting.words import is_linking
from localize.text.placeables import find

NUMBERS = frozenset({PlaceableKind.PRICE, PlaceableKind.MEASURE, PlaceableKind.SIZE, PlaceableKind.DATE, PlaceableKind.CODE, PlaceableKind.NUMBER})
_SPACED = frozenset({"zh", "ja", "th"})  # a space parts phrases there, not words
_ASIDE = re.compile(r"\([^()\n]{1,80}\)|（[^（）\n]{1,80}）|【[^【】\n]{1,80}】|〔[^〔〕\n]{1,80}〕|\[[^\[\]\n]{1,80}\]|\{[^{}\n]{1,80}\}")
_PARTED = r"\s?(?:,(?!\d)|[;|，；｜])\s{0,4}|\s[-–—~/·•:]\s{1,4}|(?<=[!?！？。])\s{0,4}(?=\S)"
_PARTING = re.compile(_PARTED)
# after a Chinese character, but not "约 21厘米"
_PARTING_SPACED = re.compile(rf"{_PARTED}|(?<=[^\x00-\x7f])(?<![约約共每第])[ \u3000]{{1,4}}(?=\S)")
_LISTED = re.compile(r"(?:[\w'’-]{1,30} ){1,2}(?:and|or|&) ", re.IGNORECASE)
_LIST_BEGINS = re.compile(r"\b(?:with|of|containing|including)(?: [\w'’-]{1,30}){1,3}$", re.IGNORECASE)
_ITEM = 12  # characters at the end of a phrase: "1.8 L" and "2 packs" are no items of a list
_SENTENCE_END = re.compile(r"[.!?]{1,3}[\"'”’)]?(?=\s{1,4}[^a-z0-9\s])|[。！？…]{1,3}[”’」』）)]?(?=.)|\n")


@dataclass(frozen=True)
class Piece:
    """A piece of a text. From `gap` to `start` stands what parts it from the piece before."""

    gap: int
    start: int
    end: int


def asides(text: str) -> tuple[Piece, ...]:
    """What stands in brackets, with them.

    >>> text = "Gaiwan (white) 150 ml"
    >>> [text[a.start : a.end] for a in asides(text)]
    ['(white)']
    """
    return tuple(Piece(m.start(), m.start(), m.end()) for m in _ASIDE.finditer(text))


def numbers(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of numbers with their units, of prices, sizes, dates and codes."""
    return tuple((p.start, p.end) for p in find(text) if p.kind in NUMBERS)


@lru_cache(maxsize=64)
def phrases(text: str, language: str) -> tuple[Piece, ...]:
    """The phrases that a title is stacked from. What stands in brackets, in a number or in a list with "and" is not parted.

    >>> text = "Safflower, Poria and Mugwort Foot Soak, 30 Sachets - Gift"
    >>> [text[p.start : p.end] for p in phrases(text, "en")]
    ['Safflower, Poria and Mugwort Foot Soak', '30 Sachets', 'Gift']
    >>> text = "老山檀香佛香 礼佛线香 21厘米"
    >>> [text[p.start : p.end] for p in phrases(text, "zh")]
    ['老山檀香佛香', '礼佛线香', '21厘米']
    """
    whole = [*numbers(text), *((a.start, a.end) for a in asides(text))]
    pattern = _PARTING_SPACED if language in _SPACED else _PARTING
    gaps = [m.span() for m in pattern.finditer(text) if not any(start < m.end() and m.start() < end for start, end in whole)]
    return _between(text, _without_lists(text, gaps))


def sentences(text: str) -> tuple[Piece, ...]:
    """The sentences and lines of a body.

    >>> text = "Soft and warm. About 1.5 m long.\\nHand wash only."
    >>> [text[s.start : s.end] for s in sentences(text)]
    ['Soft and warm.', 'About 1.5 m long.', 'Hand wash only.']
    """
    return _between(text, [(m.end() if m[0] != "\n" else m.start(), m.end()) for m in _SENTENCE_END.finditer(text)])


def _between(text: str, gaps: list[tuple[int, int]]) -> tuple[Piece, ...]:
    """The pieces that are left between gaps, without white space at their edges; what is empty belongs to the gap."""
    found: list[Piece] = []
    begin = 0
    for gap_start, gap_end in [*gaps, (len(text), len(text))]:
        inner = text[begin:gap_start]
        if inner.strip():
            start = begin + len(inner) - len(inner.lstrip())
            found.append(Piece(found[-1].end if found else start, start, begin + len(inner.rstrip())))
        begin = gap_end
    return tuple(found)


def _without_lists(text: str, gaps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The gaps without the commas of a list: "Safflower, Poria and Mugwort" is one thing, and so is "Set with Teapot, Tray, and Cups"."""
    kept: list[tuple[int, int]] = []
    inside = False
    for number in range(len(gaps) - 1, -1, -1):
        start, end = gaps[number]
        before = text[gaps[number - 1][1] if number else 0 : start]
        following = text[end : gaps[number + 1][0] if number + 1 < len(gaps) else len(text)]
        inside = "," in text[start:end] and _is_list(before, following, inside)
        if not inside:
            kept.append((start, end))
    return kept[::-1]


def _is_list(before: str, following: str, inside: bool) -> bool:
    """Whether a comma between two phrases is that of a list; `inside` when the next comma is."""
    words = following.split()
    if words[:1] and words[0].casefold() in ("and", "or", "&"):
        return True
    if (words[:1] and is_linking(words[0])) or any(c.isnumeric() for c in before[-_ITEM:]):
        return False
    goes_on = _LISTED.match(following) is not None or (inside and len(words) <= 3)
    return goes_on and (len(before.split()) <= 2 or _LIST_BEGINS.search(before) is not None)
