"""`localize glossary mine`: shows first, writes when told to, and says what comes next."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from localize.cli import app
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.term import Status
from localize.store.repository import Store

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., Result]
EVIL = "\x1b[2J\u202e[red]"


@pytest.fixture
def url(store_url: str) -> Iterator[str]:
    with Store.open(store_url) as store:
        titles = ("云肩披帛", "披帛女款", f"春款披帛 {EVIL}", "素色披帛")
        records = [Record(f"r{n}", Kind.LISTING, (Field("name", Role.TITLE, title),)) for n, title in enumerate(titles)]
        store.save_records(records, store.start_night(datetime.now(UTC)))
    yield store_url


@pytest.fixture
def run(url: str, tmp_path: Path) -> Run:
    environment = {"CHUHAI_STORE": url, "CHUHAI_OUT": str(tmp_path), "CHUHAI_HOME": str(ROOT), "COLUMNS": "160", "CHUHAI_ENGINE": "pseudo"}

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(app, ["glossary", *words], env=environment)

    return invoke


def test_it_explains_itself(run: Run) -> None:
    for words in (("mine", "--help"), ("mine", "words", "--help"), ("mine", "edits", "--help")):
        said = run(*words)
        assert said.exit_code == 0 and ("--write" in said.output), words


def test_words_are_shown_and_nothing_is_written(run: Run, url: str) -> None:
    said = run("mine", "words")
    assert said.exit_code == 0, said.output
    assert "披帛" in said.output and "Nothing was written" in said.output
    assert "\x1b" not in said.output and "\u202e" not in said.output
    with Store.open(url) as store:
        assert not [t for t in store.terms() if t.source == "披帛"]


def test_words_are_proposed_once_and_can_be_read_then(run: Run, url: str) -> None:
    assert "1 proposed" in run("mine", "words", "--write").output
    with Store.open(url) as store:
        (term,) = (t for t in store.terms() if t.source == "披帛")
    assert term.status is Status.PROPOSED
    again = run("mine", "words", "--write")
    assert again.exit_code == 0 and "proposed." not in again.output and "--least 2" in again.output
    shown = run("show", term.concept)
    assert shown.exit_code == 0 and "(no target)" in shown.output and "mining" in shown.output
    refused = run("approve", term.concept, "--who", "A", "--why", "b")
    assert refused.exit_code == 2 and "has no target text" in refused.output and "Edit the entry" in refused.output
    assert run("edit", term.concept, "--target", "silk scarf", "--who", "A", "--why", "b").exit_code == 0
    assert run("approve", term.concept, "--who", "C", "--why", "b").exit_code == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--locale", "english please"), "zh-Hant-HK"),
        (("--least", "1"), "--least"),
        (("--most", "0"), "--most"),
    ],
)
def test_wrong_use_is_said(run: Run, words: tuple[str, ...], why: str) -> None:
    said = run("mine", "words", *words)
    assert said.exit_code == 2 and why in said.output


def test_without_edits_there_is_nothing_to_propose(run: Run) -> None:
    said = run("mine", "edits", "--write")
    assert said.exit_code == 0 and "No change of a person repeats" in said.output and "proposed." not in said.output


def test_a_suggestion_is_shown_with_its_entry(run: Run, url: str) -> None:
    run("mine", "words")  # the glossary is in the store from here on
    with Store.open(url) as store:
        key = next(t.key for t in store.terms() if t.concept == "herb.ai-cao")
        store.suggest_term(key, "mining", {"kind": "accepted", "wording": f"moxa{EVIL}", "why": "people wrote it in 3 of 3 units"})
    said = run("show", "herb.ai-cao")
    assert "suggestion" in said.output and "3 of 3 units" in said.output and "\x1b" not in said.output
