"""Terms where no term was asked for: labelled stories, and that it stays silent on translations by people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.adapt.festival_table import load_festivals
from localize.domain.region import Target
from localize.domain.term import Term
from localize.termbase.overuse import Overuse

TESTS = Path(__file__).parents[1]
CASES = json.loads((TESTS / "cases" / "overuse.json").read_text(encoding="utf-8"))
DEV = [json.loads(line) for line in (TESTS / "dev" / "segments.jsonl").read_text(encoding="utf-8").splitlines()]
US = Target.parse("US/en-US/general")


@pytest.fixture(scope="module")
def overuse(shipped: tuple[Term, ...]) -> Overuse:
    return Overuse(shipped, load_festivals(TESTS.parent / "glossaries" / "lexicon" / "festivals.toml").spoken_of)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in CASES])
def test_case(case: dict[str, Any], overuse: Overuse) -> None:
    found = overuse.find(case["draft"], Target.parse(case.get("target", str(US))), case.get("record", case["source"]))
    assert [one.place.text for one in found] == case["expected"]


def test_people_are_hardly_ever_suspected(overuse: Overuse) -> None:
    pairs = [(line["source"], reference) for line in DEV for reference in line["references"]]
    assert sum(bool(overuse.find(text, US, source)) for source, text in pairs) <= len(pairs) // 100


def test_a_reference_held_to_another_record_is_mostly_noticed(overuse: Overuse) -> None:
    """What it would miss says how much the measure is worth: a third of these have nothing distinctive or a character in common."""
    moved = [(DEV[(n + 40) % len(DEV)]["source"], line["references"][0]) for n, line in enumerate(DEV)]
    assert sum(bool(overuse.find(text, US, source)) for source, text in moved) >= len(moved) // 2


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="safflower tea-İset红花，", max_size=60), st.text(alphabet="红花茶具a ", max_size=20))
def test_places_are_in_the_text_and_do_not_overlap(overuse: Overuse, text: str, record: str) -> None:
    taken: set[int] = set()
    for one in overuse.find(text, US, record):
        here = set(range(one.place.start, one.place.end))
        assert text[one.place.start : one.place.end] == one.place.text
        assert not here & taken
        taken |= here


def test_of_a_text_without_end_only_the_beginning_is_looked_at(overuse: Overuse) -> None:
    found = overuse.find("tea set, safflower " * 100_000, US, "围巾" * 5000)
    assert found
    assert max(one.place.end for one in found) <= 20_000
