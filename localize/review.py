"""What people do with variants: approve, reject. One function each, one event each; a machine never calls them.

What is allowed is decided here; the store writes the decision, its event and the memory in one transaction.
"""

from __future__ import annotations

from datetime import UTC, datetime

from localize.domain.unit import Origin, Unit
from localize.domain.variant import Approval, Decision
from localize.errors import IllegalMove
from localize.memory import Entry
from localize.store.people import Change
from localize.store.repository import Store
from localize.store.variants import StoredVariant

# There is no text, or nobody may be shown it: nothing that a person could answer for.
BLOCKED = frozenset({Decision.BLOCK, Decision.NOT_ELIGIBLE, Decision.NO_ENGINE})
# A unit that came from the memory is in it already.
_TEACHES = frozenset({Origin.ENGINE, Origin.RULE, Origin.HUMAN})


def approve(store: Store, record: str, target: str, who: str, why: str = "", *, now: datetime | None = None, seen: str = "") -> str:
    """Approve the latest revision: its units become final and enter the memory. Gives the sentence to show.

    `seen` is the signature of the text that the person looked at; with another one in the store nothing is approved.
    """
    variant = _latest(store, record, target, who, seen)
    if variant.verdict.decision in BLOCKED:
        raise IllegalMove(f"{_name(variant)} cannot be approved: {_because(variant)}.", next_step=_remedy(variant))
    if variant.approval is Approval.APPROVED:
        return f"{_name(variant)} is approved already; nothing was changed."
    learned = [(position, Entry(unit.segment.text, unit.target)) for position, unit in enumerate(variant.units) if _teaches(unit)]
    store.decide(variant.id, variant.approval, Change(Approval.APPROVED, "approve", who.strip(), why.strip(), now or datetime.now(UTC)), learned)
    return f"{_name(variant)} is approved; {len(learned)} units entered the memory."


def reject(store: Store, record: str, target: str, who: str, why: str, *, now: datetime | None = None, seen: str = "") -> str:
    """Reject the latest revision, or take an approval back: what it taught the memory goes too. A reason is required."""
    if not why.strip():
        raise IllegalMove("A rejection needs a reason: the next reader learns from it.", next_step="Say in a sentence what is wrong.")
    variant = _latest(store, record, target, who, seen)
    if variant.approval is Approval.REJECTED:
        return f"{_name(variant)} is rejected already; nothing was changed."
    store.decide(variant.id, variant.approval, Change(Approval.REJECTED, "reject", who.strip(), why.strip(), now or datetime.now(UTC)))
    taken_back = "; its approval is taken back" if variant.approval is Approval.APPROVED else ""
    return f"{_name(variant)} is rejected{taken_back}."


def _latest(store: Store, record: str, target: str, who: str, seen: str) -> StoredVariant:
    if not who.strip():
        raise IllegalMove("A decision needs a name: it is somebody's.", next_step="Say who decides.")
    variant = store.variant(record, target)
    if variant is None:
        raise IllegalMove(f"There is no variant of {record} for {target}.", next_step="Check the record's key and the target, or run a night.")
    if seen and seen != str(variant.signature):
        raise IllegalMove(f"{_name(variant)} is another text than the one that was looked at.", next_step="Look at it again, then decide.")
    return variant


def _teaches(unit: Unit) -> bool:
    return unit.origin in _TEACHES and bool(unit.segment.text.strip()) and bool(unit.target.strip())


def _name(variant: StoredVariant) -> str:
    return f"{variant.key} revision {variant.revision}"


def _because(variant: StoredVariant) -> str:
    """The decision with its reasons: `block (claims.cure: promises a cure: 治疗)`."""
    reasons = [": ".join(part for part in (reason.rule, reason.message, reason.phrase) if part) for reason in variant.verdict.reasons]
    return f"{variant.verdict.decision} ({'; '.join(reasons)})" if reasons else str(variant.verdict.decision)


def _remedy(variant: StoredVariant) -> str:
    remedies = dict.fromkeys(reason.remedy for reason in variant.verdict.reasons if reason.remedy)
    return " ".join(remedies) or "Remove what the reasons name at its source; the next night makes the variant again."
