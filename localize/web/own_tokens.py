"""One's own tokens: programs come in by them, for the account and within the scopes that were ticked."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.domain.account import Token
from localize.web import forms
from localize.web.access import SCOPES, Act, Who, allowed
from localize.web.admission import may
from localize.web.keys import digest, drawn
from localize.web.languages import N_
from localize.web.own_account import owner, page
from localize.web.site import site_of

router = APIRouter()
PREFIX = "chuhai_"  # so that who finds one in a log knows what it opens


@router.post("/account/tokens")
def token_add(
    request: Request,
    who: Annotated[Who, may(Act.OWN_ACCOUNT)],
    label: Annotated[str, Form()] = "",
    days: Annotated[str, Form()] = "",
    scopes: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Make a token and show it once; the store keeps its digest."""
    site, account = site_of(request), owner(who)
    faults: forms.Faults = {}
    lasts, named = forms.days(days, faults), forms.line(label)
    chosen = tuple(scope.value for scope in SCOPES if scope.value in (scopes or []) and allowed(who, scope))
    if not named:
        faults["label"] = N_("Say what the token is for.")
    if not chosen:
        faults["scopes"] = N_("Choose at least one thing that the token may do.")
    if faults:
        return page(request, who, faults)
    secret, now = PREFIX + drawn(), site.now()
    new = Token(0, account.id, named, chosen, digest(secret), now, now + timedelta(days=lasts))
    site.store.passes.add_token(new, site.deed(request, who, "token.add", "", {"scopes": list(chosen), "days": lasts}))
    return page(request, who, {}, secret)


@router.post("/account/tokens/{number}/revoke")
def token_revoke(request: Request, who: Annotated[Who, may(Act.OWN_ACCOUNT)], number: int) -> Response:
    site, account = site_of(request), owner(who)
    site.store.passes.revoke_token(number, account.id, site.deed(request, who, "token.revoke", f"token {number}"))
    return RedirectResponse("/account?said=token-revoked", 303)
