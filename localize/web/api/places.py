"""Where texts go: regions with what holds in them, channels with what they take, and a variant as a channel takes it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import Field
from starlette.requests import Request

from localize.domain.channel import Channel, Part
from localize.domain.region import Region
from localize.fitted import fitted as fit
from localize.fitted import lines
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.api.base import Key, Shape, TargetName, Words, kit_of, routes
from localize.web.api.shapes import StepShape
from localize.web.api.things import variant_in, variant_of
from localize.web.failures import NotThere

router = routes("regions and channels")
Code = Annotated[str, Query(max_length=32, description="As its file is named.")]


class Place(Shape):
    """A region in a list."""

    code: str = Field(examples=["HK"])
    name: str
    targets: list[str] = Field(examples=[["HK/zh-Hant-HK/general"]])
    sells_on: list[str] = Field(description="Channels that listings are sold on.")
    unverified: int = Field(description="How many of its values nobody has verified.")


class Held(Shape):
    """One value of a region and where it comes from."""

    key: str = Field(examples=["conventions.date"])
    text: Words
    packs: list[str] = Field(description="The files that say it, the nearest last.")
    verified: bool
    source: Words


class RegionShape(Place):
    """A region with everything that holds in it."""

    digest: str = Field(description="Of the resolved rules: part of every signature.")
    values: list[Held]


class Regions(Shape):
    items: list[Place]


class PartShape(Shape):
    """What a channel takes of one part."""

    name: str = Field(examples=["title"])
    bounds: str = Field(examples=["at most 75 characters"])


class ChannelShape(Shape):
    """A place where variants are published."""

    code: str = Field(examples=["amazon"])
    name: str
    style: str
    languages: list[str] = Field(description="Those it takes; empty for all.")
    parts: list[PartShape]
    note: Words


class Channels(Shape):
    items: list[ChannelShape]


class FittedLine(Shape):
    """One text as the channel takes it."""

    part: str
    text: Words
    length: int
    bounds: str
    dropped: list[StepShape]
    problems: list[Words] = Field(description="What does not fit and stays whole.")


class FittedShape(Shape):
    channel: str
    record: Words
    target: str
    lines: list[FittedLine]


@router.get("/regions", response_model=Regions)
def regions(request: Request, who: Annotated[Who, may(Act.START)]) -> Regions:
    """The regions that variants are made for."""
    return Regions(items=[Place(**_place(each)) for each in kit_of(request).regions.values()])


@router.get("/region", response_model=RegionShape)
def region(request: Request, who: Annotated[Who, may(Act.START)], code: Code) -> RegionShape:
    """One region after everything it inherits, each value with the file that says it."""
    found = kit_of(request).regions.get(code)
    if found is None:
        raise NotThere
    values = [Held(key=v.key, text=v.text, packs=list(v.packs), verified=v.verified, source=v.source) for v in found.values]
    return RegionShape(**_place(found), digest=found.digest, values=values)


@router.get("/channels", response_model=Channels)
def channels(request: Request, who: Annotated[Who, may(Act.START)]) -> Channels:
    """The channels that texts are fitted to."""
    return Channels(items=[_channel(each) for each in kit_of(request).channels.values()])


@router.get("/variant/fitted", response_model=FittedShape)
def fitted(request: Request, who: Annotated[Who, may(Act.READ_RECORD, of=variant_of)], key: Key, target: TargetName, channel: Code) -> FittedShape:
    """A variant as a channel takes it: whole parts dropped, nothing reworded, and what does not fit said."""
    found, place = variant_in(request), kit_of(request).channels.get(channel)
    if place is None:
        raise NotThere
    texts = [
        FittedLine(
            part=line.part.name,
            text=line.text,
            length=line.length,
            bounds=line.part.bounds,
            dropped=[StepShape(rule=s.rule, before=s.before, after=s.after, note=s.note) for s in line.steps],
            problems=list(line.problems),
        )
        for line in lines(found, place, fit(found, place))
    ]
    return FittedShape(channel=place.code, record=found.record, target=str(found.target), lines=texts)


def _place(region: Region) -> dict[str, Any]:
    return {
        "code": region.code,
        "name": region.name,
        "targets": [str(target) for target in region.targets],
        "sells_on": list(region.sells_on),
        "unverified": len(region.unverified),
    }


def _channel(channel: Channel) -> ChannelShape:
    return ChannelShape(
        code=channel.code,
        name=channel.name,
        style=channel.style.value,
        languages=list(channel.languages),
        parts=[_part(part) for part in channel.parts],
        note=channel.note,
    )


def _part(part: Part) -> PartShape:
    return PartShape(name=part.name, bounds=part.bounds)
