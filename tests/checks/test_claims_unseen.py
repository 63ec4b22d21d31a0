"""The claim cases by an author who did not see the rules are well formed, in both halves.

claims_half.json is read by test_claims.py and rules were mended by it. Whether the rules agree with claims_unseen.json is never asserted:
nobody reads that half, so that a share of agreement says something. Nothing here prints its texts when it fails.
A rule that is changed because of one of them takes a new case into claims.json; the file stays as it is.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "cases"
HALVES: dict[str, list[dict[str, Any]]] = {
    name: json.loads((FOLDER / name).read_text(encoding="utf-8")) for name in ("claims_half.json", "claims_unseen.json")
}
CASES = [case for cases in HALVES.values() for case in cases]
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


def _well_formed(case: dict[str, Any]) -> bool:
    typed = {name: type(value) for name, value in case.items()} == FIELDS
    named = case["label"].startswith(f"{case['region']}: ") and bool(case["why"])
    return typed and named and bool(case["classes"]) and set(case["classes"]) <= CLASSES and bool(case["source"] or case["target"])


def test_fields() -> None:
    wrong = [(name, number) for name, cases in HALVES.items() for number, case in enumerate(cases) if not _well_formed(case)]
    assert wrong == []


def test_each_region_in_all_its_locales() -> None:
    found = {region: {case["locale"] for case in CASES if case["region"] == region} for region in LOCALES}
    assert found == LOCALES


def test_no_two_alike() -> None:
    labels = Counter(case["label"] for case in CASES)
    texts = Counter(text for case in CASES for text in (case["source"], case["target"]) if text)
    twice = sum(times > 1 for times in (*labels.values(), *texts.values()))
    assert twice == 0


def test_every_region_has_its_share() -> None:
    sizes = {name: len(cases) for name, cases in HALVES.items()}
    assert sizes == {"claims_half.json": 145, "claims_unseen.json": 154}
    regions = Counter(case["region"] for case in CASES)
    flagged = Counter(case["region"] for case in CASES if case["flag"])
    assert set(regions) == set(LOCALES) and min(regions.values()) >= 20
    assert all(0.4 <= flagged[region] / total <= 0.6 for region, total in regions.items())


def test_every_class_and_side_occurs() -> None:
    classes = {name for case in CASES for name in case["classes"]}
    assert classes == CLASSES
    sides = Counter((bool(case["source"]), bool(case["target"])) for case in CASES)
    total = sum(sides.values())
    assert sides[True, False] >= 30 and sides[True, True] >= 10
    assert sides[True, True] < total / 4
