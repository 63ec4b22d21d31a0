"""The estimate is deterministic, in [0, 1], says why, and only falls when something is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.domain.context import Context
from localize.domain.issue import Category, Issue, Severity
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Conventions, Region, Target
from localize.domain.request import CUT
from localize.domain.segment import Segment
from localize.domain.term import Outcome, Receipt
from localize.domain.unit import Origin, State, Unit
from localize.estimate.heuristics import estimate

US = Target.parse("US/en-US/general")
SOURCE = "一盒30包,净重250g,今天到手价¥39.9"
GOOD = "30 sachets a box, 250 g net, yours today for ¥39.9"
ISSUES = st.lists(st.builds(Issue, st.just("x"), st.sampled_from(Category), st.sampled_from(Severity), st.text(max_size=20)), max_size=6)


def unit_of(text=GOOD, **changes):
    segment = Segment("desc", Role.BODY, 0, SOURCE)
    return replace(Unit(segment, text, State.TRANSLATED, Origin.ENGINE, draft=text, engine="some-model"), **changes)


def context_of(unit):
    record = Record("n1", Kind.NOTE, (Field("desc", Role.BODY, SOURCE),))
    return Context(record, US, Region("US", "United States", (US,), Conventions("USD", "US$")), unit.segment, source=SOURCE)


def value(unit, score=None):
    return estimate(unit, context_of(unit), score).value


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({}, 0.8), ({"engine": "chinese-1"}, 0.9), ({"origin": Origin.RULE}, 0.95), ({"origin": Origin.MEMORY}, 1.0), ({"origin": Origin.HUMAN}, 1.0)],
)
def test_the_origin_sets_the_start(changes, expected):
    assert value(unit_of(**changes)) == expected


def test_every_loss_is_a_reason():
    missed = Receipt("c", "艾草", "mugwort", "", Outcome.MISSED, "draft", 1)
    unit = unit_of("Thirty sachets", receipts=(missed,), issues=(Issue("x", Category.STYLE, Severity.MINOR, "a remark"),))
    got = estimate(unit, context_of(unit), score=-1.5)
    text = "\n".join(got.reasons)
    assert got.value < 0.7
    assert all(words in text for words in ("a remark", "艾草", "numbers kept", "unusual length", "log-probability"))


def test_a_critical_issue_falls_below_every_threshold():
    assert value(unit_of(issues=(Issue("x", Category.ACCURACY, Severity.CRITICAL, "bad"),))) < 0.25


def test_one_minor_issue_alone_still_releases():
    assert value(unit_of(issues=(Issue("x", Category.STYLE, Severity.MINOR, "small"),))) >= 0.75


@pytest.mark.parametrize("origin", list(Origin))
@settings(deadline=None, max_examples=60)
@given(issues=ISSUES, extra=ISSUES, score=st.none() | st.floats(-20, 0), text=st.sampled_from([GOOD, "", "39.9", "x" * 400]))
def test_more_issues_never_raise_it(origin, issues, extra, score, text):
    unit = unit_of(text, origin=origin, issues=tuple(issues))
    more = replace(unit, issues=tuple(issues + extra))
    assert 0 <= value(more, score) <= value(unit, score) <= 1
    assert estimate(unit, context_of(unit), score) == estimate(unit, context_of(unit), score)


@settings(deadline=None, max_examples=60)
@given(st.floats(-20, 0), st.floats(-20, 0))
def test_a_surer_model_is_never_worse(a, b):
    low, high = sorted((a, b))
    assert value(unit_of(), low) <= value(unit_of(), high)


def test_nothing_to_translate_is_no_risk():
    unit = unit_of("", segment=Segment("desc", Role.BODY, 0, "", before="🔥"))
    assert value(unit) == 1.0


@pytest.mark.parametrize(("score", "low"), [(-0.41, False), (-0.79, False), (-0.81, True), (-1.4, True), (CUT, True)])
def test_a_line_of_which_the_model_was_far_too_unsure_goes_to_a_person(score, low):
    """0.25 is the bound of a line in the regions that are shipped."""
    assert (value(unit_of(), score) < 0.25) is low
