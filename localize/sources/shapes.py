"""Recognise a listing or a note in one JSON value and read it into a `Record`. Text is taken as it stands: cleaning is text.clean's work.

Four shapes are known: `{"item": …, "sku": …}` (a row of the commerce API's product.getDetailSkuList), `{"id", "model_type", "note_card": …}`
(the notes web API), the same note in camelCase (page state, also inside `{"note": …}`), and the flat row of a note export.
Whatever is not one of them, or holds a wrong type, raises `BadRecord` with the place, the field and the next step.
Nicknames, user ids, avatars, places of posting and tokens are never read, so they cannot travel further.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from localize.domain.record import Field, Kind, Record, Role
from localize.errors import BadRecord

MAX_TEXT = 20_000  # characters of one field; the platform allows 500 (listing) and 1000 (note), and over-long text must still be readable
MAX_ENTRIES = 200  # attributes, questions, options, images or tags of one record
MAX_NUMBER = 2**53 - 1  # beyond it JSON readers disagree
MISSING = "Not translated yet"  # the platform's own filler for text that nobody wrote

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
_TOPIC = re.compile(r"#([^#\[\]\n]{1,60})\[话题\]#")
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
_WEB_IMAGE = re.compile(r"https?://[^\s\"'<>]{1,2000}")

Facts = tuple[tuple[str, str | int | float | bool], ...]


def read(value: object, where: str) -> Record:
    """The record in `value`. Raises `BadRecord`."""
    if not isinstance(value, Mapping):
        raise bad(where, "", f"a line must hold one JSON object, found {_kind(value)}", "Write one object a line.")
    node = Node(value, "", where)
    if "item" in value:
        return _listing(node)
    if "model_type" in value and value["model_type"] != "note":
        raise bad(
            where, "model_type", f"found {_shown(value['model_type'])}, only 'note' is a note", "Leave live and search entries out of the export."
        )
    if "note_card" in value:
        return _note(node.inside("note_card"), node.text("id"))
    if "note" in value:
        return _note(node.inside("note"))
    if "note_id" in value or "noteId" in value:
        return _note(node)
    keys = ", ".join(_shown(key) for key in sorted(value)[:6]) or "no keys at all"
    raise bad(where, "", f"this is no known shape of a listing or a note ({keys})", "See docs/sources.md for the shapes that are read.")


def changed_at(value: object, where: str) -> int | None:
    """When what `read` accepted was last changed, in ms; else when it was made; None when neither is known."""
    if not isinstance(value, Mapping):
        return None
    parts = [value, *(value[name] for name in ("item", "sku", "note_card", "note") if isinstance(value.get(name), Mapping))]
    for names in (("last_update_time", "lastUpdateTime", "updateTime"), ("time", "createTime")):
        found = [Node(part, "", where).number(name, of="milliseconds") for part in parts for name in names]
        if times := [time for time in found if time]:
            return max(times)
    return None


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
            raise self.bad(name, f"expected text, found {_kind(found)}", "Put the text in double quotes.")
        if len(found) > MAX_TEXT:
            raise self.bad(name, f"{len(found)} characters, at most {MAX_TEXT} are read", "Shorten the text.")
        if _UNREADABLE.search(found):
            raise self.bad(name, "the text holds a NUL or half of a surrogate pair", "Export the record again; its encoding was damaged.")
        return "" if found.strip() in ("", MISSING) else found

    def identity(self, *names: str) -> str:
        """An id, "" where there is none. Ids end in file names and addresses, so only harmless characters pass."""
        name = self.first(*names)
        found = self.text(name)
        if found and (not _ID.fullmatch(found) or ".." in found or not found.strip("_.:-")):
            raise self.bad(name, f"{_shown(found)} is not an id", "An id has 1 to 128 of the characters A-Z a-z 0-9 _ . : - and no '..'.")
        return found

    def number(self, name: str, *, of: str) -> int | None:
        """A whole number that is not negative, None where there is none. `of` says what it counts."""
        found = self.value.get(name)
        if found is None:
            return None
        if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) <= 16:
            found = int(found)  # flat exports came through a CSV and have all numbers as text
        if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= MAX_NUMBER:
            raise self.bad(name, f"expected a whole number of {of}, found {_shown(found)}", f"Write {of} without a point or a sign, such as 3990.")
        return found

    def inside(self, name: str) -> Node:
        found = self.value.get(name)
        if found is None:
            found = {}
        if not isinstance(found, Mapping):
            raise self.bad(name, f"expected an object, found {_kind(found)}", "Write {…} with its fields, or leave it out.")
        return Node(found, self.at(name), self.where)

    def entries(self, name: str) -> tuple[object, ...]:
        found = self.value.get(name)
        if found is None:
            return ()
        if not isinstance(found, list):
            raise self.bad(name, f"expected a list, found {_kind(found)}", "Write […], or leave it out.")
        if len(found) > MAX_ENTRIES:
            raise self.bad(name, f"{len(found)} entries, at most {MAX_ENTRIES} are read", "Split the record or shorten the list.")
        return tuple(found)

    def nodes(self, name: str) -> Iterator[Node]:
        for index, entry in enumerate(self.entries(name)):
            place = f"{name}.{index}"
            if not isinstance(entry, Mapping):
                raise self.bad(place, f"expected an object, found {_kind(entry)}", "Write {…} with its fields.")
            yield Node(entry, self.at(place), self.where)

    def field(self, name: str, role: Role) -> Iterator[Field]:
        """The field, if there is text in it."""
        if text := self.text(name):
            yield Field(self.at(name), role, text)


def _listing(row: Node) -> Record:
    item, sku = row.inside("item"), row.inside("sku")
    identity = sku.identity("id") or item.identity("id")
    if not identity:
        raise row.bad("sku.id", "a listing needs an id", "Fill in sku.id, or item.id for a listing without a SKU.")
    if not item.text("name"):
        raise item.bad("name", "a listing needs a name", "Fill in item.name.")
    return Record(identity, Kind.LISTING, tuple(_listing_fields(item, sku)), tuple(_listing_facts(item, sku)), row.where)


def _listing_fields(item: Node, sku: Node) -> Iterator[Field]:
    for name in ("name", "itemShortTitle"):
        yield from item.field(name, Role.TITLE)
    yield from item.field("description", Role.BODY)
    for attribute in item.nodes("attributes"):
        yield from attribute.field("name", Role.NAME)
        yield from attribute.field("value", Role.VALUE)
    for entry in item.nodes("faq"):
        yield from entry.field("question", Role.QUESTION)
        yield from entry.field("answer", Role.ANSWER)
    for option in sku.nodes("variants"):
        yield from option.field("name", Role.NAME)
        yield from option.field("value", Role.VALUE)


def _listing_facts(item: Node, sku: Node) -> Iterator[tuple[str, str | int]]:
    """What is needed to judge or to show a listing. Stock and update time are left out: they change daily and would make every variant stale."""
    delivery = sku.inside("deliveryTime")
    for name, text in (
        ("item_id", item.identity("id")),
        ("category_id", item.identity("categoryId")),
        ("delivery_time", delivery.text("time")),
        ("delivery_time_type", delivery.text("type")),
    ):
        if text:
            yield name, text
    for name, number in (
        ("price_fen", sku.number("price", of="fen")),
        ("original_price_fen", sku.number("originalPrice", of="fen")),
        ("gross_weight_g", item.number("shippingGrossWeight", of="grams")),
        ("create_time_ms", item.number("createTime", of="milliseconds")),
    ):
        if number is not None:
            yield name, number
    images = item.entries("images")
    yield "images", len(images)
    shown = next((image for image in images if isinstance(image, str) and _WEB_IMAGE.fullmatch(image)), "")
    if shown and not _UNREADABLE.search(shown):
        yield "image", shown


def _note(note: Node, outer_id: str = "") -> Record:
    identity = note.identity("note_id", "noteId")
    if outer_id and identity and outer_id != identity:
        raise note.bad("note_id", f"{_shown(identity)} differs from the id {_shown(outer_id)} around it", "Keep the id of the note in both places.")
    identity = identity or Node({"id": outer_id}, "", note.where).identity("id")
    if not identity:
        raise note.bad("note_id", "a note needs an id", "Fill in note_id.")
    title = note.first("title", "display_title", "displayTitle")
    if title not in note.value and "desc" not in note.value:
        raise note.bad("title", "a note needs a title or a desc, which may be empty", 'Export both; write "" for what is empty.')
    fields = tuple(Field(path, role, text) for path, role, text in _note_texts(note, title) if text)
    return Record(identity, Kind.NOTE, fields, tuple(_note_facts(note)), note.where)


def _note_texts(note: Node, title: str) -> Iterator[tuple[str, Role, str]]:
    """The paths are the same for all shapes: a note that comes once by API and once by export is the same note."""
    yield "title", Role.TITLE, note.text(title)
    yield "desc", Role.BODY, note.text("desc")


def _note_facts(note: Node) -> Iterator[tuple[str, str | int]]:
    time = note.number("time", of="milliseconds")
    if time is not None:
        yield "time_ms", time
    if note_type := note.text("type"):
        yield "note_type", note_type
    # Only counted: image addresses of notes are signed anew for every pull, so they would change the fingerprint.
    yield "images", len(_listed(note, note.first("image_list", "imageList")))
    items = _listed(note, note.first("item_ids", "itemIds"))
    if items:
        yield "item_ids", ",".join(Node({"id": entry}, note.at("item_ids"), note.where).identity("id") for entry in items)
    in_text = set(_TOPIC.findall(note.text("desc")))
    tags = [tag for tag in _tags(note) if tag not in in_text]
    if tags:
        yield "tags", ",".join(dict.fromkeys(tags))


def _tags(note: Node) -> Iterator[str]:
    name = note.first("tag_list", "tagList")
    if isinstance(note.value.get(name), list):
        yield from (tag.text("name") for tag in note.nodes(name) if tag.text("name"))
    else:
        yield from (str(tag) for tag in _listed(note, name))


def _listed(note: Node, name: str) -> tuple[object, ...]:
    """A list, or the comma-separated text that a flat export has in its place."""
    if isinstance(note.value.get(name), str):
        return tuple(part.strip() for part in note.text(name).split(",") if part.strip())
    return note.entries(name)


def _kind(value: object) -> str:
    """What a JSON value is, in words."""
    words = {type(None): "null", bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list", dict: "an object"}
    return words.get(type(value), "something else")


def _shown(value: object) -> str:
    """A value as it may stand in a message: ASCII, one line, short."""
    text = ascii(value) if isinstance(value, str | int | float | None) else _kind(value)
    return text if len(text) <= 60 else text[:57] + "…"
