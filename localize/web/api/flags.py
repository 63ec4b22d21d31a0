"""Flags: read them, answer them, take one's own back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field
from starlette.requests import Request

from localize.reviewing.edit import LONGEST
from localize.reviewing.flag import LONGEST_WORDS, accept_shown
from localize.reviewing.flag import decline as refuse
from localize.reviewing.flag import withdraw as take_back
from localize.store.flags import Flag, FlagState
from localize.web.access import Act, Who, named_records, readable_shops
from localize.web.admission import may
from localize.web.api.base import BIGGEST, Said, Shape, Size, Words, kit_of, routes
from localize.web.api.lines import told
from localize.web.api.things import flag_of, found_flag
from localize.web.failures import NotThere
from localize.web.site import site_of

router = routes("flags")
Number = Annotated[int, Query(ge=1, le=BIGGEST, description="The flag's number.")]
Editor = Annotated[Who, may(Act.APPROVE, of=flag_of)]


class FlagShape(Shape):
    """Somebody's word on one line of one variant."""

    number: int
    record: Words = Field(examples=["note:64cc0a"])
    target: str = Field(examples=["US/en-US/general"])
    position: int
    source: Words
    text: Words = Field(description="What stood there when it was flagged.")
    reason: str = Field(description="meaning, term, number, claim, tone or other.", examples=["term"])
    words: Words
    suggestion: Words
    who: Words
    at: datetime
    state: str = Field(description="open, withdrawn, accepted or declined.", examples=["open"])
    answer: Words
    answered_by: Words


class Flags(Shape):
    items: list[FlagShape]
    next: int | None = Field(description="What to ask for `after`; null on the last page.")


class Accepted(Shape):
    """An answer that takes a flag."""

    text: Words | None = Field(None, max_length=LONGEST, description="The line as it shall read; null takes the suggestion.")


class Declined(Shape):
    """An answer that leaves the text."""

    why: Words = Field(min_length=1, max_length=LONGEST_WORDS, description="The reason: who raised the flag reads it.")


@router.get("/flags", response_model=Flags)
def flags(
    request: Request,
    who: Annotated[Who, may(Act.READ_RECORD)],
    state: Annotated[FlagState | None, Query(description="Only those of this state.")] = None,
    after: Annotated[int, Query(ge=0, le=BIGGEST, description="The `next` of the page before.")] = 0,
    limit: Size = 50,
) -> Flags:
    """The flags of the records that one may read, oldest first."""
    found = site_of(request).store.desk.flags_page(state, readable_shops(who), named_records(who), after, limit + 1)
    return Flags(items=[_shape(each) for each in found[:limit]], next=found[limit - 1].id if len(found) > limit else None)


@router.get("/flag", response_model=FlagShape)
def flag(request: Request, who: Annotated[Who, may(Act.READ_RECORD, of=flag_of)], number: Number) -> FlagShape:
    """One flag."""
    found = found_flag(request)
    if found is None:
        raise NotThere
    return _shape(found)


@router.post("/flag/accept", response_model=Said)
def accept(request: Request, who: Editor, number: Number, accepted: Accepted) -> Said:
    """Answer a flag with an edit of its line, where the line still reads as it did when it was flagged; otherwise 412 with what stands there."""
    with told():
        done = accept_shown(kit_of(request), number, accepted.text, who.name)
    return _answered(request, who, "flag.accept", number, done.said)


@router.post("/flag/decline", response_model=Said)
def decline(request: Request, who: Editor, number: Number, declined: Declined) -> Said:
    """Answer a flag with a reason; the text stays."""
    site = site_of(request)
    refuse(site.store, number, who.name, declined.why)
    return _answered(request, who, "flag.decline", number, f"Flag {number} is declined.")


@router.post("/flag/withdraw", response_model=Said)
def withdraw(request: Request, who: Annotated[Who, may(Act.FLAG, of=flag_of)], number: Number) -> Said:
    """Take back a flag of one's own."""
    take_back(site_of(request).store, number, who.person)
    return _answered(request, who, "flag.withdraw", number, f"Flag {number} is withdrawn.")


def _answered(request: Request, who: Who, act: str, number: int, said: str) -> Said:
    site = site_of(request)
    site.store.deeds.add(site.deed(request, who, act, f"flag {number}"))
    return Said(said=said)


def _shape(flag: Flag) -> FlagShape:
    return FlagShape(
        number=flag.id,
        record=flag.record,
        target=flag.target,
        position=flag.position,
        source=flag.source,
        text=flag.text,
        reason=flag.reason,
        words=flag.words,
        suggestion=flag.suggestion,
        who=flag.who,
        at=flag.at,
        state=flag.state.value,
        answer=flag.answer,
        answered_by=flag.answered_by,
    )
