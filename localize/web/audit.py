"""The audit log, for operators and auditors: who did what, newest first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.forms import line, place
from localize.web.languages import N_
from localize.web.site import site_of

router = APIRouter()
PAGE = 50
# What may be asked for, and what it is called. "link" has all acts on links.
ACTS = {
    "account": N_("accounts"),
    "session": N_("sessions"),
    "session.refused": N_("refused logins"),
    "link": N_("links"),
    "token": N_("tokens"),
    "variant": N_("work on texts"),
    "night": N_("nights"),
    "spot": N_("spot audits"),
    "flag": N_("flags"),
    "glossary": N_("the glossary"),
    "term": N_("terms"),
    "webhook": N_("webhooks"),
}


@router.get("/audit")
def audit(
    request: Request,
    who: Annotated[Who, may(Act.READ_AUDIT)],
    before: int = 0,
    name: str = "",
    act: str = "",
) -> Response:
    site = site_of(request)
    wanted, asked = line(name), act if act in ACTS else ""
    found = site.store.deeds.page(place(before), PAGE + 1, wanted, asked)
    older = found[PAGE - 1].id if len(found) > PAGE else 0
    values = {"deeds": found[:PAGE], "older": older, "name": wanted, "act": asked, "acts": ACTS}
    return site.pages.render(request, who, "audit.html.jinja", values)
