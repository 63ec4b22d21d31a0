"""Links for sellers without an account, for operators: make, copy, renew, revoke."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.domain.account import Link
from localize.web import forms
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import NotThere
from localize.web.languages import N_
from localize.web.site import Site, site_of

router = APIRouter()
DAYS = 14  # what the form offers
PAGE = 50


@router.get("/links")
def links(request: Request, who: Annotated[Who, may(Act.MANAGE_LINKS)], before: int = 0) -> Response:
    return _links(request, who, {"label": "", "shop": "", "records": "", "days": str(DAYS)}, {}, before)


def _links(request: Request, who: Who, typed: dict[str, str], faults: forms.Faults, before: int = 0) -> Response:
    site = site_of(request)
    found = site.store.passes.links(forms.place(before), PAGE + 1)
    older = found[PAGE - 1].id if len(found) > PAGE else 0
    values = {"links": found[:PAGE], "older": older, "now": site.now(), "typed": typed, "faults": faults}
    return site.pages.render(request, who, "links.html.jinja", values, status=422 if faults else 200)


@router.post("/links")
def link_add(
    request: Request,
    who: Annotated[Who, may(Act.MANAGE_LINKS)],
    label: Annotated[str, Form()] = "",
    shop: Annotated[str, Form()] = "",
    records: Annotated[str, Form()] = "",
    days: Annotated[str, Form()] = "",
) -> Response:
    """A link to all records of a shop, or to some of them."""
    site = site_of(request)
    faults: forms.Faults = {}
    lasts, named, whose = forms.days(days, faults), forms.line(label), forms.line(shop)
    keys = forms.entries(records, forms.LONGEST_KEY)
    if not whose:
        faults["shop"] = N_("Say whose records the link shows.")
    elif strangers := [key for key in keys if (found := site.store.record(key)) is None or found.shop != whose]:
        faults["records"] = N_("Not all of these are records of this shop. Use keys such as note:64cc, one a line.")
        keys = tuple(strangers)
    if faults:
        return _links(request, who, {"label": named, "shop": whose, "records": "\n".join(keys), "days": days[:10]}, faults)
    now = site.now()
    new = Link(0, named, whose, keys, now, who.name, now + timedelta(days=lasts))
    made = site.store.passes.add_link(new, site.deed(request, who, "link.add", "", {"shop": whose, "records": list(keys), "days": lasts}))
    return RedirectResponse(f"/links/{made.id}?said=link", 303)


@router.get("/links/{number}")
def link(request: Request, who: Annotated[Who, may(Act.MANAGE_LINKS)], number: int) -> Response:
    return _link(request, who, _found(site_of(request), number), {})


def _found(site: Site, number: int) -> Link:
    found = site.store.passes.link(number) if 0 < number < 1 << 31 else None
    if found is None:
        raise NotThere
    return found


def _link(request: Request, who: Who, found: Link, faults: forms.Faults) -> Response:
    site = site_of(request)
    values = {"link": found, "address": f"{site.web.url}/link/{site.keys.link(found)}", "now": site.now(), "days": DAYS, "faults": faults}
    return site.pages.render(request, who, "link.html.jinja", values, status=422 if faults else 200)


@router.post("/links/{number}/renew")
def link_renew(request: Request, who: Annotated[Who, may(Act.MANAGE_LINKS)], number: int, days: Annotated[str, Form()] = "") -> Response:
    """Open it from now for so many days, at the address it has."""
    site = site_of(request)
    found, faults = _found(site, number), {}  # type: tuple[Link, forms.Faults]
    lasts = forms.days(days, faults)
    if faults:
        return _link(request, who, found, faults)
    done = site.deed(request, who, "link.renew", f"link {number}", {"days": lasts})
    site.store.passes.renew_link(number, site.now() + timedelta(days=lasts), done)
    return RedirectResponse(f"/links/{number}?said=renewed", 303)


@router.post("/links/{number}/revoke")
def link_revoke(request: Request, who: Annotated[Who, may(Act.MANAGE_LINKS)], number: int) -> Response:
    """Close it for ever; whoever is in by it is out with the next request."""
    site = site_of(request)
    _found(site, number)
    site.store.passes.revoke_link(number, site.deed(request, who, "link.revoke", f"link {number}"))
    return RedirectResponse(f"/links/{number}?said=revoked", 303)
