"""The first run: whoever has the code that `localize serve` printed makes the first operator. After that these addresses are not there."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from localize.domain.account import Account, Role
from localize.web import forms
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import NotThere
from localize.web.languages import N_
from localize.web.signing_in import count, enter, new_password_faults
from localize.web.site import client_of, site_of

router = APIRouter()


@router.get("/setup")
def setup_page(request: Request, who: Annotated[Who, may(Act.OPEN)]) -> Response:
    return _page(request, who, "", {})


@router.post("/setup")
def setup(
    request: Request,
    who: Annotated[Who, may(Act.OPEN)],
    code: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Make the first account, an operator's, and sign it in."""
    site = site_of(request)
    count(site.limits.address, client_of(request))
    if site.store.accounts.exist():
        raise NotThere
    faults: forms.Faults = {}
    found = forms.name(name, faults)
    if not hmac.compare_digest(code.strip().encode(errors="replace"), site.setup_code.encode()):
        faults["code"] = N_("This is not the code that `localize serve` printed.")
    faults |= new_password_faults(password, again, found)
    if faults:
        return _page(request, who, found, faults)
    new = Account(0, found, (Role.OPERATOR,), site.now(), password=site.passwords.hashed(password))
    made = site.store.accounts.add(
        new, site.deed(request, Who(account=new), "account.add", "", {"roles": [Role.OPERATOR], "by": "set-up"}), first=True
    )
    return enter(request, made, "/")


def _page(request: Request, who: Who, name: str, faults: forms.Faults) -> Response:
    site = site_of(request)
    if site.store.accounts.exist():
        raise NotThere
    return site.pages.render(request, who, "setup.html.jinja", {"name": name, "faults": faults}, status=422 if faults else 200)
