"""What is said of a size in each language, and the table of shoe sizes: glossaries/lexicon/sizes.toml, read and checked."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from localize.domain.locale import Locale
from localize.errors import GlossaryError

_SLOTS = {
    "shoe": {"size", "cm", "eu", "market"},
    "market": {"system", "sizes"},
    "women": {"sizes"},
    "men": {"sizes"},
    "bust": {"size", "height", "girth"},
    "waist": {"size", "height", "girth"},
    "letter": {"size"},
}


@dataclass(frozen=True)
class Phrases:
    """The phrases of one language, with places in braces. `letter` is "" where letters need no explanation; `words` are names of a size."""

    words: tuple[str, ...]
    shoe: str
    market: str
    women: str
    men: str
    bust: str
    waist: str
    letter: str = ""
    decimal: str = "."

    @property
    def told(self) -> str:
        """The words before the foot length, by which a text that explains itself is known: "foot length"."""
        return self.shoe.partition("{cm}")[0].replace("（", "(").rpartition("(")[2].strip()


@dataclass(frozen=True)
class ShoeTable:
    """Sizes by foot length in mm. `above_uk` is what a system adds to the British size, for women and for men."""

    eu: Mapping[int, Decimal]
    uk: Mapping[int, Decimal]
    above_uk: Mapping[str, tuple[Decimal, Decimal]]
    spread: Decimal


@dataclass(frozen=True)
class SizePhrases:
    """Everything of the file."""

    shoes: ShoeTable
    languages: Mapping[str, Phrases]
    verified: bool = False

    def of(self, locale: Locale) -> Phrases | None:
        """The phrases of a locale, or of the nearest more general one."""
        return next((self.languages[str(x)] for x in locale.fallbacks() if str(x) in self.languages), None)


def load_size_phrases(path: Path) -> SizePhrases:
    """Read lexicon/sizes.toml. Raises GlossaryError naming the file and the key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        languages = {tag: _phrases(tag, said) for tag, said in table["languages"].items()}
        return SizePhrases(_shoes(table["shoes"]), languages, table.get("verified") is True)
    except (OSError, KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        step = "It needs [shoes] with eu, uk, spread and above_uk, and [languages.<tag>] with " + ", ".join(f.name for f in fields(Phrases)) + "."
        raise GlossaryError(f"The phrases of sizes in {path.name} cannot be used: {error!r}.", next_step=step) from error


def _phrases(tag: str, said: dict[str, Any]) -> Phrases:
    for key, slots in _SLOTS.items():
        there = {name for _, name, _, _ in string.Formatter().parse(said.get(key, "")) if name is not None}
        if said.get(key) and there != slots:
            raise ValueError(f"{tag}.{key} needs the places {sorted(slots)} and has {sorted(there)}")
    return Phrases(**{**said, "words": tuple(said["words"])})


def _shoes(table: dict[str, Any]) -> ShoeTable:
    eu, uk = ({int(mm): Decimal(size) for mm, size in table[system].items()} for system in ("eu", "uk"))
    if eu.keys() != uk.keys():
        raise ValueError("shoes.eu and shoes.uk need the same foot lengths")
    above = {system: (Decimal(more["women"]), Decimal(more["men"])) for system, more in table["above_uk"].items()}
    return ShoeTable(eu, uk, above, Decimal(table["spread"]))
