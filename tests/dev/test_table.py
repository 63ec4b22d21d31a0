"""The table of tests/bench/prompts.py without a model: the whole way with the pseudo engine, and the figures of rows made by hand."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from localize.engines.pseudo import PseudoEngine

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bench() -> Any:
    sys.path.insert(0, str(ROOT / "tests/bench"))
    try:
        return import_module("prompts")
    finally:
        sys.path.pop(0)


def row(bench: Any, draft: str, text: str, met: list[list[bool]], over: list[bool]) -> Any:
    return bench.Row({"role": "title", "references": ["A soft scarf"]}, draft, text, met, over, False, None)


def test_figures_of_rows(bench: Any) -> None:
    rows = [
        row(bench, "A tea set", "A soft scarf", [[False], [True]], [True, False]),
        row(bench, "A soft scarf", "A soft scarf", [[True], [True]], [False, False]),
    ]
    rows.append(bench.Row({"role": "body", "references": ["One", "The one"]}, "One", "One", [[], []], [False, False], True, None))
    figures = bench.summary(rows)
    assert (figures["terms draft"], figures["terms"], figures["over-use draft"], figures["over-use"]) == ("1 of 2", "2 of 2", "33.3%", "0.0%")
    assert figures["chrF draft"] < figures["chrF"] == pytest.approx(100)
    assert figures["cut"] == 1


def test_the_whole_table_runs_without_a_model(bench: Any, tmp_path: Path) -> None:
    """Inlined terms stand in pseudo text and are met; plain text has none. Every column has its figure."""
    chosen = bench.candidates(tmp_path, ["in use", "in use-none"])
    assert [c.name for c in chosen] == ["in use", "in use-none"]
    asked, plain = (bench.measure(candidate, PseudoEngine()) for candidate in chosen)
    assert set(bench.COLUMNS) - {"prompt"} == set(asked)
    met, required = (int(n) for n in asked["terms"].split(" of "))
    assert met > 0.9 * required > 50
    assert plain["terms"] == f"{int(plain['terms'].split(' of ')[0])} of {required}"
    assert int(plain["terms"].split(" of ")[0]) < 0.1 * required
    assert asked["over-use"] == plain["over-use"] == "0.0%"
