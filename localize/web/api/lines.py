"""Lines of variants: read one, check a text without saving it, edit, choose between two texts, flag, suggest.

A line's ETag begins with what an edit has to have seen. Two people on two lines are merged; of two on one line the later one gets 412 with the
text that stands there and the ETag to try again with.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from localize.errors import EditConflict
from localize.reviewing.again import check_live
from localize.reviewing.edit import LONGEST, Done
from localize.reviewing.edit import edit as write
from localize.reviewing.flag import LONGEST_WORDS, ReasonCode, raise_flag
from localize.reviewing.settle import Choice
from localize.reviewing.settle import settle as choose
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.api.base import IfMatch, IfNoneMatch, Key, NotSeen, Reasoned, Said, Shape, TargetName, Words, kit_of, routes, tagged
from localize.web.api.shapes import EstimateShape, IssueShape, ReceiptShape, UnitShape, estimate_shape, issue_shape, receipt_shape, unit_shape
from localize.web.api.things import seen_token, unit_in, unit_tag, variant_in, variant_of
from localize.web.site import site_of

router = routes("lines")
Position = Annotated[int, Query(ge=0, le=100_000, description="The line's number in the variant, from 0.")]
Editor = Annotated[Who, may(Act.APPROVE, of=variant_of)]


class Edited(Reasoned):
    """A person's text for a line."""

    text: Words = Field(max_length=LONGEST, description="The text as it shall stand.", examples=["Mugwort foot soak, 30 sachets"])


class Tried(Shape):
    """A text to be looked at by the checks."""

    text: Words = Field(max_length=LONGEST)


class Checked(Shape):
    """What the checks say of a text that nobody saved."""

    issues: list[IssueShape]
    receipts: list[ReceiptShape]
    estimate: EstimateShape


class Settled(Reasoned):
    """Which of the two texts of a line that waits."""

    choice: Choice = Field(description="mine: what the person wrote; theirs: what the machine would write now.")


class Flagged(Shape):
    """What is wrong with a line."""

    reason: ReasonCode = Field(description="What kind of thing is wrong.", examples=["term"])
    words: Words = Field("", max_length=LONGEST_WORDS, description="In a sentence; needed where the reason is `other`.")


class Suggested(Shape):
    """Another wording for a line. It is applied by nobody but an editor."""

    text: Words = Field(min_length=1, max_length=LONGEST, description="The line as it might read.")
    reason: ReasonCode = ReasonCode.TONE
    words: Words = Field("", max_length=LONGEST_WORDS, description="Why.")


class Changed(Said):
    """A line after an act on it."""

    unit: UnitShape
    decision: str = Field(description="What the gate says of the variant now.", examples=["review"])


class Raised(Shape):
    number: int = Field(description="What the flag is named by.", examples=[12])


@router.get("/unit", response_model=UnitShape)
def unit(
    request: Request,
    who: Annotated[Who, may(Act.READ_RECORD, of=variant_of)],
    key: Key,
    target: TargetName,
    position: Position,
    if_none_match: IfNoneMatch = "",
) -> Response:
    """One line of a variant."""
    found = variant_in(request)
    line = unit_in(found, position)
    return tagged(unit_shape(found, position), unit_tag(found, line), if_none_match)


@router.post("/unit/check", response_model=Checked)
def check(request: Request, who: Editor, key: Key, target: TargetName, position: Position, tried: Tried) -> Checked:
    """What the checks would say if this text stood in the line. Nothing is saved."""
    found = variant_in(request)
    unit_in(found, position)
    said = check_live(kit_of(request), found, position, tried.text)
    issues, receipts = [issue_shape(each) for each in said.issues], [receipt_shape(each) for each in said.receipts]
    return Checked(issues=issues, receipts=receipts, estimate=estimate_shape(said.estimate))


@router.put("/unit", response_model=Changed)
def edit(request: Request, who: Editor, key: Key, target: TargetName, position: Position, edited: Edited, if_match: IfMatch = "") -> Changed:
    """Write a text into the line that was seen: a new revision, checked and judged like any other."""
    seen = seen_token(if_match)
    with told():
        done = write(kit_of(request), key, target, position, edited.text, who.name, seen=seen, why=edited.why)
    return _changed(request, who, "variant.edit", done, position)


@router.post("/unit/settle", response_model=Changed)
def settle(request: Request, who: Editor, key: Key, target: TargetName, position: Position, settled: Settled, if_match: IfMatch = "") -> Changed:
    """Choose one of the two texts of a line whose source has changed since a person wrote it. A merge of both is an edit."""
    seen = seen_token(if_match)
    with told():
        done = choose(kit_of(request), key, target, position, settled.choice, who.name, seen=seen, why=settled.why)
    return _changed(request, who, "variant.settle", done, position)


@router.post("/unit/flag", response_model=Raised)
def flag(
    request: Request,
    who: Annotated[Who, may(Act.FLAG, of=variant_of)],
    key: Key,
    target: TargetName,
    position: Position,
    flagged: Flagged,
    if_match: IfMatch = "",
) -> Raised:
    """Say that something is wrong with the line that was seen."""
    return _raised(request, who, position, if_match, flagged.reason, flagged.words, "")


@router.post("/unit/suggest", response_model=Raised)
def suggest(
    request: Request,
    who: Annotated[Who, may(Act.SUGGEST, of=variant_of)],
    key: Key,
    target: TargetName,
    position: Position,
    suggested: Suggested,
    if_match: IfMatch = "",
) -> Raised:
    """Offer another wording for the line that was seen: a flag with a text, which an editor takes or declines."""
    return _raised(request, who, position, if_match, suggested.reason, suggested.words, suggested.text)


def _raised(request: Request, who: Who, position: int, if_match: str, reason: ReasonCode, words: str, text: str) -> Raised:
    found, site, seen = variant_in(request), site_of(request), seen_token(if_match)
    with told():
        number = raise_flag(kit_of(request), found.record, str(found.target), position, reason, who.person, seen=seen, words=words, suggestion=text)
    site.store.deeds.add(site.deed(request, who, "flag.raise", found.key, {"flag": number}))
    return Raised(number=number)


def _changed(request: Request, who: Who, act: str, done: Done, position: int) -> Changed:
    site, variant = site_of(request), done.variant
    if done.changed:
        site.store.deeds.add(site.deed(request, who, act, variant.key, {"line": position + 1, "revision": variant.revision}))
    place = min(position, len(variant.units) - 1)
    return Changed(said=done.said, unit=unit_shape(variant, place), decision=variant.verdict.decision.value)


@contextmanager
def told() -> Iterator[None]:
    """A conflict leaves as 412 with both texts, and with what to send as If-Match to write over the other's."""
    try:
        yield
    except EditConflict as error:
        more: dict[str, Any] = {"theirs": error.theirs, "mine": error.mine, "source": error.source, "who": error.who, "etag": error.token}
        raise NotSeen(error.message, error.next_step, more) from error
