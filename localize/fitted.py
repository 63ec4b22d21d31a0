"""Approved variants as a sale channel takes them: `<region>.<channel>.jsonl` and `.csv`, each with what was dropped and what does not fit.

Which variants are written is decided as in emit. Where a text cannot be fitted it is written whole, with the problem beside it.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from localize.domain.channel import Channel, Part
from localize.domain.locale import Locale
from localize.domain.record import Kind
from localize.domain.region import Region
from localize.domain.unit import Step
from localize.emit import Emitted, Row, prove, replacing, rows_of, safe_cell
from localize.errors import SettingsError
from localize.fitting.fit import Fitted, fit_units
from localize.fitting.scope import length
from localize.store.codec import dump
from localize.store.repository import Store
from localize.store.variants import StoredVariant

COLUMNS = (
    "record",
    "target",
    "revision",
    "status",
    "decision",
    "stale",
    "channel",
    "part",
    "text",
    "length",
    "limit",
    "dropped",
    "problems",
    "signature",
)


@dataclass(frozen=True)
class Line:
    """One text of a fitted variant, with its length against the limit and what was dropped from it."""

    part: Part
    text: str
    steps: tuple[Step, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        return length(self.text, self.part)


def goes_to(kind: Kind, region: Region, locale: Locale, channel: Channel) -> bool:
    """Whether records of this kind are published there: listings where the region sells, notes where the locale is read."""
    if kind is Kind.LISTING:
        return channel.code in region.sells_on and channel.takes(locale)
    return region.channel_for(locale) == channel.code


def kind_of(variant: StoredVariant) -> Kind:
    return Kind(variant.record.partition(":")[0])


def fitted(variant: StoredVariant, channel: Channel) -> Fitted:
    """A stored variant as a channel takes it."""
    return fit_units(variant.units, variant.notices, kind_of(variant), channel, variant.target.region, variant.target.locale)


def lines(variant: StoredVariant, channel: Channel, done: Fitted) -> tuple[Line, ...]:
    """The texts of a fitted variant, part by part; what was dropped from a part stands at its first text, a part without text has a line too."""
    found: list[Line] = []
    for part in channel.parts_for(variant.target.region, kind_of(variant)):
        steps = tuple(step for step in done.steps if step.note.partition(":")[0] == part.name)
        problems = tuple(issue.message for issue in done.issues if issue.rule.startswith(f"{channel.code}.{part.name}."))
        texts = [text for name, text in done.parts if name == part.name] or ([""] if steps or problems else [])
        found += [Line(part, text, () if i else steps, () if i else problems) for i, text in enumerate(texts)]
    return tuple(found)


def emit_fitted(
    store: Store, folder: Path, channel: Channel, regions: Mapping[str, Region], codes: Iterable[str] | None = None, include_unapproved: bool = False
) -> Emitted:
    """Write the variants of each region that go to the channel. Raises SettingsError where no region publishes there."""
    there = [code for code in (store.regions() if codes is None else codes) if code in regions and _publishes(regions[code], channel)]
    prove(there)
    if not there:
        selling = ", ".join(code for code, region in regions.items() if _publishes(region, channel))
        raise SettingsError(f"None of these regions publishes on {channel.code}.", next_step=f"Those that do: {selling or 'none'}. See `sells_on`.")
    files: list[Path] = []
    skipped: Counter[str] = Counter()
    rows = unfit = 0
    for code in there:
        paths = (folder / f"{code}.{channel.code}.jsonl", folder / f"{code}.{channel.code}.csv")
        with replacing(paths[0], "utf-8") as output, replacing(paths[1], "utf-8-sig") as table:
            sheet = csv.writer(table, quoting=csv.QUOTE_ALL)
            sheet.writerow(COLUMNS)
            for row in rows_of(store, code, include_unapproved, skipped):
                if not goes_to(kind_of(row.variant), regions[code], row.variant.target.locale, channel):
                    skipped["published elsewhere"] += 1
                    continue
                done = fitted(row.variant, channel)
                output.write(dump(_shape(row, channel, done)) + "\n")
                sheet.writerows([safe_cell(cell) for cell in cells] for cells in _cells(row, channel, done))
                rows += 1
                unfit += bool(done.issues)
        files += paths
    return Emitted(tuple(files), rows, dict(skipped), unfit)


def _publishes(region: Region, channel: Channel) -> bool:
    return channel.code in region.sells_on or any(region.channel_for(target.locale) == channel.code for target in region.targets)


def _shape(row: Row, channel: Channel, done: Fitted) -> dict[str, object]:
    variant = row.variant
    parts: dict[str, object] = {}
    for part in channel.parts_for(variant.target.region, kind_of(variant)):
        texts = [text for name, text in done.parts if name == part.name]
        if texts:
            parts[part.name] = texts if part.most != 1 else texts[0]
    return {
        "record": variant.record,
        "target": str(variant.target),
        "revision": variant.revision,
        "status": row.status,
        "decision": variant.verdict.decision.value,
        "stale": list(row.stale),
        "channel": channel.code,
        "parts": parts,
        "dropped": [{"rule": step.rule, "before": step.before, "after": step.after, "note": step.note} for step in done.steps],
        "problems": [issue.message for issue in done.issues],
        "signature": str(variant.signature),
    }


def _cells(row: Row, channel: Channel, done: Fitted) -> Iterator[tuple[str, ...]]:
    """A line a text."""
    variant = row.variant
    first = (
        variant.record,
        str(variant.target),
        str(variant.revision),
        row.status,
        variant.verdict.decision.value,
        " ".join(row.stale),
        channel.code,
    )
    for line in lines(variant, channel, done):
        dropped = "; ".join(told(step) for step in line.steps)
        yield *first, line.part.name, line.text, str(line.length), line.part.bounds, dropped, "; ".join(line.problems), str(variant.signature)


def told(step: Step) -> str:
    """A step in words.

    >>> told(Step("fit.keywords", ", Gift for Mom", "", "title")), told(Step("fit.once", "&", ",", "title"))
    ('fit.keywords dropped “, Gift for Mom”', 'fit.once wrote “,” for “&”')
    """
    return f"{step.rule} wrote “{step.after}” for “{step.before}”" if step.after else f"{step.rule} dropped “{step.before}”"
