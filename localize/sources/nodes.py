"""Read typed values out of one JSON object, each with the place to blame. What the names mean is decided in sources.shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from localize.domain.record import Field, Role
from localize.errors import BadRecord

MAX_TEXT = 20_000  # characters of one field; the platform allows 500 (listing) and 1000 (note), and over-long text must still be readable
MAX_ENTRIES = 200  # attributes, questions, options, images or tags of one record
MAX_NUMBER = 2**53 - 1  # beyond it JSON readers disagree
MISSING = "Not translated yet"  # the platform's own filler for text that nobody wrote

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
UNREADABLE = re.compile("[\x00\ud800-\udfff]")


def bad(where: str, field: str, wrong: str, next_step: str) -> BadRecord:
    """A `BadRecord` whose message names the place and the field."""
    place = f"{where}: {field}" if field else where
    return BadRecord(f"{place}: {wrong}.", where=where, field=field, next_step=next_step)


@dataclass(frozen=True)
class Node:
    """A JSON object with the dotted path that leads to it; every reader checks the type and says where it was wrong.

    >>> Node({"title": "佛香"}, "note_card", "notes.jsonl:1").text("title")
    '佛香'
    """

    value: Mapping[str, object]
    path: str
    where: str

    def bad(self, name: str, wrong: str, next_step: str) -> BadRecord:
        return bad(self.where, self.at(name), wrong, next_step)

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def first(self, *names: str) -> str:
        """The first of `names` that has a value, else the first."""
        return next((name for name in names if self.value.get(name) is not None), names[0])

    def text(self, *names: str) -> str:
        """The text under the first of `names` that has one; "" where there is none. A filler counts as none."""
        name = self.first(*names)
        found = self.value.get(name)
        if found is None:
            return ""
        if not isinstance(found, str):
            raise self.bad(name, f"expected text, found {kind_of(found)}", "Put the text in double quotes.")
        if len(found) > MAX_TEXT:
            raise self.bad(name, f"{len(found)} characters, at most {MAX_TEXT} are read", "Shorten the text.")
        if UNREADABLE.search(found):
            raise self.bad(name, "the text holds a NUL or half of a surrogate pair", "Export the record again; its encoding was damaged.")
        return "" if found.strip() in ("", MISSING) else found

    def identity(self, *names: str) -> str:
        """An id, "" where there is none. Ids end in file names and addresses, so only harmless characters pass."""
        name = self.first(*names)
        found = self.text(name)
        if found and (not _ID.fullmatch(found) or ".." in found or not found.strip("_.:-")):
            raise self.bad(name, f"{shown(found)} is not an id", "An id has 1 to 128 of the characters A-Z a-z 0-9 _ . : - and no '..'.")
        return found

    def number(self, name: str, *, of: str) -> int | None:
        """A whole number that is not negative, None where there is none. `of` says what it counts."""
        found = self.value.get(name)
        if found is None:
            return None
        if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) <= 16:
            found = int(found)  # flat exports came through a CSV and have all numbers as text
        if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= MAX_NUMBER:
            raise self.bad(name, f"expected a whole number of {of}, found {shown(found)}", f"Write {of} without a point or a sign, such as 3990.")
        return found

    def inside(self, name: str) -> Node:
        found = self.value.get(name)
        if found is None:
            found = {}
        if not isinstance(found, Mapping):
            raise self.bad(name, f"expected an object, found {kind_of(found)}", "Write {…} with its fields, or leave it out.")
        return Node(found, self.at(name), self.where)

    def entries(self, name: str) -> tuple[object, ...]:
        found = self.value.get(name)
        if found is None:
            return ()
        if not isinstance(found, list):
            raise self.bad(name, f"expected a list, found {kind_of(found)}", "Write […], or leave it out.")
        if len(found) > MAX_ENTRIES:
            raise self.bad(name, f"{len(found)} entries, at most {MAX_ENTRIES} are read", "Split the record or shorten the list.")
        return tuple(found)

    def nodes(self, name: str) -> Iterator[Node]:
        for index, entry in enumerate(self.entries(name)):
            place = f"{name}.{index}"
            if not isinstance(entry, Mapping):
                raise self.bad(place, f"expected an object, found {kind_of(entry)}", "Write {…} with its fields.")
            yield Node(entry, self.at(place), self.where)

    def field(self, name: str, role: Role) -> Iterator[Field]:
        """The field, if there is text in it."""
        if text := self.text(name):
            yield Field(self.at(name), role, text)


def kind_of(value: object) -> str:
    """What a JSON value is, in words."""
    words = {type(None): "null", bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list", dict: "an object"}
    return words.get(type(value), "something else")


def shown(value: object) -> str:
    """A value as it may stand in a message: ASCII, one line, short."""
    text = ascii(value) if isinstance(value, str | int | float | None) else kind_of(value)
    return text if len(text) <= 60 else text[:57] + "…"
