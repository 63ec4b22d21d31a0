"""How long people wait for pages over a large store: a real server, twenty people at once.

    python tests/bench/pages.py [--sqlite 200000] [--postgres 800000] [--people 20] [--seconds 20]

The stores are filled as in desk.py; `localize serve` runs in a process of its own, and so do the people, who look at each
page for a second. 0 leaves a database out. The table goes to stdout and to <out>/bench/pages.md: the median and the 95th percentile in milliseconds as
the people see them, and how many pages a second were served in all. `--pause 0` asks without a pause: then the pages a second are what counts. On a machine that does other work, measure again alone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import httpx
from sqlalchemy import update

from desk import SEED, TARGETS, fill
from localize.domain.account import Account, Deed, Role, Session
from localize.settings import Settings
from localize.store.repository import Store
from localize.store.schema import record
from localize.web.keys import digest

ROOT = Path(__file__).parent.parent.parent
COOKIE = b"cookie of everybody".hex()
SHOP = "茶行"
MINE = 500  # records of the one shop that sellers look at
# what is asked → addresses; {n} is a record of the store, {m} one of the shop, {t} a target
PAGES = {
    "start": "/",
    "queue": "/queue",
    "queue of a region": "/queue?region=HK",
    "record in the editor": "/queue/note:n{n}",
    "shop": "/shop",
    "preview": "/shop/note:n{m}",
    "nights": "/nights",
    "audit log": "/audit",
    "API: queue": "/api/v1/queue",
    "API: queue of a rule": "/api/v1/queue?rule=claims.cure",
    "API: queue, words": "/api/v1/queue?words=%E6%8A%AB%E5%B8%9B",
    "API: counts": "/api/v1/queue/counts",
    "API: variant": "/api/v1/variant?key=note:n{n}&target={t}",
    "API: variants of a record": "/api/v1/variants?key=note:n{n}",
    "API: records": "/api/v1/records",
    "API: flags": "/api/v1/flags?state=open",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sqlite", type=int, default=200_000, help="variants in the SQLite store")
    parser.add_argument("--postgres", type=int, default=800_000, help="variants in the PostgreSQL store")
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20, help="for each page")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds that a person looks at a page")
    parser.add_argument("--only", default="", help="pages whose names have these words")
    parser.add_argument("--ask", nargs=3, help=argparse.SUPPRESS)  # the people's process: server, records, seconds
    given = parser.parse_args()
    if given.ask:
        print(json.dumps(asyncio.run(measured(given.ask[0], int(given.ask[1]), float(given.ask[2]), given))))
        return
    lines = ["| database | variants | page | p50 ms | p95 ms | pages/s |", "|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        if given.sqlite:
            lines += served("SQLite", f"sqlite:///{folder}/pages.db", given, given.sqlite, folder)
        if given.postgres:
            import pgserver

            server = pgserver.get_server(folder + "/pg")
            lines += served("PostgreSQL", server.get_uri(), given, given.postgres, folder)
            server.cleanup()
    report = "\n".join(lines)
    place = Settings.read().out / "bench" / "pages.md"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(report + "\n", encoding="utf-8")
    print(report)


def served(name: str, url: str, given: argparse.Namespace, count: int, folder: str) -> Iterator[str]:
    """The lines of one database."""
    begun = time.perf_counter()
    with Store.open(url) as store:
        fill(store, count)
        _people(store)
    print(f"{name}: {count} variants in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    records = count // len(TARGETS)
    with serving(url, folder) as address:
        asking = [
            sys.executable,
            __file__,
            "--ask",
            address,
            str(records),
            str(given.seconds),
            "--people",
            str(given.people),
            "--pause",
            str(given.pause),
            "--only",
            given.only,
        ]
        answers = json.loads(subprocess.run(asking, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout)
    for page, (times, lasted) in answers.items():
        cuts = statistics.quantiles(times, n=20)
        yield f"| {name} | {count} | {page} | {1000 * statistics.median(times):.0f} | {1000 * cuts[18]:.0f} | {len(times) / lasted:.0f} |"


def _people(store: Store) -> None:
    """Accounts that may look at everything, with a session each; and a shop with some of the records."""
    now = datetime.now(UTC)
    deed = Deed(now, "olga", "bench", "")
    roles = (Role.OPERATOR, Role.EDITOR, Role.SELLER)
    for number, cookie in enumerate(COOKIES):
        account = store.accounts.add(Account(0, f"olga {number}", roles, now, locales=("en", "zh"), shops=(SHOP,)), deed)
        store.sessions.begin(Session(digest(cookie), account.id, None, now, now, now + timedelta(days=1)), deed)
    with store._write() as connection:
        connection.execute(update(record).where(record.c.key.in_([f"note:n{n}" for n in range(MINE)])).values(shop=SHOP))


@contextmanager
def serving(url: str, folder: str) -> Iterator[str]:
    """`localize serve` over a store, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "CHUHAI_STORE": url, "CHUHAI_OUT": folder, "CHUHAI_ENGINE": "pseudo", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", "from localize.cli import app; app()", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(600):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


async def measured(server: str, records: int, seconds: float, given: argparse.Namespace) -> dict[str, tuple[list[float], float]]:
    """For each page that is there, how long each answer took, and how long was asked."""
    found: dict[str, tuple[list[float], float]] = {}
    people = [httpx.AsyncClient(base_url=server, cookies={"chuhai": cookie}, timeout=60) for cookie in COOKIES[: given.people]]
    for name, pattern in PAGES.items():
        if given.only not in name or (await people[0].get(_address(pattern, records, Random(SEED)))).status_code != 200:
            continue
        times: list[float] = []
        begun = time.perf_counter()
        asked = (_person(each, pattern, records, Random(n), begun + seconds, given.pause, times) for n, each in enumerate(people))
        await asyncio.gather(*asked)
        found[name] = (times, time.perf_counter() - begun)
    return found


async def _person(client: httpx.AsyncClient, pattern: str, records: int, chance: Random, until: float, pause: float, times: list[float]) -> None:
    """Look at a page, read it, look at another: not all at the same moment."""
    await asyncio.sleep(chance.random() * pause)
    while time.perf_counter() < until:
        begun = time.perf_counter()
        answered = await client.get(_address(pattern, records, chance))
        if answered.status_code == 429:  # the API's own limit: who asks without a pause has to wait
            await asyncio.sleep(1)
            continue
        answered.raise_for_status()
        times.append(time.perf_counter() - begun)
        await asyncio.sleep(pause * (0.5 + chance.random()))


def _address(pattern: str, records: int, chance: Random) -> str:
    n = chance.randrange(records)
    return pattern.format(n=n, m=n % MINE, t=chance.choice(TARGETS))


if __name__ == "__main__":
    main()
