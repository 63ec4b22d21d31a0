"""What a person should read first: how much is wrong with a variant, times what its record is worth. Nothing is judged here; it is an order.

    priority = round(1000 × risk × value)
    risk     = 0.5 × decision + 0.3 × gravest issue + 0.2 × (1 − estimate), in [0, 1]; 0 where there is no text to work on
    value    = lg(10 + price in yuan) × lg(10 + likes), at least 1

The logarithms keep a dear article or a popular note from hiding all others: ten times the price counts about one more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from localize.domain.issue import Severity
from localize.domain.record import Record
from localize.domain.unit import Unit
from localize.domain.variant import Decision, Verdict

DECISIONS = {Decision.BLOCK: 1.0, Decision.REVIEW: 0.6, Decision.RELEASE: 0.1}
SEVERITIES = {Severity.CRITICAL: 1.0, Severity.MAJOR: 0.6, Severity.MINOR: 0.2, Severity.NEUTRAL: 0.05}
_MOST = 1e9  # yuan or likes: what a source may say beyond it is no price


@dataclass(frozen=True)
class Rank:
    """Where a variant stands in the queue, and why. `gravest` is the rule of its first reason, "" without one."""

    risk: float
    value: float
    estimate: float
    severity: int
    gravest: str

    @property
    def priority(self) -> int:
        return round(1000 * self.risk * self.value)


def rank(verdict: Verdict, units: tuple[Unit, ...], value: float) -> Rank:
    """The rank of a variant of a record that is worth `value`."""
    estimate = record_estimate(units)
    severities = [issue.severity for unit in units for issue in unit.issues]
    worst = max(severities, default=None)
    risk = 0.0
    if verdict.decision in DECISIONS:
        risk = 0.5 * DECISIONS[verdict.decision] + 0.3 * (0.0 if worst is None else SEVERITIES[worst]) + 0.2 * (1 - estimate)
    gravest = verdict.reasons[0].rule if verdict.reasons else ""
    return Rank(round(risk, 4), value, round(estimate, 4), int(worst or 0), gravest)


def worth(record: Record) -> float:
    """What a record is worth reading, from its price and its likes where the source told them.

    >>> from localize.domain.record import Kind
    >>> worth(Record("n1", Kind.NOTE, ())), worth(Record("s1", Kind.LISTING, (), (("price_fen", 9000),)))
    (1.0, 2.0)
    """
    return round(math.log10(10 + _number(record, "price_fen") / 100) * math.log10(10 + _number(record, "likes")), 4)


def _number(record: Record, name: str) -> float:
    found = record.fact(name)
    return min(max(float(found), 0.0), _MOST) if isinstance(found, (int, float)) and not isinstance(found, bool) else 0.0


def record_estimate(units: Iterable[Unit]) -> float:
    """The estimate of a whole: the mean over the units that have text, weighted by the length of the source. 1.0 where there is none.

    >>> record_estimate(())
    1.0
    """
    weighted = [(len(u.segment.text), u.estimate.value) for u in units if u.segment.text]
    total = sum(length for length, _ in weighted)
    return sum(length * value for length, value in weighted) / total if total else 1.0
