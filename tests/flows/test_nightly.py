"""The flow from the outside: a night in this process, what is tried again, how the command ends."""

import io
import json
import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from flows import command, quiet
from flows.artifact import headline, markdown
from localize import night
from localize.errors import ModelMissing, RateLimited, SettingsError
from localize.store.repository import Store
from localize.summary import QuarantineRow, Summary

ROOT = Path(__file__).parent.parent.parent
# Prefect 3.8 uses what SQLAlchemy 2.1 calls deprecated, and leaves sockets of its clients to the garbage collector; that is theirs to mend
pytestmark = [
    pytest.mark.filterwarnings(f"ignore::{name}") for name in ("DeprecationWarning", "ResourceWarning", "pytest.PytestUnraisableExceptionWarning")
]
SETTINGS = ("CHUHAI_ENGINE", "CHUHAI_STORE", "CHUHAI_OUT", "CHUHAI_HOME")


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One Prefect for all tests of this file, in a folder of its own; its first start makes tables and takes some seconds."""
    before = dict(os.environ)
    os.environ.pop("PREFECT_API_URL", None)
    quiet.settle(os.environ, tmp_path_factory.mktemp("prefect"))
    try:
        with quiet.served() as address:
            os.environ["PREFECT_API_URL"] = address
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two records of the examples in `in`, an own store, the pseudo engine."""
    (tmp_path / "in").mkdir()
    for name in ("listings", "notes"):
        with (ROOT / "examples" / f"{name}.jsonl").open(encoding="utf-8") as lines:
            (tmp_path / "in" / f"{name}.jsonl").write_text("".join(islice(lines, 1)), encoding="utf-8")
    for name, value in zip(SETTINGS, ("pseudo", f"sqlite:///{tmp_path / 'store.db'}", str(tmp_path / "out"), str(ROOT)), strict=True):
        monkeypatch.setenv(name, value)
    return tmp_path


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(prefect: None, place: Path) -> Run:
    def run(*arguments: str) -> tuple[int, str]:
        screen = io.StringIO()
        code = command.main([*(arguments or [str(place / "in")])], Console(file=screen, width=100))
        return int(code), screen.getvalue()

    return run


def report(place: Path) -> Any:
    return json.loads((place / "out" / "report.json").read_text(encoding="utf-8"))


def test_a_night_and_the_next_one(run: Run, place: Path) -> None:
    code, screen = run(str(place / "in"), "--include-unapproved")
    assert code == command.Exit.GOOD, screen
    assert "2 new" in screen and "report.html" in screen and "adapting and checking: 20 of 20" in screen
    assert (place / "out/demonstration/US.jsonl").exists()
    assert report(place)["segments"]["translated"] > 20
    code, screen = run()
    assert code == command.Exit.GOOD and "2 unchanged" in screen
    assert report(place)["segments"]["translated"] == 0 and not report(place)["stale"]


def test_a_record_in_quarantine_is_said_in_the_status(run: Run, place: Path) -> None:
    (place / "in/broken.jsonl").write_text("{broken\n", encoding="utf-8")
    code, screen = run()
    assert code == command.Exit.QUARANTINE and "1 quarantined" in screen and "broken.jsonl:1" in screen


def test_prefect_keeps_the_report_and_a_last_state_that_says_what_happened(run: Run, place: Path) -> None:
    from prefect.artifacts import Artifact
    from prefect.client.orchestration import get_client

    (place / "in/broken.jsonl").write_text("{broken\n", encoding="utf-8")
    run(str(place / "in"), "--shop", "茶行")
    with Store.open(os.environ["CHUHAI_STORE"]) as store:
        assert {record.shop for record in store.records()} == {"茶行"}
    with get_client(sync_client=True) as client:
        last = max(client.read_flow_runs(), key=lambda r: r.start_time)
    assert last.state.name == "Completed with quarantine" and "records 2 new" in last.state.message
    assert last.parameters == {"sources": [str(place / "in")], "include_unapproved": False, "shop": "茶行"}
    kept = Artifact.get("night-report", _sync=True)
    assert kept is not None and kept.type == "markdown" and "| `US` |" in str(kept.data)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Exception, int], list[int]]:
    """Make a step of the night fail so many times; gives the list that grows with every call."""
    from flows import nightly

    def fail(step: str, error: Exception, times: int) -> list[int]:
        calls: list[int] = []
        real = getattr(night, step)

        def sometimes(*given: Any, **named: Any) -> Any:
            calls.append(len(calls))
            if len(calls) <= times:
                raise error
            return real(*given, **named)

        monkeypatch.setattr(night, step, sometimes)
        monkeypatch.setattr(getattr(nightly, step), "retry_delay_seconds", 0)
        return calls

    return fail


