"""The cases of tests/cases/accounted.json: numbers lost before the engine, and steps whose arithmetic does not hold."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.checks.accounted import ConversionProof, number_unaccounted
from localize.domain.unit import Step
from localize.text.measured import Reader
from localize.text.units import Units

ROOT = Path(__file__).parents[2]
PROOF = ConversionProof(Reader(Units.load(ROOT / "glossaries" / "units.txt")))


def test_case(case, built):
    unit, context = built(case)
    found = [*number_unaccounted(unit, context), *PROOF(unit, context)]
    assert {issue.check for issue in found} == set(case["expected"])
    assert all(issue.advice and (issue.source_span or issue.target_span) for issue in found)


def test_the_cases_are_many_and_a_third_negative():
    cases = json.loads((ROOT / "tests" / "cases" / "accounted.json").read_text("utf-8"))
    assert len(cases) >= 30
    assert sum(case.get("negative", False) for case in cases) * 3 >= len(cases)


@pytest.mark.parametrize(("before", "after"), [("寸", "8 inch"), ("8", "8"), ("", ""), ("1斤" * 3000, "500g"), ("1-" * 9000, "1×" * 9000)])
def test_what_cannot_be_read_is_said(before, after, built):
    unit, context = built({"source": "x", "target": "y", "steps": [["measures.weight", before, after]]})
    assert [issue.check for issue in PROOF(unit, context)] == ["conversion_wrong"]


@pytest.mark.parametrize("hostile", ["1 " * 9000, "12斤" * 5000, "9," * 9000, "两双" * 9000, " ".join(map(str, range(3000)))])
def test_a_hostile_text_costs_little(hostile, built):
    unit, context = built({"segment": hostile, "source": "x", "target": "y"})
    start = time.monotonic()
    found = list(number_unaccounted(unit, context))
    assert 1 <= len(found) <= 20
    assert time.monotonic() - start < 4


@settings(deadline=None, max_examples=200)
@given(jin=st.integers(1, 400), wrong=st.integers(1, 400))
def test_a_wrong_weight_is_always_found(jin, wrong, built):
    grams = Decimal(wrong) * 500
    step = Step("measures.weight", f"{jin}斤", f"{grams:f}g")
    unit, context = built({"source": "x", "target": "y", "steps": [[step.rule, step.before, step.after]]})
    assert bool(list(PROOF(unit, context))) == (jin != wrong)
