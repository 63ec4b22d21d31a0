"""Who one is, and the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field
from starlette.requests import Request

from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.api.base import BIGGEST, Shape, Size, Words, routes
from localize.web.site import site_of

router = routes("about")


class Me(Shape):
    """Who a token or a session belongs to."""

    name: Words = Field(examples=["mei, token 3"])
    roles: list[str] = Field(examples=[["editor"]])
    shops: list[Words] = Field(description="A seller's.")
    locales: list[str] = Field(description="An editor's.", examples=[["en", "zh-Hant"]])
    scopes: list[str] | None = Field(description="What the token is for; null for a session, which may do what its account may.")


class DeedShape(Shape):
    """One line of the audit log."""

    id: int
    at: datetime
    who: Words
    act: str = Field(examples=["variant.approve"])
    subject: Words = Field(examples=["note:64cc@US/en-US/general"])
    detail: dict[str, Any]


class Deeds(Shape):
    items: list[DeedShape]
    next: int | None = Field(description="What to ask for `before`; null on the last page.")


@router.get("/me", response_model=Me)
def me(request: Request, who: Annotated[Who, may(Act.START)]) -> Me:
    """Who the token or the session belongs to."""
    return Me(
        name=who.name,
        roles=[role.value for role in who.roles],
        shops=list(who.shops),
        locales=list(who.account.locales) if who.account else [],
        scopes=list(who.token.scopes) if who.token else None,
    )


@router.get("/audit", response_model=Deeds)
def audit(
    request: Request,
    who: Annotated[Who, may(Act.READ_AUDIT)],
    before: Annotated[int, Query(ge=0, le=BIGGEST, description="The `next` of the page before.")] = 0,
    limit: Size = 50,
) -> Deeds:
    """The audit log, newest first."""
    found = site_of(request).store.deeds.page(before, limit + 1)
    items = [DeedShape(id=d.id, at=d.at, who=d.who, act=d.act, subject=d.subject, detail=dict(d.detail)) for d in found[:limit]]
    return Deeds(items=items, next=found[limit - 1].id if len(found) > limit else None)
