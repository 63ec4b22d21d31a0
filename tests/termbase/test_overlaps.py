"""Which of the terms that overlap are taken: small stories, and what holds of every choice, held against trying all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.termbase.overlaps import Span, choose

TEXTS = st.text(alphabet="彩色差香味，a ", max_size=12)


def words(text: str, vocabulary: str) -> list[Span]:
    """Where the words of a vocabulary stand in a text."""
    return [(i, i + len(word)) for word in vocabulary.split() for i in range(len(text)) if text.startswith(word, i)]


@pytest.mark.parametrize(
    ("text", "vocabulary", "taken"),
    [
        ("色彩色差", "彩色 色差", ["色差"]),  # leaves 色彩
        ("色彩色差很小", "彩色 色差", ["色差"]),
        ("彩色差别", "彩色 色差", ["彩色"]),  # leaves 差别
        ("檀香味", "檀香 香味", ["檀香"]),  # one character is left either way: the earlier one
        ("，檀香味很淡", "檀香 香味", ["檀香"]),
        ("抱枕套可以拆洗", "抱枕 枕套", ["抱枕"]),
        ("手工茶具", "手工茶 手工 茶具", ["手工", "茶具"]),  # all four characters, not three
        ("手工茶具盒", "手工 茶具盒 手工茶 茶具", ["手工", "茶具盒"]),
        ("祛湿泡脚包", "祛湿 泡脚 泡脚包 祛湿泡脚包", ["祛湿泡脚包"]),  # one long term before two short ones
        ("泡脚包邮", "泡脚包 包邮", ["泡脚包"]),  # longer covers more
        ("红花茶花", "红花 花茶 茶花", ["红花", "茶花"]),
        ("茶具茶具", "茶具", ["茶具", "茶具"]),
        ("围巾", "围巾", ["围巾"]),
        ("围巾", "茶具", []),
        ("", "", []),
    ],
)
def test_choice(text: str, vocabulary: str, taken: list[str]) -> None:
    spans = words(text, vocabulary)
    assert [text[slice(*spans[n])] for n in choose(text, spans)] == taken


@st.composite
def overlapping(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(TEXTS)
    count = len(text)
    pairs = st.tuples(st.integers(0, max(count - 1, 0)), st.integers(1, 4)).map(lambda p: (p[0], min(p[0] + p[1], count)))
    return text, draw(st.lists(pairs.filter(lambda s: s[0] < s[1]), max_size=7)) if count else []


def every_choice(spans: Sequence[Span], at: int = 0) -> Iterator[tuple[int, ...]]:
    """All choices without overlaps, each in the order of the text."""
    yield ()
    for number, (start, end) in enumerate(spans):
        if start >= at:
            yield from ((number, *rest) for rest in every_choice(spans, end))


@settings(deadline=None, max_examples=200)
@given(overlapping())
def test_nothing_overlaps_and_no_choice_covers_more(given_: tuple[str, list[Span]]) -> None:
    text, spans = given_
    taken = [spans[n] for n in choose(text, spans)]
    assert all(one[1] <= two[0] for one, two in pairwise(taken))
    covered = max(sum(spans[n][1] - spans[n][0] for n in choice) for choice in every_choice(spans))
    assert sum(end - start for start, end in taken) == covered


@settings(deadline=None, max_examples=100)
@given(overlapping())
def test_the_order_in_which_they_were_found_does_not_matter(given_: tuple[str, list[Span]]) -> None:
    text, spans = given_
    turned = spans[::-1]
    assert [spans[n] for n in choose(text, spans)] == [turned[n] for n in choose(text, turned)]


def test_a_long_chain_of_overlaps_costs_little() -> None:
    import time

    text = "彩色" * 10_000
    begun = time.monotonic()
    assert len(choose(text, [(i, i + 2) for i in range(len(text) - 1)])) == 10_000
    assert time.monotonic() - begun < 2
