"""How fast programs may ask: so many requests a minute for each account, link or address, told with every answer of the API.

Counted in this process, like every limit of the pages.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from localize.web.access import Who
from localize.web.failures import TooOften
from localize.web.sessions import who_is
from localize.web.site import client_of, site_of


def counted(request: Request) -> None:
    """Count this request. Raises TooOften with the seconds to wait."""
    pace = site_of(request).limits.pace
    key = _key(request, who_is(request))
    wait = pace.wait(key)
    remaining, reset = pace.left(key)
    request.state.pace = (pace.most, remaining, reset)
    if wait:
        raise TooOften(wait)


def _key(request: Request, who: Who) -> str:
    """All tokens of an account count together: another token is no way around."""
    if who.account is not None:
        return f"account {who.account.id}"
    return f"link {who.link.id}" if who.link is not None else f"address {client_of(request)}"


class PaceHeaders:
    """Tells what `counted` found, with errors too: RateLimit-Limit, -Remaining and -Reset (seconds until all of it is there again)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def sent(message: Message) -> None:
            pace = scope.get("state", {}).get("pace")
            if message["type"] == "http.response.start" and pace is not None:
                names = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
                MutableHeaders(scope=message).update({name: str(value) for name, value in zip(names, pace, strict=True)})
            await send(message)

        await self.app(scope, receive, sent)
