"""What a unit costs beside its translation: reading and planning, adaptation, surroundings, checks, estimate and gate, on one core.

    python tests/bench/adaptation.py [--engine auto|pseudo] [--rounds 3]

All records of examples/ against every enabled target. Their drafts are made first and are not timed: with `--engine auto` by the language model
(minutes, once; they are kept in <out>/bench/adaptation.db), with `pseudo` without one. Then planning and building are timed variant by variant
in processor time, so that a neighbour on the machine changes little; a variant's time is divided by its units. The table goes to stdout and to
<out>/bench/adaptation.md, with the parts that cost most. A whole night's share without the model is printed by the night itself.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from localize.adapt.pipeline import Adapter
from localize.build import build
from localize.checks.registry import Check
from localize.domain.record import Record
from localize.domain.unit import Adapted
from localize.kit import Kit, load_kit
from localize.plan import Work, plan, read
from localize.settings import Settings
from localize.sources.files import FileSource
from localize.store.repository import Store
from localize.translate import topics, translate
from terms import table, verdict

ROOT = Path(__file__).parents[2]
MOST_MILLISECONDS = 3.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", default="pseudo")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    settings = replace(Settings.read(), engine=given.engine)
    folder = settings.out / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    records = [r for r in FileSource([ROOT / "examples"]).fetch() if isinstance(r, Record)]
    with Store.open(f"sqlite:///{folder / 'adaptation.db'}") as store:
        kit = load_kit(settings, store)
        works = [plan(read(record, kit), target, kit) for record in records for target in kit.targets]
        texts, _ = translate(works, store, lambda *_: None)
        kept = {id(work): topics(work, store) for work in works}
        done = [work for work in works if work.pieces]
        costs = [cost(lambda work=work: build(work, texts, kept[id(work)], kit), given.rounds) / len(work.pieces) for work in done]
        planning = [planned(record, kit, given.rounds) for record in records]
        parts = shares(done, texts, kept, kit)
    lines = [row("adapt, check, estimate, gate", costs, MOST_MILLISECONDS), row("read and plan, all targets of a record", planning, None)]
    text = "\n\n".join((f"{len(done)} variants, {sum(len(w.pieces) for w in done)} units, engine {given.engine}", table(("milliseconds a unit", "median", "mean", "95 of 100", "most", ""), lines),
                        table(("of it", "share"), parts)))  # fmt: skip
    (folder / "adaptation.md").write_text(text + "\n", encoding="utf-8")
    print(text)
    sys.exit(statistics.median(costs) > MOST_MILLISECONDS)


def cost(call, rounds: int) -> float:
    """Milliseconds of processor time, the best of a few rounds."""
    best = float("inf")
    for _ in range(rounds):
        clock = time.process_time_ns()
        call()
        best = min(best, time.process_time_ns() - clock)
    return best / 1e6


def planned(record: Record, kit: Kit, rounds: int) -> float:
    """Milliseconds a unit to read a record once and plan it for every target."""
    units = 0

    def all_targets() -> None:
        nonlocal units
        reading = read(record, kit)
        units = sum(len(plan(reading, target, kit).pieces) for target in kit.targets)

    spent = cost(all_targets, rounds)
    return spent / max(units, 1)


def row(name: str, costs: Sequence[float], bound: float | None) -> tuple[str, ...]:
    ordered = sorted(costs)
    said = verdict(statistics.median(costs) <= bound, f"median at most {bound:g}") if bound else ""
    figures = (statistics.median(ordered), statistics.fmean(ordered), ordered[int(len(ordered) * 0.95)], ordered[-1])
    return (name, *(f"{value:.2f}" for value in figures), said)


def shares(works: Iterable[Work], texts: Mapping, kept: Mapping, kit: Kit) -> list[tuple[str, str]]:
    """The shares of the adapters and checks that cost most, measured with a clock around each."""
    spent: dict[str, int] = {}

    def clocked(name: str, call):
        def inner(*arguments):
            clock = time.process_time_ns()
            try:
                found = call(*arguments)
                return found if isinstance(found, Adapted) else tuple(found)
            finally:
                spent[name] = spent.get(name, 0) + time.process_time_ns() - clock

        return inner

    def adapter(each: Adapter) -> Adapter:
        return clocked(f"adapt {getattr(each, '__qualname__', each)}", each)

    def check(each: Check) -> Check:
        return clocked(f"check {getattr(each, '__name__', type(each).__name__)}", each)

    watched = replace(kit, adapters=replace(kit.adapters, target=tuple(map(adapter, kit.adapters.target))), checks=tuple(map(check, kit.checks)))
    clock = time.process_time_ns()
    for work in works:
        build(work, texts, kept[id(work)], watched)
    whole = time.process_time_ns() - clock
    most = sorted(spent.items(), key=lambda item: -item[1])[:12]
    return [(name, f"{value / whole:.1%}") for name, value in most] + [("everything else", f"{1 - sum(v for _, v in most) / whole:.1%}")]


if __name__ == "__main__":
    main()
