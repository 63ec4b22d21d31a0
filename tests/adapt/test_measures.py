"""Measures before and after the engine."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.adapt import sizes
from localize.adapt.measures import Measures
from localize.domain.record import Role
from localize.domain.unit import Adapted
from localize.text.numerals import parse

GLOSSARIES = Path(__file__).parents[2] / "glossaries"
CASES = json.loads((Path(__file__).parent.parent / "cases" / "measures.json").read_text(encoding="utf-8"))
CONVERTED, SIZED = Measures.load(GLOSSARIES), sizes.Sizes.load(GLOSSARIES)
FEW = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])

UNITS = ["g", "kg", "ml", "L", "cm", "mm", "m", "°C", " grams", " inch", "mAh", "W", " pieces", "克", "斤", "寸", " lb (1 kg)"]
NUMBERS = st.one_of(st.integers(0, 9999).map(str), st.decimals(0, 999, places=2).map(str))
MEASURES = st.builds(
    lambda number, more, unit: number + more + unit, NUMBERS, st.sampled_from(["", "-90", "×40", " x 40", " to 99", "~9"]), st.sampled_from(UNITS)
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(MEASURES, st.sampled_from(["a bag", "size 38 shoes", "between", "¥39.9", "(", ")"])), max_size=5).map(" ".join),
)


def to_si(text, context):
    """The source side, as the pipeline has it."""
    named = sizes.neutral(text, context)
    converted = CONVERTED.to_si(named.text, context)
    return Adapted(converted.text, named.steps + converted.steps)


def localise(text, context):
    """The target side, as the pipeline has it."""
    sized = SIZED.localise(text, context)
    written = CONVERTED.localise(sized.text, context)
    return Adapted(written.text, sized.steps + written.steps)


def marks(case):
    return [pytest.mark.xfail(reason=case["known_failure"], strict=True)] if "known_failure" in case else []


@pytest.mark.parametrize("case", [pytest.param(c, id=c["label"], marks=marks(c)) for c in CASES])
def test_case(case, market):
    adapter = to_si if case["side"] == "source" else localise
    adapted = adapter(case["text"], market(case["target"], case.get("source", case["text"])))
    assert adapted.text == case["expected"], case["why"]
    assert bool(adapted.steps) == (case["text"] != case["expected"]), "each change has a step"


def test_the_cases_are_many_and_three_tenths_negative():
    assert len(CASES) >= 170
    assert sum(c.get("negative", False) for c in CASES) * 10 >= 3 * len(CASES)


@FEW
@given(text=TEXTS, name=st.sampled_from(["EN", "SG", "TW", "SGZ"]))
def test_localising_twice_changes_nothing(text, name, market):
    once = localise(text, market(name)).text
    assert localise(once, market(name)).text == once


@FEW
@given(text=TEXTS, name=st.sampled_from(["EN", "TW", "SGZ"]))
def test_si_twice_changes_nothing(text, name, market):
    once = to_si(text, market(name)).text
    assert to_si(once, market(name)).text == once


@FEW
@given(text=TEXTS, name=st.sampled_from(["EN", "SG", "TW"]))
def test_no_number_changes_without_a_step(text, name, market):
    for adapter in (to_si, localise):
        adapted = adapter(text, market(name))
        if re.findall(r"\d+", adapted.text) != re.findall(r"\d+", text):
            assert adapted.steps
        for step in adapted.steps:
            assert step.rule.startswith("measures.")


@FEW
@given(number=st.integers(1, 2000))
def test_a_weight_is_half_its_jin(number, market):
    text = to_si(f"{number}斤", market("EN")).text
    value, unit = re.fullmatch(r"([\d.]+)(kg|g)", text).groups()
    assert Decimal(value) * (1000 if unit == "kg" else 1) == number * 500


@pytest.mark.parametrize(
    ("text", "value"),
    [("二十一", 21), ("一百二十", 120), ("十", 10), ("两", 2), ("三千", 3000), ("0.5", Decimal("0.5")), ("十十", None), ("", None), ("三四", None)],
)
def test_numbers(text, value):
    assert parse(text) == value


def test_a_title_stays_short(market):
    assert localise("Slippers size 38", market("EN", role=Role.TITLE)).text == "Slippers size 38"


def test_classes_say_that_a_size_is_of_shoes(market):
    assert "foot length" in localise("size 38", market("EN", classes=frozenset({"shoes"}))).text
    assert "foot length" not in localise("size 38", market("EN")).text


def test_no_english_sentence_in_another_language(market):
    explained = localise("selipar size 38, 500g", market("MS", "拖鞋")).text
    assert explained == "selipar saiz CN 38 (panjang kaki 24 cm, kira-kira EU 38-38.5; sila semak carta saiz pengeluar), 500 g"


def test_the_english_draft_does_not_depend_on_the_region(market):
    for text in ("半斤", "20寸行李箱", "30厘米", "水温40度"):
        assert to_si(text, market("EN", text)) == to_si(text, market("SG", text))


def test_a_long_hostile_text_is_quick(market):
    for text in ("1-" * 5000, "1×" * 5000, "一" * 20000, "1" * 20000, "1 " * 10000, "between 1 and " * 2000, "1,111" * 4000):
        to_si(text, market("EN"))
        localise(text, market("EN"))
