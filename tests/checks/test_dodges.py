"""Disguised words are read as what they stand for, and stay where they were written."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.checks.dodges import plain

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "cases/dodges.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any]) -> None:
    bare = plain(case["text"])
    assert (bare and bare.text) == case["plain"]


def test_a_word_is_told_as_it_was_written() -> None:
    bare = plain("真的祛shi排💩毒，好用")
    assert bare is not None
    where = bare.text.index("排毒")
    start, end = bare.span(where, where + 2)
    assert "真的祛shi排💩毒，好用"[start:end] == "排💩毒"


@given(st.text(alphabet="祛湿排毒减肥美白最第一 .·💩\u200b\ufe0f0️⃣shidufeb,，", max_size=60))
def test_every_character_stands_for_some_of_the_text_and_in_order(text: str) -> None:
    bare = plain(text)
    if bare is not None:
        assert len(bare.text) == len(bare.starts) == len(bare.ends)
        assert all(0 <= start < end <= len(text) for start, end in zip(bare.starts, bare.ends, strict=True))
        assert list(bare.starts) == sorted(bare.starts) and list(bare.ends) == sorted(bare.ends)


@pytest.mark.parametrize("piece", ["排💩毒 shi", "祛 ", "月", "a.", "s", "祛shi", "0a", "毒·"])
def test_a_hostile_text_is_read_quickly(piece: str) -> None:
    begun = process_time()
    plain(piece * (20_000 // len(piece)))
    assert process_time() - begun < 2
