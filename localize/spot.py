"""Spot audits: draw some of what goes out, hear what people say of it, and say what that means for the gate's bound.

Nothing here moves a bound: the pack of a region is edited by a person, and the line to write is shown.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from localize.domain.account import Deed
from localize.domain.issue import Category
from localize.domain.region import Region
from localize.domain.spot import Drawn, Judgement, Rate, Spot, wilson
from localize.errors import IllegalMove
from localize.store.repository import Store

MOST = 300  # texts in one audit
TOLERATED = 0.05  # wrong texts among those that go out; one in twenty
LEAST = 30  # judged texts before anything is proposed
_STEP = 0.05
_HIGHEST = 0.95
CATEGORIES = (Category.ACCURACY, Category.TERMINOLOGY, Category.FLUENCY, Category.STYLE, Category.LOCALE, Category.COMPLIANCE)


class Advice(StrEnum):
    MORE = "more"  # too few are judged, or the interval holds the tolerated rate
    RAISE = "raise"
    NO_BOUND = "no bound"  # too many are wrong, and no bound would hold them back
    LOWER = "lower"


@dataclass(frozen=True)
class Proposal:
    """What to do about `release_estimate`. `wanted` is None where it should stay; `held_back` are judged texts that it would have sent to review."""

    advice: Advice
    now: float
    wanted: float | None = None
    held_back: int = 0


@dataclass(frozen=True)
class Result:
    """What an audit says so far. `escaped` is the rate of wrong texts, over those that somebody judged."""

    judged: int
    drawn: int
    escaped: Rate
    small: Rate
    categories: Mapping[str, int]
    proposal: Proposal | None  # None where the region is described nowhere any more


def draw(store: Store, region: str, engine: str, size: int, seed: int, done: Deed) -> int:
    """Draw `size` texts of what goes out, or all where there are fewer; gives the audit's number. The same seed draws the same of the same.

    Raises IllegalMove where nothing goes out there.
    """
    population = store.spots.population(region, engine)
    if not population:
        raise IllegalMove("Nothing goes out in this region by this engine.", next_step="Choose another one.")
    # a seeded choice for people to repeat, and no secret
    chosen = random.Random(seed).sample(population, min(size, MOST, len(population)))  # noqa: S311
    texts = store.spots.texts(chosen)
    drawn = [replace(texts[place], position=number) for number, place in enumerate((p for p in chosen if p in texts), start=1)]
    return store.spots.add(Spot(0, done.at, done.who, region, engine, seed, len(population)), drawn, done)


def judge(store: Store, number: int, position: int, judgement: Judgement, category: str, who: str, now: datetime, done: Deed) -> None:
    """Keep what somebody says of a text. What is not fine has a category. Raises IllegalMove."""
    if judgement is Judgement.FINE:
        category = ""
    elif category not in CATEGORIES:
        raise IllegalMove("Say what kind of mistake it is.", next_step="Choose one of the kinds.")
    if not store.spots.judge(number, position, judgement, category, who, now, done):
        raise IllegalMove("There is no such text in this audit.", next_step="Open the audit again.")


def result(drawn: Sequence[Drawn], region: Region | None) -> Result:
    """What the judgements say together."""
    judged = [each for each in drawn if each.judgement is not None]
    counts = Counter(each.judgement for each in judged)
    escaped = wilson(counts[Judgement.WRONG], len(judged))
    kinds = Counter(each.category for each in judged if each.judgement is Judgement.WRONG)
    proposal = None if region is None else propose(judged, escaped, region)
    return Result(len(judged), len(drawn), escaped, wilson(counts[Judgement.SMALL], len(judged)), dict(kinds.most_common()), proposal)


def propose(judged: Sequence[Drawn], escaped: Rate, region: Region) -> Proposal:
    """Where the gate's bound should be: moved only where the whole interval is on one side of what is tolerated."""
    now = region.gate.release_estimate
    if len(judged) < LEAST or escaped.low <= TOLERATED <= escaped.high:
        return Proposal(Advice.MORE, now)
    if escaped.high < TOLERATED:
        # one step, then another audit: nobody has seen the texts that are held back now
        wanted = round(now - _STEP, 2)
        return Proposal(Advice.LOWER, now, wanted) if wanted > region.gate.block_estimate else Proposal(Advice.MORE, now)
    bound = round(now + _STEP, 2)
    while bound <= _HIGHEST:
        kept = [each for each in judged if each.estimate >= bound]
        if kept and sum(each.judgement is Judgement.WRONG for each in kept) / len(kept) <= TOLERATED:
            return Proposal(Advice.RAISE, now, bound, len(judged) - len(kept))
        bound = round(bound + _STEP, 2)
    return Proposal(Advice.NO_BOUND, now)
