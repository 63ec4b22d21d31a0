"""Segments: what is split, what stands around, and that nothing is ever lost."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.domain.record import Field, Kind, Record, Role
from localize.text.clean import clean
from localize.text.placeables import NEVER_TRANSLATED, find
from localize.text.segments import LONGEST, segments

CASES = json.loads((Path(__file__).parent.parent / "cases" / "segments.json").read_text(encoding="utf-8"))
PIECES = (
    *("今天", "泡脚真的很舒服", "好看", "。", "！", "？", "…", "；", "，", "、", "～", "“", "”", "（", "）", "【", "】", "《", "》", "\n", " ", "  "),
    *(
        "1.",
        "1、",
        "①",
        "1️⃣",
        "✅",
        "-",
        "·",
        "—",
        "一、",
        "39.9元",
        "半斤",
        "1,299",
        "30×40cm",
        "#艾草[话题]#",
        "#艾草",
        "#",
        "@小红薯",
        "@",
        ".",
        "a",
    ),
    *(
        "https://example.com/a?b=1",
        "[笑哭R]",
        "[doge]",
        "😂",
        "👨‍👩‍👧",
        "❤️",
        "🇨🇳",
        "<b>",
        "</p>",
        "&amp;",
        "C#",
        "OOTD",
        "tea@example.com",
        "微信：tea8888",
    ),
)
FIELD_TEXT = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60)


def cut(text, role=Role.BODY):
    return segments(Record("n1", Kind.NOTE, (Field("desc", role, text),)))


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=c["label"], marks=[pytest.mark.xfail(reason=c["known_failure"], strict=True)] if "known_failure" in c else [])
        for c in CASES
    ],
)
def test_case(case):
    assert [[s.before, s.text, s.after] for s in cut(case["text"], Role(case["role"]))] == case["expected"], case["why"]


@settings(deadline=None, max_examples=100)
@given(FIELD_TEXT, st.sampled_from(Role))
def test_joined_segments_are_the_cleaned_field(text, role):
    assert "".join(s.whole for s in cut(text, role)) == clean(text).text


@settings(deadline=None, max_examples=100)
@given(FIELD_TEXT, st.sampled_from(Role))
def test_no_text_holds_what_is_never_translated(text, role):
    for segment in cut(text, role):
        assert not [p for p in find(segment.text) if p.kind in NEVER_TRANSLATED]
        assert "\n" not in segment.text and segment.text == segment.text.strip()
        assert not segment.text or any(c.isalnum() for c in segment.text)


def test_index_runs_over_the_record():
    record = Record("n1", Kind.NOTE, (Field("title", Role.TITLE, "佛香"), Field("desc", Role.BODY, "烟很淡\n很香"), Field("x", Role.VALUE, "")))
    assert [(s.field, s.index, s.text) for s in segments(record)] == [("title", 0, "佛香"), ("desc", 1, "烟很淡"), ("desc", 2, "很香")]


@pytest.mark.parametrize("sentence", ["这是一个特别长的句子，" * 30, "红花、" * 100, "字" * 500, "word " * 90])
def test_a_long_sentence_is_cut(sentence):
    texts = [s.text for s in cut(sentence)]
    assert len(texts) > 1 and all(len(t) <= LONGEST for t in texts)


def test_a_long_sentence_is_never_cut_inside_a_number():
    sentence = "价格1,299,299.5元" * 20
    assert all(t.startswith("价格") and t.endswith("元") for t in (s.text for s in cut(sentence)))


@pytest.mark.parametrize("piece", ["好。", "（", "“好！", "【", "1.", "- ", "①", "#", "😂好", "，", "字", "一、"])
def test_hostile_repetition_takes_no_time(piece):
    start = time.perf_counter()
    cut(piece * (6000 // len(piece)))
    assert time.perf_counter() - start < 2
