"""`localize glossary` for entries with cards and history, on a small glossary of its own. Output is asked for meaning, not for layout."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from localize.cli import app
from localize.domain.locale import Locale
from localize.domain.term import Audience, Status, Term
from localize.exchange.concepts import read_concepts
from localize.exchange.tables import write_terms

Run = Callable[..., Result]
CARDS = Path(__file__).parent / "cases" / "concepts"
LIN, MEI = ("--who", "Lin", "--why", "as we sell it"), ("--who", "Mei", "--why", "read it")
POT = Term("tea.cha-hu", "tea", "茶壶", Locale("en"), Audience.ANY, "teapot", status=Status.APPROVED)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    recommend = replace(POT, concept="slang.an-li", domain="slang", source="安利", target="recommend")
    others = [
        replace(POT, concept=f"tea.{name}", source=source, target=name, status=Status.PROPOSED)
        for name, source in (("set", "茶具"), ("tray", "茶盘"))
    ]
    brewing = replace(POT, concept="tea.brewing", source="泡茶壶", target="brewing pot")
    write_terms([POT, recommend, brewing, *others], tmp_path / "glossaries" / "terms")
    shutil.copytree(CARDS, tmp_path / "glossaries" / "concepts")
    return tmp_path


@pytest.fixture
def run(home: Path) -> Run:
    def invoke(*words: str, **more: str) -> Result:
        env = {
            "CHUHAI_HOME": str(home),
            "CHUHAI_STORE": f"sqlite:///{home / 'chuhai.db'}",
            "COLUMNS": "160",
            "CHUHAI_WHO": "",
            "CHUHAI_SINGLE_EDITOR": "0",
        }
        return CliRunner().invoke(app, ["glossary", *words], env=env | more)

    return invoke


def good(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def test_an_entry_is_shown_with_its_card_its_writers_and_what_was_said(run: Run) -> None:
    good(run("edit", "tea.cha-hu", "--target", "pot", *LIN))
    good(run("discuss", "茶壶", "is [red]this\x1b[2J short?", "--who", "Mei"))
    good(run("rollback", "tea.cha-hu", "1", *MEI))
    shown = good(run("show", "茶壶"))
    for words in (
        "A pot for brewing and pouring tea.",
        "https://example.com/pots/cha-hu.jpg",
        "proposed by     the shipped tables",
        "worded by       Mei",
    ):
        assert words in shown
    places = [shown.index(words) for words in ("revision 2", "Mei: is [red]this [2J short?", "revision 3", "back to revision 1: read it")]
    assert places == sorted(places) and "\x1b" not in shown


def test_a_long_history_is_cut_and_says_so(run: Run) -> None:
    for number in range(45):
        good(run("discuss", "tea.cha-hu", f"remark number {number}", "--who", "Mei"))
    shown = good(run("show", "tea.cha-hu"))
    assert "7 earlier lines" in shown and "remark number 44" in shown and "remark number 1\n" not in shown
    assert "remark number 1\n" in good(run("show", "tea.cha-hu", "--all"))


def test_several_entries_are_approved_at_once_or_none(run: Run) -> None:
    good(run("add", "tea.new", "新茶", "new tea", *LIN))
    refused = run("approve", "tea.set", "tea.new", *LIN)
    assert refused.exit_code == 2 and "Lin proposed tea.new" in refused.output and "CHUHAI_SINGLE_EDITOR=1" in refused.output
    assert "3 entries" in good(run("list", "--status", "proposed"))
    assert good(run("approve", "tea.set", "tea.new", *MEI)).count("Approved:") == 2
    assert "1 entries" in good(run("list", "--status", "proposed"))
    good(run("add", "tea.newer", "新新茶", "newer tea", *LIN))
    good(run("approve", "tea.newer", *LIN, CHUHAI_SINGLE_EDITOR="1"))


def test_concepts_are_merged_or_said_to_differ(run: Run) -> None:
    refused = run("merge", "tea.brewing", "tea.set", *LIN)
    assert refused.exit_code == 2 and "nothing for the readers of tea.brewing|en|any" in refused.output
    merged = good(run("merge", "tea.brewing", "tea.cha-hu", *LIN))
    assert "泡茶壶 moved from tea.brewing to tea.cha-hu; 1 entries closed." in merged
    assert "deprecated" in good(run("show", "tea.brewing")) and "tea.cha-hu|en|any" in good(run("show", "泡茶壶"))


def test_a_card_is_shown_written_and_due(run: Run) -> None:
    assert "1 concepts are due on 2027-07-01" in good(run("due", "--on", "2027-07-01"))
    assert "review by       2027-06-30" in good(run("card", "安利"))
    written = good(run("card", "slang.an-li", "--review-by", "2028-06-30", "--evidence", "安利一下", *LIN))
    assert "card, revision 2" in written and "2028-06-30" in written and "吐血" not in written
    assert "0 concepts are due on 2027-07-01" in good(run("due", "--on", "2027-07-01"))
    assert "review by" not in good(run("card", "slang.an-li", "--review-by", "", *LIN))
    assert "A tray." in good(run("card", "tea.tray", "--definition", "A tray.", *LIN))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("card", "tea.tray"), "tea.tray has no card"),
        (("card", "tea.tray", "--definition", "A tray."), "needs a person and a reason"),
        (("card", "tea.tray", "--definition", "茶盘", *LIN), "not an English sentence"),
        (("card", "tea.cha-hu", "--picture", "http://example.com/a.png", *LIN), "https://host/path"),
        (("card", "tea.cha-hu", "--review-by", "tomorrow", *LIN), "2027-06-30"),
        (("due", "--on", "1.1.2027"), "2027-06-30"),
        (("rollback", "tea.cha-hu", "9", *LIN), "It has: 1"),
        (("rollback", "tea.cha-hu", "0", *LIN), "no revision 0. It has: 1"),
        (("merge", "tea.cha-hu", "tea.none", *LIN), "no concept"),
        (("discuss", "tea.none", "hm", "--who", "Lin"), "no concept"),
        (("discuss", "tea.cha-hu", "x" * 2001, "--who", "Lin"), "up to 2000"),
        (("approve", "tea.set", "--why", "x"), "--who"),
        (("approve", "tea.set", "--who", "glossaries", "--why", "x"), "your own name"),
    ],
)
def test_wrong_use_says_what_to_do(run: Run, words: tuple[str, ...], says: str) -> None:
    said = run(*words)
    assert said.exit_code == 2
    assert says in " ".join(said.output.split())


def test_cards_go_to_their_tables_and_come_back(run: Run, home: Path) -> None:
    folder = home / "glossaries" / "concepts"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "2 tables of concept cards" in good(run("export"))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    tables = (folder / "slang.csv").read_text(encoding="utf-8")
    (folder / "slang.csv").write_text(tables.replace("2027-06-30", "2029-06-30"), encoding="utf-8")
    assert "Concept cards: 0 new, 1 changed, 0 refused" in good(run("sync"))
    assert "0 entries taken over, 1 cards" in good(run("sync", "--apply"))
    good(run("card", "slang.an-li", "--review-by", "2030-01-01", *LIN))
    assert "1 rows are older than the store" in good(run("sync", "--apply"))
    (folder / "slang.csv").write_text(tables.replace("2027-06-30", "2031-06-30"), encoding="utf-8")
    said = run("sync", "--apply")
    assert said.exit_code == 4 and "the card slang.an-li: a person wrote it" in said.output
    good(run("export", "--folder", str(home / "out")))
    assert {card.concept: card for card in read_concepts(home / "out" / "concepts")}["slang.an-li"].review_by is not None


def test_a_glossary_without_cards_works(run: Run, home: Path) -> None:
    shutil.rmtree(home / "glossaries" / "concepts")
    assert "definition" not in good(run("show", "tea.cha-hu"))
    assert "0 concepts are due" in good(run("due"))
    assert "0 tables of concept cards" in good(run("export"))
    shutil.copytree(CARDS, home / "glossaries" / "concepts")
    assert "A pot for brewing" in good(run("show", "tea.cha-hu"))  # cards that come later are taken in too
