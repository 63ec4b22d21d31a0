"""Region packs: TOML files that say what a market asks for, resolved over what they inherit.

Reading, merging and proving that a pack is well formed is all that happens here. What a rule does to a text is decided in checks.claims,
eligibility and gate. The form of a pack is written down in docs/regions.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from localize.domain.locale import Locale
from localize.domain.record import Kind
from localize.domain.region import Action, ClaimRule, Conventions, EligibilityRule, GatePolicy, Region, Side, Target
from localize.domain.term import Audience
from localize.domain.variant import digest
from localize.errors import GlossaryError

_SECTIONS = ("code", "name", "parent", "remove", "targets", "conventions", "claims", "eligibility", "gate", "after_sale", "notices", "tone")
_CHOICES: dict[str, tuple[str, ...]] = {
    "measures": ("metric", "us", "tw", "hk"),
    "spelling": ("", "british"),
    "channel": ("rednote", "social", "web"),
    "shoe_system": ("EU", "US", "UK", "JP"),
    "audience": (Audience.GENERAL, Audience.DIASPORA),
    "side": tuple(Side),
    "action": tuple(Action),
    "kinds": tuple(Kind),
}
_ENUMS: dict[str, type[StrEnum]] = {"side": Side, "action": Action, "kinds": Kind, "audience": Audience}
# A seller's text is hostile. With bounded repeats only, and texts cut at a few thousand characters, no pattern can run away.
_PATTERN_LIMIT = 4_000
_LITERALS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_UNBOUNDED = re.compile(r"[*+]|\{\d*,\}")

Rule = TypeVar("Rule", ClaimRule, EligibilityRule)


@dataclass(frozen=True)
class _Pack:
    """One file as read: `data` is raw, `file` its name for messages."""

    file: str
    data: Mapping[str, Any]

    def wrong(self, key: str, value: object, allowed: Iterable[str] | str) -> GlossaryError:
        said = allowed if isinstance(allowed, str) else "one of " + ", ".join(repr(a) for a in allowed)
        return GlossaryError(f"{self.file}: {key} is {value!r}; allowed: {said}.", next_step=f"Correct {key} in {self.file}.")

    def section(self, key: str) -> Mapping[str, Any]:
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, value, "a table")
        return value

    def rows(self, key: str) -> list[Mapping[str, Any]]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise self.wrong(key, value, f"tables written as [[{key}]]")
        return value

    def names(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.wrong(key, value, "a text or a list of texts")
        return tuple(value)


def load_regions(folder: Path, *, enabled_only: bool = True) -> dict[str, Region]:
    """All regions of a folder by code, in the order of their codes.

    A pack without targets is only there to be inherited. With `enabled_only` disabled targets are left out, and regions without any.
    """
    packs = {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}
    if not packs:
        raise GlossaryError(f"There is no region file in {folder}.", next_step="Point the glossary setting at the folder with regions/*.toml.")
    found = {}
    for code, pack in packs.items():
        if "targets" not in pack.data:
            continue
        region = _resolve(code, packs, enabled_only)
        if region.targets:
            found[code] = region
    return found


def _read(path: Path) -> _Pack:
    try:
        pack = _Pack(path.name, tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GlossaryError(f"{path.name} is not TOML: {error}.", next_step=f"Correct {path.name}.") from error
    for key in pack.data:
        if key not in _SECTIONS:
            raise pack.wrong(key, pack.data[key], _SECTIONS)
    if pack.data.get("code") != path.stem:
        raise pack.wrong("code", pack.data.get("code"), repr(path.stem) + ", as the file is named")
    return pack


def _chain(code: str, packs: Mapping[str, _Pack], open_: tuple[str, ...] = ()) -> list[str]:
    """The codes a pack is built from, the most general first, itself last."""
    chain: list[str] = []
    for parent in packs[code].names("parent"):
        if parent not in packs:
            raise packs[code].wrong("parent", parent, sorted(packs))
        if parent in (*open_, code):
            raise packs[code].wrong("parent", parent, "a pack that does not inherit from this one")
        chain += [c for c in _chain(parent, packs, (*open_, code)) if c not in chain]
    return [*chain, code]


def _resolve(code: str, packs: Mapping[str, _Pack], enabled_only: bool) -> Region:
    chain = [packs[c] for c in _chain(code, packs)]
    own = chain[-1]
    region = Region(
        code=code,
        name=str(own.data.get("name", code)),
        targets=_targets(own, enabled_only),
        conventions=_conventions(chain),
        claims=_rules(ClaimRule, "claims", chain),
        eligibility=_rules(EligibilityRule, "eligibility", chain),
        gate=GatePolicy(**_merged("gate", chain, GatePolicy)),
        after_sale=_texts("after_sale", chain),
        notices=_texts("notices", chain),
        tone=_texts("tone", chain),
    )
    # The targets and the name are no part of it: enabling a second target must not make the variants of the first stale.
    content = [repr(getattr(region, f.name)) for f in fields(region) if f.name not in ("targets", "name", "digest")]
    return replace(region, digest=digest(*content))


def _targets(pack: _Pack, enabled_only: bool) -> tuple[Target, ...]:
    targets = []
    for number, row in enumerate(pack.rows("targets")):
        where = f"targets[{number}]"
        for key in row:
            if key not in ("locale", "audience", "enabled"):
                raise pack.wrong(f"{where}.{key}", row[key], ("locale", "audience", "enabled"))
        audience = _value(pack, f"{where}.audience", "audience", row.get("audience", "general"), Audience.GENERAL)
        enabled = _value(pack, f"{where}.enabled", "enabled", row.get("enabled", True), True)
        if enabled or not enabled_only:
            targets.append(Target(str(pack.data["code"]), _locale(pack, f"{where}.locale", row.get("locale", "")), audience))
    return tuple(targets)


def _locale(pack: _Pack, key: str, tag: object) -> Locale:
    try:
        return Locale.parse(str(tag))
    except ValueError as error:
        raise pack.wrong(key, tag, "a language tag such as 'en-US'") from error


def _conventions(chain: list[_Pack]) -> Conventions:
    last = chain[-1]
    plain = [_Pack(p.file, {"conventions": {k: v for k, v in p.section("conventions").items() if k != "channels"}}) for p in chain]
    merged = _merged("conventions", plain, Conventions)
    for key in ("currency", "price_prefix"):
        if key not in merged:
            raise last.wrong(f"conventions.{key}", "", "a text; a region must have one")
    channels: dict[str, str] = {}
    for pack in chain:
        for tag, channel in pack.section("conventions").get("channels", {}).items():
            locale = _locale(pack, "conventions.channels", tag)
            channels[str(locale)] = _value(pack, f"conventions.channels.{tag}", "channel", channel, "")
    return Conventions(**merged, channels=tuple(sorted(channels.items())))


def _merged(key: str, chain: list[_Pack], kind: type[Conventions] | type[GatePolicy]) -> dict[str, Any]:
    """One table over the chain, the nearest word winning, each value of the type its field has."""
    defaults = {f.name: f.default for f in fields(kind)}
    merged: dict[str, Any] = {}
    for pack in chain:
        for name, value in pack.section(key).items():
            if name not in defaults or name == "channels":
                raise pack.wrong(f"{key}.{name}", value, sorted(defaults))
            default = defaults[name] if isinstance(defaults[name], str | int | float | bool) else ""
            merged[name] = _value(pack, f"{key}.{name}", name, value, default)
    return merged


def _texts(key: str, chain: list[_Pack]) -> tuple[tuple[str, str], ...]:
    merged: dict[str, str] = {}
    for pack in chain:
        for name, value in pack.section(key).items():
            merged[name] = _value(pack, f"{key}.{name}", name, value, "")
    return tuple(sorted((k, v) for k, v in merged.items() if v))


def _rules(kind: type[Rule], key: str, chain: list[_Pack]) -> tuple[Rule, ...]:
    """The rules of a chain by id. A child's rule of the same id replaces the keys it names and keeps the others."""
    merged: dict[str, dict[str, Any]] = {}
    last = chain[-1]
    for pack in chain:
        for gone in pack.names("remove"):
            merged.pop(gone, None)
        seen: set[str] = set()
        for number, row in enumerate(pack.rows(key)):
            rule = row.get("id", "")
            if not isinstance(rule, str) or not rule or rule in seen:
                raise pack.wrong(f"{key}[{number}].id", rule, "a text that no other rule of the file has")
            seen.add(rule)
            merged[rule] = {**merged.get(rule, {}), **_rule_values(kind, pack, f"{key}.{rule}", row)}
    for rule, values in merged.items():
        missing = [f.name for f in fields(kind) if f.name in ("side", "pattern", "action", "reason", "remedy") and not values.get(f.name)]
        if missing:
            raise last.wrong(f"{key}.{rule}", sorted(values), "a rule that also has " + ", ".join(missing))
    return tuple(kind(**values) for values in merged.values())


