"""What a variant has for the parts of a channel: only text that stands in it already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from localize.domain.record import Role
from localize.domain.segment import PlaceableKind
from localize.domain.term import PHRASE_DOMAINS, Receipt
from localize.domain.unit import Unit
from localize.text.placeables import NEVER_TRANSLATED, find, topic_name
from localize.text.script import has_han

_BULLET = re.compile(r"^[\s·•●▪◆★*>]{0,10}(?:[–—-](?!\d))?\s{0,4}(?:\d{1,2}[.)]\s)?\s{0,10}")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True)
class Content:
    """The texts of a variant. `lines` are its selling lines and then its attributes, `topics` the names of its topics,
    `terms` the renderings in its titles of required terms that name a thing."""

    title: str = ""
    short_title: str = ""
    body: str = ""
    lines: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def content(units: Sequence[Unit], notices: Sequence[str] = ()) -> Content:
    """The content of a variant. Its notices are the last lines of the body, because no channel has another place for them."""
    fields: dict[str, str] = {}
    roles: dict[str, Role] = {}
    for unit in units:
        fields[unit.segment.field] = fields.get(unit.segment.field, "") + unit.whole
        roles.setdefault(unit.segment.field, unit.segment.role)
    titles = [text.strip() for path, text in fields.items() if roles[path] is Role.TITLE]
    body = "\n".join(text.strip() for path, text in fields.items() if roles[path] is Role.BODY)
    texts = (*titles, body)
    return Content(
        title=titles[0] if titles else "",
        short_title=titles[1] if len(titles) > 1 else "",
        body="\n".join(text for text in (body, *notices) if text),
        lines=tuple(dict.fromkeys((*_lines(body), *_attributes(fields, roles)))),
        topics=tuple(dict.fromkeys(name for text in texts for name in _topics(text) if name)),
        terms=tuple(dict.fromkeys(r.found for u in units if u.segment.role is Role.TITLE for r in u.receipts if r.found and _names_a_thing(r))),
        notices=tuple(notices),
    )


def _names_a_thing(receipt: Receipt) -> bool:
    """A concept's name begins with its domain: attribute.fa-shi is French style, fashion.lian-yi-qun a dress."""
    return receipt.concept.partition(".")[0] not in PHRASE_DOMAINS


def _lines(body: str) -> Iterator[str]:
    """The lines of a body without topics, stickers, emoji and bullets."""
    for line in body.split("\n"):
        bare, end = "", 0
        for placeable in find(line):
            if placeable.kind in NEVER_TRANSLATED:
                bare += line[end : placeable.start].rstrip() + " "
                end = placeable.end
        bare = _BULLET.sub("", (bare + line[end:]).strip()).strip()
        if bare:
            yield bare


def _attributes(fields: dict[str, str], roles: dict[str, Role]) -> Iterator[str]:
    """Name and value of each attribute: "Capacity: 150 ml"."""
    for path, text in fields.items():
        if roles[path] is Role.NAME and ".attributes." in path:
            value = fields.get(path.removesuffix(".name") + ".value", "").strip()
            if text.strip() and value:
                yield f"{text.strip()}: {value}"


def _topics(text: str) -> Iterator[str]:
    """The names of topics as words: HerbalFootSoak is "Herbal Foot Soak"."""
    for placeable in find(text):
        if placeable.kind is PlaceableKind.TOPIC:
            name = topic_name(placeable.text)
            yield name if has_han(name) else _HUMP.sub(" ", name)
