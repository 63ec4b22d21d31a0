"""The queue: open variants, the worst and dearest first, and how many there are."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query
from pydantic import Field
from starlette.requests import Request

from localize.domain.record import Kind
from localize.domain.variant import Decision
from localize.store.queue import LONGEST, Entry, Filter
from localize.web.access import Act, Who, named_records, readable_shops
from localize.web.admission import may
from localize.web.api.base import Shape, Size, Words, routes
from localize.web.failures import Forbidden
from localize.web.site import site_of

router = routes("queue")
Word = Annotated[str, Query(max_length=LONGEST)]


def wanted(
    region: Annotated[str, Query(max_length=16, examples=["HK"])] = "",
    locale: Annotated[str, Query(max_length=32, examples=["zh-Hant-HK"])] = "",
    decision: Annotated[Decision | None, Query(description="What the gate says.")] = None,
    kind: Annotated[Kind | None, Query(description="listing or note.")] = None,
    rule: Annotated[Word, Query(description="A rule among the reasons.", examples=["claims.cure"])] = "",
    concept: Annotated[Word, Query(description="A term that the record has.", examples=["herb.ai-cao"])] = "",
    engine: Annotated[Word, Query(description="What wrote the drafts.")] = "",
    words: Annotated[Word, Query(description="Words in the source.", examples=["泡脚包"])] = "",
    flagged: Annotated[bool | None, Query(description="With or without open flags.")] = None,
    edited: Annotated[bool | None, Query(description="With or without people's texts.")] = None,
    waiting: Annotated[bool | None, Query(description="Whether a person has to choose between two texts.")] = None,
) -> Filter:
    """Which open variants; what is left out asks for all."""
    return Filter(
        region=region,
        locale=locale,
        decision=decision.value if decision else "",
        kind=kind.value if kind else "",
        rule=rule,
        concept=concept,
        engine=engine,
        words=words,
        flagged=flagged,
        edited=edited,
        waiting=waiting,
    )


Wanted = Annotated[Filter, Depends(wanted)]


class EntryShape(Shape):
    """One variant in the queue, without its text."""

    record: Words = Field(examples=["note:64cc0a"])
    target: str = Field(examples=["US/en-US/general"])
    revision: int
    kind: str
    title: Words
    decision: str
    gravest: Words = Field(description="The rule of the first reason.")
    estimate: float
    risk: float = Field(description="In [0, 1].")
    value: float = Field(description="From the price and the likes.")
    priority: int = Field(description="1000 × risk × value; the queue's order.")
    edits: int = Field(description="Lines that people wrote or confirmed.")
    waiting: int = Field(description="Lines that wait for a choice.")
    flags: int = Field(description="Open flags.")
    created: datetime


class Entries(Shape):
    items: list[EntryShape]
    next: str | None = Field(description="What to ask for `after`; null on the last page.")


class CountsShape(Shape):
    """How many open variants fit, by what they can be narrowed to."""

    total: int
    regions: dict[str, int]
    locales: dict[str, int]
    decisions: dict[str, int]
    kinds: dict[str, int]
    edited: int
    waiting: int


@router.get("/queue", response_model=Entries)
def queue(
    request: Request,
    who: Annotated[Who, may(Act.READ_RECORD)],
    wanted: Wanted,
    after: Annotated[
        str, Query(max_length=24, description="The `next` of the page before. People may decide meanwhile: nothing is skipped or repeated.")
    ] = "",
    limit: Size = 50,
) -> Entries:
    """Open variants that one may read, in the order of priority."""
    page = site_of(request).store.queue.page(_mine(who, wanted), after, limit)
    return Entries(items=[_shape(each) for each in page.entries], next=page.next or None)


@router.get("/queue/counts", response_model=CountsShape)
def counts(request: Request, who: Annotated[Who, may(Act.READ_RECORD)], wanted: Wanted) -> CountsShape:
    """How many there are."""
    found = site_of(request).queue_counts(_mine(who, wanted))
    return CountsShape(
        total=found.total,
        regions=dict(found.regions),
        locales=dict(found.locales),
        decisions=dict(found.decisions),
        kinds=dict(found.kinds),
        edited=found.edited,
        waiting=found.waiting,
    )


def _mine(who: Who, wanted: Filter) -> Filter:
    """Held to what somebody may read. A link to some records has no queue: it would show the others of its shop."""
    if named_records(who):
        raise Forbidden
    return Filter.of(wanted.as_data() | {"shops": readable_shops(who)})


def _shape(entry: Entry) -> EntryShape:
    return EntryShape(
        record=entry.record,
        target=entry.target,
        revision=entry.revision,
        kind=entry.kind,
        title=entry.title,
        decision=entry.decision.value,
        gravest=entry.gravest,
        estimate=entry.estimate,
        risk=entry.risk,
        value=entry.value,
        priority=entry.priority,
        edits=entry.edits,
        waiting=entry.waiting,
        flags=entry.flags,
        created=entry.created,
    )
