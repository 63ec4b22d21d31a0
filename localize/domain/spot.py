"""A spot audit: some texts that went out, drawn at random, and what people said of each. How sure the rate of wrong ones is, too."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Judgement(StrEnum):
    FINE = "fine"
    SMALL = "small"  # a reader would notice, and be told nothing wrong
    WRONG = "wrong"  # it should not have gone out: it escaped


@dataclass(frozen=True)
class Spot:
    """A drawing: `population` units went out in this region by this engine, of which `seed` drew some."""

    id: int
    at: datetime
    who: str
    region: str
    engine: str
    seed: int
    population: int


@dataclass(frozen=True)
class Drawn:
    """One text as it stood when it was drawn. `estimate` is its variant's, `judgement` is None until somebody judged it."""

    position: int  # from 1
    record: str
    target: str
    field: str
    source: str
    text: str
    estimate: float
    approval: str
    judgement: Judgement | None = None
    category: str = ""
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Rate:
    """A share of something counted, with the interval that it lies in with 95% confidence."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.hits / self.of if self.of else 0.0


def wilson(hits: int, of: int, z: float = 1.96) -> Rate:
    """Wilson's score interval: honest for small numbers and for none at all, where the usual one says 0 to 0.

    >>> none = wilson(0, 50)
    >>> none.low, round(none.high, 3)
    (0.0, 0.071)
    >>> some = wilson(5, 50)
    >>> round(some.low, 3), round(some.high, 3)
    (0.043, 0.214)
    >>> wilson(0, 0)
    Rate(hits=0, of=0, low=0.0, high=1.0)
    """
    if not of:
        return Rate(0, 0, 0.0, 1.0)
    share, extra = hits / of, z * z / of
    middle = (share + extra / 2) / (1 + extra)
    half = z / (1 + extra) * math.sqrt(share * (1 - share) / of + extra / (4 * of))
    # the bounds meet 0 and 1 only in exact numbers
    return Rate(hits, of, 0.0 if hits == 0 else max(0.0, middle - half), 1.0 if hits == of else min(1.0, middle + half))
