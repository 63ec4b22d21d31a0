"""Prices before and after the engine."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.adapt.money import mark, mark_shipped
from localize.adapt.policy import drop_mainland_promises
from localize.adapt.rates import OLD, Rates, load_rates, step_of
from localize.errors import GlossaryError
from localize.exchange.packs import load_regions

ROOT = Path(__file__).parent.parent
CASES = json.loads((ROOT / "cases" / "money.json").read_text(encoding="utf-8"))
PER_YUAN = {
    "CAD": "0.2", "GBP": "0.11", "HKD": "1.08", "IDR": "2250", "JPY": "21.3", "MYR": "0.61", "SGD": "0.188", "THB": "4.7", "TWD": "4.4", "USD": "0.14", "VND": "3460",
}  # fmt: skip
RATES = Rates("2025-01-31", tuple((code, Decimal(value)) for code, value in PER_YUAN.items()))
ADAPTERS = {"source": mark, "shipped": mark_shipped, "target": RATES.localise}
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


def test_the_step_tells_the_day_of_the_rate(market):
    assert "2025-01-31" in RATES.localise("¥39.9", market("EN")).steps[0].note


def test_without_a_rate_the_yuan_are_named(market):
    for name in ("EN", "HK", "JP", "VN"):
        adapted = Rates("2025-01-31", ()).localise("¥39.9", market(name))
        assert adapted.text == "CN¥39.9" and adapted.steps[0].rule == "money.named"
        assert not Rates("2025-01-31", ()).localise(adapted.text, market(name)).steps


@pytest.mark.parametrize(("today", "old"), [(date(2025, 1, 31), False), (date(2025, 3, 2), False), (date(2025, 3, 3), True)])
def test_a_rate_tells_its_age(market, today, old):
    rates = load_rates(ROOT.parent / "glossaries" / "rates.toml", today)
    note = rates.localise("¥39.9", market("EN")).steps[0].note
    assert rates.old is old and (f"more than {OLD} days old" in note) is old
    assert rates.as_of in note


def test_a_cheap_price_with_free_shipping_keeps_its_price(market):
    """The adapters in their order: the promise goes, the price stays."""
    for text, kept in (("9.9包邮", "¥9.9"), ("39包邮", "¥39"), ("满99包邮", ""), ("包邮", "")):
        marked = mark_shipped(text, market("EN", text)).text
        assert mark(drop_mainland_promises(marked, market("EN", text)).text, market("EN")).text == kept


def test_the_product_knows_every_region_s_currency():
    rates = dict(load_rates(ROOT.parent / "glossaries" / "rates.toml").per_yuan)
    regions = load_regions(ROOT.parent / "glossaries" / "regions", enabled_only=False)
    assert {region.conventions.currency for region in regions.values()} | {"KRW", "AED", "EUR"} <= set(rates)


def test_no_market_is_left_with_a_bare_yuan(market):
    for name in ("EN", "GB", "CA", "FR", "SG", "SGZ", "MS", "HK", "TW", "TH", "VN", "ID", "JP"):
        for text in ("¥39.9", "¥50-100", "约¥1200。", "Preis: ¥8"):
            shown = RATES.localise(text, market(name)).text
            beside = re.compile(r"[A-Za-z$£₫฿¥\d][\d.,-]*[\s\u00a0]?[^\s\d]{0,3}\s?[(（](?:CN)?¥[\d.,-]+[)）]")
            assert beside.search(shown) and "¥" not in beside.sub("", shown)


@FEW
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(["¥39.9", "¥50-100", "¥1200", "39元", "29块9", "about", "(", ")", "5"]), max_size=6).map(" ".join),
    )
)
def test_twice_changes_nothing(text, market):
    for name in ("EN", "TW", "SGZ", "VN", "JP", "MS", "FR", "TH"):
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
