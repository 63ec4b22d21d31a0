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
LONGEST_NAME = 200
# A unit that came from the memory is in it already.
_TEACHES = frozenset({Origin.ENGINE, Origin.RULE, Origin.HUMAN})


def approve(
    store: Store, record: str, target: str, who: str, why: str = "", *, now: datetime | None = None, seen: str = "", seller: bool = False
) -> str:
    """Approve the latest revision: its units become final and enter the memory. Gives the sentence to show.

    `seen` is the signature of the text that the person looked at; with another one in the store nothing is approved. A seller's approval says so
    and teaches the memory nothing: what one shop likes is not put into another's texts.
    """
    name = person(who)
    variant = _latest(store, record, target, seen)
    if variant.verdict.decision in BLOCKED:
        raise IllegalMove(f"{named(variant)} cannot be approved: {_because(variant)}.", next_step=_remedy(variant))
    if waiting := sum(unit.waits for unit in variant.units):
        message = f"{named(variant)} cannot be approved: the source of {waiting} lines has changed since a person wrote them."
        raise IllegalMove(message, next_step="Take the person's text, the machine's or a merge for each of them.")
    if variant.approval is Approval.APPROVED:
        return f"{named(variant)} is approved already; nothing was changed."
    learned = [] if seller else lessons(variant)
    detail = {"by": "seller"} if seller else {}
    change = Change(Approval.APPROVED, "approve", name, why.strip(), now or datetime.now(UTC), detail)
    store.decide(variant.id, variant.approval, change, learned)
    return f"{named(variant)} is approved{' by its seller' if seller else ''}; {len(learned)} units entered the memory."


def lessons(variant: StoredVariant) -> list[tuple[int, Entry]]:
    """What an approval of the variant teaches the memory: positions of units and what it takes from them."""
    return [(position, Entry(unit.segment.text, unit.target)) for position, unit in enumerate(variant.units) if _teaches(unit)]


def reject(store: Store, record: str, target: str, who: str, why: str, *, now: datetime | None = None, seen: str = "") -> str:
    """Reject the latest revision, or take an approval back: what it taught the memory goes too. A reason is required."""
    if not why.strip():
        raise IllegalMove("A rejection needs a reason: the next reader learns from it.", next_step="Say in a sentence what is wrong.")
    name = person(who)
    variant = _latest(store, record, target, seen)
    if variant.approval is Approval.REJECTED:
        return f"{named(variant)} is rejected already; nothing was changed."
    store.decide(variant.id, variant.approval, Change(Approval.REJECTED, "reject", name, why.strip(), now or datetime.now(UTC)))
    taken_back = "; its approval is taken back" if variant.approval is Approval.APPROVED else ""
    return f"{named(variant)} is rejected{taken_back}."


def person(who: str) -> str:
    """The name of whoever acts. Raises IllegalMove for none, and for one without end."""
    if not who.strip() or len(who) > LONGEST_NAME:
        raise IllegalMove("A decision needs a name: it is somebody's.", next_step=f"Say who decides, in at most {LONGEST_NAME} characters.")
    return who.strip()


def _latest(store: Store, record: str, target: str, seen: str) -> StoredVariant:
    variant = store.variant(record, target)
    if variant is None:
        raise IllegalMove(f"There is no variant of {record} for {target}.", next_step="Check the record's key and the target, or run a night.")
    if seen and seen != str(variant.signature):
        raise IllegalMove(f"{named(variant)} is another text than the one that was looked at.", next_step="Look at it again, then decide.")
    return variant


def _teaches(unit: Unit) -> bool:
    return unit.origin in _TEACHES and bool(unit.segment.text.strip()) and bool(unit.target.strip())


def named(variant: StoredVariant) -> str:
    """How a revision is spoken of."""
    return f"{variant.key} revision {variant.revision}"


def _because(variant: StoredVariant) -> str:
    """The decision with its reasons: `block (claims.cure: promises a cure: 治疗)`."""
    reasons = [": ".join(part for part in (reason.rule, reason.message, reason.phrase) if part) for reason in variant.verdict.reasons]
    return f"{variant.verdict.decision} ({'; '.join(reasons)})" if reasons else str(variant.verdict.decision)


def _remedy(variant: StoredVariant) -> str:
    remedies = dict.fromkeys(reason.remedy for reason in variant.verdict.reasons if reason.remedy)
    return " ".join(remedies) or "Remove what the reasons name at its source; the next night makes the variant again."
