"""Prices before and after the engine."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.adapt.money import Rates, load_rates, mark, step_of
from localize.errors import GlossaryError

ROOT = Path(__file__).parent.parent
CASES = json.loads((ROOT / "cases" / "money.json").read_text(encoding="utf-8"))
RATES = Rates("2025-01-31", (("HKD", Decimal("1.08")), ("SGD", Decimal("0.188")), ("TWD", Decimal("4.4")), ("USD", Decimal("0.14"))))
FEW = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=c["label"], marks=[pytest.mark.xfail(reason=c["known_failure"], strict=True)] if "known_failure" in c else [])
        for c in CASES
    ],
)
def test_case(case, market):
    adapter = mark if case["side"] == "source" else RATES.localise
    adapted = adapter(case["text"], market(case["target"]))
    assert adapted.text == case["expected"], case["why"]
    assert bool(adapted.steps) == (case["text"] != case["expected"])


def test_a_quarter_of_the_cases_is_negative():
    assert sum(c.get("negative", False) for c in CASES) * 4 >= len(CASES)


def test_the_step_tells_the_day_of_the_rate(market):
    assert "2025-01-31" in RATES.localise("¥39.9", market("EN")).steps[0].note


def test_no_rate_no_price(market):
    assert Rates("2025-01-31", ()).localise("¥39.9", market("EN")).text == "¥39.9"


@FEW
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(["¥39.9", "¥50-100", "¥1200", "39元", "29块9", "about", "(", ")", "5"]), max_size=6).map(" ".join),
    )
)
def test_twice_changes_nothing(text, market):
    for name in ("EN", "TW", "SGZ"):
        once = RATES.localise(text, market(name)).text
        assert RATES.localise(once, market(name)).text == once
        marked = mark(text, market(name)).text
        assert mark(marked, market(name)).text == marked


@FEW
@given(text=st.text(alphabet="0123456789., abc$元", max_size=40))
def test_without_a_sign_nothing_is_converted(text, market):
    assert RATES.localise(text, market("EN")).text == text


@FEW
@given(st.decimals(Decimal("0.01"), Decimal(10**7), places=2))
def test_rounding_stays_near(value):
    assert Decimal(step_of(value, 2)) <= max(value / 10, Decimal("0.1"))


def test_the_table_of_the_product_loads_and_says_that_it_is_unverified(market):
    rates = load_rates(ROOT.parent / "glossaries" / "rates.toml")
    assert not rates.verified
    assert {"USD", "HKD", "MOP", "TWD", "SGD", "MYR", "THB", "VND", "IDR", "JPY", "GBP", "AUD", "CAD"} <= set(dict(rates.per_yuan))
    assert rates.localise("¥39.9", market("EN")).text.startswith("About US$5.")


@pytest.mark.parametrize("text", ["", "base = 'USD'", "as_of = 1\nbase = 'CNY'\nverified = false\n[rates]\nUSD = 'x'", "= ="])
def test_a_wrong_table_says_so(tmp_path, text):
    path = tmp_path / "rates.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GlossaryError):
        load_rates(path)


def test_a_long_hostile_text_is_quick(market):
    for text in ("¥1" * 5000, "1-" * 5000, "一" * 20000, "1块" * 5000, "¥" * 20000, "1,111" * 4000, "A$1," * 5000):
        mark(text, market("EN"))
        RATES.localise(text, market("EN"))
