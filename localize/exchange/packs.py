"""Region packs: TOML files that say what a market asks for, resolved over what they inherit, each value with where it comes from.

Reading and merging is all that happens here; the form is held to exchange/schemas/region.schema.json, the rules are merged in packrules. What
a rule does to a text is decided in checks.claims, eligibility and gate. docs/regions.md describes a pack.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from localize.domain.locale import Locale
from localize.domain.region import Chinese, ClaimRule, Conventions, EligibilityRule, GatePolicy, Region, Target, Transit, Value
from localize.domain.term import Audience
from localize.domain.variant import digest
from localize.errors import GlossaryError
from localize.exchange.packrules import merged_rules
from localize.exchange.schema import hold, wrong

# What a text does not depend on: enabling a second target, selling elsewhere, or verifying a value, must not make the variants stale.
_NO_CONTENT = ("name", "targets", "sells_on", "values", "digest")
# The tables whose keys a child overrides one by one, and what they are read into.
_TABLES: dict[str, type[Conventions] | type[GatePolicy] | type[Transit] | None] = {
    "conventions": Conventions,
    "chinese": None,
    "transit": Transit,
    "gate": GatePolicy,
    "after_sale": None,
    "notices": None,
    "tone": None,
}


@dataclass(frozen=True)
class Pack:
    """One file as read: `data` is raw, `file` its name for messages."""

    file: str
    data: Mapping[str, Any]

    @property
    def code(self) -> str:
        return self.file.removesuffix(".toml")

    def wrong(self, key: str, value: object, allowed: Iterable[object] | str) -> GlossaryError:
        return wrong(self.file, key, value, allowed)

    def names(self, key: str) -> tuple[str, ...]:
        value = _said(self.data.get(key, []))[0]
        return (value,) if isinstance(value, str) else tuple(value)


@dataclass(frozen=True)
class _Said:
    """A value, the packs that say it and what they say about it."""

    value: Any
    packs: tuple[str, ...]
    verified: bool = False
    source: str = ""

    def as_value(self, key: str) -> Value:
        text = ", ".join(map(str, self.value)) if isinstance(self.value, list | tuple) else str(self.value)
        return Value(key, text, self.packs, self.verified, self.source)


def read_packs(folder: Path) -> dict[str, Pack]:
    """All packs of a folder by code, each held to the schema."""
    packs = {path.stem: read_pack(path) for path in sorted(folder.glob("*.toml"))}
    if not packs:
        raise GlossaryError(f"There is no region file in {folder}.", next_step="Point the glossary setting at the folder with regions/*.toml.")
    return packs


def load_regions(folder: Path, *, enabled_only: bool = True) -> dict[str, Region]:
    """All regions of a folder by code, in the order of their codes.

    A pack without targets is only there to be inherited. With `enabled_only` disabled targets are left out, and regions without any.
    """
    packs = read_packs(folder)
    found = {code: resolve(code, packs, enabled_only) for code, pack in packs.items() if "targets" in pack.data}
    return {code: region for code, region in found.items() if region.targets}


def read_pack(path: Path) -> Pack:
    """One pack, held to the schema. What it inherits is not looked at."""
    try:
        pack = Pack(path.name, tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GlossaryError(f"{path.name} is not TOML: {error}.", next_step=f"Correct {path.name}.") from error
    hold(path.name, _plain(pack.data), "region")
    if pack.data.get("code") != path.stem:
        raise pack.wrong("code", pack.data.get("code"), repr(path.stem) + ", as the file is named")
    return pack


def _plain(data: Any) -> Any:
    """The data with every `{ value = … }` replaced by its value, so that one schema holds both forms."""
    if not isinstance(data, dict):
        return data
    said = "value" in data and data.keys() <= {"value", "verified", "source"}
    right = isinstance(data.get("verified", True), bool) and isinstance(data.get("source", ""), str)
    return _plain(data["value"]) if said and right else {k: _plain(v) for k, v in data.items()}


def _said(value: Any) -> tuple[Any, bool, str]:
    """A value as written, plain or as { value = …, verified = …, source = … }."""
    if isinstance(value, dict) and "value" in value:
        return value["value"], value.get("verified") is True, str(value.get("source", ""))
    return value, False, ""


def chain_of(code: str, packs: Mapping[str, Pack], open_: tuple[str, ...] = ()) -> list[str]:
    """The codes a pack is built from, the most general first, itself last."""
    chain: list[str] = []
    for parent in packs[code].names("parent"):
        if parent not in packs:
            raise packs[code].wrong("parent", parent, sorted(packs))
        if parent in (*open_, code):
            raise packs[code].wrong("parent", parent, "a pack that does not inherit from this one")
        chain += [c for c in chain_of(parent, packs, (*open_, code)) if c not in chain]
    return [*chain, code]


def resolve(code: str, packs: Mapping[str, Pack], enabled_only: bool = True) -> Region:
    """One region over what it inherits."""
    chain = [packs[c] for c in chain_of(code, packs)]
    tables = {name: _table(name, chain) for name in _TABLES}
    lists = {name: said for name in ("sells_on", "rewrite") if (said := _list(name, chain))}
    channels = _channels(chain)
    claims, said_claims = merged_rules(ClaimRule, "claims", chain)
    eligibility, said_eligibility = merged_rules(EligibilityRule, "eligibility", chain)
    region = Region(
        code=code,
        name=str(chain[-1].data.get("name", code)),
        targets=_targets(chain[-1], enabled_only),
        conventions=_conventions(chain[-1], tables["conventions"], channels),
        claims=claims,
        eligibility=eligibility,
        gate=GatePolicy(**_inside(tables["gate"])),
        after_sale=_texts(tables["after_sale"]),
        notices=_texts(tables["notices"]),
        tone=_texts(tables["tone"]),
        chinese=_chinese(_inside(tables["chinese"])),
        transit=Transit(**_inside(tables["transit"])),
        sells_on=lists["sells_on"].value if "sells_on" in lists else (),
        rewrite=lists["rewrite"].value if "rewrite" in lists else (),
        values=(
            *(value for name, table in tables.items() for value in _values(name, table)),
            *(said.as_value(f"conventions.channels.{tag}") for tag, said in channels.items()),
            *(said.as_value(name) for name, said in lists.items()),
            *said_claims,
            *said_eligibility,
        ),
    )
    content = [repr(getattr(region, f.name)) for f in fields(region) if f.name not in _NO_CONTENT]
    return replace(region, digest=digest(*content))


def _table(key: str, chain: list[Pack]) -> dict[str, _Said]:
    """One table over the chain, the nearest word winning."""
    merged: dict[str, _Said] = {}
    for pack in chain:
        for name, written in pack.data.get(key, {}).items():
            if name != "channels":
                value, verified, source = _said(written)
                merged[name] = _Said(value, (pack.code,), verified, source)
    return merged


def _list(key: str, chain: list[Pack]) -> _Said | None:
    """A list at the top of a pack; the nearest one stands whole."""
    for pack in reversed(chain):
        if key in pack.data:
            _, verified, source = _said(pack.data[key])
            return _Said(pack.names(key), (pack.code,), verified, source)
    return None


def _inside(table: Mapping[str, _Said]) -> dict[str, Any]:
    return {name: said.value for name, said in table.items()}


def _texts(table: Mapping[str, _Said]) -> tuple[tuple[str, str], ...]:
    """The texts of a table in the order of their names; a child says "" to drop one."""
    return tuple(sorted((name, text) for name, text in _inside(table).items() if text))


def _values(key: str, table: Mapping[str, _Said]) -> Iterator[Value]:
    """The values of a table, and the built-in ones that no pack says."""
    yield from (said.as_value(f"{key}.{name}") for name, said in table.items())
    kind = _TABLES[key]
    for field in fields(kind) if kind is not None else ():
        if field.name not in table and field.name != "channels":
            yield Value(f"{key}.{field.name}", str(field.default), ())


def _targets(pack: Pack, enabled_only: bool) -> tuple[Target, ...]:
    targets = []
    for number, row in enumerate(pack.data.get("targets", [])):
        locale = _locale(pack, f"targets[{number}].locale", row["locale"])
        if row.get("enabled", True) or not enabled_only:
            targets.append(Target(pack.code, locale, Audience(row.get("audience", "general"))))
    return tuple(targets)


def _locale(pack: Pack, key: str, tag: object) -> Locale:
    try:
        return Locale.parse(str(tag))
    except ValueError as error:
        raise pack.wrong(key, tag, "a language tag such as 'en-US'") from error


def _channels(chain: list[Pack]) -> dict[str, _Said]:
    found: dict[str, _Said] = {}
    for pack in chain:
        for tag, written in pack.data.get("conventions", {}).get("channels", {}).items():
            value, verified, source = _said(written)
            found[str(_locale(pack, "conventions.channels", tag))] = _Said(value, (pack.code,), verified, source)
    return found


def _conventions(last: Pack, table: Mapping[str, _Said], channels: Mapping[str, _Said]) -> Conventions:
    if "targets" in last.data:
        for key in ("currency", "price_prefix"):
            if key not in table:
                raise last.wrong(f"conventions.{key}", "", "a text; a region must have one")
    plain = {"currency": "", "price_prefix": "", **_inside(table)}
    return Conventions(**plain, channels=tuple(sorted((tag, said.value) for tag, said in channels.items())))


def _chinese(said: Mapping[str, Any]) -> Chinese | None:
    lexicons = said.get("lexicons", [])
    names = (lexicons,) if isinstance(lexicons, str) else tuple(lexicons)
    return Chinese(said.get("opencc", ""), said.get("traditional", ""), names) if said else None
