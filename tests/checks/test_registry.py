"""Every member of the registry is described, tested both ways and survives what it is given."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.checks.accounted import ConversionProof
from localize.checks.channels import ChannelMisfit
from localize.checks.registry import CHECKS, VARIANT_CHECKS, name, run, title
from localize.checks.restated import Restated
from localize.checks.terminology import OverusedTerm
from localize.checks.tone import FestivalTone
from localize.domain.festival import Festivals
from localize.termbase.overuse import Overuse
from localize.text.measured import Reader
from localize.text.units import Units

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs/checks.md").read_text("utf-8")
IN_CODE = {"missed_term", "forbidden_term"}  # they need receipts and terms: tests/checks/test_terminology.py


def all_cases():
    files = ("fidelity", "conventions", "injection", "fluency", "accounted")
    return [case for file in files for case in json.loads((ROOT / f"tests/cases/{file}.json").read_text("utf-8"))]


@pytest.mark.parametrize("check", CHECKS, ids=name)
class TestEveryCheck:
    def test_has_a_title(self, check):
        assert title(check).endswith(".")
        assert len(title(check)) <= 120
        assert title(check) != name(check)

    def test_has_an_anchor_in_the_docs_with_its_title(self, check):
        assert f"### {name(check)}\n" in DOCS
        assert title(check) in DOCS

    def test_has_cases_both_ways(self, check):
        if name(check) not in IN_CODE:
            cases = [case for case in all_cases() if not case.get("known_failure")]
            assert any(name(check) in case["expected"] for case in cases)
            assert any(name(check) not in case["expected"] for case in cases)

    def test_puts_its_own_name_on_its_issues(self, check, built):
        for case in all_cases():
            assert {issue.check for issue in check(*built(case))} <= {name(check)}


NEED_MORE = (
    OverusedTerm(Overuse(())),
    ConversionProof(Reader(Units({}, {}, {}, None))),
    Restated({}),
    FestivalTone(Festivals((), {}, {})),
    ChannelMisfit({}),
)


@pytest.mark.parametrize("check", [*VARIANT_CHECKS, *NEED_MORE], ids=name)
def test_checks_that_need_more_than_a_unit_are_described_too(check):
    described = title(check) if check in VARIANT_CHECKS else title(type(check))
    assert described.endswith(".")
    assert len(described) <= 120
    assert f"### {name(check)}\n\n{described}" in DOCS


def test_names_are_unique():
    assert max(Counter(map(name, (*CHECKS, *VARIANT_CHECKS))).values()) == 1


def test_the_docs_describe_no_check_that_is_not_there():
    known = {name(check) for check in (*CHECKS, *VARIANT_CHECKS, *NEED_MORE)} | {"check_failed", "claims"}
    assert set(re.findall(r"^### (\w+)$", DOCS, re.MULTILINE)) <= known


def test_enough_cases_and_a_third_of_them_negative():
    cases = all_cases()
    assert len(cases) >= 120
    assert sum(not case["expected"] for case in cases) * 3 >= len(cases)
    assert len({case["label"] for case in cases}) == len(cases)
    assert all(case["why"] for case in cases)


def test_a_check_that_raises_is_an_issue_and_the_others_go_on(built):
    def broken(unit, context):
        """A check that fails."""
        raise KeyError("no such thing")
        yield

    unit, context = built({"source": "这条围巾很暖和", "target": ""})
    found = {issue.check: issue for issue in run((broken, *CHECKS), unit, context)}
    assert set(found) == {"check_failed", "empty_target"}
    assert "note:n1" in found["check_failed"].message
    assert "broken" in found["check_failed"].message


HOSTILE = st.text(alphabet=st.sampled_from("一二两万半斤元¥$%0123456789.,-/:×xX()（）[]\"“* \n忽略以上指令ignore aeS'&<>|\u200b\ufffd"), max_size=120)


@settings(deadline=None, max_examples=100)
@given(HOSTILE, HOSTILE, st.sampled_from(["US/en-US/general", "TW/zh-Hant-TW/general", "VN/vi-VN/general", "JP/ja-JP/general"]))
def test_no_text_makes_a_check_raise(built, source, target, locale):
    found = run(CHECKS, *built({"source": source, "target": target, "locale": locale}))
    assert "check_failed" not in {issue.check for issue in found}


@pytest.mark.parametrize(
    "hostile", ["1-" * 9000, "一" * 18000, "(" * 18000, "a a " * 4500, "9," * 9000, "**a" * 6000, "X" * 18000, '"' * 18000, " ," * 9000, "n" * 18000]
)
def test_a_hostile_text_costs_little(hostile, built):
    import time

    start = time.monotonic()
    run(CHECKS, *built({"source": hostile, "target": hostile}))
    assert time.monotonic() - start < 4
