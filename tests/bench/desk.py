"""What the queue, its counts and one record cost over a large store, on SQLite and on PostgreSQL.

    python tests/bench/desk.py [--sqlite 200000] [--postgres 800000]

The stores are filled with rows directly, the same for the same seed: nights would take days. 0 leaves a database out. The table goes to stdout and
to <out>/bench/desk.md: the median and the 95th percentile over RUNS calls, in milliseconds, on the clock of this machine.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

from sqlalchemy import insert, text

from localize.domain.rank import DECISIONS
from localize.domain.variant import Decision
from localize.settings import Settings
from localize.store.codec import pair
from localize.store.desk_schema import flag, mark
from localize.store.queue import Filter
from localize.store.repository import Store
from localize.store.schema import night, record, unit, variant

RUNS = 40
SEED = 20260301
CHUNK = 500  # records
NOW = datetime(2026, 3, 1, tzinfo=UTC)
TARGETS = (
    "US/en-US/general", "US/en-US/diaspora", "HK/zh-Hant-HK/general", "TW/zh-Hant-TW/general",
    "SG/zh-Hans-SG/general", "SG/en-SG/general", "MO/zh-Hant-MO/general", "MY/zh-Hans-MY/general",
)  # fmt: skip
WORDS = ("泡脚包", "连衣裙", "佛香", "茶壶", "披帛", "手串", "香囊", "团扇")
RULES = ("claims.cure", "number_lost", "estimate", "han_left", "term:herb.ai-cao", "price_lost")
RARE = "claims.rare"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sqlite", type=int, default=200_000, help="variants in the SQLite store")
    parser.add_argument("--postgres", type=int, default=800_000, help="variants in the PostgreSQL store")
    given = parser.parse_args()
    lines = ["| database | variants | question | p50 ms | p95 ms |", "|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        if given.sqlite:
            lines += measured("SQLite", f"sqlite:///{folder}/desk.db", given.sqlite)
        if given.postgres:
            import pgserver

            server = pgserver.get_server(folder + "/pg")
            lines += measured("PostgreSQL", server.get_uri(), given.postgres)
            server.cleanup()
    report = "\n".join(lines)
    place = Settings.read().out / "bench" / "desk.md"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(report + "\n", encoding="utf-8")
    print(report)


def measured(name: str, url: str, count: int) -> Iterator[str]:
    """The lines of one database."""
    with Store.open(url) as store:
        begun = time.perf_counter()
        fill(store, count)
        print(f"{name}: {count} variants in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
        for question, ask in questions(store, count):
            ask()  # what is read for the first time comes from the disk
            times = []
            for _ in range(RUNS):
                clock = time.perf_counter()
                ask()
                times.append(1000 * (time.perf_counter() - clock))
            cuts = statistics.quantiles(times, n=20)
            yield f"| {name} | {count} | {question} | {statistics.median(times):.1f} | {cuts[18]:.1f} |"


def questions(store: Store, count: int) -> Iterator[tuple[str, Callable[[], object]]]:
    deep = store.queue.page()
    for _ in range(20):
        deep = store.queue.page(after=deep.next)
    place, key = deep.next, f"note:n{count // 16}"
    yield "first page", lambda: store.queue.page()
    yield "page 22", lambda: store.queue.page(after=place)
    yield "a region", lambda: store.queue.page(Filter(region="HK"))
    yield "a region and a decision", lambda: store.queue.page(Filter(region="SG", decision="block"))
    yield "a locale", lambda: store.queue.page(Filter(locale="zh-Hans-MY"))
    yield "a common rule", lambda: store.queue.page(Filter(rule=RULES[0]))
    yield "a rare rule", lambda: store.queue.page(Filter(rule=RARE))
    yield "a term", lambda: store.queue.page(Filter(concept="herb.c7"))
    yield "flagged", lambda: store.queue.page(Filter(flagged=True))
    yield "edited", lambda: store.queue.page(Filter(edited=True))
    yield "waiting for a choice", lambda: store.queue.page(Filter(waiting=True))
    yield "common words", lambda: store.queue.page(Filter(words="披帛"))
    yield "rare words", lambda: store.queue.page(Filter(words="第777号"))
    yield "counts of all", lambda: store.queue.counts()
    yield "counts of a region", lambda: store.queue.counts(Filter(region="HK"))
    yield "counts of a rare rule", lambda: store.queue.counts(Filter(rule=RARE))
    yield "one record, all variants", lambda: store.desk.sheet(key)
    yield "the same text elsewhere", lambda: store.desk.alike(pair("第77批", "Lot 77"))


def fill(store: Store, count: int) -> None:
    chance = Random(SEED)
    with store._write() as connection:
        connection.execute(insert(night), [{"id": 1, "started": NOW, "status": "finished", "stats": {}}])
    records = count // len(TARGETS)
    for first in range(0, records, CHUNK):
        some = range(first, min(first + CHUNK, records))
        with store._write() as connection:
            connection.execute(insert(record), [_record(n) for n in some])
            connection.execute(insert(variant), [_variant(n, t, chance) for n in some for t in range(len(TARGETS))])
            connection.execute(insert(unit), [row for n in some for t in range(len(TARGETS)) for row in _units(n, t)])
            connection.execute(insert(mark), [row for n in some for t in range(len(TARGETS)) for row in _marks(n, t)])
            if flags := [_flag(n) for n in some if n % 500 == 0]:
                connection.execute(insert(flag), flags)
    with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if connection.dialect.name == "sqlite" else "VACUUM ANALYZE"))


def _record(n: int) -> dict[str, Any]:
    lines = [f"{WORDS[n % len(WORDS)]} 第{n}号", f"第{n % 1000}批", "一家人都喜欢，" * 8]
    fields = [{"path": "title", "role": "title", "text": lines[0]}, {"path": "desc", "role": "body", "text": "\n".join(lines[1:])}]
    key = {"key": f"note:n{n}", "id": f"n{n}", "kind": "note" if n % 3 else "listing", "fingerprint": f"{n:016x}", "fields": fields, "facts": []}
    return key | {"place": "", "item": "", "words": "\n".join(lines), "first_night": 1, "changed_night": 1, "seen_night": 1}


def _variant(n: int, t: int, chance: Random) -> dict[str, Any]:
    decision = chance.choices(list(DECISIONS), (1, 3, 6))[0] if n % 20 else Decision.NOT_ELIGIBLE
    risk, value = round(chance.random(), 4), round(1 + 3 * chance.random(), 4)
    parts = TARGETS[t].split("/")
    row = {"id": n * len(TARGETS) + t + 1, "record": f"note:n{n}", "target": TARGETS[t], "region": parts[0], "locale": parts[1], "revision": 1}
    row |= {
        "signature": f"source={n} engine=e terms=t prompts=p rules=r memory=m",
        "decision": decision.value,
        "notices": [],
        "night": 1,
        "created": NOW,
    }
    row |= {"reasons": [{"rule": RULES[n % len(RULES)], "message": "m", "phrase": "p", "remedy": "r"}], "approval": "open" if n % 10 else "approved"}
    row |= {"kind": "note" if n % 3 else "listing", "engine": "e", "estimate": 0.8, "severity": 5, "gravest": RULES[n % len(RULES)]}
    edits = int(n % 200 == 3)
    return row | {"risk": risk, "value": value, "priority": round(1000 * risk * value), "edits": edits, "waiting": int(edits and n % 1000 == 3)}


def _units(n: int, t: int) -> Iterator[dict[str, Any]]:
    for position, (source, target) in enumerate(((f"第{n}号", f"No. {n}"), (f"第{n % 1000}批", f"Lot {n % 1000}"), ("一家人都喜欢", "All love it"))):
        row = {"variant_id": n * len(TARGETS) + t + 1, "position": position, "segment": position, "field": "desc", "role": "body"}
        row |= {"source": source, "source_before": "", "source_after": "", "target": target, "before": "", "after": "", "draft": target}
        row |= {"state": "translated", "origin": "engine", "engine": "e", "steps": [], "receipts": [], "issues": [], "estimate": 0.8}
        yield row | {"estimate_reasons": ["made by a model: 0.80"], "score": -0.2, "proposal": None, "pair": pair(source, target)}


def _marks(n: int, t: int) -> Iterator[dict[str, Any]]:
    number = n * len(TARGETS) + t + 1
    names = [("rule", RULES[n % len(RULES)]), ("term", f"herb.c{n % 300}"), ("term", f"craft.c{n % 77}")]
    for sort, name in names + ([("rule", RARE)] if n % 5000 == 7 else []):
        yield {"variant_id": number, "sort": sort, "name": name}


def _flag(n: int) -> dict[str, Any]:
    row = {
        "record": f"note:n{n}",
        "target": TARGETS[n % 8],
        "position": 0,
        "field": "desc",
        "source": "s",
        "text": "t",
        "reason": "term",
        "words": "",
    }
    return row | {"suggestion": "", "who": "shop", "at": NOW, "state": "open", "answer": "", "answered_by": ""}


if __name__ == "__main__":
    main()
