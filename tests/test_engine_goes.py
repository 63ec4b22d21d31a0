"""An engine's server is killed in the middle of a night: what it answered is used, the rest says that it waits, the next night makes it."""

import importlib.util
import io
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from flows.artifact import headline, markdown
from localize import night
from localize.domain.request import Draft
from localize.domain.variant import Approval, Decision
from localize.engines.openai_http import Endpoint, OpenAiEngine
from localize.engines.routing import Routes
from localize.errors import SettingsError
from localize.kit import Kit, load_kit
from localize.prompts import Prompts
from localize.report import to_html, to_json, to_terminal
from localize.review import approve
from localize.settings import Settings
from localize.store.repository import Store
from localize.summary import Summary

ROOT = Path(__file__).parents[1]
_spec = importlib.util.spec_from_file_location("tiny_gguf", ROOT / "tests/engines/tiny_gguf.py")
tiny_gguf = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny_gguf)

KILLED_AFTER = 15  # drafts: fewer than are kept in one transaction, so that the last of them are kept by the end alone


class Server:
    """The stand-in as a process; `asked` is what it was asked since it was looked at last."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "asked.jsonl"
        self.log.touch()
        self.port = 0
        self.process: subprocess.Popen[str] | None = None
        self.read = 0

    def start(self) -> None:
        command = [sys.executable, str(ROOT / "tests/engines/stand_in.py"), str(self.port), str(self.log)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.process = None

    def asked(self) -> list[str]:
        lines = self.log.read_text(encoding="utf-8").splitlines()
        new, self.read = lines[self.read :], len(lines)
        return [json.loads(line) for line in new]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def open_kit(tmp_path: Path, server: Server) -> Iterator[Callable[..., Kit]]:
    """Opens the kit anew, its English written by the server's model; two requests at once."""
    settings = Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": f"sqlite:///{tmp_path / 'night.db'}", "CHUHAI_OUT": str(tmp_path / "out")})
    with Store.open(settings.store) as store:

        def opened() -> Kit:
            kit = load_kit(settings, store)
            endpoint = Endpoint(f"http://127.0.0.1:{server.port}", "good", slots=2, timeout=20)
            engine = OpenAiEngine(tiny_gguf.manifest_entry(), Prompts(settings.prompts), endpoint)
            return replace(kit, routes=Routes({**kit.routes.engines, "en": engine}, kit.routes.reasons))

        yield opened


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    for name in ("listings", "notes"):
        lines = (ROOT / "examples" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()[:4]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def quiet(_what: str, _done: int, _total: int) -> None:
    """Progress nobody watches."""


def killing(server: Server, after: int, during: str) -> Callable[[str, int, int], None]:
    def progress(what: str, done: int, _total: int) -> None:
        if what.startswith(during) and done == after:
            server.kill()

    return progress


def waiting(kit: Kit) -> list[tuple[str, str]]:
    return [(v.record, str(v.target)) for v in kit.store.variants(decision=Decision.NO_ENGINE) if v.verdict.reasons[0].rule == "engine_unavailable"]


def drafts(kit: Kit) -> int:
    """How many answers of the server are kept."""
    with closing(sqlite3.connect(kit.settings.store.removeprefix("sqlite:///"))) as tables:
        return tables.execute("SELECT count(*) FROM draft WHERE engine LIKE 'http:%'").fetchone()[0]


def shown(summary: Summary) -> str:
    out = io.StringIO()
    to_terminal(summary, Console(file=out, width=200))
    return out.getvalue()


def test_a_server_killed_in_the_middle(open_kit: Callable[[], Kit], sources: Path, server: Server) -> None:
    first = night.run(open_kit(), [sources], killing(server, KILLED_AFTER, "translating to en"))
    kit = open_kit()
    missing = waiting(kit)
    everything = list(kit.store.variants())
    assert missing and all("/en-" in target for _, target in missing)
    assert any(v.target.locale.is_chinese and v.units for v in everything), "other languages are done"
    assert any(v.target.locale.language == "en" and v.units for v in everything), "and so are the works that had all their drafts"

    why, number = next(iter(first.waiting.items()))
    assert number == len(missing) and "did not answer" in why
    reason = next(v for v in everything if (v.record, str(v.target)) == missing[0]).verdict.reasons[0]
    assert reason.remedy == "The next night finishes it" and "did not answer" in reason.message
    for page in (shown(first), to_html(first), to_json(first), markdown(first)):
        assert "did not answer" in page
    assert f"{number} variants wait" in headline(first)
    assert f"{number} variants" in shown(first)

    answered = drafts(kit)
    assert KILLED_AFTER <= answered <= KILLED_AFTER + 2, "the last ones are kept, though they were too few for a transaction of their own"
    server.asked()
    server.start()
    second = night.run(open_kit(), [sources], quiet)
    assert waiting(kit) == [] and second.waiting == {}
    assert {(m.record, m.target) for m in second.remade} == set(missing)
    assert second.segments.reused > 0
    assert drafts(kit) == answered + len(server.asked()), "nothing was asked again that had been answered"
    third = night.run(open_kit(), [sources], quiet)
    assert third.segments.translated == 0 and third.stale == {}


def test_a_text_that_stands_is_not_replaced_by_its_absence(open_kit: Callable[[], Kit], sources: Path, server: Server) -> None:
    kit = open_kit()
    night.run(kit, [sources], quiet)
    before = {(v.record, str(v.target)): v for v in kit.store.variants() if v.target.locale.language == "en" and v.units}
    decided = next(pair for pair, v in before.items() if v.verdict.decision in (Decision.RELEASE, Decision.REVIEW))
    approve(kit.store, *decided, "editor")
    for name in ("listings", "notes"):  # every record changes, so everything is stale
        path = sources / f"{name}.jsonl"
        path.write_text(path.read_text(encoding="utf-8").replace("，", "，真的，"), encoding="utf-8")
    server.kill()
    summary = night.run(open_kit(), [sources], quiet)
    after = {(v.record, str(v.target)): v for v in kit.store.variants() if v.target.locale.language == "en" and v.units}
    assert sum(summary.waiting.values()) > 0
    assert after.keys() == before.keys()
    assert {pair: [u.target for u in v.units] for pair, v in after.items()} == {pair: [u.target for u in v.units] for pair, v in before.items()}
    assert after[decided].approval is Approval.APPROVED
    server.start()
    last = night.run(open_kit(), [sources], quiet)
    assert last.waiting == {} and len(last.remade) >= sum(summary.waiting.values())


def test_a_repair_that_is_not_answered_leaves_the_first_draft(open_kit: Callable[[], Kit], sources: Path, server: Server) -> None:
    """The stand-in keeps every term; here its first drafts lose a number, so that all of them are asked again, and nobody is there."""
    server_gone: list[str] = []

    class Losing(OpenAiEngine):
        def translate(self, requests: object) -> Iterator[Draft]:
            found = list(requests)  # type: ignore[call-overload]
            if any(r.draft for r in found):
                server.kill()
                server_gone.append("yes")
            for draft in super().translate(found):
                yield replace(draft, text="".join(c for c in draft.text if not c.isdigit()) or "Something")

    kit = open_kit()
    engine = kit.routes.engines["en"]
    losing = Losing(engine.spec, engine.prompts, engine.endpoint)
    summary = night.run(replace(kit, routes=Routes({**kit.routes.engines, "en": losing}, {})), [sources], quiet)
    assert server_gone and summary.waiting == {}
    noted = [v for v in kit.store.variants() if any(r.rule == "repair" and "did not answer" in r.message for r in v.verdict.reasons)]
    assert noted and all(v.units and v.verdict.decision in (Decision.REVIEW, Decision.BLOCK) for v in noted)


def test_a_night_that_is_stopped_keeps_the_last_drafts(open_kit: Callable[[], Kit], sources: Path, server: Server) -> None:
    def stopping(what: str, done: int, _total: int) -> None:
        if what.startswith("translating to en") and done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        night.run(open_kit(), [sources], stopping)
    summary = night.run(open_kit(), [sources], quiet)
    assert summary.segments.reused >= 5


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CHUHAI_HTTP_URL", "ftp://host"),
        ("CHUHAI_HTTP_URL", "host:8000"),
        ("CHUHAI_HTTP_URL", "http://host:port"),
        ("CHUHAI_HTTP_URL", "http://user:hunter2@host"),
        ("CHUHAI_HTTP_URL", "http://host/?key=hunter2"),
        ("CHUHAI_HTTP_MODEL", "two words"),
        ("CHUHAI_HTTP_KEY", "hunter2 hunter2"),
        ("CHUHAI_HTTP_SLOTS", "0"),
        ("CHUHAI_HTTP_TIMEOUT", "soon"),
    ],
)
def test_a_wrong_setting_of_the_server_names_the_variable(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable) as raised:
        Settings.read({"CHUHAI_HTTP_URL": "http://127.0.0.1:8000", "CHUHAI_HTTP_MODEL": "m", variable: value})
    assert "hunter2" not in str(raised.value)


def test_a_server_needs_the_name_of_its_model() -> None:
    with pytest.raises(SettingsError, match="CHUHAI_HTTP_MODEL"):
        Settings.read({"CHUHAI_HTTP_URL": "http://127.0.0.1:8000"})


def test_the_key_is_not_shown() -> None:
    assert "hunter2" not in repr(Settings.read({"CHUHAI_HTTP_KEY": "hunter2"}))
