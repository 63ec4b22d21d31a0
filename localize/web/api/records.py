"""Records as they were pulled: lists and one with its fields."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from localize.domain.record import Record
from localize.web.access import Act, Who, named_records, readable_shops
from localize.web.admission import may
from localize.web.api.base import IfNoneMatch, Key, Shape, Size, Words, routes, tagged
from localize.web.api.things import found_record, record_of
from localize.web.failures import NotThere
from localize.web.site import site_of

router = routes("records")


class Brief(Shape):
    """A record in a list."""

    key: Words = Field(description="What it is named by everywhere.", examples=["note:64cc0a"])
    kind: str = Field(description="listing or note.", examples=["note"])
    title: Words = Field(examples=["艾草泡脚包 30包独立装"])
    shop: Words = Field(description="Whose it is, as a night named it; empty where none did.", examples=["茶行"])
    fingerprint: str = Field(description="Changes with the content.", examples=["9f2c01ab9f2c01ab"])


class Text(Shape):
    """One piece of text of a record."""

    path: Words = Field(examples=["item.attributes.0.value"])
    role: str = Field(description="title, body, name, value, question or answer.", examples=["title"])
    text: Words = Field(examples=["艾草泡脚包"])


class Whole(Brief):
    """A record with its texts."""

    fields: list[Text]
    facts: dict[str, str | int | float | bool] = Field(description="What is not text: price in fen, item id, creation time in ms.")


class Records(Shape):
    items: list[Brief]
    next: Words | None = Field(description="What to ask for `after`; null on the last page.")


def brief(record: Record) -> dict[str, str]:
    return {"key": record.key, "kind": record.kind.value, "title": record.title, "shop": record.shop, "fingerprint": record.fingerprint}


@router.get("/records", response_model=Records)
def records(
    request: Request,
    who: Annotated[Who, may(Act.READ_RECORD)],
    after: Annotated[str, Query(max_length=200, description="The `next` of the page before.")] = "",
    limit: Size = 50,
) -> Records:
    """The records that one may read, by key."""
    site, named = site_of(request), named_records(who)
    if named:
        mine = sorted((r for r in site.store.records(named) if r.shop in who.shops and r.key > after), key=lambda r: r.key)
        found = mine[: limit + 1]
    else:
        found = site.store.records_page(readable_shops(who), after, limit + 1)
    items = [Brief.model_validate(brief(r)) for r in found[:limit]]
    return Records(items=items, next=found[limit - 1].key if len(found) > limit else None)


@router.get("/record", response_model=Whole)
def record(request: Request, who: Annotated[Who, may(Act.READ_RECORD, of=record_of)], key: Key, if_none_match: IfNoneMatch = "") -> Response:
    """One record with its fields as they were pulled. Its ETag is its fingerprint."""
    found = found_record(request)
    if found is None:
        raise NotThere
    texts = [{"path": f.path, "role": f.role.value, "text": f.text} for f in found.fields]
    return tagged(Whole.model_validate({**brief(found), "fields": texts, "facts": dict(found.facts)}), found.fingerprint, if_none_match)
