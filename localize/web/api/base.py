"""What all addresses of the API share: bounds, shapes' base, ETags, and the router that counts who asks how often."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from localize.kit import Kit
from localize.web.failures import Failure
from localize.web.languages import N_
from localize.web.pace import counted
from localize.web.seller import doors
from localize.web.site import site_of

PREFIX = "/api/v1"
MOST = 200  # things in a page
BIGGEST = (1 << 31) - 1  # what a number of a row can be in both databases
LONGEST_WHY = 500
_HALVES = re.compile("[\ud800-\udfff]")


def whole(value: object) -> object:
    """Text that JSON readers take: half a surrogate pair becomes U+FFFD.

    >>> whole("a\\ud800")
    'a\ufffd'
    """
    return _HALVES.sub("\ufffd", value) if isinstance(value, str) else value


# What sellers, people and machines wrote: any characters, for the reader to escape.
Words = Annotated[str, BeforeValidator(whole)]
Key = Annotated[str, Query(max_length=200, description="A record's key.", examples=["note:64cc0a"])]
TargetName = Annotated[
    str, Query(max_length=64, description="What the variant is made for: region, language, audience.", examples=["US/en-US/general"])
]
Size = Annotated[int, Query(ge=1, le=MOST, description="How many things a page has at most.")]
IfMatch = Annotated[str, Header(max_length=200, description="The ETag of what was seen. Without it nothing is changed (412).")]
IfNoneMatch = Annotated[str, Header(max_length=1000, description="ETags that are known: where one still holds, the answer is 304 without a body.")]


class Shape(BaseModel):
    """A value as the API shows or takes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reasoned(Shape):
    """Why something is done."""

    why: Words = Field("", max_length=LONGEST_WHY, description="The reason, for who reads the history.", examples=["Read against the packaging."])


class Said(Shape):
    """What came of an act."""

    said: Words = Field(
        description="A sentence to show.", examples=["note:64cc@US/en-US/general revision 2 is approved; 7 units entered the memory."]
    )


class NotSeen(Failure):
    """A change without If-Match, or with that of another text. `more` has what stands there."""

    status = 412

    def __init__(self, message: str = "", next_step: str = "", more: Mapping[str, Any] | None = None) -> None:
        default = N_("This is not the text that was looked at.")
        super().__init__(message or default, next_step or N_("Read it again and send its ETag as If-Match."), more=more)


def routes(tag: str) -> APIRouter:
    """A router of the API; `tag` is its heading in the description."""
    return APIRouter(prefix=PREFIX, tags=[tag], dependencies=[Depends(counted)])


def kit_of(request: Request) -> Kit:
    """What texts are held against. Raises NoGlossary where the pages were started over a store alone."""
    return doors.kit_of(site_of(request))


def tagged(shape: Shape, tag: str, if_none_match: str) -> Response:
    """A thing with its ETag, or 304 for who has it."""
    headers = {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"}
    known = {bare(each) for each in if_none_match.split(",")}
    if tag in known:
        return Response(status_code=304, headers=headers)
    return Response(json.dumps(shape.model_dump(mode="json")), media_type="application/json", headers=headers)


def bare(tag: str) -> str:
    """An entity tag without its quotes.

    >>> bare(' W/"a1"')
    'a1'
    """
    return tag.strip().removeprefix("W/").strip('"')
