"""Probing a model: what the shipped set is, what is counted, and that nothing else is touched."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from localize.domain.request import CUT, Draft, Request
from localize.engines.base import Asking, Terms
from localize.engines.figures import Figures, read, write
from localize.engines.pseudo import PseudoEngine
from localize.errors import GlossaryError
from localize.probe import MARK, probe, samples
from localize.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "glossaries" / "probe.jsonl"


class Writes:
    """An engine that writes what a rule makes of a request. Its terms are listed, so that none stands in the text already."""

    identity = "writes:test"
    languages = frozenset({"en", "ja"})
    asking = Asking("", Terms.LISTED)

    def __init__(self, rule: Callable[[Request], str], score: float | None = None) -> None:
        self.rule = rule
        self.score = score

    def translate(self, requests: Iterable[Request]) -> Iterator[Draft]:
        for request in requests:
            yield Draft(request, self.rule(request), self.identity, self.score)


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return Settings.read({"CHUHAI_STORE": f"sqlite:///{tmp_path / 'none.db'}", "CHUHAI_MODELS": str(tmp_path / "models")})


def figures(engine: object, settings: Settings, language: str = "en") -> Figures:
    return probe(engine, language, settings, lambda what, done, total: None)


def test_the_shipped_set_is_what_it_should_be() -> None:
    found = samples(SHIPPED)
    assert len(found) == len({s.text for s in found}) == 40
    assert sum(bool(s.mark) for s in found) == 10
    assert all(s.text.count(s.mark) == 1 for s in found if s.mark)
    developed = (ROOT / "tests" / "dev" / "segments.jsonl").read_text(encoding="utf-8")
    assert not [s.text for s in found if json.dumps(s.text, ensure_ascii=False) in developed]


def test_the_shipped_set_has_terms_and_numbers_and_nothing_is_held_back(chosen: Settings) -> None:
    found = figures(PseudoEngine(), chosen)
    assert found.segments >= 38, "a name or value that is a term as a whole needs no engine"
    assert found.numbers[1] >= 40
    assert found.terms[1] >= 25
    assert found.seconds > 0


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (lambda r: "", {"numbers": 0, "terms": 0, "marks": 0, "han": 0}),
        (lambda r: "".join(c for c in f"{' '.join(t.target for t in r.terms)} {r.text}" if ord(c) < 128 or c in MARK), {"marks": 10, "han": 0}),
        (lambda r: r.text, {"marks": 10}),
    ],
    ids=["silent", "faithful", "echo"],
)
def test_what_is_counted(chosen: Settings, rule: Callable[[Request], str], expected: dict[str, int]) -> None:
    found = figures(Writes(rule), chosen)
    counted = {"numbers": found.numbers[0], "terms": found.terms[0], "marks": found.marks[0], "han": found.han}
    assert {name: counted[name] for name in expected} == expected
    assert found.cut == 0


def test_terms_and_numbers_that_are_there_are_counted_as_kept(chosen: Settings) -> None:
    found = figures(Writes(lambda r: f"{' '.join(t.target for t in r.terms)} {r.text}"), chosen)
    assert found.terms[0] >= found.terms[1] - 2
    assert found.han > 30


class Inline(Writes):
    """An engine whose terms stand in the text."""

    asking = Asking()


def test_one_lost_number_or_term_is_one_less_and_an_echo_is_not_taken_for_a_translation(chosen: Settings) -> None:
    echo = figures(Inline(lambda r: r.text), chosen)
    assert echo.terms[0] == echo.terms[1], "what stands inline has only to be copied"
    assert (echo.given, echo.han > 30) == ("inline", True)
    number = figures(Inline(lambda r: r.text.replace("120", "")), chosen)
    assert (number.numbers[0], number.terms) == (echo.numbers[0] - 1, echo.terms)
    term = figures(Inline(lambda r: r.text.replace("needle-felted wool", "")), chosen)
    assert (term.numbers, term.terms[0]) == (echo.numbers, echo.terms[0] - 1)


def test_cut_drafts_are_counted_and_japanese_may_hold_han(chosen: Settings) -> None:
    found = figures(Writes(lambda r: r.text, CUT), chosen, "ja")
    assert found.cut >= 38
    assert found.han == 0


def test_the_store_of_the_nights_is_not_touched(chosen: Settings, tmp_path: Path) -> None:
    figures(PseudoEngine(), chosen)
    assert not list(tmp_path.iterdir())


def test_figures_are_kept_for_each_language(tmp_path: Path) -> None:
    one = Figures("2026-01-01T00:00:00+00:00", "x", "en", 40, 20.0, (39, 40), (9, 10), 1, 0, (0, 10), "inline", 1.0)
    write(tmp_path / "model", one)
    path = write(tmp_path / "model", Figures(**{**one.__dict__, "language": "ja"}))
    assert read(tmp_path / "model") == {"en": one, "ja": Figures(**{**one.__dict__, "language": "ja"})}
    assert "busy" in str(Figures(**{**one.__dict__, "load": 2.8}))
    assert "2.00 segments/s; kept 98 % of numbers" in str(one)
    path.write_text("{", encoding="utf-8")
    assert read(tmp_path / "model") == {}


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "probe.jsonl"
    path.write_text('{"role": "title", "text": "茶"}\n{"role": "poem", "text": "茶"}\n', encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"probe\.jsonl:2"):
        samples(path)
