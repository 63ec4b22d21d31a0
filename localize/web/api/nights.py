"""Nights and what they had to set aside."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field
from starlette.requests import Request

from localize.store.nights import Night
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.api.base import BIGGEST, Shape, Size, Words, routes
from localize.web.failures import NotThere
from localize.web.site import site_of

router = routes("nights")
Number = Annotated[int, Query(ge=1, le=BIGGEST, description="The night's number.")]


class NightShape(Shape):
    """One run of the pipeline."""

    number: int
    started: datetime
    finished: datetime | None = Field(description="null while it runs, and for one that was killed.")
    status: str = Field(description="running, finished or interrupted.", examples=["finished"])
    stats: dict[str, Any] = Field(description="What it counted.")


class Nights(Shape):
    items: list[NightShape]
    next: int | None = Field(description="What to ask for `before`; null on the last page.")


class Fault(Shape):
    """A record that could not be read or processed."""

    message: Words
    where: Words = Field(examples=["notes.jsonl:12"])
    field: Words
    raw: Words = Field(description="The beginning of what came.")
    next_step: Words


class Faults(Shape):
    items: list[Fault]
    next: int | None = Field(description="What to ask for `after`; null on the last page.")


@router.get("/nights", response_model=Nights)
def nights(
    request: Request,
    who: Annotated[Who, may(Act.READ_NIGHTS)],
    before: Annotated[int, Query(ge=0, le=BIGGEST, description="The `next` of the page before.")] = 0,
    limit: Size = 50,
) -> Nights:
    """Nights, the newest first."""
    found = site_of(request).store.nights(limit + 1, before)
    return Nights(items=[_shape(each) for each in found[:limit]], next=found[limit - 1].id if len(found) > limit else None)


@router.get("/night", response_model=NightShape)
def night(request: Request, who: Annotated[Who, may(Act.READ_NIGHTS)], number: Number) -> NightShape:
    """One night."""
    found = site_of(request).store.nights(1, number + 1) if number < BIGGEST else ()
    if not found or found[0].id != number:
        raise NotThere
    return _shape(found[0])


@router.get("/quarantine", response_model=Faults)
def quarantine(
    request: Request,
    who: Annotated[Who, may(Act.READ_NIGHTS)],
    night: Number,
    after: Annotated[int, Query(ge=0, le=BIGGEST, description="How many to leave out: the `next` of the page before.")] = 0,
    limit: Size = 50,
) -> Faults:
    """What a night set aside, in the order it came."""
    found = site_of(request).store.quarantine(night, after, limit + 1)
    items = [Fault(message=f.message, where=f.where, field=f.field, raw=f.raw, next_step=f.next_step) for f in found[:limit]]
    return Faults(items=items, next=after + limit if len(found) > limit else None)


def _shape(night: Night) -> NightShape:
    return NightShape(number=night.id, started=night.started, finished=night.finished, status=night.status, stats=dict(night.stats))
