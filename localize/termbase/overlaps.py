"""Choose among terms that overlap in a text, without a dictionary of all other words.

Of all choices the one is taken that covers the most characters; then the one that leaves the fewest lone characters, for most Chinese words
have two: in 色彩色差 the term 彩色 leaves 色 and 差, the term 色差 leaves 色彩; then the one with the fewest, that is longest, terms; then the
earlier one. Always taking the later one, a rule for whole dictionaries, was wrong wherever it changed anything in examples/: 檀香|味, 抱枕|套.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

# start and end, as of a slice
Span = tuple[int, int]
# characters covered, lone characters left, terms, sum of starts; what should be small is negative
_Score = tuple[int, int, int, int]


class _Taken(NamedTuple):
    """The term taken last, and what was taken before it. A tuple of all would be copied at every step."""

    number: int
    before: _Taken | None


# how many Chinese characters before this place belong to no term: 0, 1, or 2 for more → the score so far and the terms taken
_States = dict[int, tuple[_Score, _Taken | None]]


def choose(text: str, spans: Sequence[Span]) -> tuple[int, ...]:
    """The positions in `spans` of those that are taken, in the order of `text`. None of them overlap; of equal spans the first is taken.

    Linear in the spans, after sorting, and in the characters that they cover.

    >>> choose("色彩色差", [(1, 3), (2, 4)]), choose("檀香味", [(0, 2), (1, 3)]), choose("手工茶具", [(0, 3), (0, 2), (2, 4)])
    ((1,), (0,), (1, 2))
    """
    found: list[int] = []
    free = 0  # where the terms before end
    heaps = list(_heaps(spans))
    for number, heap in enumerate(heaps):
        end = max(spans[n][1] for n in heap)
        if spans[heap[0]][1] == end:
            found.append(heap[0])  # one term alone, or one that holds all the others
        else:
            following = spans[heaps[number + 1][0]][0] if number + 1 < len(heaps) else len(text)
            found += _best(text, spans, heap, free, following)
        free = end
    return tuple(found)


def _heaps(spans: Sequence[Span]) -> Iterator[list[int]]:
    """Spans that overlap, directly or through others, in the order of the text, the longest of one start first."""
    heap: list[int] = []
    end = 0
    for number in sorted(range(len(spans)), key=lambda n: (spans[n][0], -spans[n][1])):
        if heap and spans[number][0] >= end:
            yield heap
            heap = []
        heap.append(number)
        end = max(end, spans[number][1])
    if heap:
        yield heap


def _best(text: str, spans: Sequence[Span], heap: Sequence[int], free: int, following: int) -> tuple[int, ...]:
    """The best choice in one heap. The text from `free` up to it and behind it up to `following` is no term's."""
    start, end = spans[heap[0]][0], max(spans[n][1] for n in heap)
    starting: dict[int, list[int]] = {}
    for number in heap:
        starting.setdefault(spans[number][0], []).append(number)
    at: dict[int, _States] = {start: {_before(text, free, start): ((0, 0, 0, 0), None)}}
    for place in range(start, end):
        for run, (score, taken) in at.pop(place, {}).items():
            for number in starting.get(place, ()):
                stop = spans[number][1]
                _keep(at, stop, 0, _plus(score, stop - place, run == 1, 1, place), _Taken(number, taken))
            han = _is_han(text[place])
            _keep(at, place + 1, min(run + 1, 2) if han else 0, _plus(score, 0, run == 1 and not han), taken)
    behind = _after(text, end, following)
    ends = [(_plus(score, 0, run + behind == 1), taken) for run, (score, taken) in at[end].items()]
    return _in_order(max(ends, key=lambda each: each[0])[1])


def _in_order(taken: _Taken | None) -> tuple[int, ...]:
    found = []
    while taken is not None:
        found.append(taken.number)
        taken = taken.before
    return tuple(reversed(found))


def _keep(at: dict[int, _States], place: int, run: int, score: _Score, taken: _Taken | None) -> None:
    states = at.setdefault(place, {})
    if run not in states or score > states[run][0]:
        states[run] = (score, taken)


def _plus(score: _Score, covered: int, lone: bool, terms: int = 0, start: int = 0) -> _Score:
    return score[0] + covered, score[1] - lone, score[2] - terms, score[3] - start


def _before(text: str, free: int, start: int) -> int:
    """The Chinese characters right before `start`, 2 for more."""
    return next((n for n in range(2) if start - n - 1 < free or not _is_han(text[start - n - 1])), 2)


def _after(text: str, end: int, following: int) -> int:
    return next((n for n in range(2) if end + n >= following or not _is_han(text[end + n])), 2)


def _is_han(character: str) -> bool:
    return ord(character) >= 0x2E80 and character.isalpha()
