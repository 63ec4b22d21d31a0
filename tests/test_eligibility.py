"""What may not travel, over labelled cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.classify import classes, read_classes
from localize.domain.record import Field, Kind, Record, Role
from localize.eligibility import eligible
from localize.exchange.packs import load_regions

ROOT = Path(__file__).parents[1]
CASES: list[dict[str, Any]] = json.loads((ROOT / "tests/cases/eligibility.json").read_text(encoding="utf-8"))
REGIONS = load_regions(ROOT / "glossaries/regions", enabled_only=False)
TABLE = read_classes(ROOT / "glossaries/lexicon/classes.toml")


def record_of(case: dict[str, Any]) -> Record:
    fields = [Field("title", Role.TITLE, case["title"]), Field("desc", Role.BODY, case.get("body", ""))]
    for number, (name, value) in enumerate(case.get("attributes", {}).items()):
        fields += [Field(f"attributes.{number}.name", Role.NAME, name), Field(f"attributes.{number}.value", Role.VALUE, value)]
    for number, (question, answer) in enumerate(case.get("faq", {}).items()):
        fields += [Field(f"faq.{number}.question", Role.QUESTION, question), Field(f"faq.{number}.answer", Role.ANSWER, answer)]
    return Record("r", Kind(case.get("kind", "listing")), tuple(fields))


@pytest.mark.parametrize("example", [pytest.param(case, id=case["label"]) for case in CASES])
def test_case(example: dict[str, Any]) -> None:
    record = record_of(example)
    found = eligible(record, REGIONS[example.get("region", "SG")], classes(record, TABLE))
    assert (found.rule if found else None) == example.get("rule"), (found, classes(record, TABLE))
    if found:
        assert found.phrase in record.text.replace("\n", "：") or "：" in found.phrase
        assert found.message and found.remedy


def test_the_cases_are_many_and_a_third_are_negative() -> None:
    assert len(CASES) >= 110
    assert sum(case.get("negative", False) for case in CASES) >= 0.35 * len(CASES)
    assert all(case.get("negative", False) != ("rule" in case) for case in CASES)


def test_every_rule_of_every_region_is_shown_by_a_case_or_waits_for_a_region() -> None:
    shown = {case.get("rule") for case in CASES}
    rules = {rule.id for region in REGIONS.values() for rule in region.eligibility}
    assert rules - shown == {"restricted.medicine"}


def test_medicine_does_not_travel() -> None:
    record = record_of({"title": "川贝口服液 10支"})
    found = eligible(record, REGIONS["US"], frozenset())
    assert found is not None and found.rule == "restricted.medicine"


@pytest.mark.parametrize(("code", "said"), [("HK", "7 days of transit"), ("SG", "14 days of transit"), ("US", "20 days of transit")])
def test_a_shelf_life_is_held_against_the_transit_of_the_region(code: str, said: str) -> None:
    found = eligible(record_of({"title": "手工牛轧糖", "attributes": {"保质期": "10天"}}), REGIONS[code], frozenset({"food"}))
    assert found is not None and found.phrase == "保质期：10天"
    assert found.message.endswith(f"Shelf life 10 days < {said} + 30 days with the customer.")


@given(st.integers(1, 400), st.sampled_from(sorted(REGIONS)))
def test_what_keeps_through_transit_and_margin_travels(days: int, code: str) -> None:
    transit = REGIONS[code].transit
    found = eligible(record_of({"title": "话梅糖", "body": f"保质期{days}天"}), REGIONS[code], frozenset({"food"}))
    assert (found is None) == (days >= transit.days + transit.margin_days)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="保质期10天月年一十半两：不无充电宝酒精沉香手串色 ，。\n", max_size=300))
def test_any_text_is_read(text: str) -> None:
    found = eligible(record_of({"title": text, "body": text}), REGIONS["US"], frozenset({"food"}))
    assert found is None or found.phrase in text
