"""Every kind of placeable, its look-alikes, and the time that hostile text may take."""

import json
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.domain.segment import PlaceableKind
from localize.text.placeables import PATTERNS, find, sticker_name, topic_name

CASES = json.loads((Path(__file__).parent.parent / "cases" / "placeables.json").read_text(encoding="utf-8"))
# The characters that the patterns turn on, many times more often than chance would bring them.
SELLER_TEXT = st.text(
    st.sampled_from("#[]话题@R0123456789.-/×*~年月日初一十五半斤两块元码¥SXLkgcm第%万😂️⃣‍👍🏽🇨🇳https:<b>， \n") | st.characters(), max_size=80
)


def marked(case):
    return pytest.param(
        case, id=case["label"], marks=[pytest.mark.xfail(reason=case["known_failure"], strict=True)] if "known_failure" in case else []
    )


@pytest.mark.parametrize("case", [marked(c) for c in CASES])
def test_case(case):
    assert [[p.kind.value, p.text] for p in find(case["text"])] == case["expected"], case["why"]


def test_every_kind_has_a_pattern_and_a_case():
    assert {kind for kind, _ in PATTERNS} == set(PlaceableKind)
    assert {kind for case in CASES for kind, _ in case["expected"]} == {kind.value for kind in PlaceableKind}


@settings(deadline=None, max_examples=100)
@given(SELLER_TEXT)
def test_spans_are_true_ordered_and_apart(text):
    found = find(text)
    assert all(text[p.start : p.end] == p.text and p.start < p.end for p in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    "piece",
    ["#", "[", "@", "1", "1.", "1-", "1×", "a.", "a-", "A1", "S/", "一", "<a ", "半斤", "www.", "👨‍", "¥1-", "#[话题]", "第", "1,111", "初", "1 - "],
)
def test_hostile_repetition_takes_no_time(piece):
    start = time.perf_counter()
    find(piece * (6000 // len(piece)))
    assert time.perf_counter() - start < 2


def test_names():
    assert [topic_name(t) for t in ("#艾草[话题]#", "#艾草", "#艾草#", "#養生[話題]#")] == ["艾草", "艾草", "艾草", "養生"]
    assert [sticker_name(s) for s in ("[笑哭R]", "[蹲后续H]", "[doge]")] == ["笑哭", "蹲后续", "doge"]
