"""Reading quantities: the cases of tests/cases/measured.json."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.text.measured import Reader
from localize.text.numerals import plain
from localize.text.units import Units

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests" / "cases" / "measured.json").read_text(encoding="utf-8"))
READER = Reader(Units.load(ROOT / "glossaries" / "units.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case):
    found = [[str(m.shape), [plain(v) for v in m.values], m.unit, m.approximate] for m in READER.read(case["text"])]
    assert found == case["found"], case["why"]


@given(st.text(alphabet="0123456789.,-×x半两斤尺寸米克g cm二十多约()/", max_size=60), st.booleans(), st.booleans())
def test_what_is_read_stands_in_the_text_in_order(text, inches, certain):
    end = 0
    for m in READER.read(text, inches=inches, certain=certain):
        assert end <= m.start < m.end
        assert text[m.start : m.end] == m.text
        assert len(m.values) == len(m.numbers)
        end = m.end
