"""The labelled stories of tests/cases/terms.json and slang.json, told with the glossary that is shipped."""

import json
from pathlib import Path
from typing import Any

import pytest

from localize.domain.region import Target
from localize.domain.term import TermMatch
from localize.termbase.enforce import forbidden, inline, receipts, replace_forbidden
from localize.termbase.match import TermIndex

SLANG, TERMS = (json.loads((Path(__file__).parents[1] / "cases" / f"{name}.json").read_text(encoding="utf-8")) for name in ("slang", "terms"))
CASES = [*TERMS, *SLANG]


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


def test_slang_is_told_by_sense_and_a_third_of_it_is_none() -> None:
    assert len(SLANG) >= 40
    assert sum(case.get("negative", False) for case in SLANG) * 10 >= 3 * len(SLANG)
