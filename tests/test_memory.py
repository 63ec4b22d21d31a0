"""Fuzzy matches, and the digest that goes into a signature."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.memory import LONGEST, Entry, digest, fuzzy

CASES = json.loads((Path(__file__).parent / "cases" / "memory_matches.json").read_text(encoding="utf-8"))
ENTRIES = st.lists(st.builds(Entry, st.text("艾草包佛香12", max_size=6), st.text(max_size=4)), max_size=6)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_fuzzy(case: dict[str, Any]) -> None:
    entries = [Entry(source, text) for source, text in case["entries"]]
    assert [[match.entry.text, match.likeness] for match in fuzzy(case["text"], entries)] == case["found"]


@settings(deadline=None, max_examples=60)
@given(ENTRIES, st.randoms())
def test_the_digest_knows_the_entries_and_not_their_order(entries: list[Entry], order: Any) -> None:
    shuffled = list(entries)
    order.shuffle(shuffled)
    assert digest(shuffled) == digest(entries)
    assert digest([*entries, Entry("茶", "tea")]) != digest(entries)


def test_a_text_without_end_costs_nothing() -> None:
    started = time.perf_counter()
    assert fuzzy("艾" * (LONGEST + 1), [Entry("艾" * 100_000, "x")]) == ()
    assert fuzzy("艾", [Entry("艾" * 100_000, "x")]) == ()
    assert time.perf_counter() - started < 1
