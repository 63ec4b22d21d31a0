"""`localize queue`, `edit`, `undo`, `flags` over a store of one note. Output is asked for meaning, not for layout."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from localize.cli import app
from localize.kit import load_kit
from localize.reviewing.flag import ReasonCode, raise_flag
from localize.settings import Settings
from localize.store.repository import Store

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., Result]
NOTE, US = "note:n1", "US/en-US/general"
LIN = ("--who", "Lin")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a night over one note."""
    folder = tmp_path_factory.mktemp("reviewing")
    note = {"note_id": "n1", "type": "normal", "title": "艾草泡脚包", "desc": "每包250克\n[red]一家人都喜欢\x1b[2J", "image_list": []}
    (folder / "notes.jsonl").write_text(
        json.dumps({"id": "n1", "model_type": "note", "note_card": note}, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    done = CliRunner().invoke(app, ["night", str(folder / "notes.jsonl"), "--engine", "pseudo"], env=_environment(folder))
    assert done.exit_code == 0, done.output
    return folder


def _environment(folder: Path) -> dict[str, str]:
    return {
        "CHUHAI_OUT": str(folder / "out"), "CHUHAI_STORE": f"sqlite:///{folder / 'chuhai.db'}", "CHUHAI_ENGINE": "pseudo",
        "CHUHAI_HOME": str(ROOT), "COLUMNS": "160", "CHUHAI_WHO": "", "EDITOR": "", "VISUAL": "",
    }  # fmt: skip


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    (tmp_path / "chuhai.db").write_bytes((made / "chuhai.db").read_bytes())
    return tmp_path


@pytest.fixture
def run(home: Path) -> Run:
    def invoke(*words: str, keys: str = "", **more: str) -> Result:
        return CliRunner().invoke(app, list(words), env=_environment(home) | more, input=keys)

    return invoke


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with Store.open(_environment(home)["CHUHAI_STORE"]) as opened:
        yield opened


def good(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def texts(store: Store) -> list[str]:
    found = store.variant(NOTE, US)
    assert found is not None
    return [unit.target for unit in found.units if unit.segment.text]


def test_the_queue_shows_what_is_open_and_what_it_can_be_narrowed_to(run: Run) -> None:
    said = good(run("queue", "--region", "US"))
    assert US in said and "艾草泡脚包" in said and "2 open variants" in said
    assert "0 open variants" in good(run("queue", "--edited"))
    refused = run("queue", "--decision", "burn")
    assert refused.exit_code == 2 and "Use one of: release, review" in refused.stderr


def test_a_view_is_saved_and_used(run: Run) -> None:
    good(run("queue", "--region", "HK", "--save", "Hong Kong", *LIN))
    assert "1 open variants" in good(run("queue", "--view", "Hong Kong", *LIN))
    assert "Use one of: Hong Kong" in run("queue", "--view", "Macau", *LIN).stderr


def test_a_line_is_edited_after_a_look_and_undone(run: Run, store: Store) -> None:
    before = texts(store)
    refused = good(run("edit", NOTE, US, "--line", "2", "--text", "250 g each", *LIN, keys="n\n"))
    assert "每包250克" in refused and "estimate" in refused and "Nothing was changed" in refused and texts(store) == before
    assert "1 line changed" in good(run("edit", NOTE, US, "--line", "2", "--text", "250 g each", *LIN, keys="y\n"))
    assert texts(store) == [before[0], "250 g each", before[2]]
    assert "1 edited" in good(run("queue", "--edited"))
    good(run("undo", NOTE, US, *LIN))
    assert texts(store) == before


def test_without_a_line_they_are_listed(run: Run, store: Store) -> None:
    said = good(run("edit", NOTE, US, "--text", "250 g each", "--yes", *LIN, keys="2\n"))
    assert "  1  艾草泡脚包" in said and "\x1b[2J" not in said and texts(store)[1] == "250 g each"
    assert "has 3 with text" in run("edit", NOTE, US, "--line", "9", "--text", "x", *LIN).stderr


def test_the_editor_opens_on_the_text(run: Run, store: Store, tmp_path: Path) -> None:
    program = tmp_path / "editor.py"
    program.write_text(
        "import sys, pathlib\np = pathlib.Path(sys.argv[1])\nt = p.read_text('utf-8')\nassert t.startswith('# 每包250克')\np.write_text(t.replace('(250 g)', '(250 g) each'), 'utf-8')\n",
        encoding="utf-8",
    )
    good(run("edit", NOTE, US, "--line", "2", "--yes", *LIN, EDITOR=f"{sys.executable} {program}"))
    assert texts(store)[1].endswith("(250 g) each")
    assert "Set EDITOR" in run("edit", NOTE, US, "--line", "2", *LIN).stderr
    assert "cannot be started" in run("edit", NOTE, US, "--line", "2", *LIN, EDITOR="/no/such/editor").stderr


def test_what_has_no_proposal_cannot_be_taken(run: Run) -> None:
    refused = run("edit", NOTE, US, "--line", "2", "--take", "theirs", *LIN)
    assert refused.exit_code == 2 and "nothing to take" in refused.stderr


def test_nothing_is_undone_twice(run: Run) -> None:
    assert run("undo", NOTE, US, *LIN).exit_code == 2


def test_flags_are_shown_and_answered(run: Run, store: Store, home: Path) -> None:
    kit = load_kit(Settings.read(_environment(home)), store)
    variant = store.variant(NOTE, US)
    assert variant is not None
    numbers = [raise_flag(kit, NOTE, US, 0, ReasonCode.TERM, "shop-7", seen=variant.units[0].token, suggestion=s) for s in ("Foot soak", "", "Bath")]
    assert "3 flags" in (said := good(run("flags"))) and "Foot soak" in said and "shop-7" in said
    assert "suggests nothing" in run("flags", "--accept", str(numbers[1]), *LIN).stderr
    good(run("flags", "--accept", str(numbers[0]), *LIN))
    assert texts(store)[0] == "Foot soak"
    assert run("flags", "--accept", str(numbers[2]), *LIN).exit_code == 2, "the line is another one now"
    assert "needs a reason" in run("flags", "--decline", str(numbers[1]), *LIN).stderr
    good(run("flags", "--decline", str(numbers[1]), "--why", "it is the glossary's", *LIN))
    assert "1 flags" in good(run("flags")) and "declined by Lin" in good(run("flags", "--all"))
