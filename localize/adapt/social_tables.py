"""The tables behind adapt.social: what a sticker and a topic become. Reading only; what is done with them is decided there."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from localize.domain.locale import Locale
from localize.errors import GlossaryError

PLAIN, JOKEY = "plain", "jokey"


@dataclass(frozen=True)
class Sticker:
    """What a sticker becomes off the platform. `tone` is plain or jokey; a jokey one has no place near incense."""

    emoji: str
    tone: str
    verified: bool = False


@dataclass(frozen=True)
class TopicName:
    """A topic's name as its readers write it: English words, Hong Kong and Taiwan tags."""

    en: str
    zh_hk: str
    zh_tw: str
    verified: bool = False

    def rendering(self, name: str, locale: Locale) -> str:
        """The name for a locale, "" where the table has none."""
        if locale.is_chinese:
            hant = self.zh_tw if locale.region == "TW" else self.zh_hk
            return hant if locale.script == "Hant" else name
        return self.en if locale.language == "en" else ""


def load_stickers(path: Path) -> Mapping[str, Sticker]:
    """Read stickers.csv: name, emoji, tone, verified."""
    return MappingProxyType(
        {row["name"]: Sticker(row["emoji"], row["tone"], row["verified"] == "true") for row in _rows(path, "name emoji tone verified")}
    )


def load_topics(path: Path) -> Mapping[str, TopicName]:
    """Read topics.csv: name, en, zh_hk, zh_tw, verified."""
    rows = _rows(path, "name en zh_hk zh_tw verified")
    return MappingProxyType({row["name"]: TopicName(row["en"], row["zh_hk"], row["zh_tw"], row["verified"] == "true") for row in rows})


def _rows(path: Path, columns: str) -> list[dict[str, str]]:
    """The rows of a table whose first column, the name, is unique and not empty."""
    wanted = columns.split()
    try:
        with path.open(encoding="utf-8", newline="") as file:
            table = csv.DictReader(file)
            rows = list(table)
    except OSError as error:
        raise GlossaryError(f"{path} cannot be read: {error.strerror}.", next_step="Restore the file from glossaries/lexicon/.") from error
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        if list(row) != wanted or not all(isinstance(row[column], str) for column in wanted) or not row["name"] or row["name"] in seen:
            raise GlossaryError(f"{path}:{number} is not a row of {', '.join(wanted)} with a name of its own.", next_step="Correct the row.")
        seen.add(row["name"])
    return rows
