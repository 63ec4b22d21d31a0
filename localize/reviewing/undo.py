"""Take back the last act of a person on a variant. An undo is an act of its own: what was done and that it was taken back both stay in the history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from localize.domain.unit import Unit
from localize.domain.variant import Approval
from localize.errors import IllegalMove
from localize.kit import Kit
from localize.review import lessons, named, person
from localize.reviewing.edit import Done, carry_out
from localize.store.edits import Act, Edit
from localize.store.people import Change, Event
from localize.store.variants import StoredVariant

EDITS = frozenset({"edit", "confirm", "settle"})
DECISIONS = frozenset({"approve", "reject"})


def undo(kit: Kit, record: str, target: str, who: str, why: str = "", *, now: datetime | None = None, seen: int = 0) -> Done:
    """Take back the last edit, confirmation, settlement, approval or rejection that is not taken back yet.

    `seen` is the event that the person means; with another one as the last nothing is taken back. Raises IllegalMove where there is none, or where
    what it left is no longer there.
    """
    name, at = person(who), now or datetime.now(UTC)
    last = last_act(kit, record, target)
    if last is None:
        raise IllegalMove(f"Nobody has done anything to {record}@{target} that could be taken back.", next_step="Look at its history.")
    if seen and last.id != seen:
        raise IllegalMove(f"{last.who} did something else to {record}@{target} meanwhile.", next_step="Look at it again, then take that back.")
    if last.act in DECISIONS:
        return _undecided(kit, record, target, last, Change(Approval(last.detail["was"]), "undo", name, why.strip(), at, {"undoes": last.id}))
    edits = kit.store.desk.edits_of(last.id)
    return carry_out(kit, record, target, lambda variant: _as_before(variant, edits), Act("undo", name, why.strip(), at, {"undoes": last.id}))


def last_act(kit: Kit, record: str, target: str) -> Event | None:
    """The last act on a variant that is not taken back."""
    return last_of(kit.store.events(f"{record}@{target}"))


def last_of(history: Iterable[Event]) -> Event | None:
    """The last act among the events of a variant, oldest first, that is not taken back."""
    events = [e for e in history if e.act in EDITS | DECISIONS or e.act == "undo"]
    undone = {e.detail.get("undoes") for e in events if e.act == "undo"}
    return next((e for e in reversed(events) if e.act != "undo" and e.id not in undone), None)


def _as_before(variant: StoredVariant, edits: Sequence[Edit]) -> dict[int, Unit]:
    found = {}
    for edit in edits:
        place = place_of(variant, edit)
        if place is None:
            raise IllegalMove(f"{named(variant)} no longer has what {edit.who} wrote: {edit.after[:60]!r}.", next_step="Edit the line as it is now.")
        found[place] = restored(variant.units[place], edit)
    return found


def place_of(variant: StoredVariant, edit: Edit) -> int | None:
    """Where the line of an edit stands, with the text that the edit left."""
    there = [n for n, u in enumerate(variant.units) if (u.segment.field, u.segment.text, u.target) == (edit.field, edit.source, edit.after)]
    return edit.position if edit.position in there else next(iter(there), None)


def restored(unit: Unit, edit: Edit) -> Unit:
    """The unit as it was before an edit, between the surroundings that it has now."""
    return replace(edit.was, segment=unit.segment, before=unit.before, after=unit.after)


def _undecided(kit: Kit, record: str, target: str, last: Event, change: Change) -> Done:
    variant = kit.store.variant(record, target)
    if variant is None or variant.revision != last.detail["revision"]:
        raise IllegalMove(f"{record}@{target} has a newer revision than the one that {last.who} decided on.", next_step="Decide on the newest one.")
    learned = lessons(variant) if change.approval is Approval.APPROVED else ()
    kit.store.decide(variant.id, variant.approval, change, learned)
    done = kit.store.variant(record, target)
    return Done(done or variant, f"{named(variant)} is {change.approval} again.")
