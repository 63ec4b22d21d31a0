"""A unit: a segment with its target text, and everything that says why it reads so."""

from __future__ import annotations

import hashlib
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


EDITED = "human.edit"  # the step by which a person wrote a text: before is the machine's, after the person's, note who
CONFIRMED = "human.confirm"  # the step by which a person let a machine's text stand
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
class Proposal:
    """What a machine would write now, kept beside a text that a person wrote until a person takes one of the two or a merge.

    `source` is what the person's text was written for, `before` the machine's text then, `text` its text now.
    """

    source: str
    before: str
    text: str


@dataclass(frozen=True)
class Unit:
    """A segment in one target.

    `draft` is what the origin gave before adaptation; `before` and `after` are the surroundings as adapted for the target. `score` is the mean
    log-probability of the draft's tokens, where its engine knows it.
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
    score: float | None = None
    proposal: Proposal | None = None

    @property
    def whole(self) -> str:
        return self.before + self.target + self.after

    @property
    def token(self) -> str:
        """What somebody who changes the unit has seen of it."""
        return token(self.segment.text, self.target)

    @property
    def by_person(self) -> bool:
        """Whether a person wrote the text or let it stand: a night does not put another in its place."""
        return self.origin is Origin.HUMAN or any(step.rule == CONFIRMED for step in self.steps)

    @property
    def by_machine(self) -> str:
        """The machine's text: what a person wrote over, or the text itself."""
        return next((step.before for step in self.steps if step.rule == EDITED), self.target)

    @property
    def waits(self) -> bool:
        """Whether the source has changed since a person wrote the text: a person has to choose."""
        return self.proposal is not None and self.proposal.source != self.segment.text


def token(source: str, target: str) -> str:
    """Eight hex digits over the source and the text of a unit."""
    return hashlib.sha256(f"{source}\x1f{target}".encode(errors="replace")).hexdigest()[:8]
