"""Why a machine decided as it did, gathered by line: what a line says in full is not said twice at the head of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from localize.domain.unit import Unit
from localize.domain.variant import Reason
from localize.store.variants import StoredVariant
from localize.web.editor.rules import RULES, called

_PHRASES = (60, 80, 200)  # characters of a line that reasons name it by


@dataclass(frozen=True)
class Told:
    """One reason: what it is called, in English, and the words that it is about. `full` where no line says the rest."""

    title: str
    reason: Reason
    full: bool


@dataclass(frozen=True)
class Because:
    """The reasons of a line, or of the whole: then `position` is -1."""

    position: int
    number: int
    told: tuple[Told, ...]


def because(variant: StoredVariant) -> tuple[Because, ...]:
    """The reasons of the verdict by line, in the order in which the gravest of each comes; those of the whole last."""
    checks = {issue.rule: issue.check for unit in variant.units for issue in unit.issues if issue.rule}
    found: dict[int, dict[tuple[str, str], Told]] = {}
    for reason in variant.verdict.reasons:
        position = next((n for n, unit in enumerate(variant.units) if _is_of(reason, unit)), -1)
        title = called(checks.get(reason.rule, reason.rule))
        found.setdefault(position, {}).setdefault(
            (title, reason.phrase), Told(title, reason, position < 0 or not _said_by(reason, variant.units[position]))
        )
    numbers = _numbers(variant)
    rows = [Because(n, numbers[n] if n >= 0 else 0, tuple(told.values())) for n, told in found.items()]
    return tuple(sorted(rows, key=lambda row: row.position < 0))


def _is_of(reason: Reason, unit: Unit) -> bool:
    if _said_by(reason, unit):
        return True
    return bool(reason.phrase) and any(reason.phrase in (unit.segment.text[:n], unit.target[:n]) for n in _PHRASES)


def _said_by(reason: Reason, unit: Unit) -> bool:
    """Whether an issue or a term of the line says the same."""
    issues = any(reason.rule in (i.rule, i.check) and reason.phrase in (i.source_span, i.target_span) for i in unit.issues)
    return issues or any(reason.rule == f"term:{r.concept}" and reason.phrase == r.source for r in unit.receipts)


def _numbers(variant: StoredVariant) -> Mapping[int, int]:
    counted, number = {}, 0
    for position, unit in enumerate(variant.units):
        number += bool(unit.segment.text.strip())
        counted[position] = number
    return counted


def rule_word(rule: str) -> str:
    """What a filter by a rule is called: the rule itself where only its region or glossary knows it."""
    return RULES.get(rule, rule)
