"""What a night did, as values: counts, rows and times. How they are shown is the business of report.

The night fills the `Summary`; nothing is counted or judged here but shares and sums of what it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from localize.domain.record import Record
from localize.domain.unit import Unit
from localize.domain.variant import Decision, Variant

TRANSLATE = "translate"  # the stage in which engines work


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
    unverified: tuple[str, ...] = ()  # what it rests on that nobody has verified


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
    resting: Mapping[str, tuple[int, int]] = field(
        default_factory=dict
    )  # region → unverified values that a variant rests on: half rest on so many or fewer; the most
    doubts: Mapping[str, int] = field(default_factory=dict)  # what nobody has verified → variants that rest on it, the most first
    waiting: Mapping[str, int] = field(default_factory=dict)  # what an engine that went away said → variants that the next night makes

    @property
    def seconds(self) -> float:
        return max((self.finished - self.started).total_seconds(), 0.0)

    @property
    def beside_translating(self) -> float:
        """The seconds of the stages in which no text is translated: reading, planning, adapting, checking, saving."""
        return sum(seconds for stage, seconds in self.stages if stage != TRANSLATE)

    @property
    def variants(self) -> int:
        return sum(sum(counts.values()) for counts in self.verdicts.values())

    def decided(self, decision: Decision) -> int:
        return sum(counts.get(decision, 0) for counts in self.verdicts.values())
