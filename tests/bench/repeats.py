"""What repeats cost: 10,000 segments of which 60 % stand elsewhere too, beside 10,000 different ones, in one run.

    python tests/bench/repeats.py [--segments 10000] [--cost 0.01]

The pseudo engine, slowed to a fixed cost a segment, behind the night's own planning, cache of drafts and store (SQLite, a new one for each).
Measured is the step that translates; the floor is 45 % of the time of the different ones.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace

from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.domain.request import Draft, Request
from localize.engines.pseudo import PseudoEngine
from localize.engines.routing import Routes
from localize.kit import load_kit
from localize.plan import plan, read
from localize.settings import Settings
from localize.store.repository import Store
from localize.translate import translate

MOST = 0.45
LINES = 10  # segments a record
TARGET = Target.parse("US/en-US/general")


class Slow(PseudoEngine):
    """A fixed cost a segment, as a model has one."""

    def __init__(self, cost: float) -> None:
        super().__init__()
        self.cost = cost

    def translate(self, requests: Iterable[Request]) -> Iterator[Draft]:
        for draft in super().translate(requests):
            time.sleep(self.cost)
            yield draft


def seconds(segments: int, different: int, cost: float) -> tuple[float, int]:
    """How long the step took, and how many segments the engine was asked for."""
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/bench.db") as store:
        kit = load_kit(replace(Settings.read(), engine="pseudo"), store)
        kit = replace(kit, routes=Routes({"en": Slow(cost)}, {}))
        texts = [f"第{n % different}款围巾很暖和很好看。" for n in range(segments)]
        records = [
            Record(str(n), Kind.NOTE, (Field("desc", Role.BODY, "\n".join(texts[n : n + LINES])),), (), "bench") for n in range(0, segments, LINES)
        ]
        works = [plan(read(record, kit), TARGET, kit) for record in records]
        begun = time.perf_counter()
        _, counts = translate(works, store, lambda *_: None)
        return time.perf_counter() - begun, counts.translated


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segments", type=int, default=10_000)
    parser.add_argument("--cost", type=float, default=0.01, help="seconds a segment; the embedded model takes 0.2")
    given = parser.parse_args()
    rows = [(share, *seconds(given.segments, round(given.segments * (1 - share)), given.cost)) for share in (0.0, 0.6)]
    print("| segments that repeat | asked | s |\n| --- | --- | --- |")
    for share, taken, asked in rows:
        print(f"| {share:.0%} of {given.segments} | {asked} | {taken:.2f} |")
    ratio = rows[1][1] / rows[0][1]
    print(f"ratio {ratio:.1%}, at most {MOST:.0%}: {'holds' if ratio <= MOST else 'MISSED'}")
    sys.exit(ratio > MOST)


if __name__ == "__main__":
    main()
