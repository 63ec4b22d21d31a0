"""Recognise a listing or a note in one JSON value and read it into a `Record`. Text is taken as it stands: cleaning is text.clean's work.

Four shapes are known: `{"item": …, "sku": …}` (a row of the commerce API's product.getDetailSkuList), `{"id", "model_type", "note_card": …}`
(the notes web API), the same note in camelCase (page state, also inside `{"note": …}`), and the flat row of a note export.
Whatever is not one of them, or holds a wrong type, raises `BadRecord` with the place, the field and the next step.
Nicknames, user ids, avatars, places of posting and tokens are never read, so they cannot travel further.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from localize.domain.record import Field, Kind, Record, Role
from localize.sources.nodes import UNREADABLE, Node, bad, kind_of, shown

_TOPIC = re.compile(r"#([^#\[\]\n]{1,60})\[话题\]#")
_WEB_IMAGE = re.compile(r"https?://[^\s\"'<>]{1,2000}")


def read(value: object, where: str) -> Record:
    """The record in `value`. Raises `BadRecord`."""
    if not isinstance(value, Mapping):
        raise bad(where, "", f"a line must hold one JSON object, found {kind_of(value)}", "Write one object a line.")
    node = Node(value, "", where)
    if "item" in value:
        return _listing(node)
    if "model_type" in value and value["model_type"] != "note":
        raise bad(
            where, "model_type", f"found {shown(value['model_type'])}, only 'note' is a note", "Leave live and search entries out of the export."
        )
    if "note_card" in value:
        return _note(node.inside("note_card"), node.text("id"))
    if "note" in value:
        return _note(node.inside("note"))
    if "note_id" in value or "noteId" in value:
        return _note(node)
    keys = ", ".join(shown(key) for key in sorted(value)[:6]) or "no keys at all"
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
    if shown and not UNREADABLE.search(shown):
        yield "image", shown


def _note(note: Node, outer_id: str = "") -> Record:
    identity = note.identity("note_id", "noteId")
    if outer_id and identity and outer_id != identity:
        raise note.bad("note_id", f"{shown(identity)} differs from the id {shown(outer_id)} around it", "Keep the id of the note in both places.")
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
        entries = Node({str(index): entry for index, entry in enumerate(items)}, note.at("item_ids"), note.where)
        yield "item_ids", ",".join(entries.identity(name) for name in entries.value)
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
