"""The life of one entry: who may become what. Pure functions that return a new entry; storing it and telling variants is done elsewhere.

    proposed ──approve──> approved ──deprecate──> deprecated
        └────reject────> rejected
    rejected, deprecated ──propose──> proposed
    proposed, approved ──edit──> the same status, other wording
    proposed, approved ──close──> rejected, deprecated, with a note for readers

Every move counts the revision up by one, so that a receipt can say which wording it was held against.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from localize.domain.term import Demand, Status, Term
from localize.errors import GlossaryError, IllegalMove

MOVES: Mapping[str, tuple[frozenset[Status], Status]] = {
    "propose": (frozenset({Status.REJECTED, Status.DEPRECATED}), Status.PROPOSED),
    "approve": (frozenset({Status.PROPOSED}), Status.APPROVED),
    "reject": (frozenset({Status.PROPOSED}), Status.REJECTED),
    "deprecate": (frozenset({Status.APPROVED}), Status.DEPRECATED),
}
OPEN = frozenset({Status.PROPOSED, Status.APPROVED})
LONGEST_NAME = 80
LONGEST_REASON = 500


@dataclass(frozen=True)
class Change:
    """One move of one entry: who made it, when (ISO 8601), why, and the entry before and after. `before` is None for a new entry."""

    who: str
    when: str
    why: str
    before: Term | None
    after: Term


def propose(term: Term) -> Term:
    """Bring a rejected or deprecated entry back for review."""
    return _move(term, "propose")


def approve(term: Term) -> Term:
    """Let a proposed entry take part in the night. An entry that asks for nothing cannot be approved."""
    if term.demand is not Demand.FORBID and not term.target:
        raise IllegalMove(
            f"{term.key} has no target text and cannot be approved.", next_step="Edit the entry and give it a target, or set its demand to forbid."
        )
    return _move(term, "approve")


def reject(term: Term) -> Term:
    """Close a proposed entry. It stays on record, so that nobody proposes it again unknowingly."""
    return _move(term, "reject")


def deprecate(term: Term) -> Term:
    """Take an approved entry out of use."""
    return _move(term, "deprecate")


def edit(term: Term, wanted: Term) -> Term:
    """`wanted` as the next revision of `term`. Its key, status and revision must be those of `term`: an edit changes wording, not standing."""
    if term.status not in OPEN:
        raise IllegalMove(f"{term.key} is {term.status} and cannot be edited.", next_step="Propose it again first.")
    if wanted.key != term.key:
        raise IllegalMove(f"An edit cannot turn {term.key} into {wanted.key}.", next_step="Propose a new entry instead.")
    if wanted.status is not term.status:
        raise IllegalMove(
            f"An edit cannot move {term.key} from {term.status} to {wanted.status}.", next_step="Use approve, reject, deprecate or propose."
        )
    if wanted.revision != term.revision:
        raise IllegalMove(
            f"{term.key} is at revision {term.revision}, the edit was made on revision {wanted.revision}.",
            next_step="Load the entry again and repeat the edit.",
        )
    if wanted == term:
        raise IllegalMove(f"The edit of {term.key} changes nothing.", next_step="Leave the entry as it is.")
    return replace(wanted, revision=term.revision + 1)


def close(term: Term, note: str) -> Term:
    """Deprecate an approved entry or reject a proposed one, leaving a note that says where to look instead."""
    return replace(_move(term, "deprecate" if term.status is Status.APPROVED else "reject"), note=note)


def signed(what: str, who: str, why: str) -> tuple[str, str]:
    """A person and a reason as they are kept. Raises GlossaryError where one is missing or endless; `what` says what is changed."""
    if not who.strip() or not why.strip():
        raise GlossaryError(f"A change of {what} needs a person and a reason.", next_step="Say who changes it and why.")
    if len(who) > LONGEST_NAME or len(why) > LONGEST_REASON:
        raise GlossaryError(
            f"The change of {what} has a name of {len(who)} and a reason of {len(why)} characters.",
            next_step=f"Keep the name under {LONGEST_NAME} and the reason under {LONGEST_REASON}; `localize glossary discuss` takes more.",
        )
    return who.strip(), why.strip()


def change(before: Term | None, after: Term, who: str, when: str, why: str) -> Change:
    """The record of one move. Raises GlossaryError without a person, a reason or a readable time."""
    who, why = signed(after.key, who, why)
    try:
        datetime.fromisoformat(when)
    except ValueError as error:
        raise GlossaryError(f"{when!r} is not a time of a change of {after.key}.", next_step="Write it as 2025-02-10T08:30:00+08:00.") from error
    return Change(who, when, why, before, after)


def _move(term: Term, name: str) -> Term:
    allowed, becomes = MOVES[name]
    if term.status not in allowed:
        wanted = " or ".join(sorted(allowed))
        raise IllegalMove(
            f"Cannot {name} {term.key}: it is {term.status}, and only {wanted} entries can be.", next_step=f"Look up what can follow {term.status}."
        )
    return replace(term, status=becomes, revision=term.revision + 1)