@pytest.mark.parametrize("step", ["pull", "localize", "finish"])
def test_what_may_pass_is_tried_again(run: Run, failing: Callable[..., list[int]], step: str) -> None:
    calls = failing(step, RateLimited("Asked to slow down.", next_step="Wait."), 2)
    code, screen = run()
    assert code == command.Exit.GOOD, screen
    assert len(calls) == 3


def test_what_never_passes_is_given_up_after_three_more_times(run: Run, failing: Callable[..., list[int]]) -> None:
    calls = failing("localize", RateLimited("Asked to slow down.", next_step="Run again in an hour."), 99)
    code, screen = run()
    assert code == command.Exit.BUSY and len(calls) == 4
    assert screen.strip().endswith("Asked to slow down. Next step: Run again in an hour.")


def test_what_does_not_pass_is_not_tried_again(run: Run, failing: Callable[..., list[int]]) -> None:
    calls = failing("localize", ModelMissing("The model is not here.", next_step="Run `localize models fetch`."), 99)
    code, screen = run()
    assert code == command.Exit.REFUSED and len(calls) == 1
    assert screen.strip().endswith("Next step: Run `localize models fetch`.") and "Traceback" not in screen


def test_ctrl_c_leaves_with_130_and_the_next_night_completes(run: Run, place: Path, failing: Callable[..., list[int]]) -> None:
    failing("finish", KeyboardInterrupt(), 1)  # type: ignore[arg-type]
    code, screen = run()
    assert code == command.Exit.STOPPED and "the same command goes on" in screen
    assert run()[0] == command.Exit.GOOD
    with Store.open(os.environ["CHUHAI_STORE"]) as store:
        assert [n.status for n in store.nights()] == ["finished", "interrupted"] and store.faults() == ()
    assert report(place)["segments"]["translated"] == 0


def test_a_second_night_at_once_says_who_is_in(run: Run, place: Path) -> None:
    with Store.open(os.environ["CHUHAI_STORE"]) as store, store.hold("the first night"):
        code, screen = run()
        assert store.nights() == ()
    assert code == command.Exit.BUSY and "The store is held by the first night, process" in screen and "Traceback" not in screen


@pytest.mark.parametrize(
    ("name", "value", "says"), [("CHUHAI_ROWS", "none", "CHUHAI_ROWS is 'none'"), ("CHUHAI_STORE", "mysql://x/y", "cannot be a 'mysql' database")]
)
def test_a_wrong_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str) -> None:
    monkeypatch.setenv(name, value)
    code, screen = run()
    assert code == command.Exit.REFUSED and says in screen and "Next step" in screen


def test_a_source_that_is_not_there_is_named(run: Run) -> None:
    code, screen = run("no/such/file.jsonl")
    assert code == command.Exit.REFUSED and "There is no file no/such/file.jsonl" in screen


def test_a_server_that_does_not_answer_is_named(prefect: None) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    address = "http://127.0.0.1:1/api"
    with temporary_settings({PREFECT_API_URL: address}), pytest.raises(SettingsError, match="does not answer"), quiet.served():
        pass


def test_settings_of_the_user_win(tmp_path: Path) -> None:
    mine = {"PREFECT_HOME": str(tmp_path / "mine"), "PREFECT_API_URL": "http://127.0.0.1:4200/api"}
    quiet.settle(mine, tmp_path / "private")
    assert mine["PREFECT_HOME"] == str(tmp_path / "mine") and not (tmp_path / "private").exists()
    assert mine["DO_NOT_TRACK"] == "1" and mine["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert "PREFECT_LOGGING_TO_API_ENABLED" not in mine


def test_the_page_takes_no_markdown_from_names(now: Any) -> None:
    summary = Summary("7", now, now, quarantine=(QuarantineRow("a|`b`<i>\n.jsonl:3", "", "x"),), files=("/out/`x`.csv",))
    page = markdown(summary)
    assert "| `a  b <i> .jsonl:3` | 1 |" in page and "`/out/ x .csv`" in page
    assert headline(summary).startswith("Night 7: records 0 new")
