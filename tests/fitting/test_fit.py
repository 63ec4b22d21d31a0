"""Fitting a variant to a channel: labelled cases over every channel that is shipped, and what holds for any text."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.domain.channel import Channel, Counted, Part, Style
from localize.domain.record import Kind
from localize.exchange.channels import load_channels
from localize.fitting.cleaning import CLEANING
from localize.fitting.faults import faults
from localize.fitting.fit import FORMS, Fitted, fit
from localize.fitting.scope import Scope, length
from localize.fitting.shaping import shape
from localize.fitting.shortening import BODY, SEARCH, TITLE
from localize.fitting.words import protected

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests/cases/channels.json").read_text(encoding="utf-8"))
LENGTHS = json.loads((ROOT / "tests/cases/channel_lengths.json").read_text(encoding="utf-8"))
CHANNELS = load_channels(ROOT / "glossaries" / "channels")
Make = Callable[[Mapping[str, Any]], tuple[Any, Any, Any]]


def marked(case: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(reason=case["known_failure"], strict=True)] if "known_failure" in case else []
    return pytest.param(case, id=f"{case.get('channel', case.get('counted'))}: {case['label']}", marks=marks)


def parts(done: Fitted) -> dict[str, Any]:
    """The texts by part; several of one part as a list, as bullets and tags always are."""
    found: dict[str, Any] = {}
    for name, text in done.parts:
        if name in ("bullets", "tags"):
            found.setdefault(name, []).append(text)
        else:
            found[name] = text
    return found


@pytest.mark.parametrize("case", [marked(case) for case in LENGTHS])
def test_lengths(case: dict[str, Any]) -> None:
    assert length(case["text"], Part("title", Counted(case["counted"]), multiplier=2)) == case["length"], case["why"]


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_case(case: dict[str, Any], made: Make, channels: Mapping[str, Channel]) -> None:
    variant, record, region = made(case)
    done = fit(variant, record, channels[case["channel"]], region)
    found = parts(done)
    if case.get("negative"):
        assert (done.steps, done.issues) == ((), ()), case["why"]
        assert {name: found.get(name, "") for name in ("title", "body")} == {name: case.get(name, "") for name in ("title", "body")}
        return
    assert {name: found.get(name) for name in case["expected"]} == case["expected"], case["why"]
    assert [step.rule for step in done.steps] == case["rules"]
    assert [issue.rule for issue in done.issues] == case.get("wrong", [])


def test_the_cases_range_over_every_channel_and_every_rule(made: Make, channels: Mapping[str, Channel]) -> None:
    assert {case["channel"] for case in CASES} == set(channels)
    assert sum(bool(case.get("negative")) for case in CASES) >= 0.3 * len(CASES) and len(CASES) >= 80
    said = {rule for case in CASES for rule in case.get("rules", ())}
    assert {rule.name for rule in (*CLEANING, *TITLE, *BODY, *SEARCH)} - said <= {"fit.detail", "fit.search-word"}  # below
    assert {part.name for channel in channels.values() for part in channel.parts} == set(FORMS)


def test_a_detail_in_brackets_goes_last() -> None:
    scope = Scope(Part("title", max=20), Style.WEB)
    done = shape("Herbal Foot Soak (30 Sachets)", scope, TITLE)
    assert (done.text, [step.rule for step in done.steps]) == ("Herbal Foot Soak", ["fit.detail"])


def test_search_words_are_dropped_whole_until_the_bytes_fit() -> None:
    done = shape("艾草 泡脚 foot soak", Scope(Part("search_terms", Counted.BYTES, max=20), Style.WEB, "zh"), SEARCH)
    assert (done.text, [step.before for step in done.steps]) == ("艾草 泡脚 foot", ["soak"])


def test_nothing_of_the_variant_changes(made: Make, channels: Mapping[str, Channel]) -> None:
    variant, record, region = made(CASES[0])
    before = repr(variant)
    assert fit(variant, record, channels["amazon"], region) == fit(variant, record, channels["amazon"], region)
    assert repr(variant) == before


@pytest.mark.parametrize(
    "text", ["((((" * 4000, ", a" * 6000, "for " * 4000, "! " * 9000, "{" * 30000, "a, b and " * 2000, "【。】" * 5000, "#a " * 6000]
)
def test_a_hostile_text_is_done_with_in_time(text: str, channels: Mapping[str, Channel]) -> None:
    begun = time.monotonic()
    for part in channels["amazon"].parts:
        scope = Scope(part, Style.WEB)
        done = shape(text, scope, FORMS[part.name].rules)
        assert done.text == text if done.wrong else not faults(done.text, scope)
    assert time.monotonic() - begun < 10


US = "US/en-US/general"
PIECES = (
    *("Herbal Foot Soak", "Mugwort", "30 Sachets", "21 cm", "1.5 m", "1,000", "US$5.60", "100%", "40°C", "Gift for Mom", "for Women", "Tea", "Set"),
    *(
        "without alcohol",
        "Keep away from children",
        "(white)",
        "(30 packs)",
        "【现货】",
        "艾草泡脚包",
        "秋冬新款",
        "21厘米",
        "不含酒精",
        "柔软亲肤。",
    ),
    *(
        "#HerbalSoak",
        "#艾草[话题]#",
        "[笑哭R]",
        "@小红薯",
        "🔥",
        "❤️",
        "&",
        "&",
        ":",
        "!",
        "?",
        "_",
        "™",
        "★",
        "^",
        ", ",
        ", ",
        " - ",
        " | ",
        " ",
        " ",
        "\n",
        ". ",
        "。",
        "，",
    ),
)
TEXTS = (
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join) | st.text(max_size=60)
)
SCOPES = st.builds(
    lambda code, number, region, kind, language, size: _scope(CHANNELS[code], number, region, kind, language, size),
    st.sampled_from(sorted(CHANNELS)),
    st.integers(0, 5),
    st.sampled_from(["US", "SG", "TW"]),
    st.sampled_from(list(Kind)),
    st.sampled_from(["en", "zh", "th"]),
    st.sampled_from([0, 12, 30, 75]),
)


def _scope(channel: Channel, number: int, region: str, kind: Kind, language: str, size: int) -> Scope:
    """One of a channel's parts, sometimes with a tighter bound so that short texts are too long."""
    found = channel.parts_for(region, kind)
    part = found[number % len(found)]
    if size:
        part = Part(**{**vars(part), "max": min(size, part.max or size), "min": min(part.min, size)})
    return Scope(part, channel.style, language, ("Mugwort", "艾草"))


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def is_subsequence(short: list[str], whole: list[str]) -> bool:
    rest = iter(whole)
    return all(any(word == other for other in rest) for word in short)


