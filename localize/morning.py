"""The morning after: what a night's tally and the store say together, as a report on disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median_low
from typing import TYPE_CHECKING, Any

from localize.domain.variant import Decision, Reason, Variant
from localize.kit import Kit
from localize.report import to_html, to_json
from localize.summary import BlockedRow, NoEngineRow, NotEligibleRow, QuarantineRow, Sample, Summary

if TYPE_CHECKING:
    from localize.night import Tally

MOST_ROWS = 500  # of a list in the report; the store has all of them
SAMPLE_RECORDS = 4
MOST_DOUBTS = 20
SAMPLE_TARGETS = ("US/en-US/general", "US/en-US/diaspora", "HK/zh-Hant-HK/general", "TW/zh-Hant-TW/general", "SG/zh-Hans-SG/general")


def summary(kit: Kit, night: int, started: datetime, tally: Tally, files: tuple[str, ...]) -> Summary:
    """The summary of a night. Verdicts count every variant that stands, not only those of this night."""
    return Summary(
        night=str(night),
        started=started,
        finished=datetime.now(UTC),
        records=tally.records,
        verdicts=_verdicts(kit),
        stale=dict(tally.stale),
        waiting=dict(tally.waiting),
        segments=tally.segments,
        terms=tally.terms,
        stages=tuple(tally.stages.items()),
        engines=tuple((language, engine.identity) for language, engine in sorted(kit.routes.engines.items())),
        quarantine=tuple(QuarantineRow(b.where, b.field, b.message) for b in kit.store.quarantine(night)[:MOST_ROWS]),
        blocked=tuple(islice(_blocked(kit), MOST_ROWS)),
        not_eligible=tuple(islice(_not_eligible(kit), MOST_ROWS)),
        no_engine=_no_engine(kit),
        resting=_resting(tally),
        doubts=_doubts(tally),
        remade=tuple(row for row in tally.made if row.why != "new")[:MOST_ROWS],
        samples=tuple(_samples(kit, tally)),
        files=files,
    )


def write(done: Summary, folder: Path) -> tuple[Path, ...]:
    """report.html and report.json, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in (("report.html", to_html(done)), ("report.json", to_json(done))):
        fresh = folder / f".{name}.new"
        fresh.write_text(text, encoding="utf-8")
        written.append(fresh.replace(folder / name))
    return tuple(written)


def stats(done: Summary) -> dict[str, Any]:
    """What is kept of a night in the store."""
    return {
        "records": vars(done.records),
        "segments": vars(done.segments),
        "terms": vars(done.terms),
        "stale": dict(done.stale),
        "waiting": dict(done.waiting),
        "stages": dict(done.stages),
        "seconds": round(done.seconds, 3),
        "engines": dict(done.engines),
        "verdicts": {region: {str(d): n for d, n in counts.items()} for region, counts in done.verdicts.items()},
    }


def _verdicts(kit: Kit) -> dict[str, dict[Decision, int]]:
    counts: dict[str, Counter[Decision]] = {}
    for (region, decision, _), number in kit.store.counts().items():
        counts.setdefault(region, Counter())[decision] += number
    return {region: dict(counts[region]) for region in sorted(counts)}


def _blocked(kit: Kit) -> Iterator[BlockedRow]:
    """One row for a record, a rule and a phrase, with all targets that it blocks."""
    targets: dict[tuple[str, str, str], list[str]] = {}
    reasons: dict[tuple[str, str, str], Reason] = {}
    for variant in kit.store.variants(decision=Decision.BLOCK):
        reason = variant.verdict.reasons[0]
        key = (variant.record, reason.rule, reason.phrase)
        targets.setdefault(key, []).append(str(variant.target))
        reasons[key] = reason  # the last target's: advice is in its language
    for (record_key, rule, phrase), names in targets.items():
        record = kit.store.record(record_key)
        reason = reasons[record_key, rule, phrase]
        yield BlockedRow(record_key, record.title if record else "", ", ".join(names), rule, reason.message, phrase, reason.remedy)


def _not_eligible(kit: Kit) -> Iterator[NotEligibleRow]:
    """One row for a record and a rule, however many regions it holds for."""
    seen: set[tuple[str, str]] = set()
    for variant in kit.store.variants(decision=Decision.NOT_ELIGIBLE):
        reason = variant.verdict.reasons[0]
        if (variant.record, reason.rule) not in seen:
            seen.add((variant.record, reason.rule))
            record = kit.store.record(variant.record)
            yield NotEligibleRow(variant.record, record.title if record else "", reason.rule, reason.message, reason.phrase, reason.remedy)


def _no_engine(kit: Kit) -> tuple[NoEngineRow, ...]:
    counts = Counter((str(v.target), v.verdict.reasons[0].message) for v in kit.store.variants(decision=Decision.NO_ENGINE))
    return tuple(NoEngineRow(target, message, number) for (target, message), number in sorted(counts.items()))


def _resting(tally: Tally) -> dict[str, tuple[int, int]]:
    """How many unverified values the variants of this night rest on, for each region: the median and the most."""
    numbers: dict[str, list[int]] = {}
    for row in tally.made:
        numbers.setdefault(row.target.partition("/")[0], []).append(len(row.unverified))
    return {region: (median_low(counts), max(counts)) for region, counts in sorted(numbers.items())}


def _doubts(tally: Tally) -> dict[str, int]:
    """What to verify first: the unverified values that most variants of this night rest on."""
    return dict(Counter(name for row in tally.made for name in row.unverified).most_common(MOST_DOUBTS))


def _samples(kit: Kit, tally: Tally) -> Iterator[Sample]:
    """A few records of this night side by side with their variants; of the last one where this night made none."""
    made = [row.record for row in tally.made] or list(tally.keys)
    found: list[str] = []
    for kind in ("listing", "note"):
        shown = (key for key in dict.fromkeys(made) if key.startswith(kind) and _has_text(kit.store.variant(key, SAMPLE_TARGETS[0])))
        found += islice(shown, SAMPLE_RECORDS // 2)
    for key in found:
        record = kit.store.record(key)
        for target in SAMPLE_TARGETS:
            variant = kit.store.variant(key, target)
            if record is not None and variant is not None:
                yield Sample.of(record, variant)


def _has_text(variant: Variant | None) -> bool:
    return variant is not None and bool(variant.units)
