"""kill -9 a night ten times, wherever it happens to be; the night that is let finish makes what an undisturbed one makes."""

import json
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from localize.store.repository import Store

KILLS = 10
SEED = 20260301
LONGEST = 0.17  # of an undisturbed night: ten of these on average do not add up to a whole one, so every kill finds work in progress

# Runs nights in forked children, slowed so that a moment chosen at random falls into each kind of work: reading, planning, translating,
# building, and between the statements of a transaction. The first night, in a store of its own, is left alone and timed.
DRIVER = """
import json, mmap, os, select, signal, sys, time
from dataclasses import replace
from pathlib import Path
from sqlalchemy import Engine, event
from localize import night
from localize.engines.pseudo import PseudoEngine
from localize.kit import load_kit
from localize.settings import Settings
from localize.store.repository import Store

folder, shares = Path(sys.argv[1]), json.loads(sys.argv[2])
night.BATCH = 3
where = mmap.mmap(-1, 64)  # what the child is doing, for the parent to read after its death
translate, build = PseudoEngine.translate, night.build

def say(what, *_):
    where[:64] = what.encode().ljust(64)

def slowly(self, requests):
    for draft in translate(self, requests):
        time.sleep(0.004)
        yield draft

def watched_build(*given):
    say("building")
    return build(*given)

def statement(connection, cursor, statement, *_):
    if statement.startswith(("INSERT INTO variant", "INSERT INTO unit", "INSERT INTO record")):
        say("inside a transaction")
        time.sleep(0.001)

def settings(name):
    return Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": f"sqlite:///{folder / name}.db", "CHUHAI_OUT": str(folder / name)})

# once without any delay and before the first fork: what is loaded at first use (OpenCC, language profiles) would fill the short nights below
with Store.open(settings("warm").store) as store:
    kit = load_kit(settings("warm"), store)
    terms = store.terms()
    night.run(kit, [folder / "in"], say)
PseudoEngine.translate, night.build = slowly, watched_build
event.listen(Engine, "before_cursor_execute", statement)

def child(name):
    with Store.open(settings(name).store) as store:
        store.seed_terms(terms)
        say("beginning")
        os.write(begun[1], b".")
        night.run(replace(kit, settings=settings(name), store=store), [folder / "in"], say)

def start(name):
    number = os.fork()
    if number == 0:
        status = 1
        try:
            child(name)
            status = 0
        finally:
            os._exit(status)
    assert select.select([begun[0]], [], [], 60)[0] and os.read(begun[0], 1)
    return number

begun = os.pipe()
first = start("quiet")
clock = time.monotonic()
assert os.waitpid(first, 0)[1] == 0
whole = time.monotonic() - clock
found = []
for share in shares:
    victim = start("killed")
    time.sleep(share * whole)
    os.kill(victim, signal.SIGKILL)
    assert os.WTERMSIG(os.waitpid(victim, 0)[1]) == signal.SIGKILL, "it had finished before it was killed"
    found.append(where[:64].decode().strip())
assert os.waitpid(start("killed"), 0)[1] == 0
print(json.dumps(found))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The first lines of the examples, among them a record in quarantine."""
    (tmp_path / "in").mkdir()
    for path in (Path(__file__).parent.parent / "examples").glob("*.jsonl"):
        with path.open(encoding="utf-8") as lines:
            (tmp_path / "in" / path.name).write_text("".join([*islice(lines, 5), "{broken\n"]), encoding="utf-8")
    return tmp_path


def everything(store: Store) -> dict[tuple[str, str], tuple[object, ...]]:
    """All variants with what they say; fails when one stands twice."""
    found: dict[tuple[str, str], tuple[object, ...]] = {}
    for v in store.variants():
        assert (v.record, str(v.target)) not in found
        found[v.record, str(v.target)] = (str(v.signature), v.verdict, v.notices, v.approval, v.units)
    return found


def test_ten_kills_lose_nothing_and_double_nothing(folder: Path) -> None:
    moments = random.Random(SEED)
    shares = [moments.uniform(0, LONGEST) for _ in range(KILLS)]
    ran = subprocess.run([sys.executable, "-c", DRIVER, str(folder), json.dumps(shares)], capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    phases = json.loads(ran.stdout)
    assert len(phases) == KILLS and len(set(phases)) >= 3, phases
    with Store.open(f"sqlite:///{folder / 'quiet.db'}") as quiet, Store.open(f"sqlite:///{folder / 'killed.db'}") as killed:
        assert killed.faults() == ()
        assert [n.status for n in killed.nights()] == ["finished"] + ["interrupted"] * KILLS
        expected = everything(quiet)
        assert len(expected) == 10 * len(list(quiet.records()))
        assert everything(killed) == expected
        assert [(q.where, q.message) for q in killed.quarantine(KILLS + 1)] == [(q.where, q.message) for q in quiet.quarantine(1)]
    with closing(sqlite3.connect(folder / "killed.db")) as tables:
        revisions = tables.execute("SELECT record, target, count(*), max(revision) FROM variant GROUP BY 1, 2").fetchall()
    assert {(count, latest) for _, _, count, latest in revisions} == {(1, 1)}  # nothing was decided on, so nothing has a second revision
    for name in ("report.json", "emit/US.jsonl", "emit/HK.csv"):
        assert (folder / "killed" / name).exists()
