"""Dates before and after the engine, lunar days among them."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.adapt.dates import localise, normalise
from localize.adapt.festival_table import load_festivals
from localize.adapt.festivals import FestivalDays
from localize.adapt.lunar import gregorian, reading
from localize.domain.record import Role

ROOT = Path(__file__).parents[2]
FESTIVALS = FestivalDays(load_festivals(ROOT / "glossaries" / "lexicon" / "festivals.toml"))
ADAPTERS = {"source": normalise, "target": localise, "festival": FESTIVALS.name_days}
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
    adapted = ADAPTERS[case["side"]](case["text"], market(case["target"]))
    assert adapted.text == case["expected"], case["why"]
    assert bool(adapted.steps) == (case["text"] != case["expected"])


def test_a_third_of_the_cases_is_negative():
    assert sum(c.get("negative", False) for c in CASES) * 10 >= len(CASES) * 3


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


def test_the_second_sentence_of_a_field_does_not_tell_the_day_again(market):
    first, second = "2026年中秋礼盒。", "2026中秋节前发货"
    context = market("EN", first + second)
    there = replace(context, segment=replace(context.segment, text=second, index=1))
    assert FESTIVALS.name_days(first, context).steps and not FESTIVALS.name_days(second, there).steps


def test_a_title_stays_short(market):
    assert FESTIVALS.name_days("2026年中秋礼盒", market("EN", role=Role.TITLE)).steps == ()


@FEW
@given(day=st.dates(date(1901, 2, 19), date(2099, 12, 31)))
def test_every_lunar_day_is_found_again(day):
    """The first day of the tables is 1901-02-19; the reading of a day is the lunar day that leads back to it."""
    assert gregorian(*reading(day)) == day


@FEW
@given(
    text=st.lists(
        st.sampled_from(
            [
                "2026年",
                "2026",
                "中秋",
                "清明节",
                "农历",
                "八月十五",
                "闰六月初一",
                "9月25日，",
                "5.20",
                "618",
                "双11",
                "，",
                "24小时",
                "38码",
                "3-5月",
            ]
        ),
        max_size=7,
    ).map("".join),
    name=st.sampled_from(["EN", "GB", "MS", "VN", "JP", "TH", "FR", "HK", "SGZ"]),
)
def test_digits_change_by_steps_only_and_once(text, name, market):
    done, figures = text, sorted(re.findall(r"\d", text))
    for adapter in (FESTIVALS.name_days, normalise, localise):
        adapted = adapter(done, market(name))
        assert adapter(adapted.text, market(name)).text == adapted.text
        for step in adapted.steps:
            figures = sorted(_less(figures, re.findall(r"\d", step.before)) + re.findall(r"\d", step.after))
        done = adapted.text
    assert sorted(re.findall(r"\d", done)) == figures


def _less(figures, gone):
    left = list(figures)
    for figure in gone:
        left.remove(figure)
    return left


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
