"""Accounts, for operators: add, change, switch off, reset. No password ever passes through an operator's hands: people set their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.domain.account import ACCOUNT_ROLES, Account, Role
from localize.errors import IllegalMove
from localize.web import forms
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import NotThere
from localize.web.languages import N_
from localize.web.site import Site, site_of

router = APIRouter()
_BLANK: dict[str, object] = {"name": "", "roles": (Role.SELLER,), "locales": (), "shops": ()}


@router.get("/people")
def people(request: Request, who: Annotated[Who, may(Act.MANAGE_PEOPLE)]) -> Response:
    return _people(request, who, _BLANK, {})


def _people(request: Request, who: Who, typed: dict[str, object], faults: forms.Faults) -> Response:
    site = site_of(request)
    values = {"accounts": site.store.accounts.all(), "roles": ACCOUNT_ROLES, "typed": typed, "faults": faults}
    return site.pages.render(request, who, "people.html.jinja", values, status=422 if faults else 200)


@router.post("/people")
def person_add(
    request: Request,
    who: Annotated[Who, may(Act.MANAGE_PEOPLE)],
    name: Annotated[str, Form()] = "",
    roles: Annotated[list[str] | None, Form()] = None,
    locales: Annotated[str, Form()] = "",
    shops: Annotated[str, Form()] = "",
) -> Response:
    """A new account has no password: its owner sets one by the address that the next page shows."""
    site = site_of(request)
    faults: forms.Faults = {}
    new = Account(0, forms.name(name, faults), forms.roles(roles or [], faults), site.now(), forms.locales(locales, faults), forms.entries(shops))
    forms.scoped(new.roles, new.locales, new.shops, faults)
    if not faults:
        try:
            made = site.store.accounts.add(new, site.deed(request, who, "account.add", "", _told(new)))
        except IllegalMove:
            faults["name"] = N_("There is an account of this name already.")
        else:
            return RedirectResponse(f"/people/{made.id}?said=added", 303)
    return _people(request, who, {"name": new.name, "roles": new.roles, "locales": new.locales, "shops": new.shops}, faults)


def _told(account: Account) -> dict[str, object]:
    """What the audit log keeps of an account."""
    lists = {"roles": account.roles, "locales": account.locales, "shops": account.shops}
    return {"name": account.name, **{name: list(map(str, value)) for name, value in lists.items()}, "active": account.active}


@router.get("/people/{number}")
def person(request: Request, who: Annotated[Who, may(Act.MANAGE_PEOPLE)], number: int) -> Response:
    return _person(request, who, _account(site_of(request), number), {})


def _account(site: Site, number: int) -> Account:
    account = site.store.accounts.get(number) if 0 < number < 1 << 31 else None
    if account is None:
        raise NotThere
    return account


def _person(request: Request, who: Who, account: Account, faults: forms.Faults) -> Response:
    site = site_of(request)
    invitation = "" if account.password or account.subject or not account.active else f"{site.web.url}/welcome/{site.keys.invitation(account)}"
    values = {"account": account, "roles": ACCOUNT_ROLES, "invitation": invitation, "faults": faults, "oidc": site.web.provider is not None}
    return site.pages.render(request, who, "person.html.jinja", values, status=422 if faults else 200)


@router.post("/people/{number}")
def person_change(
    request: Request,
    who: Annotated[Who, may(Act.MANAGE_PEOPLE)],
    number: int,
    revision: Annotated[int, Form()] = 0,
    roles: Annotated[list[str] | None, Form()] = None,
    locales: Annotated[str, Form()] = "",
    shops: Annotated[str, Form()] = "",
    active: Annotated[str, Form()] = "",
) -> Response:
    """Other roles hold at once, for sessions that are open too; who is switched off is signed out."""
    site = site_of(request)
    account = _account(site, number)
    faults: forms.Faults = {}
    changed = replace(
        account,
        revision=revision,
        roles=forms.roles(roles or [], faults),
        locales=forms.locales(locales, faults),
        shops=forms.entries(shops),
        active=active == "yes",
    )
    forms.scoped(changed.roles, changed.locales, changed.shops, faults)
    if faults:
        return _person(request, who, changed, faults)
    site.store.accounts.save(changed, site.deed(request, who, "account.change", f"account {number}", _told(changed)), end_sessions=not changed.active)
    return RedirectResponse(f"/people/{number}?said=saved", 303)


@router.post("/people/{number}/reset")
def person_reset(
    request: Request,
    who: Annotated[Who, may(Act.MANAGE_PEOPLE)],
    number: int,
    revision: Annotated[int, Form()] = 0,
    factor: Annotated[str, Form()] = "",
) -> Response:
    """Take the password away, and the second factor where the phone is lost; every session ends, and a new invitation is shown."""
    site = site_of(request)
    account = replace(_account(site, number), revision=revision, password="", subject="")
    if factor == "yes":
        account = replace(account, factor="", recovery=(), last_step=0)
    done = site.deed(request, who, "account.reset", f"account {number}", {"factor": "off" if factor == "yes" else "kept"})
    site.store.accounts.save(account, done, end_sessions=True)
    return RedirectResponse(f"/people/{number}?said=reset", 303)
