"""The words of each Chinese region, as rows that say where they come from. Reading only: swapping them is for engines.chinese."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import opencc

from localize.domain.region import Chinese
from localize.errors import GlossaryError

_WORDS = ("source", "target", "domain", "verified", "note")
_STANDARD = frozenset(name.removesuffix(".json") for name in opencc.CONFIGS)
_SCRIPT = ("kind", "lexicons", "source", "target", "verified", "note")


@dataclass(frozen=True)
class Row:
    """A Simplified word and what a region writes for it. `domain` is clothes, food, slang …; "guard" keeps a word as it is."""

    source: str
    target: str
    domain: str = ""
    verified: bool = False
    note: str = ""


@dataclass(frozen=True)
class Lexicon:
    """What one region writes: its script, and its words. `phrases` mend OpenCC's choice of characters, `glyphs` the shapes of single ones."""

    chinese: Chinese
    words: tuple[Row, ...] = ()
    phrases: tuple[Row, ...] = ()
    glyphs: tuple[Row, ...] = ()


def load_lexicons(folder: Path, regions: Mapping[str, Chinese]) -> dict[str, Lexicon]:
    """Read the tables of `glossaries/lexicon` that the regions name: region code → lexicon. Of two tables the later one's row wins.

    Raises GlossaryError naming the file and the row.
    """
    for code, chinese in regions.items():
        _expect_scripts(code, chinese)
    tables = {name: _words(folder / f"{name}.csv") for chinese in regions.values() for name in chinese.lexicons}
    script = _read(folder / "script.csv", _SCRIPT)
    lexicons = {}
    for code, chinese in regions.items():
        words = {row.source: row for name in chinese.lexicons for row in tables[name]}
        mends = [fields for fields in script if set(chinese.lexicons) & set(fields["lexicons"].split())]
        phrases, glyphs = (tuple(_row(f, "script") for f in mends if f["kind"] == kind) for kind in ("phrase", "glyph"))
        lexicons[code] = Lexicon(chinese, tuple(words[source] for source in sorted(words)), phrases, glyphs)
    return lexicons


def _expect_scripts(code: str, chinese: Chinese) -> None:
    for name in filter(None, (chinese.opencc, chinese.traditional)):
        if name not in _STANDARD:
            raise GlossaryError(f"{code}.toml: OpenCC has no configuration {name!r}.", next_step=f"Name one of: {', '.join(sorted(_STANDARD))}.")


def _words(path: Path) -> tuple[Row, ...]:
    rows = tuple(_row(fields, fields["domain"]) for fields in _read(path, _WORDS))
    _expect_single(path.name, rows)
    return rows


def _expect_single(file: str, rows: Iterable[Row]) -> None:
    seen: set[str] = set()
    for row in rows:
        if not row.source or not row.target or row.source in seen:
            raise GlossaryError(f"{file}: the row of {row.source!r} is empty or double.", next_step="Keep one row for each source word.")
        seen.add(row.source)


def _row(fields: Mapping[str, str], domain: str) -> Row:
    return Row(fields["source"], fields["target"], domain, fields["verified"] == "true", fields["note"] or "")


def _read(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle)
            rows = list(reader)
    except OSError as error:
        raise GlossaryError(f"The lexicon {path.name} cannot be read: {error}.", next_step="Restore it under glossaries/lexicon.") from error
    if tuple(reader.fieldnames or ()) != columns:
        raise GlossaryError(f"{path.name}: the columns are {reader.fieldnames}.", next_step=f"They should be {', '.join(columns)}.")
    if short := next((row for row in rows if None in row.values() or None in row), None):
        raise GlossaryError(f"{path.name}: the row {short} has not {len(columns)} cells.", next_step="Quote a cell that holds a comma.")
    return rows
