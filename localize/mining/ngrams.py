"""Count the character n-grams of unknown runs over any number of records, in bounded memory.

What is counted is records, not occurrences: the options of one item are one record, and a long stretch that a seller copies into every listing
counts once. The table keeps at most `most` n-grams; when it is full the rarest go, so that a count can be too low by what was dropped, never
too high.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from localize.domain.record import Record, Role
from localize.mining.runs import LONGEST, SHORTEST, Known, Run, plain, runs, stretches

MOST = 1_500_000  # n-grams; about 250 MB
MOST_TEXT = 20_000  # characters of a record that are read; more is an attack
LABELS = frozenset({Role.TITLE, Role.NAME, Role.VALUE})  # where the names of things stand; prose stands in bodies
_MOST_SEEN = 2_000_000  # stretches remembered; about 130 MB
_MARGIN = 1  # n-grams one longer than a candidate tell what stands beside it


@dataclass
class Counts:
    """The table while it grows. `records` counts what was read, `dropped` the highest count that an n-gram may have lost."""

    known: Known
    most: int = MOST
    records: int = 0
    dropped: int = 0
    table: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)  # of those, the records that have the n-gram in a title, a name or a value
    _seen: set[int] = field(default_factory=set)

    def add(self, record: Record) -> None:
        """Count the n-grams of a record, each once."""
        self.records += 1
        item = str(record.fact("item_id") or record.key)
        found: set[str] = set()
        named: set[str] = set()
        left = MOST_TEXT
        for each in sorted(record.fields, key=lambda field: field.role not in LABELS):  # what stands in a body as well is named all the same
            fresh = self._fresh(plain(each.text[:left]), item)
            new = {gram for stretch in fresh for run in runs(stretch, self.known) for gram in grams(run)}
            found |= new
            named |= new if each.role in LABELS else set()
            left -= min(left, len(each.text))
        self.table.update(found)
        self.named.update(named)
        if len(self.table) + len(self.named) > self.most:
            self._prune()

    def _fresh(self, folded: str, item: str) -> Iterator[str]:
        """The stretches that count. A short one may be a candidate itself (an attribute's value), so it counts once an item."""
        for stretch in stretches(folded):
            key = hash(stretch) if len(stretch) > LONGEST else hash((item, stretch))
            if key not in self._seen:
                if len(self._seen) >= _MOST_SEEN:
                    self._seen.clear()  # from here on old boilerplate may count once more; memory stays bounded
                self._seen.add(key)
                yield stretch

    def _prune(self) -> None:
        """Drop the rarest until a third of the table is free."""
        floor = 0
        while len(self.table) + len(self.named) > self.most * 2 // 3:
            floor += 1
            self.table = Counter({gram: count for gram, count in self.table.items() if count > floor})
            self.named = Counter({gram: count for gram, count in self.named.items() if gram in self.table})
        self.dropped += floor


def grams(run: Run) -> Iterator[str]:
    """The n-grams of a run; of a run of one character, that with the known word beside it: 手工皂 is a word though 手工 is known.

    >>> list(grams(Run("皂", before="手工"))), list(grams(Run("礼盒", before="手工")))
    (['手工皂'], ['礼盒'])
    """
    text = run.text
    for start in range(len(text) - 1):
        for end in range(start + SHORTEST, min(start + LONGEST + _MARGIN, len(text)) + 1):
            yield text[start:end]
    if len(text) == 1:
        if run.before and len(run.before) < LONGEST:
            yield run.before + text
        if run.after and len(run.after) < LONGEST:
            yield text + run.after


def beside(table: Mapping[str, int], wanted: frozenset[str]) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """For each wanted n-gram the counts of what stands left of it and right of it."""
    left: dict[str, list[int]] = {gram: [] for gram in wanted}
    right: dict[str, list[int]] = {gram: [] for gram in wanted}
    for gram, count in table.items():
        if len(gram) > SHORTEST:
            if gram[1:] in wanted:
                left[gram[1:]].append(count)
            if gram[:-1] in wanted:
                right[gram[:-1]].append(count)
    return left, right
