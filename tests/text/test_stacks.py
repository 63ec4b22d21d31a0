"""Titles that are stacks of keywords, and titles that are not."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.text.stacks import FEWEST, SHORTEST, marked

CASES = json.loads((Path(__file__).parents[1] / "cases/stacks.json").read_text("utf-8"))


@pytest.mark.parametrize("case", [pytest.param(c, id=c["label"]) for c in CASES])
def test_case(case: dict[str, object]) -> None:
    assert marked(str(case["source"])).split("\n") == case["expected"]


@given(st.text(alphabet="棉围巾女秋冬a1 、/，。", max_size=60))
@settings(deadline=None, max_examples=200)
def test_only_gaps_change_and_every_place_stays(text: str) -> None:
    found = marked(text)
    assert len(found) == len(text)
    assert all(a == b or (b in "\n " and a in " 、/") for a, b in zip(text, found, strict=True))
    lines = found.split("\n")
    assert len(lines) == 1 or (len(lines[0].strip()) >= SHORTEST and len(text.split()) + text.count("、") + text.count("/") >= FEWEST)
