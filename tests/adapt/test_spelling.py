"""British spelling, and the adapters in their order."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.adapt.pipeline import Adapters, run
from localize.adapt.spelling import BRITISH, british

GLOSSARIES = Path(__file__).parents[2] / "glossaries"


def test_the_table():
    assert len(BRITISH) >= 40
    assert not set(BRITISH) & set(BRITISH.values()), "doing it twice changes nothing"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gray color, JEWELRY, cozy fiber", "Grey colour, JEWELLERY, cosy fibre"),
        ("Center-piece organizer", "Centre-piece organiser"),
        ("colorado", "colorado"),
        ("color.com and @gray", "color.com and @gray"),
        ("model fiber-01", "model fiber-01"),
        ("colour", "colour"),
        ("", ""),
    ],
)
def test_words(text, expected, market):
    adapted = british(text, market("SG"))
    assert adapted.text == expected
    assert all(s.rule == "spelling.british" for s in adapted.steps) and bool(adapted.steps) == (text != expected)


def test_american_stays_in_the_us(market):
    assert british("gray", market("EN")).text == "gray"
    assert british("gray", market("SGZ")).text == "gray"


def test_the_adapters_in_their_order(market):
    adapters = Adapters.load(GLOSSARIES)
    text = "【包邮】每包半斤，券后39.9元，2026年2月17日发货，七天无理由"
    source = run(adapters.source, text, market("EN"))
    assert source.text == "每包250g，券后¥39.9，February 17, 2026发货"
    assert [s.rule for s in source.steps] == ["policy.after-sale", "policy.after-sale", "money.mark", "measures.weight", "dates.iso"]
    target = run(adapters.target, "250g a pack, ¥39.9 after coupon, gray, ships 2026-02-17", market("SG"))
    assert target.text == "250 g a pack, about S$7.50 (¥39.90) after coupon, grey, ships 17 Feb 2026"


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_any_text_passes(text, market):
    adapters = Adapters.load(GLOSSARIES)
    for name in ("EN", "SG", "TW", "SGZ"):
        run(adapters.target, run(adapters.source, text, market(name)).text, market(name))
