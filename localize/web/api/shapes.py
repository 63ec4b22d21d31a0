"""Variants as the API shows them: units with steps, receipts, issues and estimates. Made from domain values here, and nowhere else."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from localize.domain.issue import Issue
from localize.domain.term import Receipt
from localize.domain.unit import Estimate, Unit
from localize.store.variants import StoredVariant
from localize.web.api.base import Shape, Words
from localize.web.api.things import unit_tag, variant_tag


class StepShape(Shape):
    """One named change of a text."""

    rule: str = Field(examples=["measures.weight"])
    before: Words = Field(examples=["半斤"])
    after: Words = Field(examples=["250 g"])
    note: Words = Field("", description="What there is to say about it: a source, or that nobody has verified it.")


class ReceiptShape(Shape):
    """What became of a required term."""

    concept: Words = Field(examples=["herb.ai-cao"])
    source: Words = Field(examples=["艾草"])
    expected: Words = Field(examples=["mugwort"])
    found: Words = Field(examples=["Mugwort"])
    outcome: str = Field(description="met, inflected, repaired or missed.", examples=["met"])
    stage: str = Field(description="draft, repair, rule, memory or human.", examples=["draft"])
    revision: int = Field(description="Of the entry that it was held against.")


class IssueShape(Shape):
    """A finding of a check."""

    check: str = Field(examples=["number_lost"])
    category: str = Field(description="A dimension of MQM.", examples=["accuracy"])
    severity: str = Field(description="neutral, minor, major or critical.", examples=["major"])
    message: Words = Field(examples=["The number 250 is not in the text."])
    source_span: Words = ""
    target_span: Words = ""
    rule: Words = Field("", description="The claim rule or concept behind it.")
    advice: Words = Field("", description="The next step, or wordings that are allowed.")


class EstimateShape(Shape):
    """Quality without a reference."""

    value: float = Field(ge=0, le=1, examples=[0.8])
    reasons: list[Words]


class ProposalShape(Shape):
    """What a machine would write now beside a person's text."""

    source: Words = Field(description="What the person's text was written for.")
    before: Words = Field(description="The machine's text then.")
    text: Words = Field(description="Its text now.")


class UnitShape(Shape):
    """A line: a sentence or line of a field, with everything that says why it reads so."""

    position: int = Field(description="What the line is named by, with key and target.", examples=[0])
    etag: str = Field(description="What an edit of the line sends as If-Match.", examples=["9f2c01ab-1a2b3c4d"])
    field: Words = Field(examples=["title"])
    role: str = Field(examples=["title"])
    source: Words = Field(examples=["每包250克"])
    target: Words = Field(examples=["250 g per sachet"])
    before: Words = Field(description="What stands before it and is not translated.")
    after: Words = Field(description="What stands after it.")
    draft: Words
    state: str = Field(description="initial, translated, reviewed or final.", examples=["translated"])
    origin: str = Field(description="memory, engine, rule or human.", examples=["engine"])
    engine: Words
    waits: bool = Field(description="Whether its source has changed since a person wrote the text: somebody has to choose.")
    steps: list[StepShape]
    receipts: list[ReceiptShape]
    issues: list[IssueShape]
    estimate: EstimateShape
    proposal: ProposalShape | None


class ReasonShape(Shape):
    """Why the gate says so."""

    rule: str
    message: Words
    phrase: Words
    remedy: Words


class Head(Shape):
    """A variant in a list of its record's."""

    record: Words = Field(examples=["note:64cc0a"])
    target: str = Field(examples=["US/en-US/general"])
    revision: int
    approval: str = Field(description="open, approved or rejected: what a person said.", examples=["open"])
    decision: str = Field(description="release, review, block, not eligible or no engine: what the gate says.", examples=["review"])
    reasons: list[ReasonShape]
    lines: int = Field(description="How many units it has.")
    open_flags: int | None = Field(None, description="How many flags wait for an answer; null where they were not counted.")
    etag: str = Field(description="What a decision sends as If-Match.", examples=["1a2b3c4d"])


class VariantShape(Head):
    """A whole record rendered for one target."""

    notices: list[Words]
    fields: dict[str, Words] = Field(description="The text of each field, by path.")
    signature: Words = Field(description="What made it, as short digests.")
    units: list[UnitShape]


def head_values(variant: StoredVariant) -> dict[str, Any]:
    reasons = [{"rule": r.rule, "message": r.message, "phrase": r.phrase, "remedy": r.remedy} for r in variant.verdict.reasons]
    return {
        "record": variant.record,
        "target": str(variant.target),
        "revision": variant.revision,
        "approval": variant.approval.value,
        "decision": variant.verdict.decision.value,
        "reasons": reasons,
        "lines": len(variant.units),
        "etag": variant_tag(variant),
    }


def variant_shape(variant: StoredVariant) -> VariantShape:
    more = {
        "notices": list(variant.notices),
        "fields": {path: variant.field_text(path) for path in variant.field_paths()},
        "signature": str(variant.signature),
        "units": [unit_shape(variant, position) for position in range(len(variant.units))],
    }
    return VariantShape.model_validate(head_values(variant) | more)


def unit_shape(variant: StoredVariant, position: int) -> UnitShape:
    unit = variant.units[position]
    return UnitShape(
        position=position,
        etag=unit_tag(variant, unit),
        field=unit.segment.field,
        role=unit.segment.role.value,
        source=unit.segment.text,
        target=unit.target,
        before=unit.before,
        after=unit.after,
        draft=unit.draft,
        state=unit.state.value,
        origin=unit.origin.value,
        engine=unit.engine,
        waits=unit.waits,
        steps=[StepShape(rule=s.rule, before=s.before, after=s.after, note=s.note) for s in unit.steps],
        receipts=[receipt_shape(r) for r in unit.receipts],
        issues=[issue_shape(i) for i in unit.issues],
        estimate=estimate_shape(unit.estimate),
        proposal=_proposal(unit),
    )


def receipt_shape(receipt: Receipt) -> ReceiptShape:
    return ReceiptShape(
        concept=receipt.concept,
        source=receipt.source,
        expected=receipt.expected,
        found=receipt.found,
        outcome=receipt.outcome.value,
        stage=receipt.stage,
        revision=receipt.revision,
    )


def issue_shape(issue: Issue) -> IssueShape:
    return IssueShape(
        check=issue.check,
        category=issue.category.value,
        severity=issue.severity.name.lower(),
        message=issue.message,
        source_span=issue.source_span,
        target_span=issue.target_span,
        rule=issue.rule,
        advice=issue.advice,
    )


def estimate_shape(estimate: Estimate) -> EstimateShape:
    return EstimateShape(value=min(max(estimate.value, 0.0), 1.0), reasons=list(estimate.reasons))


def _proposal(unit: Unit) -> ProposalShape | None:
    found = unit.proposal
    return None if found is None else ProposalShape(source=found.source, before=found.before, text=found.text)
