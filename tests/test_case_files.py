"""The labelled cases of regional adaptation: how many there are, how many must not fire, and that each says why it is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"
REGIONAL = ("chinese", "measures", "money", "dates", "topics", "stickers", "claims", "eligibility", "policy", "channels")
LEAST, NEGATIVE = 700, 0.25


def cases(name: str) -> list[dict[str, object]]:
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_there_are_many_and_a_quarter_must_not_fire() -> None:
    every = [case for name in REGIONAL for case in cases(name)]
    assert len(every) >= LEAST
    assert sum(bool(case.get("negative")) for case in every) >= NEGATIVE * len(every)


@pytest.mark.parametrize("name", REGIONAL)
def test_each_has_its_negatives_and_a_label_of_its_own(name: str) -> None:
    labels = [case["label"] for case in cases(name)]
    assert len(set(labels)) == len(labels)
    assert sum(bool(case.get("negative")) for case in cases(name)) >= NEGATIVE * len(labels)
    assert all(case.get("known_failure", "a reason") for case in cases(name)), "a known failure says why"
