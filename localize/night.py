"""One night, step by step: pull what came, make what is stale, sum up. Each step is one function; `run` is the night without a scheduler.

Every step can be done again: a night that was killed is simply run once more and makes what is still missing.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from localize import morning, pulse
from localize.build import build
from localize.carry import NOBODY, People, carried
from localize.domain.record import Kind, Record
from localize.domain.variant import Decision, Variant
from localize.emit import emit
from localize.errors import BadRecord, LocalizeError
from localize.grounds import unverified
from localize.kit import Kit
from localize.links import Links
from localize.plan import Work, plan, postponed, read, why_stale
from localize.pulse import Pulsing
from localize.sources.files import FileSource
from localize.store.nights import FAILED, FINISHED, INTERRUPTED, STOPPED
from localize.store.variants import KEPT, StoredVariant
from localize.summary import TRANSLATE, MadeRow, RecordCounts, SegmentCounts, Summary, TermCounts
from localize.translate import Progress, topics, translate

BATCH = 200  # records: enough for full batches of the engine, few enough to be done in minutes and saved in one transaction


@dataclass(frozen=True)
class Tally:
    """What a night has done so far. Tallies of steps and batches are added."""

    keys: tuple[str, ...] = ()
    records: RecordCounts = RecordCounts()
    segments: SegmentCounts = SegmentCounts()
    terms: TermCounts = TermCounts()
    stale: Mapping[str, int] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)  # what an engine that went away said → variants
    made: tuple[MadeRow, ...] = ()
    stages: Mapping[str, float] = field(default_factory=dict)  # seconds

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.keys + other.keys,
            _sum(self.records, other.records),
            _sum(self.segments, other.segments),
            _sum(self.terms, other.terms),
            Counter(self.stale) + Counter(other.stale),
            Counter(self.waiting) + Counter(other.waiting),
            self.made + other.made,
            {name: self.stages.get(name, 0) + other.stages.get(name, 0) for name in {**self.stages, **other.stages}},
        )


T = TypeVar("T", RecordCounts, SegmentCounts, TermCounts)


def _sum(a: T, b: T) -> T:
    return replace(a, **{name: getattr(a, name) + getattr(b, name) for name in vars(a)})


def begin(kit: Kit, sources: Sequence[Path] = (), shop: str = "") -> int:
    """A new night's number; its pulse begins. Call it while holding the store."""
    now = datetime.now(UTC)
    night = kit.store.start_night(now)
    pulse.begin(kit.store, night, sources, shop, now)
    return night


def pull(kit: Kit, night: int, sources: Sequence[Path], shop: str = "") -> Tally:
    """Read all records of the sources into the store, as those of `shop`; what cannot be read goes to quarantine with its reason."""
    clock = time.perf_counter()
    states: Counter[str] = Counter()
    keys: list[str] = []
    stream = FileSource(sources).fetch()
    while some := list(islice(stream, BATCH)):
        records = [replace(r, shop=shop) for r in some if isinstance(r, Record)]
        faults = [r for r in some if isinstance(r, BadRecord)]
        for fault in faults:
            kit.store.save_quarantine(night, fault)
        states.update(kit.store.save_records(records, night).values())
        states["quarantined"] += len(faults)
        keys += [r.key for r in records]
    counts = RecordCounts(states["new"], states["changed"], states["unchanged"], 0, states["quarantined"])
    return Tally(tuple(keys), records=counts, stages={"pull": time.perf_counter() - clock})


