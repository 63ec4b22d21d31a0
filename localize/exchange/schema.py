"""Hold a file against its JSON Schema and say what is wrong in the words of the file: which key, what stands there, what may.

The schemas are in exchange/schemas/, so that an editor's TOML tools can read them too. What a schema cannot say (that a pattern compiles,
that a parent exists) is proved where the file is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing.jsonschema import ObjectSchema

from localize.errors import GlossaryError

_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list of texts",
    "object": "a table",
}


def wrong(file: str, key: str, value: object, allowed: Iterable[object] | str) -> GlossaryError:
    """The error of one value: file, key, what stands there and what is allowed."""
    said = allowed if isinstance(allowed, str) else "one of " + ", ".join(repr(str(a)) for a in allowed)
    return GlossaryError(f"{file}: {key} is {value!r}; allowed: {said}.", next_step=f"Correct {key} in {file}.")


@cache
def schema(name: str) -> ObjectSchema:
    """The schema of a kind of file: "region"."""
    found: ObjectSchema = json.loads(files("localize.exchange").joinpath("schemas", f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def hold(file: str, data: Mapping[str, Any], name: str) -> None:
    """Raise a GlossaryError for the first value of a file that its schema does not allow."""
    validator = Draft202012Validator(schema(name))
    faults = sorted(validator.iter_errors(data), key=lambda error: (len(error.absolute_path), list(map(str, error.absolute_path))))
    if faults:
        raise _told(file, data, _innermost(faults[0]))


def _innermost(error: ValidationError) -> ValidationError:
    """Of the forms that a value may have, the one it is nearest to: a table was meant as { value = … }, anything else as the plain value."""
    while error.context:
        branches = [e for e in error.context if e.validator != "type" or not isinstance(error.instance, dict)] or list(error.context)
        error = max(
            branches, key=lambda e: (len(e.absolute_path), isinstance(error.instance, dict) == ("said" in str(e.schema_path)), e.validator == "enum")
        )
    return error


def _told(file: str, data: Mapping[str, Any], error: ValidationError) -> GlossaryError:
    key, value = _path(error.absolute_path, data), error.instance
    if error.validator == "additionalProperties":
        known = list(error.schema["properties"])
        extra = next(k for k in value if k not in known)
        return wrong(file, f"{key}.{extra}".lstrip("."), value[extra], known)
    if error.validator == "required":
        missing = next(k for k in error.validator_value if k not in value)
        return wrong(file, f"{key}.{missing}".lstrip("."), "", "a text; it must be there")
    if error.validator == "enum":
        return wrong(file, key, value, error.validator_value)
    if error.validator == "type":
        rows = isinstance(error.schema.get("items"), dict) and error.schema["items"].get("type") == "object"
        return wrong(file, key, value, f"tables written as [[{key}]]" if rows else _TYPES[str(error.validator_value)])
    bound = {"minimum": "at least", "maximum": "at most", "minLength": "characters: at least"}.get(str(error.validator), str(error.validator))
    return wrong(file, key, value, f"{bound} {error.validator_value}")


def _path(path: Iterable[str | int], data: Any) -> str:
    """`claims.dampness.action` for a rule that has an id, `targets[0].locale` for a row without one."""
    said = ""
    for part in path:
        data = data[part]
        if isinstance(part, int):
            said += f".{data['id']}" if isinstance(data, dict) and isinstance(data.get("id"), str) and data["id"] else f"[{part}]"
        else:
            said += f".{part}"
    return said.lstrip(".")
