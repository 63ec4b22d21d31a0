"""One's own account: password and second factor."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.domain.account import Account
from localize.web import factor, sessions
from localize.web.access import SCOPES, Act, Who, allowed
from localize.web.admission import may
from localize.web.failures import Forbidden
from localize.web.forms import Faults
from localize.web.languages import N_
from localize.web.signing_in import count, new_password_faults
from localize.web.site import Site, site_of

router = APIRouter()
_WRONG_OLD = N_("This is not your password.")


def owner(who: Who) -> Account:
    """Whose account it is. Tokens do not change accounts: that takes a person."""
    if who.account is None or who.token is not None:
        raise Forbidden
    return who.account


@router.get("/account")
def account_page(request: Request, who: Annotated[Who, may(Act.OWN_ACCOUNT)]) -> Response:
    return page(request, who, {})


def page(request: Request, who: Who, faults: Faults, token: str = "") -> Response:
    """The account's page; `token` is a new one, shown this once."""
    site, account = site_of(request), owner(who)
    values = {
        "account": account,
        "tokens": site.store.passes.tokens(account.id),
        "now": site.now(),
        "scopes": [scope for scope in SCOPES if allowed(who, scope)],
        "faults": faults,
        "token": token,
    }
    return site.pages.render(request, who, "account.html.jinja", values, status=422 if faults else 200)


@router.post("/account/password")
def password(
    request: Request,
    who: Annotated[Who, may(Act.OWN_ACCOUNT)],
    old: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """A new password ends every other session of the account."""
    site, account = site_of(request), owner(who)
    count(site.limits.code, f"password {account.id}")
    faults = new_password_faults(password, again, account.name)
    if not site.passwords.right(old, account.password):
        faults["old"] = _WRONG_OLD
    if faults:
        return page(request, who, faults)
    done = site.deed(request, who, "account.password", f"account {account.id}")
    saved = site.store.accounts.save(replace(account, password=site.passwords.hashed(password)), done, end_sessions=True)
    response = RedirectResponse("/account?said=password", 303)
    sessions.begin(request, response, saved)
    return response


# the second factor


@router.get("/account/factor")
def factor_page(request: Request, who: Annotated[Who, may(Act.OWN_ACCOUNT)]) -> Response:
    return _factor(request, who, {})


def _factor(request: Request, who: Who, faults: Faults) -> Response:
    site, account = site_of(request), owner(who)
    values = {"account": account, "secret": _pending(site, who), "faults": faults}
    return site.pages.render(request, who, "factor.html.jinja", values, status=422 if faults else 200)


@router.get("/account/factor.svg")
def factor_picture(request: Request, who: Annotated[Who, may(Act.OWN_ACCOUNT)]) -> Response:
    """The QR code of the secret that is being set up."""
    drawn = factor.picture(_pending(site_of(request), who), owner(who).name)
    return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


def _pending(site: Site, who: Who) -> str:
    """The secret that this session would take: derived, so that nothing is kept before it is proved that an app has it."""
    session = who.session.digest if who.session is not None else ""
    return site.keys.derived(f"factor {owner(who).id} {owner(who).revision} {session}")


@router.post("/account/factor")
def factor_on(request: Request, who: Annotated[Who, may(Act.OWN_ACCOUNT)], code: Annotated[str, Form()] = "") -> Response:
    """Take the secret once a code proves that the app has it; the recovery codes are shown this once."""
    site, account = site_of(request), owner(who)
    count(site.limits.code, str(account.id))
    secret = _pending(site, who)
    step = factor.step_of(secret, code, site.now())
    if step is None:
        return _factor(request, who, {"code": N_("This code does not fit. Check the clock of your phone, then type the newest code.")})
    codes = factor.recovery_codes()
    changed = replace(account, factor=secret, last_step=step, recovery=tuple(map(factor.recovery_digest, codes)))
    saved = site.store.accounts.save(changed, site.deed(request, who, "account.factor", f"account {account.id}", {"now": "on"}), end_sessions=True)
    site.limits.code.forget(str(account.id))
    response = site.pages.render(request, replace(who, account=saved), "recovery.html.jinja", {"codes": codes})
    sessions.begin(request, response, saved)
    return response


@router.post("/account/factor/off")
def factor_off(request: Request, who: Annotated[Who, may(Act.OWN_ACCOUNT)], old: Annotated[str, Form()] = "") -> Response:
    """Only with the password: who finds an open browser cannot take the second factor away."""
    site, account = site_of(request), owner(who)
    count(site.limits.code, f"password {account.id}")
    if not site.passwords.right(old, account.password):
        return page(request, who, {"factor": _WRONG_OLD})
    changed = replace(account, factor="", recovery=(), last_step=0)
    site.store.accounts.save(changed, site.deed(request, who, "account.factor", f"account {account.id}", {"now": "off"}))
    return RedirectResponse("/account?said=factor-off", 303)
