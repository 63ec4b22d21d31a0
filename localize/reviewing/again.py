"""Hold a stored variant against the checks again, with a text that a person wrote: the same checks, estimate and gate as in the night. Nothing is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from localize.asking import KEPT
from localize.build import FAILED, REWRITTEN, UNNOTICED, Place, checked
from localize.carry import GONE, as_read, reasons
from localize.checks.registry import run as run_checks
from localize.classify import classes
from localize.domain.issue import Issue
from localize.domain.record import Record
from localize.domain.term import Receipt
from localize.domain.unit import Estimate, Origin, State, Unit
from localize.domain.variant import Reason, Variant, signed
from localize.errors import IllegalMove
from localize.estimate.heuristics import estimate
from localize.gate import judge
from localize.kit import Kit
from localize.links import Links
from localize.plan import Reading, foreign_fields, placed
from localize.store.variants import StoredVariant
from localize.termbase.enforce import receipts

# Reasons that were found while the variant was made and cannot be found again from its texts.
_MADE = frozenset({FAILED, KEPT, GONE, REWRITTEN, UNNOTICED})


@dataclass(frozen=True)
class Found:
    """What the checks say of a text that nobody saved."""

    issues: tuple[Issue, ...]
    receipts: tuple[Receipt, ...]
    estimate: Estimate


def check_live(kit: Kit, variant: StoredVariant, position: int, text: str, record: Record | None = None) -> Found:
    """What the checks would say of one line if a person wrote `text` there. `record` saves asking the store for it.

    What shows only over the whole variant, such as two names for one thing, shows when the text is saved.
    """
    record = record or _record(kit, variant)
    context, steps = places(kit, record, variant, variant.units[position : position + 1])[0]
    unit = written(variant.units[position], text)
    unit = replace(unit, receipts=receipts(text, context.matches, "human"))
    unit = replace(unit, issues=run_checks(kit.checks, as_read(unit, steps), context))
    return Found(unit.issues, unit.receipts, estimate(unit, context))


def written(unit: Unit, text: str) -> Unit:
    """A unit with a text of a person's, as the checks are to see it."""
    return replace(unit, target=text, origin=Origin.HUMAN, state=State.REVIEWED, score=None)


def rechecked(kit: Kit, variant: StoredVariant, changed: Mapping[int, Unit]) -> Variant:
    """The variant with these units in their positions: issues, receipts, estimates, verdict and signature are said anew."""
    record = _record(kit, variant)
    # of an approved text that goes into a new revision people have read every line, and nobody has approved the whole
    before = [_not_final(unit) for unit in variant.units]
    units = [_not_final(changed[n]) if n in changed else unit for n, unit in enumerate(before)]
    made = places(kit, record, variant, units)
    found = checked(units, made, Links(kit.store, [record]).of(record, variant.target), kit)
    # an estimate is known only with the draft's probability, which revisions of an older program do not have
    same = tuple(old if n not in changed and old.issues == new.issues else new for n, (old, new) in enumerate(zip(before, found, strict=True)))
    verdict = judge(same, kit.regions[variant.target.region], extra=(*reasons(same), *_remaining(variant, changed, made)))
    return Variant(variant.record, variant.target, signed(variant.signature, same), same, verdict, variant.notices)


def _not_final(unit: Unit) -> Unit:
    return replace(unit, state=State.REVIEWED) if unit.state is State.FINAL else unit


def places(kit: Kit, record: Record, variant: Variant, units: Sequence[Unit]) -> tuple[Place, ...]:
    """The contexts of units, made from their own segments: the record may have changed since."""
    segments = tuple(unit.segment for unit in units)
    reading = Reading(record, segments, classes(record, kit.classes), foreign_fields(record))
    memory = {unit.segment.text: unit.target for unit in units if unit.origin is Origin.MEMORY}
    return tuple(placed(segment, reading, variant.target, kit, memory) for segment in segments)


def _remaining(variant: StoredVariant, changed: Mapping[int, Unit], made: Sequence[Place]) -> tuple[Reason, ...]:
    """Why the variant was sent to review while it was made, without what a person has now written over."""
    theirs = [n for n, unit in changed.items() if unit.origin is Origin.HUMAN]
    mended = {made[n][0].source[:60] for n in theirs}
    rewritten = {made[n][0].segment.field for n in theirs}
    return tuple(
        reason
        for reason in variant.verdict.reasons
        if reason.rule in _MADE
        and not (reason.rule == FAILED and reason.phrase in mended)
        and not (reason.rule == REWRITTEN and any(reason.phrase == variant.units[n].target[:200] for n in changed))
        and not (reason.rule == KEPT and reason.message.partition(" ")[0] in rewritten)
    )


def _record(kit: Kit, variant: Variant) -> Record:
    record = kit.store.record(variant.record)
    if record is None or variant.target.region not in kit.regions:
        raise IllegalMove(
            f"{variant.key} belongs to a record or region that is not here any more.", next_step="Look at the region's file and the source."
        )
    return record
