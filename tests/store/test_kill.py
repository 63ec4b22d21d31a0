"""kill -9 at chosen statements: what was not finished never happened, and the next attempt completes."""

import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from localize.domain.variant import Approval, Variant
from localize.review import approve
from localize.store.repository import Store

US = "US/en-US/general"

# Kills itself just before the nth statement that starts with the given words; "COMMIT" stands for the end of the transaction.
VICTIM = """
import os, signal, sys
from datetime import UTC, datetime
from sqlalchemy import Engine, event
from localize.review import approve
from localize.store.repository import Store
from pickle import load
url, pickled, words, nth = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
seen = 0
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
def look(connection, cursor, statement, parameters, context, many):
    global seen
    if statement.lstrip().startswith(words):
        seen += 1
        if seen == nth:
            die()
with Store.open(url) as store, open(pickled, "rb") as file:
    variants = load(file)
    event.listen(Engine, "before_cursor_execute", look)
    if words == "COMMIT":
        event.listen(Engine, "commit", die)
    if variants:
        store.save_variants(1, variants)
    else:
        approve(store, "note:n0001", "US/en-US/general", "lin", now=datetime.now(UTC))
"""


def kill_at(store: Store, tmp_path: Path, variants: list[Variant], words: str, nth: int) -> None:
    pickled = tmp_path / "variants.pickle"
    pickled.write_bytes(pickle.dumps(variants))
    victim = subprocess.run([sys.executable, "-c", VICTIM, store.address, str(pickled), words, str(nth)], check=False)
    assert victim.returncode == -signal.SIGKILL


@pytest.mark.parametrize(("words", "nth"), [("DELETE FROM variant", 1), ("INSERT INTO variant", 1), ("INSERT INTO unit", 2), ("COMMIT", 1)])
def test_a_night_killed_while_saving_leaves_no_half_variant(
    filled_store: Store, tmp_path: Path, make_variant: Callable[..., Variant], words: str, nth: int
) -> None:
    store, keys = filled_store, [f"note:n000{n}" for n in (1, 2, 3)]
    store.save_variants(1, [make_variant(record=key, lines=120) for key in keys])
    changed = [make_variant(record=key, lines=120, source="b2", title="New") for key in keys]
    kill_at(store, tmp_path, changed, words, nth)
    assert store.faults() == ()
    assert [(v.record, v.revision, v.field_text("title"), len(v.units)) for v in store.variants()] == [(k, 1, "Mugwort foot soak", 121) for k in keys]
    assert set(store.save_variants(1, changed).values()) == {"changed"}
    assert [(v.revision, v.field_text("title"), len(v.units)) for v in store.variants()] == [(2, "New", 121)] * 3


@pytest.mark.parametrize("words", ["INSERT INTO event", "UPDATE unit", "INSERT INTO memory", "COMMIT"])
def test_an_approval_is_whole_or_not_at_all(
    filled_store: Store, tmp_path: Path, now: datetime, make_variant: Callable[..., Variant], words: str
) -> None:
    store = filled_store
    store.save_variants(1, [make_variant()])
    kill_at(store, tmp_path, [], words, 1)
    left = store.variant("note:n0001", US)
    assert left is not None and left.approval is Approval.OPEN
    assert store.faults() == () and list(store.events()) == [] and store.memory(US, ["艾草泡脚包"]) == {}
    approve(store, "note:n0001", US, "lin", now=now)
    assert len(list(store.events())) == 1
