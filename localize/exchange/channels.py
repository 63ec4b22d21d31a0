"""Read the sale channels: one TOML file each, every limit with where it comes from. The form is held to exchange/schemas/channel.schema.json.

What a limit means for a text is decided in fitting.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from localize.domain.channel import Channel, Counted, Exceptional, Fact, Part, Style
from localize.domain.record import Kind
from localize.domain.region import Region
from localize.errors import GlossaryError
from localize.exchange.schema import hold, wrong


def load_channels(folder: Path) -> dict[str, Channel]:
    """All channels of a folder by code, in the order of their codes. Raises GlossaryError naming file, key and what is allowed."""
    found = {path.stem: read_channel(path) for path in sorted(folder.glob("*.toml"))}
    if not found:
        raise GlossaryError(f"There is no channel file in {folder}.", next_step="Restore glossaries/channels/*.toml.")
    return found


def read_channel(path: Path) -> Channel:
    """One channel."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GlossaryError(f"{path.name} is not TOML: {error}.", next_step=f"Correct {path.name}.") from error
    hold(path.name, data, "channel")
    if data["code"] != path.stem:
        raise wrong(path.name, "code", data["code"], f"{path.stem!r}, as the file is named")
    parts = {name: _part(Part(name), written) for name, written in data.get("parts", {}).items()}
    channel = Channel(
        code=data["code"],
        name=data["name"],
        style=Style(data["style"]),
        parts=tuple(parts.values()),
        exceptions=tuple(_exceptions(parts, data.get("parts", {}))),
        languages=tuple(data.get("languages", ())),
        facts=tuple(_facts(data.get("parts", {}))),
        note=data.get("note", ""),
    )
    for part in (*channel.parts, *(e.part for e in channel.exceptions)):
        if part.max and part.min > part.max:
            raise wrong(path.name, f"parts.{part.name}.min", part.min, f"at most {part.max}, its max")
    return channel


def hold_regions(regions: Iterable[Region], channels: Mapping[str, Channel]) -> None:
    """Raise GlossaryError for the first region that sells on a channel which nobody has described."""
    for region in regions:
        for code in region.sells_on:
            if code not in channels:
                raise wrong(f"{region.code}.toml", "sells_on", code, list(channels))


def _part(part: Part, written: Mapping[str, Any]) -> Part:
    """The part with what is written of it."""
    values: dict[str, Any] = {key: _value(key, fact["value"]) for key, fact in written.items() if key not in ("kinds", "regions", "except")}
    return replace(part, **values, kinds=_kinds(written) or part.kinds)


def _value(key: str, value: Any) -> Any:
    if key == "counted":
        return Counted(value)
    return tuple(value) if isinstance(value, list) else value


def _kinds(written: Mapping[str, Any]) -> tuple[Kind, ...]:
    return tuple(Kind(kind) for kind in written.get("kinds", ()))


def _exceptions(parts: Mapping[str, Part], data: Mapping[str, Any]) -> Iterator[Exceptional]:
    for name, written in data.items():
        for said in written.get("except", ()):
            changed = {key: value for key, value in said.items() if key != "kinds"}
            yield Exceptional(_part(parts[name], changed), tuple(said.get("regions", ())), _kinds(said))


def _facts(data: Mapping[str, Any]) -> Iterator[Fact]:
    """Every value with its source, exceptions after what they are an exception to."""
    for name, written in data.items():
        yield from _inside(name, written)
        for number, said in enumerate(written.get("except", ())):
            where = ", ".join([*said.get("regions", ()), *said.get("kinds", ())])
            yield from _inside(f"{name} in {where}" if where else f"{name}.except[{number}]", said)


def _inside(name: str, written: Mapping[str, Any]) -> Iterator[Fact]:
    for key, fact in written.items():
        if key not in ("kinds", "regions", "except"):
            value = fact["value"]
            text = ", ".join(value) if isinstance(value, list) else str(value)
            yield Fact(f"{name}.{key}", text, fact["source"], fact["grade"], fact["verified"])
