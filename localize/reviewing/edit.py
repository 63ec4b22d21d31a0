"""Edit a line of a variant in place: a new revision with that text, checked and judged like any other. The earlier text is kept with who, when and why.

Whoever edits names what was seen of the line (`Unit.token`). Two people on different lines never disturb each other; of two on one line the later
one is told, and shown the other's text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from localize.domain.unit import CONFIRMED, EDITED, State, Step, Unit
from localize.domain.variant import Decision
from localize.errors import EditConflict, IllegalMove, StoreBusy
from localize.kit import Kit
from localize.review import named, person
from localize.reviewing.again import rechecked, written
from localize.store.edits import Act, Change, Rewritten
from localize.store.variants import StoredVariant

LONGEST = 10_000  # characters of a line
_TRIES = 20  # how often somebody may be faster on another line; each time the edit is merged with what is there then
_CLOSED = frozenset({Decision.NOT_ELIGIBLE, Decision.NO_ENGINE})
# what is to become of the units of a variant as it stands: position → new unit
Plan = Callable[[StoredVariant], Mapping[int, Unit]]


@dataclass(frozen=True)
class Done:
    """What came of an act: the variant as it stands now, and the sentence to show. `changed` is False where there was nothing to do."""

    variant: StoredVariant
    said: str
    changed: bool = True


def edit(kit: Kit, record: str, target: str, position: int, text: str, who: str, *, seen: str, why: str = "", now: datetime | None = None) -> Done:
    """Write `text` in the line at `position`. Raises EditConflict where the line is not the one that was seen, IllegalMove for what may not be."""
    clean = readable(text)

    def plan(variant: StoredVariant) -> dict[int, Unit]:
        place = locate(kit, variant, position, seen, clean)
        unit = variant.units[place]
        return {} if clean == unit.target and unit.proposal is None else {place: by(unit, clean, who)}

    return carry_out(kit, record, target, plan, Act("edit", person(who), why.strip(), now or datetime.now(UTC)))


def readable(text: str) -> str:
    """The text with line breaks as they are kept. Raises IllegalMove for one that is too long or holds control characters."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(plain) > LONGEST:
        raise IllegalMove(f"A line of {len(plain)} characters is not kept.", next_step=f"Write at most {LONGEST} characters.")
    if any((ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in plain):
        raise IllegalMove("The text holds control characters.", next_step="Remove what cannot be seen, then save again.")
    return plain


def by(unit: Unit, text: str, who: str) -> Unit:
    """The unit with a person's text. The draft stays; one step says what the machine had and who wrote instead.

    A proposal that lay beside it is settled: what the machine would write now is what the next night compares with.
    """
    base = unit.proposal.text if unit.proposal else unit.by_machine
    draft = unit.proposal.text if unit.waits and unit.proposal else unit.draft
    steps = tuple(step for step in unit.steps if step.rule not in (EDITED, CONFIRMED))
    return replace(written(unit, text), draft=draft, steps=(*steps, Step(EDITED, base, text, who.strip()[:80])), proposal=None)


def locate(kit: Kit, variant: StoredVariant, position: int, seen: str, mine: str) -> int:
    """Where the line stands that was seen: at its position, or where a night has moved it. Raises EditConflict with what is there instead."""
    units = variant.units
    if 0 <= position < len(units) and units[position].token == seen:
        return position
    moved = [n for n, unit in enumerate(units) if unit.token == seen]
    if len(moved) == 1:
        return moved[0]
    there = units[position] if 0 <= position < len(units) else None
    field, source = (there.segment.field, there.segment.text) if there else ("", "")
    last = [e for e in kit.store.desk.history(variant.record, str(variant.target)) if e.field == field and e.source == source]
    who, at = (last[-1].who, last[-1].at) if last else ("a night", variant.created)
    raise EditConflict(
        f"Line {position + 1} of {named(variant)} is not the one that was edited: {who} changed it at {at:%Y-%m-%d %H:%M:%S} UTC.",
        next_step="Compare the two texts, then save the one that is right.",
        mine=mine,
        theirs=there.target if there else "",
        source=source,
        who=who,
        token=there.token if there else "",
    )


def carry_out(kit: Kit, record: str, target: str, plan: Plan, act: Act) -> Done:
    """Do to the latest revision what `plan` says, merging with whoever is faster on other lines."""
    for _ in range(_TRIES):
        variant = latest(kit, record, target)
        changed = plan(variant)
        if not changed:
            return Done(variant, f"{named(variant)} reads so already; nothing was changed.", changed=False)
        rewritten = rewrite(kit, variant, changed)
        if kit.store.desk.revise([rewritten], act):
            done = latest(kit, record, target)
            return Done(done, f"{named(done)}: {len(changed)} {'line' if len(changed) == 1 else 'lines'} changed, now {done.verdict.decision}.")
    raise StoreBusy(f"{record}@{target} is being changed by others without a pause.", next_step="Try again in a minute.")


def rewrite(kit: Kit, variant: StoredVariant, changed: Mapping[int, Unit]) -> Rewritten:
    """The variant with these units, checked and judged, ready to be put in place."""
    fresh = rechecked(kit, variant, changed)
    return Rewritten(variant, fresh, tuple(Change(n, variant.units[n], fresh.units[n]) for n in sorted(changed)))


def latest(kit: Kit, record: str, target: str) -> StoredVariant:
    """The latest revision, which must have a text to work on."""
    variant = kit.store.variant(record, target)
    if variant is None:
        raise IllegalMove(f"There is no variant of {record} for {target}.", next_step="Check the record's key and the target, or run a night.")
    if not variant.units or variant.verdict.decision in _CLOSED:
        raise IllegalMove(
            f"{named(variant)} has no text to work on: {variant.verdict.decision}.", next_step="Remove what the reasons name, then run a night."
        )
    return variant


def confirmed(unit: Unit, who: str) -> Unit:
    """The machine's text of a unit, which a person has read and lets stand."""
    steps = tuple(step for step in unit.steps if step.rule != CONFIRMED)
    return replace(unit, state=State.REVIEWED, steps=(*steps, Step(CONFIRMED, unit.target[:200], unit.target[:200], who.strip()[:80])))
