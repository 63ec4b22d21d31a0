"""What a night did, for people: the same summary as JSON, on a terminal and as one page that needs nothing but itself.

The night fills the `Summary`; nothing is counted or judged here but shares and sums of what it says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from rich.console import Console
from rich.table import Table
from rich.text import Text

from localize.domain.record import Record
from localize.domain.unit import Unit
from localize.domain.variant import Decision, Variant
from localize.shown import shown

_STYLES = {
    Decision.RELEASE: "green",
    Decision.REVIEW: "yellow",
    Decision.BLOCK: "red",
    Decision.NOT_ELIGIBLE: "bright_black",
    Decision.NO_ENGINE: "blue",
}
_SHOWN_ROWS = 12  # on a terminal; the page and the JSON have all


@dataclass(frozen=True)
class RecordCounts:
    """How the night's records compare with what was known before it."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    not_eligible: int = 0
    quarantined: int = 0


@dataclass(frozen=True)
class SegmentCounts:
    """Segments an engine translated, segments that were there already, and drafts that were repaired."""

    translated: int = 0
    reused: int = 0
    repaired: int = 0


@dataclass(frozen=True)
class TermCounts:
    """Receipts over all variants made, each in one of the four: met as asked, inflected or another accepted form, repaired, missed."""

    required: int = 0
    met: int = 0
    repaired: int = 0
    missed: int = 0
    inflected: int = 0

    @property
    def share(self) -> float:
        """The share of required terms that stand in the targets, 1 when none was required."""
        return (self.met + self.inflected + self.repaired) / self.required if self.required else 1.0

    @property
    def found(self) -> str:
        """What came of them, in words."""
        return f"{self.met} met, {self.inflected} inflected, {self.repaired} repaired, {self.missed} missed"


@dataclass(frozen=True)
class QuarantineRow:
    where: str  # "examples/notes.jsonl:12"
    field: str
    message: str


@dataclass(frozen=True)
class BlockedRow:
    """One reason that blocks a record, and the targets it blocks."""

    record: str
    title: str
    targets: str  # "HK/zh-Hant-HK/general, US/en-US/general"
    rule: str
    message: str
    phrase: str = ""
    advice: str = ""


@dataclass(frozen=True)
class NotEligibleRow:
    record: str
    title: str
    rule: str
    message: str
    phrase: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class NoEngineRow:
    target: str
    message: str  # "no engine for zh→ms"
    variants: int = 0


@dataclass(frozen=True)
class MadeRow:
    """A variant that this night made, and why: "new", or the parts of its signature that changed."""

    record: str
    target: str
    why: str


