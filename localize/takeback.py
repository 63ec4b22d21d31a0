"""Take back what was done to entries by mistake: one's own last decision, or a whole import. Nothing is forgotten: each is a new revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from localize.domain.term import Status, Term
from localize.errors import IllegalMove
from localize.glossary import person, save, telling
from localize.store.repository import Store
from localize.store.terms import TermRevision
from localize.termbase import lifecycle

_CLOSED = (Status.REJECTED, Status.DEPRECATED)


@dataclass(frozen=True)
class Undone:
    """What became of the entries of an import. `left` are those that somebody changed since: their keys."""

    back: tuple[Term, ...]
    left: tuple[str, ...]


def may_take_back(history: Sequence[TermRevision], who: str) -> bool:
    """Whether the newest revision is a decision of `who` that can be taken back. `history` is the entry's, oldest first."""
    if len(history) < 2 or history[-1].who != who.strip():
        return False
    before, now = history[-2].term.status, history[-1].term.status
    return now in _CLOSED or (now, before) == (Status.APPROVED, Status.PROPOSED)


def take_back(store: Store, term: Term, who: str) -> Term:
    """The entry as a proposal again, where `who` was the last to decide on it. Raises IllegalMove where somebody else did something since."""
    history = store.term_history(term.key)
    with telling(store, term.key):
        if not may_take_back(history, who) or history[-1].term != term:
            raise IllegalMove(f"{term.key} was not decided by you last.", next_step="Look at its history.")
        steps = [term] if term.status in _CLOSED else [term, lifecycle.deprecate(term)]
        steps.append(lifecycle.propose(steps[-1]))
    return save(store, list(pairwise(steps)), person(who), f"taken back: {history[-1].why}"[: lifecycle.LONGEST_REASON])[-1]


def undo_import(store: Store, at: datetime, by: str, who: str, why: str) -> Undone:
    """Give the entries that an import changed the wording that they had, and close those that it brought. All in one transaction.

    `at` and `by` are the moment and the person of the import's revisions. What somebody changed since stays as it is. An approval that the
    import gave is gone: the entry is proposed again.
    """
    now = {term.key: term for term in store.terms()}
    made = store.terms_made(at, by)
    if not made:
        raise IllegalMove("There is no such import.", next_step="Look at the list of imports again.")
    histories = store.term_histories(past.term.key for past in made)
    changes: list[tuple[Term | None, Term]] = []
    left: list[str] = []
    for past in made:
        if now[past.term.key].revision == past.term.revision:
            changes += pairwise(_steps(past.term, histories[past.term.key]))
        else:
            left.append(past.term.key)
    return Undone(save(store, changes, person(who), f"import undone: {why}" if why.strip() else ""), tuple(left))


def _steps(term: Term, history: Sequence[TermRevision]) -> list[Term]:
    """From the entry as the import left it to what it was before, move by move."""
    before = next((past.term for past in reversed(history) if past.term.revision < term.revision), None)
    if before is None:
        return [term, lifecycle.close(term, term.note)] if term.status in lifecycle.OPEN else [term]
    steps = [term]
    if term.status is Status.APPROVED and before.status is not Status.APPROVED:
        steps.append(lifecycle.deprecate(term))
    if steps[-1].status in _CLOSED:
        steps.append(lifecycle.propose(steps[-1]))
    wanted = replace(before, status=steps[-1].status, revision=steps[-1].revision)
    return steps if wanted == steps[-1] else [*steps, lifecycle.edit(steps[-1], wanted)]
