"""Terms and memories as files, from the command line, over the real glossary."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from localize.cli import app
from localize.domain.region import Target
from localize.domain.term import Status
from localize.exchange.reading import read_file
from localize.exchange.rows import COLUMNS, order
from localize.exchange.tables import as_csv
from localize.exchange.template import EXAMPLE
from localize.exchange.tmx import as_tmx
from localize.memory import Entry
from localize.store.repository import Store

ROOT = Path(__file__).resolve().parent.parent
US = "US/en-US/general"
MINE = EXAMPLE | {
    "concept": "tea.lao-shou-mei",
    "domain": "tea",
    "source": "老寿眉",
    "target": "aged Shou Mei",
    "accepted": "",
    "forbidden": "",
    "status": "approved",
}
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    here = {
        "CHUHAI_OUT": str(tmp_path / "out"), "CHUHAI_STORE": f"sqlite:///{tmp_path / 'chuhai.db'}", "CHUHAI_HOME": str(ROOT), "COLUMNS": "160",
        "CHUHAI_WHO": "",
    }  # fmt: skip
    return lambda *words: CliRunner().invoke(app, list(words), env=here)


def _store(folder: Path) -> Store:
    return Store.open(f"sqlite:///{folder / 'chuhai.db'}")


def test_from_the_template_to_the_store(run: Run, tmp_path: Path) -> None:
    said = run("glossary", "template", "words.csv")
    assert said.exit_code == 0 and "localize glossary import words.csv" in said.output
    assert run("glossary", "template", "words.csv").exit_code == 2
    bad = MINE | {"concept": "tea.x", "risk": "Q", "locale": "EN"}
    Path("words.csv").write_bytes(Path("words.csv").read_bytes() + as_csv([list(MINE.values()), list(bad.values())]).partition(b"\n")[2])
    shown = run("glossary", "import", "words.csv", "--faults", "faults.csv")
    assert shown.exit_code == 4
    assert "new      tea.lao-shou-mei|en|any: 老寿眉 → aged Shou Mei" in shown.output
    assert "words.csv, line 4, column locale: 'EN' is not the usual form. Write en." in shown.output
    assert "1 rows are wrong, for 2 reasons; all are in faults.csv" in shown.output and "Nothing was changed" in shown.output
    assert Path("faults.csv").read_text(encoding="utf-8").count("\n") == 3
    assert run("glossary", "import", "words.csv", "--apply").exit_code == 2
    assert "1 entries taken over" in run("glossary", "import", "words.csv", "--apply", "--who", "mei").output
    again = run("glossary", "import", "words.csv", "--apply", "--who", "mei").output
    assert "0 new, 0 changed, 1 the same" in again and "0 entries taken over" in again
    with _store(tmp_path) as store:
        (found,) = (term for term in store.terms() if term.concept == "tea.lao-shou-mei")
        assert found.status is Status.PROPOSED and store.term_history(found.key)[0].who == "mei"
    own = run("glossary", "approve", found.key, "--who", "Mei", "--why", "mine")
    assert own.exit_code == 2 and "somebody else" in own.output
    assert run("glossary", "approve", found.key, "--who", "lin", "--why", "read").exit_code == 0


def test_nobody_imports_under_the_name_of_the_tables(run: Run, tmp_path: Path) -> None:
    """What the tables brought, anybody may approve."""
    Path("words.csv").write_bytes(as_csv([list(MINE.values())]))
    said = run("glossary", "import", "words.csv", "--apply", "--who", "Glossaries")
    assert said.exit_code == 2 and "not a person's name" in said.output
    with _store(tmp_path) as store:
        assert not [term for term in store.terms() if term.concept == "tea.lao-shou-mei"]


def test_approving_by_import_needs_a_name_and_a_reason(run: Run, tmp_path: Path) -> None:
    Path("words.csv").write_bytes(as_csv([list(MINE.values())]))
    for missing in ((), ("--who", "mei"), ("--why", "read")):
        assert run("glossary", "import", "words.csv", "--apply", "--as-approved", *missing).exit_code == 2
    assert run("glossary", "import", "words.csv", "--apply", "--as-approved", "--who", "mei", "--why", "read").exit_code == 0
    with _store(tmp_path) as store:
        assert [term.status for term in store.terms() if term.concept == "tea.lao-shou-mei"] == [Status.APPROVED]


@pytest.mark.parametrize("form", ["xlsx", "tbx"])
def test_an_export_imported_again_changes_nothing(run: Run, form: str, tmp_path: Path) -> None:
    assert run("glossary", "export", "--format", form).exit_code == 0
    path = tmp_path / "out" / f"terms.{form}"
    first = path.read_bytes()
    with _store(tmp_path) as store:
        assert sorted(read_file(path).terms, key=order) == sorted(store.terms(), key=order)
    said = run("glossary", "import", str(path), "--apply", "--who", "mei")
    assert said.exit_code == 0 and "0 new, 0 changed" in said.output and "0 entries taken over" in said.output
    run("glossary", "export", "--format", form)
    assert path.read_bytes() == first


def test_a_word_that_waits_for_its_target_travels_in_tables_and_is_left_out_of_a_tbx(run: Run, tmp_path: Path) -> None:
    Path("words.csv").write_bytes(as_csv([list((MINE | {"target": "", "status": "proposed"}).values())]))
    assert run("glossary", "import", "words.csv", "--apply", "--who", "mei").exit_code == 0
    with _store(tmp_path) as store:
        terms = {term.key: term for term in store.terms()}
    waiting = terms["tea.lao-shou-mei|en|any"]
    said = run("glossary", "export", "--format", "tbx")
    assert said.exit_code == 0 and "1 entries that wait for a target are left out" in said.output
    assert {term.key for term in read_file(tmp_path / "out" / "terms.tbx").terms} == terms.keys() - {waiting.key}
    assert "left out" not in run("glossary", "export", "--format", "xlsx").output
    assert waiting in read_file(tmp_path / "out" / "terms.xlsx").terms


def test_a_form_that_is_not_written_is_named(run: Run) -> None:
    said = run("glossary", "export", "--format", "pdf")
    assert said.exit_code == 2 and "csv, xlsx, tbx" in said.output
    assert run("glossary", "template", "a.pdf").exit_code == 2


def test_a_file_of_somebody_cannot_steer_the_terminal(run: Run) -> None:
    nasty = MINE | {"target": "[red]x[/red] \u202e", "note": "n"}
    Path("a.csv").write_bytes(as_csv([list(nasty.values()), ["\x1b[2J"] * len(COLUMNS)]))
    said = run("glossary", "import", "a.csv")
    assert "\x1b[2J" not in said.output and "\u202e" not in said.output and "[red]x[/red]" in said.output


def test_a_memory_is_imported_as_evidence_with_a_name_and_a_reason(run: Run, tmp_path: Path) -> None:
    Path("a.tmx").write_bytes(as_tmx([(Target.parse(US), [Entry("茶壶", "teapot"), Entry("茶具", "tea set")])]))
    assert run("memory", "import", "a.tmx").exit_code == 2
    words = ("memory", "import", "a.tmx", "--who", "mei", "--why", "from an agency")
    shown = run(*words)
    assert shown.exit_code == 0 and f"2 texts for {US}" in shown.output and "Nothing was changed" in shown.output
    assert "2 new texts kept as evidence" in run(*words, "--apply").output
    assert "0 new texts kept as evidence" in run(*words, "--apply").output
    with _store(tmp_path) as store:
        assert list(store.memory_entries(US)) == [] and len(list(store.evidence(US))) == 2
        assert [event.who for event in store.events("memory")] == ["mei"]
    empty = run("memory", "export", "out.tmx")
    assert empty.exit_code == 2 and "approve a variant first" in empty.output


def test_a_foreign_memory_needs_a_target(run: Run) -> None:
    Path("a.tmx").write_text(
        '<tmx><body><tu><tuv lang="zh"><seg>茶</seg></tuv><tuv lang="en"><seg>tea</seg></tuv></tu><tu/></body></tmx>', encoding="utf-8"
    )
    words = ("memory", "import", "a.tmx", "--who", "mei", "--why", "b")
    left = run(*words)
    assert left.exit_code == 4 and "1 texts are left out" in left.output and "no text in Simplified Chinese" in left.output
    assert f"1 texts for {US}" in run(*words, "--target", US).output


def test_help_teaches(run: Run) -> None:
    assert "as proposed" in run("glossary", "import", "--help").output
    assert "used by no night" in " ".join(run("memory", "import", "--help").output.split())
