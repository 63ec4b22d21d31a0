"""Prefect in one process: its programming interface served by a thread, its records in a private folder, nothing sent anywhere.

Prefect would start a second process for this. That process outlives a killed night, dies of the same Ctrl-C before the night has said
goodbye, and takes 5 s longer. A thread does neither.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path

from localize.errors import SettingsError

_START_SECONDS = 60.0  # the first start in a new folder makes Prefect's tables: about 6 s on two cores

_PRIVATE = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    # the command prints an error once and in words; Prefect would print it again with a traceback
    "PREFECT_LOGGING_LOGGERS_PREFECT_FLOW_RUNS_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "CRITICAL",
}
_SMALL = {  # what a server for one flow can do without: saves about a second and all growth
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_SERVER_SERVICES_EVENT_LOGGER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
}


def settle(environment: MutableMapping[str, str], home: Path) -> None:
    """Prefect's settings for a run in this process. Call it before Prefect is imported: it reads them then. What is set already stays."""
    chosen = {**_PRIVATE, "PREFECT_HOME": str(home), **({} if "PREFECT_API_URL" in environment else _SMALL)}
    for name, value in chosen.items():
        environment.setdefault(name, value)
    Path(environment["PREFECT_HOME"]).expanduser().mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def served() -> Iterator[str]:
    """Prefect's address for the time of the block: the one that is set (PREFECT_API_URL), else a thread of this process."""
    from prefect.settings import PREFECT_API_URL, get_current_settings, temporary_settings

    if chosen := get_current_settings().api.url:
        _answers(chosen)
        yield chosen
        return
    with _thread() as address, temporary_settings({PREFECT_API_URL: address}):
        yield address


def _answers(address: str) -> None:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        fault = client.api_healthcheck()
    if fault is not None:
        raise SettingsError(
            f"The Prefect server at {address} does not answer: {fault}.", next_step="Start it (`prefect server start`) or unset PREFECT_API_URL."
        )


@contextmanager
def _thread() -> Iterator[str]:
    import uvicorn
    from prefect.server.api.server import create_app

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))  # port 0: the system picks a free one, and nobody can take it before we listen
        server = uvicorn.Server(uvicorn.Config(create_app(ephemeral=True), log_level="error", lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True, name="prefect")
        thread.start()
        try:
            _wait(server, thread)
            yield f"http://127.0.0.1:{door.getsockname()[1]}/api"
        finally:
            server.should_exit = True
            thread.join(10)


def _wait(server: object, thread: threading.Thread) -> None:
    until = time.monotonic() + _START_SECONDS
    while not getattr(server, "started", False):
        if not thread.is_alive() or time.monotonic() > until:
            raise SettingsError("Prefect did not start in this process.", next_step="Remove the folder work/prefect and run again.")
        time.sleep(0.02)
