"""An estimate of quality without a reference, from what is known of a unit anyway. It orders what people read first; it measures no meaning.

Deterministic, in [0, 1], and every loss is a reason. Adding an issue never raises it: each loss is a factor of at most 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from localize.checks.fidelity import HAN, draft_of, lost, ratio, source_of
from localize.checks.quantities import quantities
from localize.domain.context import Context
from localize.domain.issue import Severity
from localize.domain.request import CUT
from localize.domain.rewrite import Part
from localize.domain.term import Outcome
from localize.domain.unit import Estimate, Origin, Unit

_FACTORS = {Severity.CRITICAL: 0.2, Severity.MAJOR: 0.7, Severity.MINOR: 0.96, Severity.NEUTRAL: 1.0}
_USUAL = {"en": (1.94, 6.44)}  # characters for each Han character, 1st to 99th percentile of human translations
# Of 401 English drafts of the embedded model over examples/, 26 scored under this and about 22 of them were wrong when read by eye; the median is
# -0.41. The factor takes such a line under the bound at which a person must read it. A fluent mistake scores well: this finds the unsure ones only.
_FAR_TOO_UNSURE = -0.8
_REWRITTEN = frozenset(part.rule for part in Part)
_ENOUGH = 8  # Han characters below which a length says nothing


def estimate(unit: Unit, context: Context, score: float | None = None) -> Estimate:
    """The estimate of a unit with its issues and receipts. `score` is the mean log-probability of the draft's tokens, where it is known."""
    if not context.segment.text.strip():
        return Estimate(1.0, ("nothing to translate",))
    value, why = _base(unit)
    reasons = [why]
    for factor, reason in _losses(unit, context, score):
        value *= factor
        reasons.append(f"{reason} (×{factor:.2f})")
    return Estimate(round(value, 4), tuple(reasons))


def _base(unit: Unit) -> tuple[float, str]:
    if unit.origin is Origin.HUMAN or unit.origin is Origin.MEMORY:
        return 1.0, f"from {unit.origin}: 1.00"
    if unit.origin is Origin.RULE:
        return 0.95, "made by a rule: 0.95"
    if unit.engine.startswith("chinese"):
        return 0.9, "script and lexicon, no model: 0.90"
    return 0.8, "made by a model: 0.80"


def _losses(unit: Unit, context: Context, score: float | None) -> Iterator[tuple[float, str]]:
    for issue in unit.issues:
        if issue.severity is not Severity.NEUTRAL:
            yield _FACTORS[issue.severity], f"{issue.severity.name.lower()}: {issue.message[:120]}"
    for receipt in unit.receipts:
        if receipt.outcome is Outcome.MISSED:
            yield 0.9, f"term {receipt.source} missed"
        elif receipt.outcome is Outcome.REPAIRED:
            yield 0.98, f"term {receipt.source} had to be repaired"
    if any(step.rule in _REWRITTEN for step in unit.steps):
        yield 0.95, "rewritten for tone by a model"
    if unit.origin is Origin.ENGINE:
        yield from _length(unit, context)
        yield from _numbers(unit, context)
        if score == CUT:
            yield 0.2, "the draft has no end: its length limit cut it"
        elif score is not None and score < _FAR_TOO_UNSURE:
            yield 0.3, f"the model was far too unsure, mean log-probability {score:.2f}"
        elif score is not None and score < -0.3:
            yield max(0.6, 1 + 0.25 * (score + 0.3)), f"the model was unsure, mean log-probability {score:.2f}"


def _length(unit: Unit, context: Context) -> Iterator[tuple[float, str]]:
    usual = _USUAL.get(context.target.locale.language)
    source = source_of(context)
    if usual is None or sum(len(run) for run in HAN.findall(source)) < _ENOUGH:
        return
    value = ratio(source, draft_of(unit))
    if not usual[0] <= value <= usual[1]:
        yield 0.95, f"unusual length, {value:.1f} characters for each Chinese one"


def _numbers(unit: Unit, context: Context) -> Iterator[tuple[float, str]]:
    source = source_of(context)
    asked = [q for q in quantities(source, "zh") if q.readings]
    gone = lost(source, draft_of(unit), context.target.locale.language)
    if asked and gone:
        kept = len(asked) - len(gone)
        yield 0.85 + 0.15 * kept / len(asked), f"{kept} of {len(asked)} numbers kept"
