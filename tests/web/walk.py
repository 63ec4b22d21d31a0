"""Every address that can be looked at, with what stands in the place of its parameters. A new parameter needs a line here: the test says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fastapi.routing import APIRoute

from localize.web.app import ROUTERS

# in a path or in a query; what a test names itself comes first
FILLED = {
    "number": "1",
    "name": "app.css",
    "token": "forged",
    "key": "note:h000",
    "target": "US/en-US/general",
    "position": "0",
    "code": "HK",
    "channel": "rednote",
    "night": "1",
}
_TERM = {"key": "hostile.h000|zh-Hant|any"}


def addresses(more: Mapping[str, str] | None = None) -> Iterator[tuple[APIRoute, str]]:
    """Each route that answers to GET, with an address of it: needed parameters are filled, the others left out."""
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute) and "GET" in route.methods:
                yield route, address(route, more)


def address(route: APIRoute, more: Mapping[str, str] | None = None) -> str:
    """An address of a route. Raises KeyError for a parameter that FILLED does not know."""
    filled = FILLED | (_TERM if route.path.startswith("/api/v1/term") else {}) | dict(more or {})
    path = route.path
    for each in route.dependant.path_params:
        path = path.replace(f"{{{each.alias}}}", filled[each.alias])
    needed = [each.alias for each in route.dependant.query_params if each.field_info.is_required()]
    return path + ("?" + "&".join(f"{name}={filled[name]}" for name in needed) if needed else "")
