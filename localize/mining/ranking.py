"""Rank n-grams as words: how often they stand alone (C-value), how freely they are surrounded (entropy), and whether they name things.

Which measures decide was chosen by finding held-out headwords again: tests/bench/mining.py prints the table. PMI lost there, and is kept to be
compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from localize.mining.everyday import NAMES
from localize.mining.ngrams import Counts, beside
from localize.mining.runs import LONGEST, SHORTEST

LEAST_RECORDS = 3
LEAST_ALONE = 2  # records that have it without the longer word that most often holds it (提袋 of 手提袋)
LEAST_ENTROPY = 0.5  # nats, on the poorer side: below, a longer word is what is meant (脚包 of 泡脚包)
PROSE = 0.3  # what a word that only ever stands in prose is worth beside one that always stands in titles and attributes

PROSE_ONLY = 1.5  # times the records asked for, where a word stands in no title and no attribute at all: most such are pieces of sentences

# Edges that make a piece of a sentence and not a name: 礼盒里, 泡完, 在车上. Some names begin or end so all the same.
_NO_START = frozenset("在和有要会能可以来去到从对向再又才只不没太更最越吧呢些点样次们等时后里边之及者子儿得约内各天用完先进每第")
_NO_END = frozenset("在和有要会能可以来去到从对向再又才只不没太更最越个些之及我一两三几每里完得过后各约前先")
_STARTS = (
    "上衣",
    "可爱",
    "不锈",
    "不倒",
    "对襟",
    "对联",
    "对戒",
    "向日葵",
    "子母",
    "儿童",
    "点心",
    "后跟",
    "和服",
    "和田",
    "再生",
    "能量",
    "天然",
    "内胆",
    "内衬",
)
_ENDS = ("简约", "饱和", "温和", "柔和", "孕前")
_NUMERALS = frozenset("一二三四五六七八九十百千万两半")


@dataclass(frozen=True)
class Scored:
    """An n-gram with its measures. `records` is how many records it stands in, `named` the share of these that have it in a title or an
    attribute; entropies are in nats."""

    word: str
    records: int
    named: float
    c_value: float
    left: float
    right: float
    pmi: float

    @property
    def entropy(self) -> float:
        """Of the poorer side."""
        return min(self.left, self.right)

    @property
    def score(self) -> float:
        return self.c_value * self.entropy * (PROSE + self.named)


def ranked(counts: Counts, *, least: int = LEAST_RECORDS) -> list[Scored]:
    """The n-grams that may be words, best first. `least` is the number of records below which nothing is said."""
    table = counts.table
    words = [gram for gram, count in table.items() if count > 1 and len(gram) <= LONGEST and may_be_a_word(gram)]
    holders = longer(table, words)
    wanted = frozenset(w for w in words if table[w] >= max(least, LEAST_ALONE + max(holders.get(w, (0,)))) and w not in counts.known)
    left, right = beside(table, wanted)
    found = (_scored(w, counts, holders.get(w, ()), left[w], right[w]) for w in wanted)
    firm = (s for s in found if s.entropy >= LEAST_ENTROPY and (s.named or s.records >= PROSE_ONLY * least))
    return sorted(firm, key=lambda s: (-s.score, s.word))


def _scored(word: str, counts: Counts, holders: Sequence[int], left: Sequence[int], right: Sequence[int]) -> Scored:
    count = counts.table[word]
    named = counts.named[word] / count
    sides = entropy(left, count), entropy(right, count)
    return Scored(word, count, named, c_value(word, count, holders), *sides, pmi(word, counts.table, counts.records))


def may_be_a_word(gram: str) -> bool:
    """Whether it is no everyday word and neither edge belongs to a sentence.

    >>> [word for word in ("三味", "三件套", "礼盒里", "不锈钢") if may_be_a_word(word)]
    ['三件套', '不锈钢']
    """
    if gram in NAMES or (gram[0] in _NUMERALS and len(gram) == SHORTEST):
        return False
    if gram[-1] in _NO_END and not gram.endswith(_ENDS):
        return False
    return gram[0] not in _NO_START or gram.startswith(_STARTS)


def longer(table: Mapping[str, int], words: Iterable[str]) -> dict[str, list[int]]:
    """For each of the words that stands inside others of them, the counts of those."""
    pool = frozenset(words)
    holders: dict[str, list[int]] = {}
    for word in pool:
        for part in {word[i:j] for i in range(len(word)) for j in range(i + SHORTEST, len(word) + 1)} - {word}:
            if part in pool:
                holders.setdefault(part, []).append(table[word])
    return holders


def c_value(word: str, count: int, holders: Sequence[int]) -> float:
    """The length's logarithm times the count, less the mean count of the longer words that hold this one.

    >>> c_value("泡脚", 5, [4]), round(c_value("泡脚桶", 4, []), 2)
    (1.0, 6.34)
    """
    return math.log2(len(word)) * (count - (sum(holders) / len(holders) if holders else 0.0))


def entropy(beside: Sequence[int], count: int) -> float:
    """How freely a side is surrounded. What is not accounted for (an end, a known word, a rare neighbour) counts as different each time.

    >>> entropy([], 1), round(entropy([4], 4), 2), round(entropy([], 4), 2)
    (0.0, 0.0, 1.39)
    """
    rest = max(0, count - sum(beside))
    total = sum(beside) + rest
    return -sum(c / total * math.log(c / total) for c in beside) + rest / total * math.log(total)


def pmi(word: str, table: Mapping[str, int], total: int) -> float:
    """Pointwise mutual information of the two parts of `word` at its weakest seam, over records. A part of one character counts as common."""
    seams = [(word[:i], word[i:]) for i in range(1, len(word))]
    return min(math.log(table[word] * total / (_common(a, table, total) * _common(b, table, total))) for a, b in seams)


def _common(part: str, table: Mapping[str, int], total: int) -> int:
    return table.get(part, 0) or max(1, total // 4)
