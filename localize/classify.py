"""What kinds of goods a record is about, by the words it uses: "herb", "incense", "cosmetic", …

Only rules for such a kind are applied to it (claims, eligibility, notices), so a note that mentions tea once must not become food. The
words are data (glossaries/lexicon/classes.toml); nothing here says what follows from a class.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localize.domain.record import Record, Role
from localize.errors import GlossaryError

_LONGEST = 5_000
_TITLE_CHARACTERS = 40
_PARTS = ("title", "attribute", "body")
_PART_OF = {Role.TITLE: "title", Role.NAME: "attribute", Role.VALUE: "attribute", Role.BODY: "body", Role.QUESTION: "body", Role.ANSWER: "body"}


@dataclass(frozen=True)
class ClassTable:
    """The words of all classes as one pattern, longest first, and what each word stands for (nothing, for a phrase to ignore)."""

    pattern: re.Pattern[str]
    classes: Mapping[str, frozenset[str]]
    weights: Mapping[str, int]
    threshold: int


def read_classes(path: Path) -> ClassTable:
    """Read a table of class words."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GlossaryError(f"{path.name} is not TOML: {error}.", next_step=f"Correct {path.name}.") from error
    for key in data:
        if key not in ("ignore", "weights", "classes"):
            raise _wrong(path, key, data[key], "ignore, weights, classes")
    weights = data.get("weights", {})
    for key in (*_PARTS, "threshold"):
        if type(weights.get(key)) is not int or weights[key] < 1:
            raise _wrong(path, f"weights.{key}", weights.get(key), "a whole number from 1")
    if unknown := set(weights) - {*_PARTS, "threshold"}:
        raise _wrong(path, "weights", sorted(unknown), ", ".join((*_PARTS, "threshold")))
    words: dict[str, set[str]] = {word.casefold(): set() for word in _words(path, "ignore", data.get("ignore", []))}
    for name, listed in data.get("classes", {}).items():
        for word in _words(path, f"classes.{name}", listed):
            words.setdefault(word.casefold(), set()).add(name)
    if not words:
        raise _wrong(path, "classes", {}, "at least one class with words")
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))))
    return ClassTable(pattern, {w: frozenset(c) for w, c in words.items()}, {p: weights[p] for p in _PARTS}, weights["threshold"])


def _words(path: Path, key: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise _wrong(path, key, value, "a list of words")
    return value


def _wrong(path: Path, key: str, value: object, allowed: str) -> GlossaryError:
    return GlossaryError(f"{path.name}: {key} is {value!r}; allowed: {allowed}.", next_step=f"Correct {key} in {path.name}.")


def classes(record: Record, table: ClassTable) -> frozenset[str]:
    """The classes of a record.

    A class is a sum over its different words, each at the heaviest place it stands in. A record without a title is read as if the first
    words of its body were one.
    """
    best: dict[str, int] = {}
    for part, text in _texts(record):
        for found in table.pattern.finditer(text[:_LONGEST].casefold()):
            best[found.group()] = max(best.get(found.group(), 0), table.weights[part])
    sums: dict[str, int] = {}
    for word, weight in best.items():
        for name in table.classes[word]:
            sums[name] = sums.get(name, 0) + weight
    return frozenset(name for name, weight in sums.items() if weight >= table.threshold)


def _texts(record: Record) -> list[tuple[str, str]]:
    texts = [(_PART_OF[f.role], f.text) for f in record.fields]
    category = record.fact("category")
    if isinstance(category, str):
        texts.append(("attribute", category))
    if not any(part == "title" and text.strip() for part, text in texts):
        texts += [("title", text[:_TITLE_CHARACTERS]) for part, text in texts if part == "body"][:1]
    return texts
