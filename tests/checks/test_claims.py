"""Claim rules over labelled cases, and the properties that hold for all rules."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.checks.claims import ClaimCheck
from localize.domain.issue import Category, Issue, Severity
from localize.domain.locale import Locale
from localize.domain.region import Action, Side
from localize.domain.term import Demand
from localize.exchange.packs import load_regions
from localize.notices import Facts, Notices

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/bench"))
import claims as bench  # noqa: E402 - the cases are read by the benchmark and by the tests in one way

REGIONS = load_regions(ROOT / "glossaries/regions", enabled_only=False)
CHECK = ClaimCheck(REGIONS)
NOTICES = Notices(ROOT / "glossaries/notices")
CASES = bench.read(bench.SEEN, REGIONS)
LABELS: list[dict[str, Any]] = json.loads(bench.SEEN.read_text(encoding="utf-8"))
EXAMPLES = [
    pytest.param(
        case,
        id=f"{case['region']}: {case['label']}",
        marks=[pytest.mark.xfail(reason=case["known_failure"], strict=True)] if "known_failure" in case else [],
    )
    for case in CASES
]


FLAGGED = [
    pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(reason=case["known_failure"], strict=True)] if "known_failure" in case else [])
    for path in (bench.HALF, bench.EVERYDAY)
    for case in bench.read(path, REGIONS)
]


def found(case: Mapping[str, Any], demand: Demand = Demand.REQUIRED) -> list[Issue]:
    return list(bench.issues(case, REGIONS, CHECK, demand))


@pytest.mark.parametrize("example", EXAMPLES)
def test_case(example: dict[str, Any]) -> None:
    issues = found(example)
    worst = {issue.rule: issue.severity.name for issue in issues}
    if not example["expected"]:
        assert [issue for issue in issues if issue.severity > Severity.NEUTRAL] == []
    for rule, severity in example["expected"].items():
        assert worst.get(rule) == severity, worst
    if example["expected"]:
        assert max(Severity[s] for s in example["expected"].values()) == max(issue.severity for issue in issues)


@pytest.mark.parametrize("example", FLAGGED)
def test_who_should_be_stopped_is_stopped_and_nobody_else(example: dict[str, Any]) -> None:
    graver = [(issue.rule, issue.source_span, issue.target_span) for issue in found(example) if issue.severity > Severity.NEUTRAL]
    assert bool(graver) == example["flag"], graver


def test_a_disguised_claim_is_told_in_the_seller_s_own_letters() -> None:
    issues = found({"region": "US", "locale": "en-US", "classes": ["herb"], "source": "每天祛shi排💩毒", "target": ""})
    assert [(i.rule, i.source_span) for i in issues] == [("dampness", "祛shi"), ("detox", "排💩毒")]


def test_the_cases_are_many_in_every_region_and_a_third_are_negative() -> None:
    assert len(LABELS) >= 220
    assert sum(case.get("negative", False) for case in LABELS) >= 0.35 * len(LABELS)
    assert len({case["label"] for case in LABELS}) == len(LABELS)
    own = Counter(case["region"] for case in LABELS)
    assert all(own[code] >= 8 for code in REGIONS), own


def test_the_table_counts_known_failures_as_what_they_are() -> None:
    judged = [
        bench.Judged("US", "a", wanted=True, flagged=True),
        bench.Judged("US", "b", wanted=True, flagged=False),
        bench.Judged("MY", "c", wanted=False, flagged=True),
    ]
    rows = bench.table(judged).splitlines()
    assert rows[2:] == [
        "| MY | 1 | 0 | 1 | 0 | 1 | 0.000 | - |",
        "| US | 2 | 2 | 1 | 1 | 0 | 1.000 | 0.500 |",
        "| all | 3 | 2 | 2 | 1 | 1 | 0.500 | 0.500 |",
    ]


def test_the_documentation_shows_the_table_as_it_is() -> None:
    assert bench.table(list(bench.judge(CASES, REGIONS, CHECK))) in (ROOT / "docs/claims.md").read_text(encoding="utf-8")


def test_an_issue_names_the_phrase_the_rule_and_a_softer_wording_in_the_language_of_the_target() -> None:
    english = found({"region": "US", "locale": "en-US", "classes": ["herb"], "source": "真的祛湿", "target": ""})[0]
    chinese = found({"region": "HK", "locale": "zh-Hant-HK", "classes": ["herb"], "source": "真的祛湿", "target": ""})[0]
    assert (english.check, english.category, english.source_span, english.rule) == ("claims", Category.COMPLIANCE, "祛湿", "dampness")
    assert "a relaxing herbal foot soak" in english.advice and "草本" not in english.advice
    assert "草本足浴" in chinese.advice and "herbal" not in chinese.advice.split("Rule:")[0]


def test_a_rule_that_hits_both_sides_is_one_issue() -> None:
    issues = found({"region": "HK", "locale": "zh-Hant-HK", "classes": ["herb"], "source": "每天排寒", "target": "每天排寒"})
    assert [(i.source_span, i.target_span) for i in issues if i.rule == "cold"] == [("排寒", "排寒")]


def test_of_two_rules_on_a_phrase_the_region_s_own_is_said_with_both_phrases() -> None:
    issues = found({"region": "TW", "locale": "zh-Hant-TW", "classes": ["herb"], "source": "每天祛湿", "target": "每天祛濕"})
    assert [(i.rule, i.source_span, i.target_span) for i in issues] == [("tw.medical-wording", "祛湿", "祛濕")]


def test_a_term_that_only_forbids_proves_nothing() -> None:
    case = {"region": "US", "locale": "en-US", "classes": ["herb"], "source": "祛湿泡脚包", "target": "herbal foot-soak sachets"}
    case["term"] = ["祛湿泡脚包", "herbal foot-soak sachets"]
    assert [i.severity for i in found(case, Demand.FORBID)] == [Severity.CRITICAL]


@pytest.mark.parametrize(
    ("region", "origin", "target", "severity"),
    [
        pytest.param("US", "engine", "A warm foot soak for the evening", Severity.CRITICAL, id="a machine proves nothing"),
        pytest.param("US", "memory", "A warm foot soak for the evening", Severity.NEUTRAL, id="a person approved it for this sentence before"),
        pytest.param("US", "human", "A warm foot soak for the evening", Severity.NEUTRAL, id="a person left it out"),
        pytest.param("US", "human", "Drives out dampness and detoxes", Severity.CRITICAL, id="a person wrote it"),
        pytest.param("US", "human", "", Severity.CRITICAL, id="nobody wrote anything"),
        pytest.param("TW", "human", "睡前的溫暖足浴", Severity.MAJOR, id="the name counts as a whole"),
        pytest.param("TW", "human", "祛濕排毒的足浴", Severity.CRITICAL, id="a person kept it"),
    ],
)
def test_a_person_s_text_without_a_claim_is_a_proof(region: str, origin: str, target: str, severity: Severity) -> None:
    locale = "zh-Hant-TW" if region == "TW" else "en-US"
    case = {"region": region, "locale": locale, "classes": ["herb"], "source": "睡前祛湿排毒", "target": target, "origin": origin}
    assert max(issue.severity for issue in found(case)) is severity


@pytest.mark.parametrize("code", sorted(REGIONS))
def test_our_own_sentences_make_no_claim(code: str) -> None:
    """After-sale sentences, notices and softer wordings would otherwise block what they are added to."""
    region = REGIONS[code]
    classes = ["herb", "cosmetic", "incense", "food", "tea", "tableware", "textile", "religion"]
    for target in region.targets:
        facts = Facts(code, str(target.locale), frozenset(classes), ("safflower", "poria"), frozenset({"herb.hong-hua"}))
        said = {name: NOTICES.text(name, target.locale, facts) for name in NOTICES.names()}
        tagged = [*region.after_sale, *((str(target.locale), text) for text in said.values() if text)]
        tagged += [(tag, text) for rule in region.claims for tag, text in (w.split(": ", 1) for w in rule.softer)]
        for tag, text in tagged:
            if Locale.parse(tag).covers(target.locale):
                case = {"region": code, "locale": str(target.locale), "classes": classes, "source": "", "target": text}
                assert [(text, i.rule, i.target_span) for i in found(case) if i.severity > Severity.NEUTRAL] == []


@pytest.mark.parametrize("code", sorted(REGIONS))
def test_every_rule_says_why_and_every_ban_says_what_else_or_by_which_rule(code: str) -> None:
    for rule in REGIONS[code].claims:
        assert rule.reason.endswith(".")
        assert rule.action is not Action.BLOCK or rule.softer or rule.citation, rule.id
        assert not rule.verified or rule.citation, f"{rule.id} is verified by nothing"
        assert rule.side is Side.SOURCE or rule.locales, f"{rule.id} does not say in which language it is written"


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="祛湿治疗不能最好第一100%的了，。 \nabct痛天", max_size=400), st.sampled_from(["US", "HK", "MY"]))
def test_any_text_is_read_and_phrases_stand_in_it(text: str, code: str) -> None:
    locale = str(REGIONS[code].targets[0].locale)
    for issue in found({"region": code, "locale": locale, "classes": ["herb"], "source": text, "target": text}):
        assert issue.source_span in text and issue.target_span in text


@pytest.mark.parametrize("code", sorted(REGIONS))
@pytest.mark.parametrize(
    "piece", ["缓解", "保质期", "treats ", "not ", "第一", "a", "，", "不能治、", "helps " * 3, "治す", "giảm ", "dalam 3 hari ", "แก้"]
)
def test_a_long_hostile_text_is_read_quickly(piece: str, code: str) -> None:
    text = piece * (20_000 // len(piece))
    begun = process_time()
    case = {"region": code, "locale": str(REGIONS[code].targets[0].locale), "classes": ["herb"], "source": text, "target": text}
    assert len(found(case)) <= 50
    assert process_time() - begun < 5
