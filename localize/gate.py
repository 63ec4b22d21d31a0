"""The gate: what the findings of the checks mean for a variant. Checks measure, the gate judges.

RELEASE means that a machine found nothing against it, never that anybody approved it: that is a person's word and is kept elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from localize.domain.issue import Issue, Severity
from localize.domain.rank import record_estimate
from localize.domain.record import Role
from localize.domain.region import Region
from localize.domain.term import Outcome
from localize.domain.unit import Origin, Unit
from localize.domain.variant import Decision, Reason, Verdict

MOST_REASONS = 50
_RANK = {Decision.BLOCK: 0, Decision.REVIEW: 1, Decision.RELEASE: 2}

Finding = tuple[Decision, Reason]


def judge(units: tuple[Unit, ...], region: Region, *, extra: tuple[Reason, ...] = ()) -> Verdict:
    """The verdict over a variant's units, with reasons, the gravest first.

    `extra` are reasons found outside the units, such as a repair that failed: each sends the variant to review. Remarks never change
    the verdict and stand last.
    """
    findings = [
        *(finding for unit in units for issue in unit.issues for finding in _issue(issue)),
        *(finding for unit in units for finding in _terms(unit)),
        *((Decision.REVIEW, reason) for reason in extra),
        *_estimates(units, region),
        *_policy(units, region),
    ]
    decision = min((d for d, _ in findings), key=_RANK.__getitem__, default=Decision.RELEASE)
    ordered = [reason for _, reason in sorted(findings, key=lambda f: _RANK[f[0]])]
    return Verdict(decision, tuple(dict.fromkeys(ordered))[:MOST_REASONS])


def _issue(issue: Issue) -> Iterator[Finding]:
    """A critical issue blocks, a major one asks for a person, a compliance remark is passed on. The rest costs estimate, not more."""
    reason = Reason(issue.rule or issue.check, issue.message, issue.source_span or issue.target_span, issue.advice)
    if issue.severity >= Severity.CRITICAL:
        yield Decision.BLOCK, reason
    elif issue.severity >= Severity.MAJOR:
        yield Decision.REVIEW, reason
    elif issue.severity is Severity.NEUTRAL:
        yield Decision.RELEASE, reason


def _terms(unit: Unit) -> Iterator[Finding]:
    for receipt in unit.receipts:
        if receipt.outcome is Outcome.MISSED:
            message = f"The required term {receipt.expected!r} does not stand in the text."
            yield Decision.REVIEW, Reason(f"term:{receipt.concept}", message, receipt.source, f"Write {receipt.expected!r}, or change the term.")


def _estimates(units: tuple[Unit, ...], region: Region) -> Iterator[Finding]:
    """The whole is measured against the release bound, each unit against the block bound: one bad line in a good text needs a person."""
    whole = record_estimate(units)
    if whole < region.gate.block_estimate:
        message = f"Estimated quality {whole:.2f} is under {region.gate.block_estimate:.2f}: not fit to be shown as a draft."
        yield Decision.BLOCK, Reason("estimate", message, "", "Translate again or by hand.")
    elif whole < region.gate.release_estimate:
        message = f"Estimated quality {whole:.2f} is under {region.gate.release_estimate:.2f}."
        yield Decision.REVIEW, Reason("estimate", message, "", "Read the text against the source.")
    for unit in units:
        if unit.segment.text and unit.estimate.value < region.gate.block_estimate:
            message = f"Estimated quality of this line {unit.estimate.value:.2f} is under {region.gate.block_estimate:.2f}."
            yield Decision.REVIEW, Reason("estimate", message, unit.segment.text[:80], "Translate this line again or by hand.")


def _policy(units: tuple[Unit, ...], region: Region) -> Iterator[Finding]:
    """A unit without text passes nothing, and a region may want everything read."""
    for unit in units:
        # a promise that does not hold abroad leaves an empty line behind, and nobody needs to fill it; a title is needed
        taken_out = unit.segment.role is not Role.TITLE and any(step.rule.startswith("policy.") for step in unit.steps)
        if unit.segment.text.strip() and not unit.whole.strip() and not taken_out:
            yield Decision.REVIEW, Reason("no-text", "This line has no text yet.", unit.segment.text[:80], "Translate this line.")
    if not region.gate.release_machine and any(unit.origin is not Origin.HUMAN for unit in units):
        message = "This region releases nothing that only a machine has read."
        yield Decision.REVIEW, Reason("policy", message, "", "Read and approve the variant.")
