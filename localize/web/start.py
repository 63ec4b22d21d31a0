"""The first page, by role; what every visitor may ask for: static files, a language and a theme, whether we are well."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from localize.domain.variant import Approval, Decision
from localize.web.access import Act, Who, allowed, named_records, readable_shops
from localize.web.admission import may
from localize.web.failures import NotSignedIn, NotThere, own_path
from localize.web.languages import LANGUAGES
from localize.web.pages import STATIC, THEMES
from localize.web.site import Site, site_of

router = APIRouter()
_YEAR = 366 * 86400  # seconds
_FILES = {path.name: path for path in STATIC.iterdir() if path.is_file()}


@router.get("/")
def start(request: Request, who: Annotated[Who, may(Act.OPEN)]) -> Response:
    """What is there for this person, or the way in."""
    site = site_of(request)
    if not who.signed_in:
        if not site.store.accounts.exist():
            return RedirectResponse("/setup", 303)
        raise NotSignedIn
    values: dict[str, Any] = {"records": _records(site, who), "waiting": _waiting(site, who), "night": None, "decisions": {}}
    if allowed(who, Act.READ_NIGHTS):
        nights = site.store.nights(1)
        values |= {"night": nights[0] if nights else None, "decisions": _decisions(site)}
    return site.pages.render(request, who, "start.html.jinja", values)


def _records(site: Site, who: Who) -> int:
    """How many records somebody may read."""
    named = named_records(who)
    if named:
        return sum(record.shop in who.shops for record in site.store.records(named))
    return site.store.record_count(readable_shops(who))


def _waiting(site: Site, who: Who) -> int | None:
    """How many variants wait for a person, over all regions; None for who may not see those of others."""
    if not allowed(who, Act.APPROVE) and not allowed(who, Act.READ_NIGHTS):
        return None
    asked = (Decision.RELEASE, Decision.REVIEW)
    return sum(n for (_, decision, approval), n in site.counts().items() if decision in asked and approval is Approval.OPEN)


def _decisions(site: Site) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for (_, decision, _), number in site.counts().items():
        counted[decision.value] += number
    return dict(counted)


@router.get("/healthz")
def well(request: Request, who: Annotated[Who, may(Act.OPEN)]) -> PlainTextResponse:
    """For who watches the server: it answers, and so does the store."""
    site_of(request).store.revision()
    return PlainTextResponse("ok\n")


@router.get("/static/{name}")
def static(name: str, who: Annotated[Who, may(Act.OPEN)]) -> FileResponse:
    """A script, a style sheet. Their addresses change with their content: see pages.asset."""
    if name not in _FILES:
        raise NotThere
    return FileResponse(_FILES[name], headers={"Cache-Control": f"public, max-age={_YEAR}, immutable"})


@router.post("/preferences")
def prefer(
    request: Request,
    who: Annotated[Who, may(Act.OPEN)],
    language: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
) -> RedirectResponse:
    """Keep a language and a theme: in this browser, and with the account of who has one."""
    site = site_of(request)
    language, theme = language if language in LANGUAGES else "", theme if theme in THEMES else ""
    response = RedirectResponse(own_path(back), 303)
    for name, value in (("language", language), ("theme", theme)):
        response.set_cookie(name, value, max_age=_YEAR, path="/", secure=site.web.https, httponly=True, samesite="lax")
    if who.account is not None and who.token is None:
        changed = replace(who.account, language=language, theme=theme)
        site.store.accounts.save(changed, site.deed(request, who, "account.preferences", f"account {who.account.id}"))
    return response
