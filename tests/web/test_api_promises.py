"""The API as it describes itself: whatever is asked, with parameters and bodies made from the description, nothing fails, and what is answered has the
shape that was promised.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from localize.web.limits import Limit
from tests import hostile
from tests.web.world import World

pytestmark = pytest.mark.usefixtures("flagged")

KNOWN = {
    "key": ["note:n0001", "note:n0003", "herb.ai-cao|en|any"],
    "target": ["US/en-US/general", "HK/zh-Hant-HK/general"],
    "position": ["0", "1"],
    "number": ["1"],
    "night": ["1"],
    "code": ["HK"],
    "channel": ["amazon", "rednote"],
    "move": ["approve", "reject", "propose", "deprecate"],
}
ODD = ["", "-1", "0", "1e9", "9" * 30, "\x00", "null", "true", "%00", "👨‍👩‍👧", *(text[:300] for text in hostile.TEXTS.values())]


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, said in methods.items():
            yield method, path, said


def resolved(schema: dict[str, Any], description: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = description["components"]["schemas"][name] if name else schema
    return found


def values(schema: dict[str, Any], description: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What fits a schema, more or less: bounds are sometimes broken, for that is what strangers do."""
    schema = resolved(schema, description)
    if "anyOf" in schema:
        return st.one_of([values(each, description) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from([*schema["enum"], "other"])
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(-2, 1 << 40),
        "number": st.floats(allow_nan=False),
        "boolean": st.booleans(),
        "null": st.none(),
        "array": st.lists(st.deferred(lambda: values(schema.get("items", {}), description)), max_size=3),
    }
    if schema.get("type") == "object":
        needed, fields = schema.get("required", []), schema.get("properties", {})
        made = {name: values(each, description) for name, each in fields.items()}
        return st.fixed_dictionaries({n: made[n] for n in needed}, optional={n: each for n, each in made.items() if n not in needed})
    return kinds.get(schema.get("type", ""), st.sampled_from(ODD) | st.text(max_size=40))


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return {}


@seed(20260301)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_question_is_a_failure(world: World, data: st.DataObject) -> None:
    object.__setattr__(world.site.limits, "pace", Limit(1_000_000, 60.0))
    description = world.visitor().get("/api/v1/openapi.json").json()
    method, path, said = data.draw(st.sampled_from(list(operations(description))))
    query: dict[str, Any] = {}
    headers: dict[str, bytes] = {"Content-Type": b"application/json"}
    for each in said.get("parameters", ()):
        name = each["name"]
        drawn = data.draw(st.sampled_from(KNOWN.get(name, ["1"])) | values(each["schema"], description) | st.sampled_from(ODD))
        text = str(drawn).encode("utf-8", "replace").decode()
        if each["in"] == "path":
            path = path.replace(f"{{{name}}}", "approve" if "/" in text or not text.isalnum() or not text.isascii() else text)
        elif each["in"] == "header":
            headers[name] = text.encode("ascii", "ignore").replace(b"\r", b"").replace(b"\n", b"").replace(b"\x00", b"")
        elif each.get("required") or data.draw(st.booleans()):
            query[name] = text
    body = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    content = json.dumps(data.draw(values(body, description))) if body else None
    who = data.draw(st.sampled_from(["operator", "editor right", "seller own", "link"]))
    browser = world.browser(who)
    if method in ("post", "put") and data.draw(st.booleans()) and "/variant" in path:
        seen = browser.get("/api/v1/variant", params={"key": "note:n0001", "target": "US/en-US/general"})
        headers["If-Match"] = seen.headers.get("etag", "").encode()
    answered = browser.request(method, path, params=query, headers=headers, content=content)  # type: ignore[arg-type]
    assert answered.status_code < 500, f"{method} {path} {query} {content}: {answered.text[:300]}"
    shape = said["responses"].get(str(answered.status_code))
    if answered.status_code not in (304, 405):
        assert shape is not None, f"{answered.status_code} is not in the description of {method} {path}"
        schema = next(iter(shape["content"].values()))["schema"]
        Draft202012Validator({**schema, "components": description["components"]}).validate(answered.json())
