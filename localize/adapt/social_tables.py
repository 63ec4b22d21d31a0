"""The tables behind adapt.social: what a sticker and a topic become. Reading only; what is done with them is decided there."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from localize.domain.locale import Locale
from localize.domain.region import Region
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
    """A topic's name as its readers write it: `renderings` are by column, "en" and the other languages, "zh_hk" and the other lexicons."""

    renderings: Mapping[str, str]
    verified: bool = False

    def rendering(self, locale: Locale, region: Region) -> str:
        """The name for a locale of a region, "" where the table has none. A Chinese reader's is that of the nearest of the region's lexicons."""
        if not locale.is_chinese:
            return self.renderings.get(locale.language, "")
        lexicons = region.chinese.lexicons if region.chinese else ()
        return next((found for name in reversed(lexicons) if (found := self.renderings.get(f"zh_{name}", ""))), "")


def load_stickers(path: Path) -> Mapping[str, Sticker]:
    """Read stickers.csv: name, emoji, tone, verified."""
    rows = _rows(path, ["name", "emoji", "tone", "verified"])
    return MappingProxyType({row["name"]: Sticker(row["emoji"], row["tone"], row["verified"] == "true") for row in rows})


def load_topics(path: Path) -> Mapping[str, TopicName]:
    """Read topics.csv: name, a column for each language and each Chinese lexicon, verified."""
    return MappingProxyType({row.pop("name"): TopicName(MappingProxyType(row), row.pop("verified") == "true") for row in _rows(path, None)})


def _rows(path: Path, wanted: list[str] | None) -> list[dict[str, str]]:
    """The rows of a table whose first column, the name, is unique and not empty. Without `wanted` any columns may stand between it and verified."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            table = csv.DictReader(file)
            rows = list(table)
    except OSError as error:
        raise GlossaryError(f"{path} cannot be read: {error.strerror}.", next_step="Restore the file from glossaries/lexicon/.") from error
    columns = wanted or ["name", *(table.fieldnames or ())[1:-1], "verified"]
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        if list(row) != columns or not all(isinstance(row[column], str) for column in columns) or not row["name"] or row["name"] in seen:
            raise GlossaryError(f"{path}:{number} is not a row of {', '.join(columns)} with a name of its own.", next_step="Correct the row.")
        seen.add(row["name"])
    return rows
