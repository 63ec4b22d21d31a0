"""A unit: a segment with its target text, and everything that says why it reads so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from localize.domain.issue import Issue
from localize.domain.segment import Segment
from localize.domain.term import Receipt


class State(StrEnum):
    """XLIFF 2 states, in their order. Nothing a machine made is ever past TRANSLATED."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"

    @property
    def rank(self) -> int:
        return list(State).index(self)


class Origin(StrEnum):
    MEMORY = "memory"
    ENGINE = "engine"
    RULE = "rule"
    HUMAN = "human"


UNVERIFIED = "not verified"  # in the note of a step whose row of a table nobody has verified


@dataclass(frozen=True)
class Step:
    """One named change of a text, so that it can be shown and questioned."""

    rule: str  # "measures.weight", "social.sticker", "policy.after-sale"
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True)
class Adapted:
    """A text and the steps that made it. `Adapted("250 g", (Step("measures.weight", "半斤", "250 g"),))`"""

    text: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Estimate:
    """Quality without a reference, in [0, 1], and why."""

    value: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unit:
    """A segment in one target.

    `draft` is what the origin gave before adaptation; `before` and `after` are the surroundings as adapted for the target.
    """

    segment: Segment
    target: str
    state: State
    origin: Origin
    draft: str = ""
    before: str = ""
    after: str = ""
    engine: str = ""
    steps: tuple[Step, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    issues: tuple[Issue, ...] = ()
    estimate: Estimate = Estimate(1.0)

    @property
    def whole(self) -> str:
        return self.before + self.target + self.after