def batches(keys: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The keys of the records, BATCH at a time."""
    for start in range(0, len(keys), BATCH):
        yield tuple(keys[start : start + BATCH])


def localize(kit: Kit, night: int, keys: Sequence[str], progress: Progress) -> Tally:
    """Make the variants of these records that are missing or stale, and save them in one transaction."""
    clock = time.perf_counter()
    works, why, tally = _stale(kit, night, keys, progress)
    planned = time.perf_counter()
    texts, counts = translate(works, kit.store, progress)
    translated = time.perf_counter()
    variants: list[Variant] = []
    ready = sorted((work for work in works if id(work) not in counts.waiting), key=lambda work: work.record.kind is Kind.NOTE)
    links = Links(kit.store, [work.record for work in ready])  # listings are made first, so that notes are held to what they say now
    faults = 0
    # asked for as late as this: people go on editing while an engine works, and what comes later than this keeps its revision
    people = kit.store.desk.by_people(work.record.key for work in ready)
    for number, work in enumerate(ready, start=1):
        progress("adapting and checking", number, len(ready))
        try:
            held = _held(work, people.get((work.record.key, str(work.target))))
            variants.append(build(work, texts, topics(work, kit.store), kit, links.of(work.record, work.target), held))
            links.add(work.record, variants[-1])
        except Exception as error:  # noqa: BLE001 - one record that the rules cannot digest must not stop the night
            kit.store.save_quarantine(night, _fault(work.record, str(work.target), error))
            faults += 1
    ids = {pair: each.id for pair, each in people.items()}
    said = kit.store.save_variants(night, [*variants, *_placeholders(kit, works, counts.waiting)], carried=ids)
    variants = [each for each in variants if said[each.key] != KEPT]
    stages = {"plan": planned - clock, TRANSLATE: translated - planned, "adapt and check": time.perf_counter() - translated}
    return tally + Tally(
        records=RecordCounts(quarantined=faults),
        segments=SegmentCounts(counts.translated, counts.reused, counts.repaired),
        terms=_term_counts(variants),
        waiting=Counter(counts.waiting.values()),
        made=tuple(MadeRow(v.record, str(v.target), why[v.record, str(v.target)] + _waits(v), unverified(v, kit)) for v in variants),
        stages=stages,
    )


def _held(work: Work, standing: StoredVariant | None) -> People:
    """What people wrote into the variant that stands, for the one that is made now."""
    return carried(standing.units, [piece.context.segment for piece in work.pieces]) if standing else NOBODY


def _waits(variant: Variant) -> str:
    waiting = sum(unit.waits for unit in variant.units)
    return f"; waits for a person ({waiting} lines)" if waiting else ""


def _stale(kit: Kit, night: int, keys: Sequence[str], progress: Progress) -> tuple[list[Work], dict[tuple[str, str], str], Tally]:
    """The works whose wanted signature differs from the stored one, and why each does."""
    heads = kit.store.heads(keys)
    works: list[Work] = []
    why: dict[tuple[str, str], str] = {}
    faults = halted = 0
    for number, record in enumerate(kit.store.records(keys), start=1):
        progress("looking for what is stale", number, len(keys))
        try:
            reading = read(record, kit)
            planned = [plan(reading, target, kit) for target in kit.targets]
        except Exception as error:  # noqa: BLE001 - see above: this record waits for a person, the others go on
            kit.store.save_quarantine(night, _fault(record, "", error))
            faults += 1
            continue
        halted += all(w.halt is not None for w in planned)
        for work in planned:
            pair = (record.key, str(work.target))
            head = heads.get(pair)
            if head and head.by_people and work.halt and work.halt.rule == "no_engine":
                continue  # a person's text is better than none
            if reason := why_stale(head, work.signature):
                works.append(work)
                why[pair] = reason
    return works, why, Tally(records=RecordCounts(not_eligible=halted, quarantined=faults), stale=Counter(why.values()))


def _placeholders(kit: Kit, works: Sequence[Work], waiting: Mapping[int, str]) -> Iterator[Variant]:
    """A variant that says why it has no text, for each work that waits for its engine.

    Not where there is a text already: a stale one is better than none, and the next night finds it as stale as this one did.
    """
    postponements = [postponed(work, waiting[id(work)]) for work in works if id(work) in waiting]
    heads = kit.store.heads({work.record.key for work in postponements})
    for work in postponements:
        head = heads.get((work.record.key, str(work.target)))
        if head is None or head.decision in (Decision.NO_ENGINE, Decision.NOT_ELIGIBLE):
            yield build(work, {}, {}, kit)


def _fault(record: Record, target: str, error: Exception) -> BadRecord:
    where = f"{record.where} {target}".strip()
    return BadRecord(
        f"{record.key} could not be localized: {type(error).__name__}: {error}",
        where=where,
        field=target,
        raw=record.text[:4000],
        next_step="Report this record; it is tried again every night.",
    )


def _term_counts(variants: Iterable[Variant]) -> TermCounts:
    outcomes = Counter(receipt.outcome.value for v in variants for u in v.units for receipt in u.receipts)
    return TermCounts(outcomes.total(), outcomes["met"], outcomes["repaired"], outcomes["missed"], outcomes["inflected"])


def finish(kit: Kit, night: int, started: datetime, tally: Tally, *, include_unapproved: bool = False, stopped: bool = False) -> Summary:
    """Emit what is approved, write the report, close the night. One that was `stopped` says so; the next does what it left."""
    emitted = emit(kit.store, kit.settings.out / "emit")
    files = [*emitted.files]
    if include_unapproved:
        files += emit(kit.store, kit.settings.out / "demonstration", include_unapproved=True).files
    summary = morning.summary(kit, night, started, tally, tuple(str(f) for f in files))
    written = morning.write(summary, kit.settings.out)
    kit.store.finish_night(night, STOPPED if stopped else FINISHED, morning.stats(summary))
    return replace(summary, files=(*map(str, written), *summary.files))


@contextmanager
def accounted(kit: Kit, night: int) -> Iterator[None]:
    """What ends a night before its time is written down with the night, and goes on its way."""
    try:
        yield
    except LocalizeError as error:
        kit.store.finish_night(night, FAILED, {"error": error.message, "next_step": error.next_step})
        raise
    except Exception as error:
        kit.store.finish_night(night, FAILED, {"error": f"{type(error).__name__}: {error}"[:500], "next_step": "Report this; the log has more."})
        raise
    except KeyboardInterrupt:
        kit.store.finish_night(night, INTERRUPTED, {})
        raise


def run(kit: Kit, sources: Sequence[Path], progress: Progress, *, include_unapproved: bool = False, shop: str = "") -> Summary:
    """The whole night in this process. Raises StoreBusy when another night holds the store."""
    started = datetime.now(UTC)
    with kit.store.hold("night"):
        night = begin(kit, sources, shop)
        told = Pulsing(kit.store, night, progress)
        with accounted(kit, night):
            tally = pull(kit, night, sources, shop)
            for keys in told.until_stopped(list(batches(tally.keys))):
                tally += localize(kit, night, keys, told)
            return finish(kit, night, started, tally, include_unapproved=include_unapproved, stopped=told.stopped)
