"""Make one concept of two that turned out to be the same: one transaction, refused with reasons where they are not the same."""

from __future__ import annotations

from dataclasses import dataclass

from localize.domain.term import Term
from localize.errors import GlossaryError, IllegalMove
from localize.exchange.line import LONGEST_CELL
from localize.glossary import checked, find, person, save, telling
from localize.store.repository import Store
from localize.termbase import lifecycle
from localize.termbase.merge import Moved, conflicts, headwords, uncovered, widened

_MOST_REASONS = 5


@dataclass(frozen=True)
class Merged:
    """What a merge did: the entries that took headwords over, those that were closed, and which headwords moved."""

    widened: tuple[Term, ...]
    closed: tuple[Term, ...]
    moved: Moved


def merge(store: Store, concept_from: str, concept_into: str, who: str, why: str) -> Merged:
    """The headwords of one concept find the entries of another; its own entries are closed with a note that says so.

    A headword that a third concept has stays behind. Approved entries are deprecated, proposed ones rejected. Raises IllegalMove, and
    changes nothing, where the senses differ or readers would lose a rendering.
    """
    if concept_from == concept_into:
        raise IllegalMove(f"{concept_from[:60]} cannot be merged into itself.", next_step="Name the concept that stays second.")
    gone, kept = _open_entries(store, concept_from), _open_entries(store, concept_into)
    _refuse(concept_from, concept_into, gone, kept)
    others = [t for t in store.terms() if t.status in lifecycle.OPEN and t.concept not in (concept_from, concept_into)]
    moved = headwords(gone, kept, others)
    wide = [(term, after) for term in kept if (after := widened(term, moved.headwords, gone)) != term]
    changes = [(term, lifecycle.edit(term, checked(after))) for term, after in wide]
    changes += [(term, lifecycle.close(term, f"Merged into {concept_into}. {term.note}".strip()[:LONGEST_CELL])) for term in gone]
    reason = f"{concept_from} is merged into {concept_into}: {why}" if why.strip() else ""
    made = save(store, changes, person(who), reason)
    return Merged(made[: len(wide)], made[len(wide) :], moved)


def _open_entries(store: Store, concept: str) -> tuple[Term, ...]:
    """The entries of exactly this concept that are in use or may come to be."""
    found = [term for term in find(store, concept) if term.concept == concept]
    if not found:
        raise GlossaryError(
            f"{concept[:60]!r} is not a concept.", next_step="Write concepts, such as herb.ai-cao; `localize glossary list` shows them."
        )
    opened = tuple(term for term in found if term.status in lifecycle.OPEN)
    with telling(store, found[0].key):
        if not opened:
            raise IllegalMove(f"All entries of {concept} are closed.", next_step=f"Propose them again first: localize glossary show {concept}.")
    return opened


def _refuse(concept_from: str, concept_into: str, gone: tuple[Term, ...], kept: tuple[Term, ...]) -> None:
    lost = (f"{concept_into} has nothing for the readers of {key}" for key in uncovered(gone, kept))
    reasons = (*conflicts(gone, kept), *lost)
    if reasons:
        more = f"; and {len(reasons) - _MOST_REASONS} more" if len(reasons) > _MOST_REASONS else ""
        raise IllegalMove(
            f"{concept_from} and {concept_into} are not the same: {'; '.join(reasons[:_MOST_REASONS])}{more}.",
            next_step="Edit the entries until both mean the same, or leave them apart.",
        )