def _rule_values(kind: type[ClaimRule] | type[EligibilityRule], pack: _Pack, where: str, row: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {f.name: f.default for f in fields(kind)}
    values: dict[str, Any] = {}
    for name, value in row.items():
        if name not in defaults:
            raise pack.wrong(f"{where}.{name}", value, sorted(defaults))
        if isinstance(defaults[name], tuple):
            if not isinstance(value, list):
                raise pack.wrong(f"{where}.{name}", value, "a list of texts")
            values[name] = tuple(_value(pack, f"{where}.{name}", name, v, "") for v in value)
        else:
            default = defaults[name] if isinstance(defaults[name], int | bool) else ""
            values[name] = _value(pack, f"{where}.{name}", name, value, default)
    return values


def _value(pack: _Pack, where: str, name: str, value: Any, like: Any) -> Any:
    """The value, proved to be of the type of `like` and one of the choices of its name; enumerations become members."""
    number = isinstance(like, float) and isinstance(value, int) and not isinstance(value, bool)
    if not number and type(value) is not (type(like) if not isinstance(like, StrEnum) else str):
        raise pack.wrong(where, value, {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}.get(type(like), "a text"))
    if name in _CHOICES and value not in _CHOICES[name]:
        raise pack.wrong(where, value, [str(c) for c in _CHOICES[name]])
    if name in ("pattern", "unless"):
        _prove(pack, where, value)
    if name == "softer":
        _locale(pack, where, value.partition(": ")[0])
    if name == "locales":
        return str(_locale(pack, where, value))
    return _ENUMS[name](value) if name in _ENUMS else float(value) if number else value


def _prove(pack: _Pack, where: str, pattern: str) -> None:
    """A pattern compiles, is not over long and repeats nothing without a bound."""
    try:
        re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise pack.wrong(where, pattern, f"a regular expression ({error})") from error
    if len(pattern) > _PATTERN_LIMIT or _UNBOUNDED.search(_LITERALS.sub("x", pattern)):
        raise pack.wrong(where, pattern, f"at most {_PATTERN_LIMIT} characters, and bounded repeats such as {{0,8}} in place of * and +")
