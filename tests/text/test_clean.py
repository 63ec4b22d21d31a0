"""Cleaning: each fixer's cases, and that cleaning twice is cleaning once."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.text.clean import FIXERS, clean

CASES = json.loads((Path(__file__).parent.parent / "cases" / "clean.json").read_text(encoding="utf-8"))
HOSTILE = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            "b",
            "/",
            "<b>",
            "</p>",
            "<br>",
            "&",
            "amp;",
            "lt;",
            "gt;",
            "&#60;",
            "&amp;",
            "&lt;",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            '"',
            "'",
            "\u200b",
            "\u200d",
            "\ufe0f",
            "\u20e3",
            "😂",
            "❤",
            "1",
            "\r",
            "\n",
            " ",
            "\u3000",
            "Ａ",
            "ｂ",
            "\u0301",
            "e",
            "\x00",
            "\u202e",
            "好",
            "\ud83d",
            "\U0001f3f4",
            "\U000e0067",
            "\U000e007f",
            "&nbsp;",
            "&#0;",
            "&#x200b;",
            "&NotEqualTilde;",
        ]
    ),
    max_size=40,
).map("".join)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=c["label"], marks=[pytest.mark.xfail(reason=c["known_failure"], strict=True)] if "known_failure" in c else [])
        for c in CASES
    ],
)
def test_case(case):
    cleaned = clean(case["text"])
    assert cleaned.text == case["expected"], case["why"]
    assert [step.rule for step in cleaned.steps] == case["steps"]


def test_every_fixer_has_a_case():
    assert {name for name, _ in FIXERS} - {"clean.length"} == {rule for case in CASES for rule in case["steps"]}


@settings(deadline=None, max_examples=100)
@given(HOSTILE | st.text(max_size=60))
def test_cleaning_twice_is_cleaning_once(text):
    once = clean(text)
    again = clean(once.text)
    assert again.text == once.text and not again.steps
    once.text.encode("utf-8")


@settings(deadline=None, max_examples=100)
@given(HOSTILE)
def test_a_step_for_a_change_and_no_step_without(text):
    cleaned = clean(text)
    assert bool(cleaned.steps) == (cleaned.text != text)
    assert all(len(step.before) <= 600 and len(step.after) <= 600 for step in cleaned.steps)


def test_too_long_is_cut_with_a_step():
    cleaned = clean("好" * 60_000)
    assert len(cleaned.text) == 50_000 and [s.rule for s in cleaned.steps] == ["clean.length"]


@pytest.mark.parametrize("piece", ["<b ", "<", "<!--", "<script>", "&amp;", "&", "<a '", '<a "', " ", "\n", "</p> ", "<<b>"])
def test_hostile_repetition_takes_no_time(piece):
    start = time.perf_counter()
    clean(piece * (10_000 // len(piece)))
    assert time.perf_counter() - start < 2


def test_deep_nesting_is_defused():
    cleaned = clean("<" * 20 + "b>" * 20)
    assert "<" not in cleaned.text and "clean.defused" in [step.rule for step in cleaned.steps]
