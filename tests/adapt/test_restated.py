"""Prices and dates that a step wrote anew are proved: every case of both holds, and a spoiled one is found."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from localize.adapt.dates import localise as market_date
from localize.adapt.dates import normalise
from localize.adapt.money import mark
from localize.adapt.rates import Rates
from localize.checks.restated import Restated
from localize.domain.unit import Origin, State, Step, Unit

CASES = Path(__file__).parents[1] / "cases"
PER_YUAN = {
    "CAD": "0.2", "GBP": "0.11", "HKD": "1.08", "IDR": "2250", "JPY": "21.3", "MYR": "0.61", "SGD": "0.188", "THB": "4.7", "TWD": "4.4", "USD": "0.14", "VND": "3460",
}  # fmt: skip
RATES = Rates("2025-01-31", tuple((code, Decimal(value)) for code, value in PER_YUAN.items()))
PROOF = Restated(dict(RATES.per_yuan))
ADAPTERS = {"money": {"source": mark, "target": RATES.localise}, "dates": {"source": normalise, "target": market_date}}
STATED = [
    pytest.param(adapters[case["side"]], case, id=f"{name}: {case['label']}")
    for name, adapters in ADAPTERS.items()
    for case in json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    if case["side"] in adapters and not case.get("negative")
]
# What a spoiled step must not get away with. Lunar days, names of festivals and "CN¥" alone carry no arithmetic.
PROVED = ("money.mark", "money.about", "dates.iso", "dates.day", "dates.month", "dates.months", "dates.market")


def issues(steps, context):
    return list(PROOF(Unit(context.segment, "x", State.TRANSLATED, Origin.ENGINE, steps=steps), context))


@pytest.mark.parametrize(("adapter", "case"), STATED)
def test_what_the_adapters_write_is_proved(adapter, case, market):
    context = market(case["target"])
    assert not issues(adapter(case["text"], context).steps, context)


@pytest.mark.parametrize(("adapter", "case"), STATED)
def test_a_spoiled_number_is_found(adapter, case, market):
    context = market(case["target"])
    for step in adapter(case["text"], context).steps:
        digits = re.search(r"\d[\d.,]*", step.after)
        if step.rule in PROVED and digits:
            spoiled = step.after[: digits.start()] + "7777" + step.after[digits.start() :]
            assert issues((Step(step.rule, step.before, spoiled),), context), step


@pytest.mark.parametrize(
    ("rule", "before", "after", "wrong"),
    [
        pytest.param("money.about", "¥39.9", "about US$5.50 (¥39.90)", False, id="within what people round to"),
        pytest.param("money.about", "¥39.9", "about US$6.50 (¥39.90)", True, id="a dollar too much"),
        pytest.param("money.about", "¥50-100", "about US$7 (¥50-100)", True, id="half of a range"),
        pytest.param("money.mark", "39.9元", "¥39.9", False, id="marked"),
        pytest.param("money.mark", "39.9元", "¥93.9", True, id="digits changed places"),
        pytest.param("dates.market", "August 27, 2026", "27 Aug 2026", False, id="another order"),
        pytest.param("dates.market", "August 27, 2026", "27 Apr 2026", True, id="another month"),
        pytest.param("dates.iso", "2026年8月27日", "August 27, 2025", True, id="another year"),
    ],
)
def test_examples(rule, before, after, wrong, market):
    assert bool(issues((Step(rule, before, after),), market("EN"))) == wrong
