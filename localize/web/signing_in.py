"""The ways in: a name with a password and a second factor, an invitation, a seller's link. And out."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.domain.account import Account
from localize.web import factor, passwords, sessions
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import NotThere, TooOften, own_path
from localize.web.forms import Faults, line
from localize.web.languages import N_
from localize.web.limits import Limit
from localize.web.site import Site, client_of, site_of

router = APIRouter()
_WRONG = N_("The name or the password is wrong.")
_WRONG_CODE = N_("This code is wrong, or it was used already. Wait for the next one.")


@router.get("/login")
def login_page(request: Request, who: Annotated[Who, may(Act.OPEN)], next: str = "/") -> Response:
    site = site_of(request)
    if who.signed_in:
        return RedirectResponse(own_path(next), 303)
    if not site.store.accounts.exist():
        return RedirectResponse("/setup", 303)
    return _login(request, who, own_path(next), "", {})


def _login(request: Request, who: Who, onward: str, name: str, faults: Faults) -> Response:
    site = site_of(request)
    values = {"next": onward, "name": name, "faults": faults, "oidc": site.web.provider is not None}
    return site.pages.render(request, who, "login.html.jinja", values, status=422 if faults else 200)


@router.post("/login")
def login(
    request: Request,
    who: Annotated[Who, may(Act.OPEN)],
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """A password that is right begins a session, a whole one only where no second factor is asked for."""
    site, name, onward = site_of(request), line(name, 100), own_path(next)
    count(site.limits.address, client_of(request))
    count(site.limits.name, name)
    account = site.store.accounts.named(name)
    usable = account is not None and account.active
    right = site.passwords.right(password, account.password if account is not None and usable else "")
    if account is None or not right:
        if account is not None:
            site.store.deeds.add(site.deed(request, who, "session.refused", f"account {account.id}"))
        return _login(request, who, onward, name, {"password": _WRONG})
    site.limits.name.forget(name)
    return enter(request, account, onward)


def enter(request: Request, account: Account, onward: str) -> Response:
    """Begin the session of somebody who proved who they are; a second factor is asked for where there is one."""
    passed = not account.factor
    response = RedirectResponse(onward if passed else f"/login/code?next={quote(onward)}", 303)
    sessions.begin(request, response, account, passed=passed)
    return response


def count(limit: Limit, key: str) -> None:
    """One more try. Raises TooOften."""
    if wait := limit.wait(key):
        raise TooOften(wait)


@router.get("/login/code")
def code_page(request: Request, who: Annotated[Who, may(Act.OPEN)], next: str = "/") -> Response:
    if sessions.half_way(request) is None:
        return RedirectResponse("/login", 303)
    return site_of(request).pages.render(request, who, "code.html.jinja", {"next": own_path(next), "faults": {}})


@router.post("/login/code")
def code(
    request: Request,
    who: Annotated[Who, may(Act.OPEN)],
    code: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """The second factor: a code of the app, or a recovery code, which is then spent."""
    site, account = site_of(request), sessions.half_way(request)
    if account is None:
        return RedirectResponse("/login", 303)
    count(site.limits.code, str(account.id))
    if (changed := _with_code(site, account, code[:100])) is None:
        site.store.deeds.add(site.deed(request, who, "session.refused", f"account {account.id}", {"factor": "wrong code"}))
        values = {"next": own_path(next), "faults": {"code": _WRONG_CODE}}
        return site.pages.render(request, who, "code.html.jinja", values, status=422)
    # saved before anything is given: of two browsers that send one code at once, the slower one is refused
    account = site.store.accounts.save(changed, site.deed(request, Who(account=account), "account.code", f"account {account.id}"))
    site.limits.code.forget(str(account.id))
    response = RedirectResponse(own_path(next), 303)
    sessions.begin(request, response, account)
    return response


def _with_code(site: Site, account: Account, code: str) -> Account | None:
    """The account with this code spent, None for a wrong one."""
    if (step := factor.step_of(account.factor, code, site.now(), account.last_step)) is not None:
        return replace(account, last_step=step)
    spent = factor.recovery_digest(code)
    return replace(account, recovery=tuple(d for d in account.recovery if d != spent)) if spent in account.recovery else None


@router.post("/logout")
def logout(request: Request, who: Annotated[Who, may(Act.START)]) -> Response:
    response = RedirectResponse("/login?said=signed-out", 303)
    sessions.end(request, response, who)
    return response


@router.get("/link/{token}")
def link(request: Request, who: Annotated[Who, may(Act.OPEN)], token: str) -> Response:
    """A seller's link begins a session and leads away from its own address, which is a key."""
    site = site_of(request)
    count(site.limits.address, client_of(request))
    number = site.keys.link_id(token)
    found = site.store.passes.link(number) if number is not None else None
    if found is None:
        raise NotThere
    if not found.open_at(site.now()):
        values = {"closed": "revoked" if found.revoked is not None else "expired"}
        return site.pages.render(request, who, "link_closed.html.jinja", values, status=410)
    response = RedirectResponse(f"/shop/{found.records[0]}" if len(found.records) == 1 else "/shop", 303)
    sessions.begin(request, response, found)
    return response


@router.get("/welcome/{token}")
def welcome_page(request: Request, who: Annotated[Who, may(Act.OPEN)], token: str) -> Response:
    account = _invited(site_of(request), token)
    return site_of(request).pages.render(request, who, "welcome.html.jinja", {"token": token, "account": account, "faults": {}})


@router.post("/welcome/{token}")
def welcome(
    request: Request,
    who: Annotated[Who, may(Act.OPEN)],
    token: str,
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Somebody who was invited sets a password; the address is spent with that."""
    site = site_of(request)
    count(site.limits.address, client_of(request))
    account = _invited(site, token)
    faults = new_password_faults(password, again, account.name)
    if faults:
        return site.pages.render(request, who, "welcome.html.jinja", {"token": token, "account": account, "faults": faults}, status=422)
    done = site.deed(request, Who(account=account), "account.password", f"account {account.id}", {"by": "invitation"})
    saved = site.store.accounts.save(replace(account, password=site.passwords.hashed(password)), done, end_sessions=True)
    return enter(request, saved, "/")


def _invited(site: Site, token: str) -> Account:
    number = site.keys.invited(token)
    account = site.store.accounts.get(number) if number is not None else None
    if account is None or not account.active or not site.keys.accepts(token, account):
        raise NotThere
    return account


def new_password_faults(password: str, again: str, name: str) -> Faults:
    faults: Faults = {}
    if wrong := passwords.fault(password, name):
        faults["password"] = wrong
    elif password != again:
        faults["again"] = N_("The two passwords differ.")
    return faults
