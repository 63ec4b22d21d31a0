"""What the preview of a change costs over 20,000 variants, for a rare term, a common one and the most common one.

    python tests/bench/impact.py [--variants 20000] [--store FOLDER]

The store is made by nights without a model (the pseudo engine) over records mixed from examples/, which takes a few minutes; with --store it is
kept in FOLDER and found there by the next run. The table goes to stdout and to <out>/bench/impact.md. Times are those of `impact` itself, the
best of three: on the clock, and of the processor, which a neighbour on the machine does not change and which is held to the bound. With --exact
every record is planned anew with the changed terms, too, and the table says how long that takes and whether both name the same variants.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from localize import night
from localize.domain.record import Record
from localize.domain.term import Demand, Status, Term
from localize.impact import impact, next_change
from localize.kit import Kit, load_kit
from localize.plan import plan, read, why_stale
from localize.settings import Settings
from localize.sources.files import FileSource
from localize.store.repository import Store
from localize.termbase.match import TermIndex
from terms import table, verdict

ROOT = Path(__file__).parents[2]
MOST_SECONDS, MOST_TOUCHED = 1.0, 2_000


@dataclass(frozen=True)
class Measured:
    name: str
    term: Term
    touched: int
    records: int
    clock: float
    seconds: float
    anew: float
    same: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--variants", type=int, default=20_000)
    parser.add_argument("--store", type=Path, help="keep the store in this folder and use what is there")
    parser.add_argument("--exact", action="store_true", help="plan every record anew for each term, too (a minute each)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.store or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        settings = replace(Settings.read(), engine="pseudo", store=f"sqlite:///{folder / 'impact.db'}")
        with Store.open(settings.store) as store:
            kit = load_kit(settings, store)
            begun = time.perf_counter()
            fill(kit, -(-given.variants // len(kit.targets)))
            text = report(kit, time.perf_counter() - begun, exact=given.exact)
    print(text)
    out = settings.out / "bench"
    out.mkdir(parents=True, exist_ok=True)
    (out / "impact.md").write_text(text + "\n", encoding="utf-8")
    sys.exit("MISSED" in text)


def fill(kit: Kit, count: int) -> None:
    """A store with variants of `count` records, all up to date. Nothing is done where it has them."""
    if kit.store.record_count() >= count:
        return
    records = mixed(count, Random(3))
    number = kit.store.start_night(datetime.now(UTC))
    kit.store.save_records(records, number)
    for keys in night.batches([record.key for record in records]):
        night.localize(kit, number, keys, lambda *_: None)


def mixed(count: int, random: Random) -> list[Record]:
    """Records of the examples with half of their texts exchanged for texts of the same role."""
    examples = [r for r in FileSource([ROOT / "examples"]).fetch() if isinstance(r, Record)]
    texts = {role: [f.text for r in examples for f in r.fields if f.role is role] for r in examples for role in {f.role for f in r.fields}}
    found = []
    for number in range(count):
        own = random.choice(examples)
        fields = tuple(f if random.random() < 0.5 else replace(f, text=random.choice(texts[f.role])) for f in own.fields)
        found.append(replace(own, id=f"bench{number:06d}", fields=fields))
    return found


def report(kit: Kit, made: float, *, exact: bool) -> str:
    records = list(kit.store.records())
    chosen = choose(kit, records)
    measured = [measure(kit, name, term, exact=exact) for name, term in chosen]
    rows = [
        (m.name, m.term.source, str(m.touched), str(m.records), f"{m.clock:.2f} s", f"{m.seconds:.2f} s", *((f"{m.anew:.0f} s", "yes" if m.same else "NO: MISSED") if exact else ("", "")),
         verdict(m.seconds <= MOST_SECONDS, f"at most {MOST_SECONDS:g} s") if m.touched <= MOST_TOUCHED else f"more than {MOST_TOUCHED:,} touched, no bound")
        for m in measured
    ]  # fmt: skip
    head = ("term", "word", "variants stale", "records", "preview", "processor", "all planned anew", "the same", "bound")
    size = f"{len(records)} records, {sum(kit.store.counts().values())} variants; the store was ready after {made:.0f} s."
    return f"{size}\n\n{table(head, rows)}"


def choose(kit: Kit, records: Sequence[Record]) -> list[tuple[str, Term]]:
    """Entries for English by the number of records that hold their headword: one of the rarest, those nearest to what is asked, the most common."""
    live = [t for t in kit.store.terms(Status.APPROVED) if str(t.locale) == "en" and t.demand is Demand.REQUIRED and not t.needs]
    texts = [record.text for record in records]
    counts = Counter({t: sum(t.source in text for text in texts) for t in live})
    found = [t for t, count in counts.most_common() if count]
    common = min(found, key=lambda t: abs(counts[t] * 4 - 1_600))  # four English targets
    return [("rare", found[-1]), ("common", common), ("most common", found[0])]


def measure(kit: Kit, name: str, term: Term, *, exact: bool) -> Measured:
    changed = [next_change(term)]
    clocks, times = [], []
    for _ in range(3):
        begun, busy = time.perf_counter(), time.process_time()
        found = impact(kit, changed, lambda *_: None)
        clocks.append(time.perf_counter() - begun)
        times.append(time.process_time() - busy)
    begun = time.perf_counter()
    same = set(found.stale) == anew(kit, changed) if exact else True
    return Measured(name, term, len(found.stale), found.records, min(clocks), min(times), time.perf_counter() - begun, same)


def anew(kit: Kit, changed: Sequence[Term]) -> set[tuple[str, str]]:
    """The variants that a night with the changed terms finds stale, every record planned."""
    entries = {term.key: term for term in (*kit.store.terms(), *changed)}
    then = replace(kit, index=TermIndex(tuple(entries.values())))
    found = set()
    for record in kit.store.records():
        reading, heads = read(record, kit), kit.store.heads([record.key])
        for target in kit.targets:
            pair = (record.key, str(target))
            if why_stale(heads.get(pair), plan(reading, target, then).signature):
                found.add(pair)
    return found


if __name__ == "__main__":
    main()
