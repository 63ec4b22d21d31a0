"""A rewrite says what its plain translation says, or it is not taken: the cases of tests/cases/rewrite.json, and what holds for any text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.checks.claims import ClaimCheck
from localize.checks.rewriting import refusal
from localize.checks.wording import bonds, words
from localize.domain.context import Context
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.domain.segment import Segment
from localize.exchange.packs import load_regions
from localize.exchange.tables import read_terms
from localize.termbase.match import TermIndex

GLOSSARIES = Path(__file__).parents[2] / "glossaries"
REGIONS = load_regions(GLOSSARIES / "regions", enabled_only=False)
INDEX = TermIndex(read_terms(GLOSSARIES / "terms"))
CLAIMS = (ClaimCheck(REGIONS),)


def judged(plain: str, attempt: str, source: str, role: str = "title", target: str = "US/en-US/general") -> str:
    at, kind = Target.parse(target), Kind.LISTING if role == "title" else Kind.NOTE
    record = Record("r1", kind, (Field("text", Role(role), source),))
    context = Context(record, at, REGIONS[at.region], Segment("text", Role(role), 0, source), source, INDEX.match(source, at, source))
    return refusal(plain, attempt, context, CLAIMS)


def test_case(case: dict[str, Any]) -> None:
    why = judged(case["plain"], case["attempt"], case["source"], case["role"], case.get("target", "US/en-US/general"))
    if "refused" in case:
        assert case["refused"] in why
    else:
        assert why == ""


FACTS = ["Wool", "Scarf", "Rainbow", "Soft", "Thick", "180cm", "Handmade", "Women", "Long", "Warm"]
lines = st.lists(st.sampled_from(FACTS), min_size=4, max_size=8, unique=True)


@settings(max_examples=60, deadline=None)
@given(lines, st.randoms(use_true_random=False))
def test_another_order_of_a_title_is_taken_or_is_the_same_text(said: list[str], random: Any) -> None:
    other = random.sample(said, len(said))
    why = judged(", ".join(said), ", ".join(other), "围巾 彩虹")
    assert why == ("the answer is the same text" if words(" ".join(said), "en") == words(" ".join(other), "en") else "")


@settings(max_examples=60, deadline=None)
@given(lines, st.integers(0, 7), st.sampled_from(["Silk", "Red", "Best", "Organic", "Two", "Imported", "Children", "Waterproof", "for", "not"]))
def test_a_word_more_or_a_word_less_is_refused(said: list[str], place: int, more: str) -> None:
    place %= len(said)
    turned = said[::-1]
    assert judged(", ".join(said), ", ".join([*turned[:place], more, *turned[place:]]), "围巾 彩虹")
    assert judged(", ".join(said), ", ".join(turned[:place] + turned[place + 1 :]), "围巾 彩虹")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_judged(plain: str, attempt: str) -> None:
    assert isinstance(judged(plain, attempt, "围巾"), str)
    assert judged(plain, plain, "围巾")


@pytest.mark.parametrize("text", ["not " * 5000, "a-" * 5000, "1 " * 5000, "\u0130'" * 3000])
def test_a_text_of_any_length_is_read_so_far_and_no_further(text: str) -> None:
    assert len(words(text, "en")) <= 4_000
    assert sum(bonds(text, "en").values()) <= 2_000
