"""The labelled stories of tests/cases/terms.json, told with the glossary that is shipped."""

import json
from pathlib import Path
from typing import Any

import pytest

from localize.domain.region import Target
from localize.domain.term import TermMatch
from localize.termbase.enforce import forbidden, inline, receipts, replace_forbidden
from localize.termbase.match import TermIndex

CASES = json.loads((Path(__file__).parents[1] / "cases" / "terms.json").read_text(encoding="utf-8"))


def answer(case: dict[str, Any], matches: tuple[TermMatch, ...]) -> Any:
    draft = case.get("draft", "")
    match case["ask"]:
        case "match":
            return [[m.text, m.term.target] for m in matches]
        case "receipts":
            return {r.source: str(r.outcome) for r in receipts(draft, matches, "draft")}
        case "replace":
            return replace_forbidden(draft, matches).text
        case "forbidden":
            return [found for m in matches for found in forbidden(draft, m.term)]
        case "inline":
            return inline(case["source"], matches)
    raise ValueError(case["ask"])


def parameters() -> list[Any]:
    marks = {case["label"]: [pytest.mark.xfail(reason=case["known_failure"])] for case in CASES if "known_failure" in case}
    return [pytest.param(case, id=f"{case['ask']}: {case['label']}", marks=marks.get(case["label"], [])) for case in CASES]


@pytest.mark.parametrize("case", parameters())
def test_case(case: dict[str, Any], index: TermIndex) -> None:
    matches = index.match(case["source"], Target.parse(case["target"]), case.get("record", ""))
    assert answer(case, matches) == case["expect"]


def test_labels_are_unique() -> None:
    names = [(case["ask"], case["label"]) for case in CASES]
    assert len(set(names)) == len(names) >= 170
