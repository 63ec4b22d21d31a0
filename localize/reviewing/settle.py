"""Settle a proposal: the source of a line that a person wrote has changed, and a person takes the old text, the machine's new one or a merge."""

from __future__ import annotations

from datetime import UTC, datetime
from difflib import SequenceMatcher
from enum import StrEnum

from localize.domain.unit import Unit
from localize.errors import IllegalMove
from localize.kit import Kit
from localize.review import named, person
from localize.reviewing.edit import Done, by, carry_out, edit, locate
from localize.store.edits import Act
from localize.store.variants import StoredVariant
from localize.text.difference import words

LONGEST = 4000  # characters of a text for which a merge is offered: comparing takes time with the product of two lengths


class Choice(StrEnum):
    MINE = "mine"  # what the person wrote
    THEIRS = "theirs"  # what the machine would write now


def settle(
    kit: Kit,
    record: str,
    target: str,
    position: int,
    choice: Choice,
    who: str,
    *,
    seen: str,
    why: str = "",
    now: datetime | None = None,
    shown: str | None = None,
) -> Done:
    """Take one of the two texts of a line. Raises EditConflict where the line is not the one that was seen.

    `shown` is the machine's text as the person saw it: a night may have laid another one beside the line since.
    """

    def plan(variant: StoredVariant) -> dict[int, Unit]:
        place = locate(kit, variant, position, seen, "")
        unit = variant.units[place]
        if unit.proposal is None:
            raise IllegalMove(f"Line {place + 1} of {named(variant)} has no proposal.", next_step="Edit it, if it is not right.")
        if shown is not None and unit.proposal.text != shown:
            raise IllegalMove(f"The machine writes another text for line {place + 1} of {named(variant)} now.", next_step="Look at it, then choose.")
        return {place: by(unit, unit.target if choice is Choice.MINE else unit.proposal.text, who)}

    detail = {"choice": str(choice)}
    return carry_out(kit, record, target, plan, Act("settle", person(who), why.strip(), now or datetime.now(UTC), detail))


def merge(kit: Kit, record: str, target: str, position: int, text: str, who: str, *, seen: str, why: str = "") -> Done:
    """Take a text of one's own in place of both: an edit, which settles the proposal."""
    return edit(kit, record, target, position, text, who, seen=seen, why=why)


def offered(unit: Unit) -> str | None:
    """The merge to offer: the person's changes and the machine's in one text, None where both changed the same words, or nothing is to be merged.

    >>> from localize.domain.unit import Origin, Proposal, State
    >>> from localize.domain.segment import Segment
    >>> from localize.domain.record import Role
    >>> was, mine, now = "Foot soak bag, 250 g each", "Foot bath sachet, 250 g each", "Foot soak bag, 300 g each"
    >>> line = Segment("desc", Role.BODY, 0, "泡脚包，每包300克")
    >>> offered(Unit(line, mine, State.REVIEWED, Origin.HUMAN, proposal=Proposal("泡脚包，每包250克", was, now)))
    'Foot bath sachet, 300 g each'
    """
    if unit.proposal is None or max(map(len, (unit.proposal.before, unit.proposal.text, unit.target))) > LONGEST:
        return None
    return merged(words(unit.proposal.before), words(unit.target), words(unit.proposal.text))


def merged(base: list[str], mine: list[str], theirs: list[str]) -> str | None:
    """Both sets of changes over `base`; None where they touch."""
    changes = [(a, b, mine[c:d]) for tag, a, b, c, d in SequenceMatcher(None, base, mine, autojunk=False).get_opcodes() if tag != "equal"]
    others = [(a, b, theirs[c:d]) for tag, a, b, c, d in SequenceMatcher(None, base, theirs, autojunk=False).get_opcodes() if tag != "equal"]
    both = [each for each in changes if each in others]
    changes = [each for each in changes if each not in both]
    # what two people put in the same place has no order, so touching counts as meeting
    if any(a <= d and c <= b for a, b, _ in changes for c, d, _ in others):
        return None
    out = list(base)
    for start, end, put in sorted([*changes, *others], key=lambda each: each[0], reverse=True):
        out[start:end] = put
    return "".join(out)
