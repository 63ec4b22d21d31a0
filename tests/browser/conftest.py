"""A real server in a second process over a small real store, and a real browser: Debian's Chromium, without the network.

Screenshots go to $CHUHAI_SCREENSHOTS, or to a folder of the test run.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from localize.domain.record import Field, Kind, Record, Role
from localize.store.repository import Store

CHROMIUM = os.environ.get("CHUHAI_CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "泡脚 lantern orbit seven"
ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Server:
    url: str
    store: str
    code: str  # of the first run


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def chromium() -> str:
    if CHROMIUM is None:
        pytest.skip("there is no chromium here: apt-get install chromium fonts-noto-cjk, or name one in CHUHAI_CHROMIUM")
    pytest.importorskip("playwright", reason="the package playwright is not installed")
    return CHROMIUM


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Server]:
    """`localize serve` over a store with four records of one shop, which nobody has set up yet."""
    folder = tmp_path_factory.mktemp("serve")
    store = f"sqlite:///{folder / 'store.db'}"
    with Store.open(store) as opened:
        night = opened.start_night(datetime.now(UTC))
        texts = ("艾草泡脚包 30包独立装", "初一十五，给家里点一支佛香", "春茶上新 明前龙井", "手工汝窑品茗杯")
        records = [Record(f"n{n}", Kind.NOTE, (Field("title", Role.TITLE, text),)) for n, text in enumerate(texts)]
        opened.save_records([replace(record, shop="茶行") for record in records], night)
        opened.finish_night(night, "finished", {})
    with serving(folder, store) as running:
        yield running


@contextmanager
def serving(folder: Path, store: str, **settings: str) -> Iterator[Server]:
    """`localize serve` over a store, with these settings beside those of the tests."""
    port = free_port()
    environment = {
        **os.environ,
        "CHUHAI_STORE": store,
        "CHUHAI_OUT": str(folder),
        "CHUHAI_ENGINE": "pseudo",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        **settings,
    }
    environment.pop("CHUHAI_URL", None)
    command = [sys.executable, "-c", "from localize.cli import app; app()", "serve", "--port", str(port)]
    log = folder / "log"
    with log.open("w") as told, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=told, stderr=subprocess.STDOUT) as process:
        try:
            yield Server(f"http://127.0.0.1:{port}", store, _code(log, port))
        finally:
            process.terminate()


def _code(log: Path, port: int) -> str:
    """What the server prints, "" where it has an account; it is waited for until it answers."""
    for _ in range(300):
        said = log.read_text()
        found = re.search(r"type this code: (\S+)", said)
        with socket.socket() as probe:
            if "Chuhai is at" in said and probe.connect_ex(("127.0.0.1", port)) == 0:
                return found[1] if found else ""
        time.sleep(0.2)
    raise TimeoutError(log.read_text())


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator["Browser"]:  # type: ignore[name-defined]  # noqa: F821
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def photograph(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., None]:
    """Takes a picture of a whole page at its width."""
    folder = Path(os.environ.get("CHUHAI_SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: "Page", name: str) -> None:  # type: ignore[name-defined]  # noqa: F821
        page.screenshot(path=folder / f"{name}.png", full_page=True, caret="initial")  # hiding the caret would write styles into the page

    return take
