"""Why a sentence reads as it does: the original, the glossary's words, every change, what the checks found, how sure it is, who wrote it."""

from __future__ import annotations

from dataclasses import dataclass

from localize.domain.unit import Unit
from localize.domain.variant import Variant
from localize.kit import Kit
from localize.web.seller.telling import Told, issues
from localize.web.seller.words import TERMS, step_word, sure, writer

_LONGEST = 300  # characters of a step's words: whole sentences are shown once already


@dataclass(frozen=True)
class Change:
    """A step in words (to be translated), with what stood there before and after."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Asked:
    """A word of the glossary: the Chinese, what the glossary wants, what stands there, and what became of it (to be translated)."""

    source: str
    expected: str
    found: str
    what: str
    missed: bool


@dataclass(frozen=True)
class Why:
    position: int
    token: str
    source: str
    text: str
    writer: str
    sure: str
    terms: tuple[Asked, ...]
    changes: tuple[Change, ...]
    found: tuple[Told, ...]


def why(kit: Kit, variant: Variant, position: int) -> Why | None:
    """About one sentence; None where there is no such one."""
    if not 0 <= position < len(variant.units):
        return None
    unit = variant.units[position]
    return Why(
        position,
        unit.token,
        unit.segment.text.strip(),
        unit.target.strip(),
        writer(unit),
        sure(unit),
        tuple(Asked(r.source, r.expected, r.found, TERMS[r.outcome], not r.found) for r in unit.receipts),
        _changes(unit),
        issues(kit, kit.regions.get(variant.target.region), unit.issues),
    )


def _changes(unit: Unit) -> tuple[Change, ...]:
    """The steps, without those that say nothing a reader could see."""
    told = (Change(step_word(step.rule), step.before[:_LONGEST], step.after[:_LONGEST]) for step in unit.steps if step.before != step.after)
    return tuple(dict.fromkeys(told))
