"""The pages as one application: what surrounds a request, the routers, and what errors become. Read the two lists."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from localize.errors import LocalizeError
from localize.kit import Kit
from localize.settings import Settings
from localize.store.repository import Store
from localize.web import (
    api,
    audit,
    held,
    links,
    machine,
    measures,
    nights,
    oidc,
    own_account,
    own_tokens,
    people,
    setup,
    signing_in,
    spots,
    start,
    webhooks,
)
from localize.web.configuration import WebSettings
from localize.web.editor import ROUTERS as EDITOR
from localize.web.failures import Failure, answer
from localize.web.glossary import ROUTERS as GLOSSARY
from localize.web.glossary.importing import LARGEST, UPLOAD
from localize.web.keys import Keys
from localize.web.middleware import CatchAll, Host, Log, SafeHeaders, SameOrigin, SizeLimit
from localize.web.pace import PaceHeaders
from localize.web.pages import Pages
from localize.web.passwords import Passwords
from localize.web.seller import answering, record, shop, trying
from localize.web.site import Limits, Site

MOST_BYTES = 2 << 20  # of a request: a form with a few hundred record keys is far below
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ROUTERS = (
    start.router,  # the first page, static files, preferences
    setup.router,  # the first run
    signing_in.router,  # login, second factor, invitations, links
    oidc.router,
    own_account.router,
    own_tokens.router,
    held.router,  # before nights: its addresses are under /nights too
    measures.router,
    spots.router,
    nights.router,
    machine.router,
    people.router,
    links.router,
    webhooks.router,
    audit.router,
    *(shop.router, record.router, answering.router, trying.router),  # sellers
    *GLOSSARY,
    *EDITOR,
    *api.ROUTERS,
)


def create_app(settings: Settings, store: Store, web: WebSettings, kit: Kit | None = None) -> FastAPI:
    """The application over a store. Its parts are in `app.state.site`."""
    app = FastAPI(
        title="Chuhai",
        version="1",
        summary="Listings and notes, their variants, and what people decided.",
        # the pages of FastAPI load scripts from elsewhere; ours are described at /api/v1/openapi.json
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        middleware=_middleware(web),
    )
    app.state.site = Site(settings, web, store, kit, Keys(web.secret), Passwords(), Pages(), Limits(), secrets.token_urlsafe(12))
    if kit is not None:
        app.state.site.held.kit(settings, store, kit)
    for router in ROUTERS:
        app.include_router(router, include_in_schema=router in api.ROUTERS)
    kinds: tuple[Any, ...] = (Failure, LocalizeError, HTTPException, RequestValidationError)
    for kind in kinds:
        app.add_exception_handler(kind, answer)
    return app


def _middleware(web: WebSettings) -> list[Middleware]:
    """Outermost first: what is refused early has its number and its safe headers all the same."""
    return [
        Middleware(Log),
        Middleware(SafeHeaders, https=web.https),
        Middleware(PaceHeaders),
        Middleware(Host, hosts=LOOPBACK | {web.host}),
        Middleware(SizeLimit, most=MOST_BYTES, larger={UPLOAD: LARGEST}),
        Middleware(SameOrigin, url=web.url),
        Middleware(CatchAll),
    ]
