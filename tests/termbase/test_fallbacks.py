"""Whose entry a reader gets: the nearest locale that has one, there the exact audience before any, never somebody else's."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from localize.domain.locale import Locale
from localize.domain.region import Target
from localize.domain.term import Audience, Status, Term
from localize.termbase.match import TermIndex

CASES = json.loads((Path(__file__).parents[1] / "cases" / "fallbacks.json").read_text(encoding="utf-8"))


def entry(name: str, rendering: str) -> Term:
    locale, audience, *status = name.split("|")
    return Term("t.x", "t", "围巾", Locale.parse(locale), Audience(audience), rendering, status=Status(status[0]) if status else Status.APPROVED)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_the_nearest_entry_is_read(case: dict[str, Any]) -> None:
    entries = [entry(name, rendering) for name, rendering in case["entries"].items()]
    for order in permutations(entries):  # which entry came first is no reason
        found = TermIndex(order).match("红围巾", Target.parse(case["target"]))
        assert [m.term.target for m in found] == ([case["expect"]] if case["expect"] else [])


def test_the_shipped_glossary_is_read_so(index: TermIndex) -> None:
    hong_kong = index.match("祛湿泡脚包", Target.parse("HK/zh-Hant-HK/general"))
    assert hong_kong and index.match("祛湿泡脚包", Target.parse("MO/zh-Hant-MO/general")) == hong_kong
    for audience in ("general", "diaspora"):
        american = index.match("红花艾叶穿搭", Target.parse(f"US/en-US/{audience}"))
        assert american and index.match("红花艾叶穿搭", Target.parse(f"SG/en-SG/{audience}")) == american
