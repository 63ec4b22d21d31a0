"""The rules of region packs: claims and eligibility, merged by id over what a pack inherits, their patterns proved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from localize.domain.locale import Locale
from localize.domain.record import Kind
from localize.domain.region import Action, ClaimRule, EligibilityRule, Side, Value

if TYPE_CHECKING:  # packs imports this module
    from localize.exchange.packs import Pack

_ENUMS: dict[str, type[StrEnum]] = {"side": Side, "action": Action, "kinds": Kind}
_NEEDED = ("side", "pattern", "action", "reason", "remedy")
# A seller's text is hostile. With bounded repeats only, and texts cut at a few thousand characters, no pattern can run away.
_PATTERN_LIMIT = 4_000
_LITERALS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_UNBOUNDED = re.compile(r"[*+]|\{\d*,\}")

Rule = TypeVar("Rule", ClaimRule, EligibilityRule)


def merged_rules(kind: type[Rule], key: str, chain: Sequence[Pack]) -> tuple[tuple[Rule, ...], tuple[Value, ...]]:
    """The rules of a chain, and where each comes from. A child's rule of the same id replaces the keys it names and keeps the others."""
    merged: dict[str, dict[str, Any]] = {}
    origins: dict[str, tuple[str, ...]] = {}
    for pack in chain:
        for gone in pack.names("remove"):
            merged.pop(gone, None)
            origins.pop(gone, None)
        seen: set[str] = set()
        for number, row in enumerate(pack.data.get(key, [])):
            rule: str = row["id"]
            if rule in seen:
                raise pack.wrong(f"{key}[{number}].id", rule, "a text that no other rule of the file has")
            seen.add(rule)
            merged[rule] = {**merged.get(rule, {}), **_rule(pack, f"{key}.{rule}", row)}
            origins[rule] = (*origins.get(rule, ()), pack.code)
    for name, values in merged.items():
        missing = [f.name for f in fields(kind) if f.name in _NEEDED and not values.get(f.name)]
        if missing:
            raise chain[-1].wrong(f"{key}.{name}", sorted(values), "a rule that also has " + ", ".join(missing))
    rules = tuple(kind(**values) for values in merged.values())
    return rules, tuple(Value(f"{key}.{r.id}", str(getattr(r, "action", "not eligible")), origins[r.id], r.verified, r.citation) for r in rules)


def _rule(pack: Pack, where: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(pack, f"{where}.{name}", name, value) for name, value in row.items()}


def _value(pack: Pack, where: str, name: str, value: Any) -> Any:
    """The value as the rule holds it: lists as tuples, choices as members, language tags in their standard form."""
    if isinstance(value, list):
        return tuple(_value(pack, where, name, v) for v in value)
    if name in ("pattern", "unless"):
        _prove(pack, where, value)
    if name == "softer":
        _tag(pack, where, value.partition(": ")[0])
    if name == "locales":
        return _tag(pack, where, value)
    return _ENUMS[name](value) if name in _ENUMS else value


def _tag(pack: Pack, where: str, tag: str) -> str:
    try:
        return str(Locale.parse(tag))
    except ValueError as error:
        raise pack.wrong(where, tag, "a language tag such as 'en-US'") from error


def _prove(pack: Pack, where: str, pattern: str) -> None:
    """A pattern compiles, is not over long and repeats nothing without a bound."""
    try:
        re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise pack.wrong(where, pattern, f"a regular expression ({error})") from error
    if len(pattern) > _PATTERN_LIMIT or _UNBOUNDED.search(_LITERALS.sub("x", pattern)):
        raise pack.wrong(where, pattern, f"at most {_PATTERN_LIMIT} characters, and bounded repeats such as {{0,8}} in place of * and +")
