"""Nights that outlive who started them: on a Prefect server where it has the deployment, in a process otherwise."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from localize import launch as launching
from localize.errors import SettingsError, StoreBusy
from localize.launch import Launched, file_of, launch
from localize.settings import Settings
from localize.store.repository import Store
from localize.store.watch import Pulse


class Prefect(BaseHTTPRequestHandler):
    """The two addresses of Prefect's interface that a launch asks."""

    deployed: ClassVar[bool] = True
    asked: ClassVar[list[Any]] = []

    def do_GET(self) -> None:
        self._say(200 if self.deployed and self.path == "/api/deployments/name/nightly/nightly" else 404, {"id": "d1"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, body))
        self._say(201, {"id": "r1", "name": "brave-otter"})

    def _say(self, status: int, body: dict[str, str]) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test looks at what was asked."""


@pytest.fixture
def prefect(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Prefect, "asked", [])
    with HTTPServer(("127.0.0.1", 0), Prefect) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/api"
        server.shutdown()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], str]]:
    found: list[tuple[list[str], str]] = []

    def note(_settings: Settings, sources: list[str], shop: str) -> str:
        found.append((list(sources), shop))
        return "process 9"

    monkeypatch.setattr(launching, "_process", note)
    return found


def settings(**more: str) -> Settings:
    return Settings.read({"CHUHAI_SOURCES": "/data/a.jsonl:/data/b", "CHUHAI_SHOP": "茶行", **more})


def test_a_deployment_runs_it_with_its_own_sources(filled_store: Store, prefect: str, started: list[Any]) -> None:
    chosen = settings(PREFECT_API_URL=prefect)
    assert chosen.prefect_ui == prefect.removesuffix("/api")
    assert launch(chosen, filled_store) == Launched("prefect", "brave-otter") and started == []
    assert launch(chosen, filled_store, ["/data/a.jsonl"], "花坊").how == "prefect"
    run = "/api/deployments/d1/create_flow_run"
    assert Prefect.asked == [(run, {"parameters": {}}), (run, {"parameters": {"sources": ["/data/a.jsonl"], "shop": "花坊"}})]


def test_without_one_a_process_does(filled_store: Store, prefect: str, started: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Prefect, "deployed", False)
    for address in (prefect, "http://127.0.0.1:1/api", ""):
        assert launch(settings(**({"PREFECT_API_URL": address} if address else {})), filled_store) == Launched("process", "process 9")
    assert started == [(["/data/a.jsonl", "/data/b"], "茶行")] * 3


def test_it_is_refused_while_the_store_is_held_and_where_nothing_says_what_to_read(filled_store: Store, started: list[Any]) -> None:
    with filled_store.hold("night"), pytest.raises(StoreBusy, match="held by night, process"):
        launch(settings(), filled_store)
    with pytest.raises(SettingsError, match="Nothing says"):
        launch(Settings.read({}), filled_store)
    assert started == []


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("shop a/notes.jsonl:12", "shop a/notes.jsonl"),
        ("shop a/notes.jsonl:12 US/en-US/general", "shop a/notes.jsonl"),
        ("notes.jsonl:12", "shop a/notes.jsonl"),
        ("otes.jsonl:12", ""),
        ("other.jsonl:12", ""),
        ("../../etc/passwd", ""),
        ("", ""),
    ],
)
def test_the_file_of_a_record_is_one_that_its_night_read(tmp_path: Path, place: str, found: str) -> None:
    folder = tmp_path / "shop a"
    folder.mkdir()
    (folder / "notes.jsonl").write_text("{}", encoding="utf-8")
    (tmp_path / "other.jsonl").write_text("{}", encoding="utf-8")
    pulse = Pulse(1, (str(folder),), "", "", datetime.now(UTC))
    assert file_of(place, pulse) == (str(tmp_path / found) if found else "")
    assert file_of(place, None) == ""
