"""Cells that a spreadsheet could run: written with an apostrophe, read without, refused where it is missing."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.exchange.cells import is_formula, read, written

CASES = json.loads((Path(__file__).parents[1] / "cases" / "cells.json").read_text(encoding="utf-8"))
TRICKY = st.text(alphabet=" '=+-@−＝\t\n\r\u200b\u3000a茶", max_size=8)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_formula_is_refused_and_its_neutral_form_is_read(case: dict[str, str]) -> None:
    cell = case["cell"]
    assert is_formula(cell) is case["formula"]
    assert (read(cell) is None) is case["formula"]
    assert read(written(cell)) == cell


@given(TRICKY)
def test_any_text_comes_back_and_none_is_written_as_a_formula(text: str) -> None:
    assert read(written(text)) == text
    assert not is_formula(written(text))


@given(TRICKY)
def test_what_is_read_is_never_a_formula_in_the_file(cell: str) -> None:
    assert (read(cell) is None) == is_formula(cell)
