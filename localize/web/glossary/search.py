"""The glossary to search in: by headword, rendering and concept, narrowed to what somebody reads; and what waits for them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from localize.domain.term import Audience, Status
from localize.lookup import LONGEST, Wanted
from localize.web import forms
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.glossary.base import page, place, shelf_of

router = APIRouter()
PAGE = 50
AUDIENCES = tuple(str(each) for each in Audience)
STATUSES = tuple(str(each) for each in Status)


@router.get("/glossary")
def search(
    request: Request,
    who: Annotated[Who, may(Act.READ_GLOSSARY)],
    q: str = "",
    domain: str = "",
    status: str = "",
    locale: str = "",
    audience: str = "",
    after: str = "",
) -> Response:
    shelf = shelf_of(request)
    domains, locales = shelf.counts("domain"), shelf.counts("locale")
    wanted = Wanted(
        forms.line(q, LONGEST),
        domain if domain in domains else "",
        status if status in STATUSES else "",
        locale if locale in locales else "",
        audience if audience in AUDIENCES else "",
    )
    found, begin = shelf.found(wanted), place(after)
    asked = {"q": wanted.words, "domain": wanted.domain, "status": wanted.status, "locale": wanted.locale, "audience": wanted.audience}
    more = f"/glossary?{urlencode({**asked, 'after': begin + PAGE})}" if len(found) > begin + PAGE else ""
    values = {
        "found": found[begin : begin + PAGE],
        "number": len(found),
        "total": len(shelf.entries),
        "more": more,
        "wanted": wanted,
        "domains": domains,
        "locales": locales,
        "audiences": AUDIENCES,
        "statuses": STATUSES,
    }
    return page(request, who, "search", values)
