"""Start a night that outlives who started it: on the Prefect server where one has our deployment, else in a process of its own here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError

from localize.errors import SettingsError
from localize.settings import Settings
from localize.store.repository import Store
from localize.store.watch import Pulse

DEPLOYMENT = "nightly/nightly"
LOG = "night.log"  # in the folder of the reports: what the newest night that was started here said
_PATIENCE = 3.0  # seconds for an answer of Prefect: somebody waits for the page
_LOG_SHOWN = 4000  # bytes
_NOT_FOR_NIGHTS = ("CHUHAI_SECRET", "CHUHAI_OIDC_SECRET")


@dataclass(frozen=True)
class Launched:
    """`how` is "prefect" or "process"; `name` the run there, or the process."""

    how: str
    name: str


def launch(settings: Settings, store: Store, sources: Sequence[str] = (), shop: str = "") -> Launched:
    """Start a night over these sources, over those of the settings (or of the deployment) where none are given. Does not wait for it.

    Raises StoreBusy saying who holds the store, and SettingsError where nothing says what to read.
    """
    # taken and let go: two who start at once both get here, and the later night says that the store is held and ends
    with store.hold("somebody who starts a night"):
        pass
    given = {"sources": list(sources), "shop": shop} if sources else {}
    if settings.prefect_url and (run := _on_prefect(settings.prefect_url, given)):
        return Launched("prefect", run)
    wanted = list(sources) or [str(path) for path in settings.sources]
    if not wanted:
        raise SettingsError("Nothing says what a night should read.", next_step="Set CHUHAI_SOURCES to its files, then start `localize serve` again.")
    return Launched("process", _process(settings, wanted, shop if sources else settings.shop))


def _on_prefect(api: str, parameters: Mapping[str, Any]) -> str:
    """The name of the run, "" where the server does not answer or has no such deployment."""
    try:
        deployment = _asked(f"{api}/deployments/name/{DEPLOYMENT}")
        made = _asked(f"{api}/deployments/{deployment['id']}/create_flow_run", {"parameters": dict(parameters)})
        return str(made["name"])
    except (URLError, TimeoutError, ConnectionError, ValueError, KeyError, TypeError):
        return ""


def _asked(address: str, body: Mapping[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})  # noqa: S310 - http or https: settings check it
    with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
        return json.load(answer)


def _process(settings: Settings, sources: Sequence[str], shop: str) -> str:
    """The command of a shell, in a session of its own: Ctrl-C in the terminal of the pages does not reach it."""
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_FOR_NIGHTS}
    command = [sys.executable, "-c", "from localize.cli import app; app()", "night", f"--shop={shop}", "--", *sources]
    settings.out.mkdir(parents=True, exist_ok=True)
    with (settings.out / LOG).open("wb") as log:
        started = subprocess.Popen(  # noqa: S603 - no shell; the paths are those of the settings or of an earlier night
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    # somebody has to take note that it ended, or the system keeps it as a dead entry until the pages end
    threading.Thread(target=started.wait, daemon=True, name="night").start()
    return f"process {started.pid}"


def last_words(settings: Settings) -> str:
    """The end of what the newest night that was started here said, "" where there is none."""
    path = settings.out / LOG
    try:
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - _LOG_SHOWN))
            return log.read(_LOG_SHOWN).decode("utf-8", errors="replace").strip()
    except OSError:
        return ""


def file_of(place: str, pulse: Pulse | None) -> str:
    """The file that a record in quarantine stands in, as a whole path; "" where its night did not say what it read, or it is gone.

    `place` is "folder/notes.jsonl:12", with a target behind it where only that could not be made.
    """
    name = place.partition(" ")[0] if ".jsonl:" not in place else place[: place.index(".jsonl:") + 6]
    for source in map(Path, pulse.sources if pulse is not None else ()):
        for path in sorted(source.glob("*.jsonl")) if source.is_dir() else [source]:
            if name and path.is_file() and f"/{path.as_posix()}".endswith(f"/{name.removeprefix('/').removeprefix('./')}"):
                return str(path)
    return ""
