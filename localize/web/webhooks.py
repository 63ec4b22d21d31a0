"""Webhooks, for operators: add an endpoint, test it, see what it was told, switch it off, give it another secret."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.domain.webhook import WANTED, DeliveryState, Endpoint
from localize.errors import AddressRefused
from localize.web import forms
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import NotThere
from localize.web.keys import drawn
from localize.web.languages import N_
from localize.web.site import Site, site_of
from localize.webhooks.delivering import sender, test
from localize.webhooks.guard import LONGEST, parse

router = APIRouter()
PAGE = 50
MOST = 50  # endpoints: each of them is a row more in the transaction of every approval
_HTTPS = N_("Use an https:// address without a user or password, such as https://erp.example.com/chuhai.")
Operator = Annotated[Who, may(Act.MANAGE_WEBHOOKS)]


@router.get("/webhooks")
def webhooks(request: Request, who: Operator) -> Response:
    return _webhooks(request, who, {"url": "", "label": "", "events": [each.value for each in WANTED]}, {})


def _webhooks(request: Request, who: Who, typed: dict[str, object], faults: forms.Faults) -> Response:
    site = site_of(request)
    values = {"endpoints": site.store.webhooks.all(), "typed": typed, "faults": faults, "longest": LONGEST}
    return site.pages.render(request, who, "programs/webhooks.html.jinja", values, status=422 if faults else 200)


@router.post("/webhooks")
def webhook_add(
    request: Request,
    who: Operator,
    url: Annotated[str, Form()] = "",
    label: Annotated[str, Form()] = "",
    events: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """An endpoint. Its secret is drawn here and shown once."""
    site, faults = site_of(request), {}  # type: tuple[Site, forms.Faults]
    address, chosen = url.strip()[: LONGEST + 1], tuple(each.value for each in WANTED if each.value in (events or []))
    try:
        parse(address, private=site.settings.private_webhooks)
    except AddressRefused:
        faults["url"] = _HTTPS
    if not chosen:
        faults["events"] = N_("Choose at least one thing to be told.")
    if len(site.store.webhooks.all()) >= MOST:
        faults["url"] = N_("There are 50 webhooks already. Use one that is switched off.")
    if faults:
        return _webhooks(request, who, {"url": address, "label": forms.line(label), "events": chosen}, faults)
    new = Endpoint(0, address, forms.line(label), chosen, site.now(), who.name, secret=drawn())
    made = site.store.webhooks.add(new, site.deed(request, who, "webhook.add", "", {"url": address, "events": list(chosen)}))
    return _webhook(request, who, made, secret=made.secret)


@router.get("/webhooks/{number}")
def webhook(request: Request, who: Operator, number: int, before: int = 0) -> Response:
    return _webhook(request, who, _found(site_of(request), number), before=before)


def _found(site: Site, number: int) -> Endpoint:
    found = site.store.webhooks.get(number) if 0 < number < 1 << 31 else None
    if found is None:
        raise NotThere
    return found


def _webhook(request: Request, who: Who, found: Endpoint, *, secret: str = "", before: int = 0, failed: str = "") -> Response:
    site = site_of(request)
    told = site.store.webhooks.deliveries(found.id, forms.place(before), PAGE + 1)
    older = told[PAGE - 1].id if len(told) > PAGE else 0
    values = {"endpoint": found, "told": told[:PAGE], "older": older, "secret": secret, "failed": failed, "now": site.now()}
    return site.pages.render(request, who, "programs/webhook.html.jinja", values)


@router.post("/webhooks/{number}/test")
def webhook_test(request: Request, who: Operator, number: int) -> Response:
    """Send something harmless at once, and show what came of it."""
    site = site_of(request)
    found = _found(site, number)
    done = test(site.store, found, sender(private=site.settings.private_webhooks))
    site.store.deeds.add(site.deed(request, who, "webhook.test", f"webhook {number}", {"state": done.state.value}))
    if done.state is DeliveryState.DONE:
        return RedirectResponse(f"/webhooks/{number}?said=tested", 303)
    return _webhook(request, who, found, failed=done.said or N_("It is on its way."))


@router.post("/webhooks/{number}/switch")
def webhook_switch(request: Request, who: Operator, number: int, active: Annotated[str, Form()] = "") -> Response:
    """Switch it on or off. What waits goes on waiting."""
    site = site_of(request)
    found = replace(_found(site, number), active=active == "1")
    site.store.webhooks.change(found, site.deed(request, who, "webhook.change", f"webhook {number}", {"active": found.active}))
    return RedirectResponse(f"/webhooks/{number}?said=switched", 303)


@router.post("/webhooks/{number}/secret")
def webhook_secret(request: Request, who: Operator, number: int) -> Response:
    """Another secret, shown once; from now on everything is signed with it."""
    site = site_of(request)
    found = replace(_found(site, number), secret=drawn())
    site.store.webhooks.change(found, site.deed(request, who, "webhook.secret", f"webhook {number}"))
    return _webhook(request, who, found, secret=found.secret)


@router.post("/webhooks/{number}/again")
def webhook_again(request: Request, who: Operator, number: int, delivery: Annotated[int, Form(ge=0, lt=1 << 31)] = 0) -> Response:
    """Let something that was given up, or lost over there, be sent again."""
    site = site_of(request)
    _found(site, number)
    done = site.deed(request, who, "webhook.again", f"webhook {number}", {"delivery": delivery})
    if not site.store.webhooks.again(number, delivery, done):
        raise NotThere
    return RedirectResponse(f"/webhooks/{number}?said=again", 303)
