"""The one door: every route has exactly one `may(act)` among its parameters, and gets who came or is not reached at all.

    @router.get("/audit")
    def audit(request: Request, who: Annotated[Who, may(Act.READ_AUDIT)]) -> Response: ...

With `of=` the thing in the address is looked up first, and asked about too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Depends
from fastapi.routing import APIRoute
from starlette.requests import Request

from localize.web.access import Act, Thing, Who, allowed
from localize.web.failures import Forbidden, NotSignedIn, NotThere
from localize.web.sessions import who_is


class Door:
    """Lets those in who may do `act` on the thing that `of` finds in the address. `of` gives None for what is not there."""

    def __init__(self, act: Act, of: Callable[[Request], Thing | None] | None = None) -> None:
        self.act, self._of = act, of

    def __call__(self, request: Request) -> Who:
        who = who_is(request)
        check(who, self.act)
        if self._of is not None:
            thing = self._of(request)
            if thing is None:
                raise NotThere
            check(who, self.act, thing)
        return who


def may(act: Act, of: Callable[[Request], Thing | None] | None = None) -> Any:
    return Depends(Door(act, of))


def check(who: Who, act: Act, thing: Thing | None = None) -> None:
    """Raises where somebody may not. What they may not read is not there for them: a refusal would tell that it is."""
    if allowed(who, act, thing):
        return
    if not who.signed_in and act is not Act.OPEN:
        raise NotSignedIn
    if thing is not None and thing.record and not allowed(who, Act.READ_RECORD, thing):
        raise NotThere
    raise Forbidden


def declared(route: APIRoute) -> list[Door]:
    """The doors of a route; a test asks that there is one."""
    return [found.call for found in route.dependant.dependencies if isinstance(found.call, Door)]
