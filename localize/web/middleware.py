"""What surrounds every request, one small class each; their order is the list in app.py."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from localize.web.failures import Stray, answer

log = logging.getLogger("chuhai.web")
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})

# No 'unsafe-inline' anywhere: scripts and styles are files. data: is for no kind of source.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # not no-referrer: browsers then send "Origin: null" with our own forms. The address of a link is a key, and leads away from itself at once.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}


class Log:
    """Gives each request a number and writes one line about it: no address of the browser, no text of an address, no name."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        number = scope.setdefault("state", {})["id"] = secrets.token_hex(8)
        started, status = time.perf_counter(), 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = number
            await send(message)

        try:
            await self.app(scope, receive, sent)
        finally:
            route = getattr(scope.get("route"), "path", "-")  # the pattern: what stands in its place may be a key or a link
            log.info("%s %s %d %.0f ms %s", scope["method"], route, status, (time.perf_counter() - started) * 1000, number)


class SafeHeaders:
    """Sets the headers that keep a browser from doing what we did not mean."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = {**HEADERS, **({"Strict-Transport-Security": "max-age=31536000"} if https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, sent)


class Host:
    """Answers only to the names it is known by, so that no other page can point its own name here and read what we answer."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str]) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _host(Headers(scope=scope).get("host", "")) not in self.hosts:
            refusal = PlainTextResponse("This is not the address of these pages. Set CHUHAI_URL to the address that people use.\n", 421)
            return await refusal(scope, receive, send)
        await self.app(scope, receive, send)


class SizeLimit:
    """Reads at most `most` bytes of a request, whatever it says of its length; at most `larger` of one to such a path, which takes files."""

    def __init__(self, app: ASGIApp, *, most: int, larger: Mapping[str, int] | None = None) -> None:
        self.app, self.most, self.larger = app, most, larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        most = self.larger.get(scope["path"], self.most)
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            return await _plain(413)(scope, receive, send)
        read, begun = 0, False

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise TooLarge
            return message

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, counted, sent)
        except TooLarge:
            if not begun:
                await _plain(413)(scope, receive, send)


class TooLarge(Exception):
    """More was sent than is read."""


class SameOrigin:
    """Refuses every change that another site could have made a browser send.

    Browsers say where a request began (Sec-Fetch-Site, or Origin). A request without either is no browser's of today: it may change
    something only with a token of its own, never with a cookie.
    """

    def __init__(self, app: ASGIApp, *, url: str) -> None:
        self.app, self.url = app, url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in UNSAFE and not self._ours(Headers(scope=scope)):
            refusal = answer(Request(scope), Stray()) if scope["path"].startswith("/api/") else _plain(403)
            return await refusal(scope, receive, send)
        await self.app(scope, receive, send)

    def _ours(self, headers: Headers) -> bool:
        if "authorization" in headers:  # then no cookie counts: see sessions.who_is
            return True
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None and site != "same-origin":
            return False
        if origin is not None:
            return origin == self.url or urlsplit(origin).netloc == headers.get("host", "")
        return site == "same-origin"


class CatchAll:
    """Turns what nobody expected into a page with the request's number; what happened is for the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sent)
        except TooLarge:
            raise
        except Exception as error:
            log.exception("request %s failed", scope["state"]["id"])
            if begun:
                raise
            response = await run_in_threadpool(answer, Request(scope, receive), error)
            await response(scope, receive, send)


def _plain(status: int) -> PlainTextResponse:
    return PlainTextResponse(f"{HTTPStatus(status).phrase}. Go to the start page and try again.\n", status)


def _host(header: str) -> str:
    """The name in a Host header, without a port."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""
