"""What an editor needs to judge a candidate: where it stands, how it is written there, and what the records are about.

The texts are sellers': snippets are cleaned and bounded here, and escaped by whoever shows them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick

from localize.domain.record import Record
from localize.mining.ngrams import MOST_TEXT
from localize.mining.runs import Known
from localize.termbase.match import fold, folded
from localize.text.clean import clean

SNIPPETS = 3
_AROUND = 14  # characters on either side
_ENOUGH = 50  # records after which the classes and the spelling of a word are known


@dataclass
class Evidence:
    """Of one word: snippets of different records, the classes of its records, and its spellings."""

    snippets: list[str] = field(default_factory=list)
    classes: Counter[str] = field(default_factory=Counter)
    spellings: Counter[str] = field(default_factory=Counter)
    records: int = 0
    _items: set[str] = field(default_factory=set)

    def add(self, record: Record, classes: Iterable[str], spelling: str, snippet: str) -> None:
        """One place of the word; a second one of the same item says nothing new."""
        item = str(record.fact("item_id") or record.key)
        if item in self._items:
            return
        self._items.add(item)
        self.records += 1
        self.classes.update(classes)
        self.spellings[spelling] += 1
        if len(self.snippets) < SNIPPETS and snippet not in self.snippets:
            self.snippets.append(snippet)

    @property
    def full(self) -> bool:
        return self.records >= _ENOUGH


@dataclass(frozen=True)
class Search:
    """Finds the places of some folded words, but for those inside a known headword."""

    words: tuple[str, ...]
    known: Known
    _automaton: AhoCorasick = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_automaton", AhoCorasick(list(self.words)))

    def places(self, record: Record) -> list[tuple[str, str, str]]:
        """(word, spelling, snippet) of each word in a record, once."""
        text = clean(record.text[:MOST_TEXT]).text
        if not self._automaton.find_matches_as_indexes(folded(text)):
            return []
        plain, offsets = fold(text)
        taken = self.known.spans(plain)
        found: dict[str, tuple[str, str, str]] = {}
        for number, start, end in self._automaton.find_matches_as_indexes(plain, overlapping=True):
            word = self.words[number]
            if word not in found and not any(a <= start and end <= b for a, b in taken):
                first, last = offsets[start], offsets[end - 1] + 1
                found[word] = word, text[first:last], snippet(text, first, last)
        return list(found.values())


def snippet(text: str, start: int, end: int) -> str:
    """The words around a place, in its line.

    >>> snippet("第一行\\n老山檀香佛香，礼佛线香，家用供香二十一厘米", 12, 14)
    '老山檀香佛香，礼佛线香，家用供香二十一厘米'
    """
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    first, last = max(line_start, start - _AROUND), min(line_end, end + _AROUND)
    return f"{'…' if first > line_start else ''}{text[first:last].strip()}{'…' if last < line_end else ''}"