@settings(deadline=None, max_examples=300)
@given(TEXTS, SCOPES)
def test_fitting_twice_is_fitting_once(text: str, scope: Scope) -> None:
    rules = FORMS[scope.part.name].rules
    once = shape(text, scope, rules)
    twice = shape(once.text, scope, rules)
    assert twice.text == once.text and not twice.steps


@settings(deadline=None, max_examples=300)
@given(TEXTS, SCOPES)
def test_what_is_said_to_fit_fits_and_what_does_not_is_whole(text: str, scope: Scope) -> None:
    done = shape(text, scope, FORMS[scope.part.name].rules)
    if done.wrong:
        assert done.text == text and not done.steps
    else:
        assert not faults(done.text, scope)
        assert bool(done.steps) == (done.text != text)


@settings(deadline=None, max_examples=300)
@given(TEXTS, SCOPES)
def test_words_go_whole_and_none_is_added(text: str, scope: Scope) -> None:
    done = shape(text, scope, FORMS[scope.part.name].rules)
    assert is_subsequence(words(done.text), words(text))


@settings(deadline=None, max_examples=300)
@given(TEXTS, SCOPES)
def test_numbers_are_never_split(text: str, scope: Scope) -> None:
    numbers = r"\d+(?:[.,]\d+)*"
    done = shape(text, scope, FORMS[scope.part.name].rules)
    assert is_subsequence(re.findall(numbers, done.text), re.findall(numbers, text))


@settings(deadline=None, max_examples=200)
@given(
    title=TEXTS,
    body=TEXTS,
    code=st.sampled_from(sorted(CHANNELS)),
    target=st.sampled_from([US, "SG/en-SG/general", "SG/zh-Hans-SG/general"]),
    kind=st.sampled_from(list(Kind)),
)
def test_a_fitted_variant_without_issues_is_within_every_limit(made: Make, title: str, body: str, code: str, target: str, kind: Kind) -> None:
    variant, record, region = made({"target": target, "kind": kind, "title": title, "body": body, "attributes": [["Material", "Clay & Glass"]]})
    channel = CHANNELS[code]
    done = fit(variant, record, channel, region)
    assert done == fit(variant, record, channel, region)
    if not done.issues:
        for part in channel.parts_for(target[:2], kind):
            texts = [text for name, text in done.parts if name == part.name]
            assert len(texts) >= part.least and (len(texts) <= part.most or not part.most)
            assert sum(length(text, part) for text in texts) <= part.total or not part.total
            assert not [faults(text, Scope(part, channel.style)) for text in texts if faults(text, Scope(part, channel.style))]


@settings(deadline=None, max_examples=300)
@given(TEXTS, SCOPES)
def test_no_negation_and_no_warning_is_dropped(text: str, scope: Scope) -> None:
    rules = FORMS[scope.part.name].rules
    if rules != SEARCH:
        for step in shape(text, scope, rules).steps:
            assert step.rule in ("fit.topic", "fit.topic-form", "fit.mention", "fit.sticker") or not protected(step.before)
