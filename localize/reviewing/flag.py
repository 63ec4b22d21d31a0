"""What sellers say of a line: raised, withdrawn by whoever raised it, accepted or declined by an editor. A suggestion is never applied by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from localize.domain.unit import token
from localize.errors import IllegalMove
from localize.kit import Kit
from localize.review import approve, person
from localize.reviewing.edit import Done, edit, latest, locate, readable
from localize.store.flags import Flag, FlagState
from localize.store.repository import Store

LONGEST_WORDS = 2000
MOST_OPEN = 40  # open flags of one variant: strangers raise them


class ReasonCode(StrEnum):
    """What is wrong, as a seller chooses it from a list."""

    MEANING = "meaning"  # it says something else
    TERM = "term"  # the thing is called otherwise
    NUMBER = "number"  # a price, size, weight or date
    CLAIM = "claim"  # it promises what it must not
    TONE = "tone"  # it is right and reads badly
    OTHER = "other"  # the words say what


def raise_flag(
    kit: Kit,
    record: str,
    target: str,
    position: int,
    reason: ReasonCode,
    who: str,
    *,
    seen: str,
    words: str = "",
    suggestion: str = "",
    now: datetime | None = None,
) -> int:
    """Flag a line; gives the flag's number. Raises EditConflict where the line is not the one that was seen."""
    name, said = person(who), _said(words)
    wish = readable(suggestion).strip()
    if reason is ReasonCode.OTHER and not said:
        raise IllegalMove("A flag for another reason says which.", next_step="Write a sentence.")
    variant = latest(kit, record, target)
    place = locate(kit, variant, position, seen, wish)
    unit = variant.units[place]
    at = now or datetime.now(UTC)
    flag = Flag(record, target, place, unit.segment.field, unit.segment.text, unit.target, str(reason), said, wish, name, at)
    return kit.store.desk.add_flag(flag, MOST_OPEN)


def withdraw(store: Store, number: int, who: str, *, now: datetime | None = None) -> Flag:
    """Take back a flag of one's own."""
    if _open(store, number).who != person(who):
        raise IllegalMove(f"Flag {number} is somebody else's.", next_step="Decline it with a reason, if you answer flags.")
    return store.desk.close_flag(number, FlagState.WITHDRAWN, who.strip(), "", now or datetime.now(UTC))


def accept(kit: Kit, number: int, text: str, who: str, *, seen: str, now: datetime | None = None) -> Done:
    """Answer a flag with an edit of its line: `text` is the suggestion or better words, as the person who answers chose it."""
    flag, at = _open(kit.store, number), now or datetime.now(UTC)
    done = edit(kit, flag.record, flag.target, flag.position, text, who, seen=seen, why=f"flag {number}, {flag.reason}: {flag.words}", now=at)
    kit.store.desk.close_flag(number, FlagState.ACCEPTED, person(who), text[:LONGEST_WORDS], at)
    return done


def accept_shown(kit: Kit, number: int, text: str | None, who: str) -> Done:
    """Accept a flag whose line still reads as it did when it was flagged, with a text or, without one, with the suggestion."""
    flag = _open(kit.store, number)
    if text is None and not flag.suggestion:
        raise IllegalMove(f"Flag {number} suggests nothing.", next_step="Say the new text.")
    return accept(kit, number, flag.suggestion if text is None else text, who, seen=token(flag.source, flag.text))


def decline(store: Store, number: int, who: str, why: str, *, now: datetime | None = None) -> Flag:
    """Answer a flag with a reason; the text stays."""
    if not _said(why):
        raise IllegalMove("A declined flag needs a reason: its seller reads it.", next_step="Say in a sentence why the text is right.")
    _open(store, number)
    return store.desk.close_flag(number, FlagState.DECLINED, person(who), _said(why), now or datetime.now(UTC))


def approve_as_seller(kit: Kit, record: str, target: str, who: str, *, seen: str, now: datetime | None = None) -> str:
    """A seller approves the preview of a record of their own, where the installation lets sellers do so; the event says that a seller did.

    Whether the record is of this seller's shop is for the caller to have looked at.
    """
    if not kit.settings.sellers_approve:
        raise IllegalMove("Sellers approve nothing here.", next_step="Flag what is wrong; an editor approves. CHUHAI_SELLERS_APPROVE=1 changes that.")
    return approve(kit.store, record, target, who, now=now, seen=seen, seller=True)


def _said(words: str) -> str:
    if len(words) > LONGEST_WORDS:
        raise IllegalMove(f"{len(words)} characters are too many to be kept.", next_step=f"Write at most {LONGEST_WORDS}.")
    return readable(words).strip()


def _open(store: Store, number: int) -> Flag:
    flag = store.desk.flag(number)
    if flag is None or flag.state is not FlagState.OPEN:
        raise IllegalMove(f"There is no open flag {number}.", next_step="Look at the flags: `localize flags`.")
    return flag
