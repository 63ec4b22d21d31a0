"""A day for ancestors is no party: labelled stories, and what holds of every ancestors' day of the table."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from localize.adapt.festival_table import load_festivals
from localize.checks.tone import FestivalTone
from localize.domain.festival import Festivals, Tone
from localize.domain.issue import Severity

ROOT = Path(__file__).parents[2]
FESTIVALS = load_festivals(ROOT / "glossaries" / "lexicon" / "festivals.toml")
CHECK = FestivalTone(FESTIVALS)


def test_case(case, built):
    issues = tuple(CHECK(*built(case)))
    assert [issue.target_span for issue in issues] == case["expected"], case["why"]
    assert all(issue.severity is Severity.MAJOR and issue.advice for issue in issues)


def test_a_third_of_the_cases_is_negative():
    cases = json.loads((ROOT / "tests" / "cases" / "tone.json").read_text(encoding="utf-8"))
    assert len(cases) >= 30
    assert sum(case.get("negative", False) for case in cases) * 10 >= len(cases) * 3


LOCALES = {"zh": "SG/zh-Hans-SG", "en": "US/en-US", "ms": "MY/ms-MY", "id": "ID/id-ID", "vi": "VN/vi-VN", "th": "TH/th-TH", "ja": "JP/ja-JP"}


@pytest.mark.parametrize(
    ("festival", "language"),
    [
        pytest.param(f, language, id=f"{f.id}-{language}")
        for f in FESTIVALS.all
        if f.tone is Tone.ANCESTORS
        for language, _ in f.names
        if language in LOCALES
    ],
)
def test_every_name_is_found_with_every_wish(festival, language, built):
    for name in dict(festival.names)[language]:
        for wish in FESTIVALS.wishes[language]:
            space = "" if language in ("zh", "ja", "th") else " "
            case = {"source": festival.spellings[0], "target": f"{wish}{space}{name}", "locale": f"{LOCALES[language]}/general"}
            assert [issue.rule for issue in CHECK(*built(case))] == [festival.id], case


def test_an_empty_table_finds_nothing(built):
    assert not list(FestivalTone(Festivals((), {}, {}))(*built({"source": "清明节快乐", "target": "Happy Qingming 🎉"})))


@pytest.mark.parametrize("hostile", ["清明" * 9000, "happy " * 3000, "selamat hari " * 1500, "清明节的" * 4500, "🎉" * 18000, " " * 18000])
def test_a_hostile_text_costs_little(hostile, built):
    start = time.monotonic()
    list(CHECK(*built({"source": hostile, "target": hostile, "locale": "MY/ms-MY/general"})))
    list(CHECK(*built({"source": hostile, "target": hostile, "locale": "HK/zh-Hant-HK/general"})))
    assert time.monotonic() - start < 4
