"""A thing has one name in a record, and the listing's name in its note. Told with the glossary that is shipped, through its receipts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from localize.checks.registry import VARIANT_CHECKS, run_over
from localize.domain.context import Context
from localize.domain.issue import Category, Severity
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Conventions, Region, Target
from localize.domain.segment import Segment
from localize.domain.unit import Origin, State, Unit
from localize.domain.wordings import Wordings
from localize.exchange.tables import read_terms
from localize.termbase.enforce import receipts
from localize.termbase.match import TermIndex


@pytest.fixture(scope="module")
def index() -> TermIndex:
    return TermIndex(read_terms(Path(__file__).parents[2] / "glossaries" / "terms"))


def made(case: dict[str, Any], index: TermIndex) -> list[tuple[Unit, Context]]:
    target = Target.parse(case.get("target", "US/en-US/general"))
    region = Region(target.region, target.region, (target,), Conventions("USD", "US$"))
    record = Record("n1", Kind.NOTE, tuple(Field(field, Role.BODY, source) for field, source, _ in case["units"]))
    found = []
    for number, (field, source, text) in enumerate(case["units"]):
        segment = Segment(field, Role.BODY, number, source)
        matches = index.match(source, target, record.text)
        unit = Unit(segment, text, State.TRANSLATED, Origin.ENGINE, text, receipts=receipts(text, matches, "draft"))
        found.append((unit, Context(record, target, region, segment, source, matches)))
    return found


def listings(case: dict[str, Any], index: TermIndex) -> list[Wordings]:
    target = Target.parse(case.get("target", "US/en-US/general"))
    kept: dict[str, list[Any]] = {}
    for key, source, text in case.get("listings", ()):
        kept.setdefault(key, []).extend(receipts(text, index.match(source, target), "draft"))
    return [Wordings.of(key, those) for key, those in kept.items()]


def test_case(case: dict[str, Any], index: TermIndex) -> None:
    found = run_over(VARIANT_CHECKS, made(case, index), listings(case, index))
    told = [(issue.check, position, issue.message) for position, issues in enumerate(found) for issue in issues]
    assert [(check, position) for check, position, _ in told] == [(check, position) for check, position, _ in case["expected"]]
    for (_, _, message), (_, _, words) in zip(told, case["expected"], strict=True):
        assert words in message


def test_a_finding_is_minor_and_says_what_to_write(index: TermIndex) -> None:
    case = {"units": [["title", "围巾", "Scarf"], ["desc", "围巾很软", "The muffler is soft"]], "listings": [["listing:s1", "围巾", "Scarf"]]}
    _, issues = run_over(VARIANT_CHECKS, made(case, index), listings(case, index))
    assert {(i.category, i.severity, i.source_span, i.target_span, i.rule) for i in issues} == {
        (Category.TERMINOLOGY, Severity.MINOR, "围巾", "muffler", "craft.wei-jin")
    }
    assert all("'Scarf'" in issue.advice for issue in issues)


def test_a_check_over_the_whole_that_raises_is_an_issue_of_the_first_unit(index: TermIndex) -> None:
    def broken(made: object, listings: object) -> Any:
        """A check that fails."""
        raise KeyError("no such thing")
        yield

    units = made({"units": [["title", "围巾", "Scarf"], ["desc", "围巾很软", "The muffler is soft"]]}, index)
    first, second = run_over((broken, *VARIANT_CHECKS), units)
    assert [i.check for i in first] == ["check_failed"]
    assert "broken" in first[0].message
    assert [i.check for i in second] == ["term_inconsistent"]
    assert run_over((broken,), []) == ()
