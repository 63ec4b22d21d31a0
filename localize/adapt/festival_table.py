"""Read glossaries/lexicon/festivals.toml. What the days are used for is decided in adapt.festivals and checks.tone."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from localize.adapt import lunar
from localize.domain.festival import Calendar, Festival, Festivals, Tone
from localize.errors import GlossaryError

_KEYS = frozenset({"id", "concept", "spellings", "tone", *Calendar, "shift", "unless", "names", "verified"})
_PARTS = frozenset({"festivals", "wishes", "between", "laughter"})


def load_festivals(path: Path) -> Festivals:
    """All festivals of the table. Raises GlossaryError with the key that is wrong and what it may be."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GlossaryError(f"{path.name} cannot be read: {error}.", next_step=f"Restore or correct {path.name}.") from error
    if unknown := set(data) - _PARTS:
        raise _wrong(path, "a key", sorted(unknown), ", ".join(sorted(_PARTS)))
    rows = data.get("festivals", [])
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise _wrong(path, "festivals", rows, "tables written as [[festivals]]")
    found = tuple(_festival(path, row) for row in rows)
    for what in ("id", "spellings"):
        seen = [x for f in found for x in ((f.id,) if what == "id" else f.spellings)]
        if twice := sorted({x for x in seen if seen.count(x) > 1}):
            raise _wrong(path, what, twice, "what no other festival has")
    return Festivals(
        found, _by_language(path, data, "wishes"), _by_language(path, data, "between"), _texts(path, "laughter", data.get("laughter", []))
    )


def _festival(path: Path, row: Mapping[str, Any]) -> Festival:
    name = row.get("id", "")
    where = f"festivals.{name}"
    if unknown := set(row) - _KEYS:
        raise _wrong(path, where, sorted(unknown), ", ".join(sorted(_KEYS)))
    if not isinstance(name, str) or not name or not isinstance(row.get("concept", ""), str):
        raise _wrong(path, where, [name, row.get("concept")], "an id, and the id of a concept or nothing")
    if row.get("tone") not in list(Tone):
        raise _wrong(path, f"{where}.tone", row.get("tone"), ", ".join(Tone))
    if type(row.get("shift", 0)) is not int or type(row.get("verified", False)) is not bool:
        raise _wrong(path, where, [row.get("shift"), row.get("verified")], "shift in days, verified as true or false")
    spellings = _texts(path, f"{where}.spellings", row.get("spellings", []))
    if not spellings:
        raise _wrong(path, f"{where}.spellings", [], "at least one spelling")
    calendar, month, day, term = _found(path, where, row)
    return Festival(
        name, row.get("concept", ""), spellings, Tone(row["tone"]), calendar, month, day, row.get("shift", 0), term,
        _texts(path, f"{where}.unless", row.get("unless", [])), tuple(_by_language(path, row, "names").items()), row.get("verified", False),
    )  # fmt: skip


def _found(path: Path, where: str, row: Mapping[str, Any]) -> tuple[Calendar, int, int, str]:
    """How the day is found: the calendar, its month and day ("8-15"), or the name of a solar term."""
    given = [calendar for calendar in Calendar if calendar in row]
    text = row[given[0]] if len(given) == 1 else None
    if isinstance(text, str) and given[0] is Calendar.SOLAR_TERM and lunar.solar_term(2026, text):
        return given[0], 0, 0, text
    try:
        month, day = (int(part) for part in str(text).split("-"))
        if given[0] is Calendar.GREGORIAN:
            date(2001, month, day)  # no leap year: a festival has a day each year
        if not (1 <= month <= 12 and 1 <= day <= 30 + (given[0] is Calendar.GREGORIAN)):
            raise ValueError(text)
    except (ValueError, IndexError) as error:
        raise _wrong(path, where, text, 'one of lunar = "8-15", gregorian = "11-11", solar_term = "清明"') from error
    return given[0], month, day, ""


def _by_language(path: Path, data: Mapping[str, Any], key: str) -> dict[str, tuple[str, ...]]:
    table = data.get(key, {})
    if not isinstance(table, dict):
        raise _wrong(path, key, table, "a table of languages")
    return {language: _texts(path, f"{key}.{language}", words) for language, words in table.items()}


def _texts(path: Path, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v and len(v) <= 40 for v in value):
        raise _wrong(path, key, value, "a list of texts of 1 to 40 characters")
    return tuple(value)


def _wrong(path: Path, key: str, value: object, allowed: str) -> GlossaryError:
    return GlossaryError(f"{path.name}: {key} is {value!r}; allowed: {allowed}."[:600], next_step=f"Correct {key} in {path.name}.")
