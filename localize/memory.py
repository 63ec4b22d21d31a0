"""What people approved before: its digest for signatures, and the entries like a text for whoever edits one. The store finds equal texts itself.

Only human-approved units ever become entries, each for one target: a text that was right for Hong Kong is not offered to Taiwan.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from localize.domain import variant

FLOOR = 0.75  # below it an example misleads an engine more than it helps; a customary bound of translation memories
LONGEST = 2000  # characters: comparing takes time with the product of the two lengths, and sellers can send any length


@dataclass(frozen=True)
class Entry:
    """A source text and what a person approved for it in one target."""

    source: str
    text: str


@dataclass(frozen=True)
class Match:
    """An entry and how alike its source is, in [0, 1]; 1.0 only for the same text."""

    entry: Entry
    likeness: float


def digest(entries: Iterable[Entry]) -> str:
    """Eight hex digits over the entries, whatever their order: the memory part of a signature.

    >>> digest([Entry("a", "1"), Entry("b", "2")]) == digest([Entry("b", "2"), Entry("a", "1")])
    True
    >>> digest([Entry("ab", "c")]) == digest([Entry("a", "bc")])
    False
    """
    return variant.digest(*sorted({(entry.source, entry.text) for entry in entries}))


def near_lengths(text: str) -> tuple[int, int]:
    """How short and how long a source can be that is at least FLOOR like `text`: what is common to both counts twice, over both lengths.

    >>> near_lengths("艾草泡脚包30包")
    (5, 13)
    """
    least = FLOOR / (2 - FLOOR)
    return math.ceil(len(text) * least), math.floor(len(text) / least)


def fuzzy(text: str, entries: Iterable[Entry], *, floor: float = FLOOR, limit: int = 3) -> tuple[Match, ...]:
    """The entries most like `text`, best first, the same for the same input. Texts longer than LONGEST have no likeness.

    >>> [(m.entry.text, round(m.likeness, 2)) for m in fuzzy("艾草泡脚包30包", [Entry("艾草泡脚包20包", "20 sachets"), Entry("佛香", "incense")])]
    [('20 sachets', 0.88)]
    """
    if not 0 < len(text) <= LONGEST or limit < 1:
        return ()
    by_source = {entry.source: entry for entry in entries if len(entry.source) <= LONGEST}
    scored = process.extract(text, list(by_source), scorer=fuzz.ratio, score_cutoff=floor * 100, limit=None)
    best = sorted(scored, key=lambda each: (-each[1], each[0]))[:limit]
    return tuple(Match(by_source[source], round(score / 100, 4)) for source, score, _ in best)
