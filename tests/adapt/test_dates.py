"""Dates before and after the engine, lunar days among them."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.adapt.dates import gregorian, localise, normalise

CASES = json.loads((Path(__file__).parent.parent / "cases" / "dates.json").read_text(encoding="utf-8"))
FEW = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=c["label"], marks=[pytest.mark.xfail(reason=c["known_failure"], strict=True)] if "known_failure" in c else [])
        for c in CASES
    ],
)
def test_case(case, market):
    adapter = normalise if case["side"] == "source" else localise
    adapted = adapter(case["text"], market(case["target"]))
    assert adapted.text == case["expected"], case["why"]
    assert bool(adapted.steps) == (case["text"] != case["expected"])


def test_a_quarter_of_the_cases_is_negative():
    assert sum(c.get("negative", False) for c in CASES) * 4 >= len(CASES)


@pytest.mark.parametrize(
    ("lunar", "solar"),
    [
        ((2026, 1, 1), date(2026, 2, 17)),
        ((2025, 1, 1), date(2025, 1, 29)),
        ((2026, 8, 15), date(2026, 9, 25)),
        ((2025, 5, 5), date(2025, 5, 31)),
        ((2024, 12, 30), None),
        ((1800, 1, 1), None),
    ],
)
def test_known_lunar_days(lunar, solar):
    assert gregorian(*lunar) == solar


def test_every_first_day_of_a_lunar_month_is_found():
    days = [gregorian(2025, month, 1) for month in range(1, 13)]
    assert all(days) and days == sorted(days)


@FEW
@given(day=st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_date_becomes_neutral_and_back(day, market):
    text = f"{day.year}年{day.month}月{day.day}日"
    assert normalise(text, market("MS")).text == day.isoformat()
    neutral = normalise(text, market("EN")).text
    assert neutral == f"{day:%B} {day.day}, {day.year}"
    once = localise(neutral, market("SG")).text
    assert localise(once, market("SG")).text == once and str(day.year) in once


@FEW
@given(text=st.text(alphabet="0123456789年月日号-./ 农历正初十五八Feb", max_size=40))
def test_twice_changes_nothing(text, market):
    once = normalise(text, market("EN")).text
    assert normalise(once, market("EN")).text == once
