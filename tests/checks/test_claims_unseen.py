"""The unseen claim cases are well formed. Whether the rules agree with them is never asserted here.

The cases were written without sight of the rules, so that a share of agreement says something. A rule that is
changed because of one of them takes a new case into claims.json; this file stays as it is.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "cases/claims_unseen.json").read_text(encoding="utf-8"))
FIELDS = {"label": str, "why": str, "region": str, "locale": str, "classes": list, "source": str, "target": str, "flag": bool}
LOCALES = {
    "US": {"en-US"},
    "CA": {"en-CA"},
    "GB": {"en-GB"},
    "AU": {"en-AU"},
    "HK": {"zh-Hant-HK"},
    "MO": {"zh-Hant-MO"},
    "TW": {"zh-Hant-TW"},
    "SG": {"en-SG", "zh-Hans-SG"},
    "MY": {"en-MY", "ms-MY", "zh-Hans-MY"},
    "TH": {"th-TH"},
    "VN": {"vi-VN"},
    "ID": {"id-ID"},
    "JP": {"ja-JP"},
}
CLASSES = {
    "herb", "incense", "cosmetic", "food", "tea", "textile", "tableware",
    "appliance", "shoes", "bag", "jewellery", "fragrance", "home", "toy",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_fields(case: dict[str, Any]) -> None:
    assert {name: type(value) for name, value in case.items()} == FIELDS
    assert case["label"].startswith(f"{case['region']}: ") and case["why"]
    assert case["classes"] and set(case["classes"]) <= CLASSES
    assert case["source"] or case["target"]


def test_each_region_in_all_its_locales() -> None:
    found = {region: {case["locale"] for case in CASES if case["region"] == region} for region in LOCALES}
    assert found == LOCALES


def test_no_two_alike() -> None:
    assert [label for label, times in Counter(case["label"] for case in CASES).items() if times > 1] == []
    texts = Counter(text for case in CASES for text in (case["source"], case["target"]) if text)
    assert [text for text, times in texts.items() if times > 1] == []


def test_every_region_has_its_share() -> None:
    assert len(CASES) >= 260
    regions = Counter(case["region"] for case in CASES)
    flagged = Counter(case["region"] for case in CASES if case["flag"])
    assert set(regions) == set(LOCALES) and min(regions.values()) >= 20
    assert all(0.4 <= flagged[region] / total <= 0.6 for region, total in regions.items())


def test_every_class_and_side_occurs() -> None:
    assert {name for case in CASES for name in case["classes"]} == CLASSES
    sides = Counter((bool(case["source"]), bool(case["target"])) for case in CASES)
    assert sides[True, False] >= 30 and sides[True, True] >= 10
    assert sides[True, True] < len(CASES) / 4
