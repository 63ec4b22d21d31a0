"""Build a unit and its context from one labelled case, and load the cases."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from localize.checks.registry import CHECKS, run
from localize.domain.context import Context
from localize.domain.issue import Issue
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Conventions, Region, Target
from localize.domain.segment import Segment
from localize.domain.unit import Origin, State, Step, Unit

CASES = Path(__file__).parents[1] / "cases"
Built = tuple[Unit, Context]


def build(case: dict[str, Any]) -> Built:
    """The unit and the context that a case describes; a case without a target is about its source, translated into enough words."""
    target = Target.parse(case.get("locale", "US/en-US/general"))
    source = case["source"]
    enough = "; ".join(f"wording {letter} of a sentence" for letter in "abcdefghijkl"[: 1 + len(source) // 9])
    text = case.get("target", enough)
    segment = Segment("desc", Role.BODY, 0, case.get("segment", source))
    record = Record("n1", Kind.NOTE, (Field("desc", Role.BODY, case.get("record", source)),))
    steps = tuple(Step(*step) for step in case.get("steps", ()))
    unit = Unit(segment, text, State.TRANSLATED, Origin.ENGINE, draft=case.get("draft", text), engine=case.get("engine", "pseudo"), steps=steps)
    region = Region(target.region, target.region, (target,), Conventions("USD", "US$"))
    return unit, Context(record, target, region, segment, source=source)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test with the argument `case` every case of the file that is named after its module, where it does not say itself which."""
    given = [mark for mark in metafunc.definition.iter_markers("parametrize") if "case" in mark.args[0]]
    if "case" in metafunc.fixturenames and not given:
        name = metafunc.module.__name__.rsplit("test_", 1)[-1]
        cases = json.loads((CASES / f"{name}.json").read_text("utf-8"))
        marks = [pytest.mark.xfail(reason=c["known_failure"], strict=True) if c.get("known_failure") else () for c in cases]
        metafunc.parametrize("case", [pytest.param(c, id=c["label"], marks=m) for c, m in zip(cases, marks, strict=True)])


@pytest.fixture(scope="session")
def built() -> Callable[[dict[str, Any]], Built]:
    return build


@pytest.fixture(scope="session")
def issues_of() -> Callable[[dict[str, Any]], tuple[Issue, ...]]:
    return lambda case: run(CHECKS, *build(case))