@dataclass(frozen=True)
class Sample:
    """A variant beside its source."""

    title: str
    variant: Variant

    @classmethod
    def of(cls, record: Record, variant: Variant) -> Sample:
        return cls(record.title, variant)

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units with something to read."""
        return tuple(u for u in self.variant.units if u.segment.whole.strip() or u.whole.strip())


@dataclass(frozen=True)
class Summary:
    """One night. `verdicts` counts variants for each region and decision, `stale` variants for each reason for doing them again."""

    night: str
    started: datetime
    finished: datetime
    records: RecordCounts = RecordCounts()
    verdicts: Mapping[str, Mapping[Decision, int]] = field(default_factory=dict)
    stale: Mapping[str, int] = field(default_factory=dict)
    segments: SegmentCounts = SegmentCounts()
    terms: TermCounts = TermCounts()
    stages: tuple[tuple[str, float], ...] = ()  # name, seconds, in their order
    engines: tuple[tuple[str, str], ...] = ()  # language, identity
    quarantine: tuple[QuarantineRow, ...] = ()
    blocked: tuple[BlockedRow, ...] = ()
    not_eligible: tuple[NotEligibleRow, ...] = ()
    no_engine: tuple[NoEngineRow, ...] = ()
    samples: tuple[Sample, ...] = ()
    files: tuple[str, ...] = ()  # what was written, for the reader to open
    remade: tuple[MadeRow, ...] = ()  # variants that stood before this night and were made again
    waiting: Mapping[str, int] = field(default_factory=dict)  # what an engine that went away said → variants that the next night makes

    @property
    def seconds(self) -> float:
        return max((self.finished - self.started).total_seconds(), 0.0)

    @property
    def variants(self) -> int:
        return sum(sum(counts.values()) for counts in self.verdicts.values())

    def decided(self, decision: Decision) -> int:
        return sum(counts.get(decision, 0) for counts in self.verdicts.values())


def to_json(summary: Summary) -> str:
    """Everything, for programs. Keys are the names of the fields; times are ISO 8601."""
    content = asdict(summary)
    content["seconds"] = round(summary.seconds, 3)
    content["verdicts"] = {region: {str(d): n for d, n in counts.items()} for region, counts in summary.verdicts.items()}
    for sample, made in zip(summary.samples, content["samples"], strict=True):
        made["variant"]["target"] = str(sample.variant.target)
        made["variant"]["signature"] = str(sample.variant.signature)
    return json.dumps(content, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form in the report's JSON")


def to_html(summary: Summary) -> str:
    """One page that needs nothing but itself: no scripts, nothing fetched. Text of sellers is escaped."""
    return _template().render(summary=summary, decisions=list(Decision), duration=duration)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("localize", "web/templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html.jinja")


def duration(seconds: float) -> str:
    """A time as people say it.

    >>> duration(0.42), duration(75), duration(3725)
    ('0.4 s', '1 min 15 s', '1 h 2 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def to_terminal(summary: Summary, console: Console) -> None:
    """The page for a terminal of 100 columns."""
    for label, words in _lines(summary):
        console.print(Text.assemble((f"{label:<10}", "bold"), shown(words)), highlight=False)
    if summary.verdicts:
        console.print(_verdicts(summary))
    else:
        console.print("No variant was made: everything is up to date or nothing was eligible.")
    _rows(console, "Made again", ("record", "target", "because of"), [(m.record, m.target, m.why) for m in summary.remade])
    blocked = [(b.title, b.targets, b.rule, b.phrase, b.advice or b.message) for b in summary.blocked]
    _rows(console, "Blocked", ("title", "targets", "rule", "phrase", "advice"), blocked)
    not_eligible = [(n.record, n.rule, n.phrase, n.remedy or n.message) for n in summary.not_eligible]
    _rows(console, "Not eligible", ("record", "rule", "phrase", "remedy"), not_eligible)
    _rows(console, "No engine", ("target", "why", "variants"), [(n.target, n.message, str(n.variants)) for n in summary.no_engine])
    _rows(console, "Quarantine", ("where", "field", "why"), [(q.where, q.field, q.message) for q in summary.quarantine])
    for path in summary.files:
        console.print(Text.assemble(("Written   ", "bold"), shown(path)), highlight=False, soft_wrap=True)


def _lines(s: Summary) -> Iterator[tuple[str, str]]:
    r = s.records
    yield "Night", f"{s.night}, {s.started:%Y-%m-%d %H:%M}, {duration(s.seconds)}"
    yield "Records", f"{r.new} new, {r.changed} changed, {r.unchanged} unchanged, {r.not_eligible} not eligible, {r.quarantined} quarantined"
    yield "Segments", f"{s.segments.translated} translated, {s.segments.reused} reused, {s.segments.repaired} repaired"
    share = f" ({s.terms.share:.1%})" if s.terms.required else ""
    yield "Terms", f"{s.terms.required} required: {s.terms.found}{share}"
    if s.stale:
        yield "Stale", ", ".join(f"{reason} {n}" for reason, n in s.stale.items())
    for why, number in s.waiting.items():
        yield "Waiting", f"{number} variants: {why} The next night makes them."
    for language, identity in s.engines:
        yield "Engine", f"{language}: {identity}"
    if s.stages:
        yield "Time", ", ".join(f"{stage} {duration(seconds)}" for stage, seconds in s.stages)


def _verdicts(summary: Summary) -> Table:
    table = Table(title="Variants", title_justify="left", box=None, pad_edge=False, header_style="bold")
    table.add_column("region")
    for decision in Decision:
        table.add_column(str(decision), justify="right", style=_STYLES[decision])
    for region, counts in summary.verdicts.items():
        table.add_row(shown(region), *(str(counts[d]) if counts.get(d) else "·" for d in Decision))
    table.add_row("all", *(str(summary.decided(d)) for d in Decision), style="bold")
    return table


def _rows(console: Console, title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    every = list(rows)
    if not every:
        return
    table = Table(title=f"{title} ({len(every)})", title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in every[:_SHOWN_ROWS]:
        table.add_row(*(shown(cell) for cell in row))
    console.print(table)
    if len(every) > _SHOWN_ROWS:
        console.print(f"… and {len(every) - _SHOWN_ROWS} more in the page", highlight=False)
