"""What is here, for programs as OpenAPI and for people as a page. The page is plain: readers of OpenAPI need inline scripts, which no page has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from localize.web.access import Act, Who
from localize.web.admission import declared, may
from localize.web.api.base import PREFIX
from localize.web.site import site_of

router = APIRouter()  # outside of what is counted: whoever reads the description asks for nothing
# status → what it means, for every address
_PROBLEMS = {
    400: "The request cannot be read: its body is no UTF-8.",
    401: "There is no token, or one that does not hold any more.",
    403: "The account, or the token's scopes, do not allow it.",
    404: "There is nothing here, or nothing that one may know of.",
    409: "Something stands against it: the reason and the next step are told.",
    412: "The text is not the one that was seen. For a line: `theirs`, `mine`, `who` and the `etag` to try again with.",
    422: "Something does not fit: `errors` names each parameter.",
    429: "Asked too often: wait for `Retry-After` seconds.",
    503: "The store is busy: try again in a minute.",
}
_PROBLEM = {
    "type": "object",
    "description": "What went wrong, as RFC 9457 has it.",
    "required": ["type", "title", "status", "detail", "next_step", "request"],
    "properties": {
        "type": {"type": "string", "examples": ["about:blank"]},
        "title": {"type": "string", "examples": ["Precondition Failed"]},
        "status": {"type": "integer", "examples": [412]},
        "detail": {"type": "string", "description": "A sentence for people."},
        "next_step": {"type": "string", "description": "What to do now."},
        "request": {"type": "string", "description": "The number to tell an operator."},
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"where": {"type": "string"}, "problem": {"type": "string"}}},
        },
        "standing": {"type": "string", "description": "The status of the entry that stands."},
        "theirs": {"type": "string", "description": "The text that stands."},
        "mine": {"type": "string", "description": "The text that was not saved."},
        "source": {"type": "string"},
        "who": {"type": "string"},
        "etag": {"type": "string", "description": "What to send as If-Match to write over it."},
    },
}
_ABOUT = (
    "Everything that the pages do, for programs. Send `Authorization: Bearer …` with a token that you made under Account; it may do what your account "
    "may, within its scopes. Texts come as sellers, machines and people wrote them: escape them where you show them."
)


@router.get(f"{PREFIX}/openapi.json", include_in_schema=False)
def described(request: Request, who: Annotated[Who, may(Act.OPEN)]) -> JSONResponse:
    """What is here, as OpenAPI."""
    return JSONResponse(openapi(request.app))


@router.get("/api", include_in_schema=False)
def page(request: Request, who: Annotated[Who, may(Act.OPEN)]) -> Response:
    """The same for people: every address with what it takes."""
    description = openapi(request.app)
    groups: dict[str, list[Operation]] = {}
    for each in operations(description):
        groups.setdefault(each.tag, []).append(each)
    return site_of(request).pages.render(request, who, "programs/api.html.jinja", {"groups": groups, "statuses": _PROBLEMS, "prefix": PREFIX})


@dataclass(frozen=True)
class Operation:
    """One address with a method, as the page shows it. `parameters` are (name, where, needed, what), `body` the same for its fields."""

    method: str
    path: str
    tag: str
    text: str
    scope: str
    parameters: tuple[tuple[str, str, bool, str], ...]
    body: tuple[tuple[str, str, bool, str], ...]
    example: str


def operations(description: Mapping[str, Any]) -> Iterator[Operation]:
    """What the description has, in its order."""
    for path, methods in description["paths"].items():
        for method, said in methods.items():
            parameters = tuple((p["name"], p["in"], p.get("required", False), _what(p, description)) for p in said.get("parameters", ()))
            body = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            fields = _resolved(body, description)
            needed = fields.get("required", ())
            rows = tuple((name, "body", name in needed, _what(field, description)) for name, field in fields.get("properties", {}).items())
            example = _example(method, path, said)
            yield Operation(method.upper(), path, said["tags"][0], said.get("description", ""), said.get("x-scope", ""), parameters, rows, example)


def _what(said: Mapping[str, Any], description: Mapping[str, Any]) -> str:
    """A parameter or field in words: what it is, and what it may be."""
    schema = _resolved(said.get("schema", said), description)
    choices = ", ".join(str(each) for each in schema.get("enum", ()))
    return " ".join(part for part in (said.get("description", "") or schema.get("description", ""), f"({choices})" if choices else "") if part)


def _resolved(schema: Mapping[str, Any], description: Mapping[str, Any]) -> Mapping[str, Any]:
    found = next((each for each in schema.get("anyOf", ()) if each.get("type") != "null"), schema)
    name = found.get("$ref", "").rpartition("/")[2]
    resolved: Mapping[str, Any] = description["components"]["schemas"][name] if name else found
    return resolved


def _example(method: str, path: str, said: Mapping[str, Any]) -> str:
    """A call that can be copied."""
    given = [
        (p["name"], str(p.get("schema", {}).get("examples", p.get("examples", [""]))[0])) for p in said.get("parameters", ()) if p.get("required")
    ]
    query = "&".join(f"{name}={value or '1'}" for name, value in given if f"{{{name}}}" not in path)
    address = path.replace("{move}", "approve") + (f"?{query}" if query else "")
    return f'curl -H "Authorization: Bearer $TOKEN"{"" if method == "get" else f" -X {method.upper()}"} "$CHUHAI_URL{address}"'


def openapi(app: FastAPI) -> dict[str, Any]:
    """The application's description with what all addresses share: the token, problems, headers. Made once."""
    if app.openapi_schema is not None:
        return app.openapi_schema
    made = app.openapi()
    made["info"]["description"] = _ABOUT
    parts = made.setdefault("components", {})
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "description": "Made under Account, shown once."}}
    parts.setdefault("schemas", {})["Problem"] = _PROBLEM
    for name in ("HTTPValidationError", "ValidationError"):  # what FastAPI would answer: here every error is a Problem
        parts["schemas"].pop(name, None)
    scopes = _scopes(app)
    for path, methods in made["paths"].items():
        for method, said in methods.items():
            said["security"] = [{"token": []}]
            said["x-scope"] = scopes.get((method, path), "")
            said["responses"] = {code: each for code, each in said["responses"].items() if code != "422"} | _problems()
    return made


def _problems() -> dict[str, Any]:
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {str(status): {"description": said, "content": {"application/problem+json": schema}} for status, said in _PROBLEMS.items()}


def _scopes(app: FastAPI) -> dict[tuple[str, str], str]:
    """What a token needs for each address: the act that its door names."""
    from localize.web.api import ROUTERS

    return {
        (method.lower(), route.path): door.act.value  # type: ignore[attr-defined]
        for each in ROUTERS
        for route in each.routes
        for door in declared(route)  # type: ignore[arg-type]
        for method in route.methods  # type: ignore[attr-defined]
    }
