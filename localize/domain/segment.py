"""Segments and placeables: what is translated, and the spans inside that must survive."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from localize.domain.record import Role


class PlaceableKind(StrEnum):
    TOPIC = "topic"  # #艾草[话题]#  or  #艾草
    STICKER = "sticker"  # [笑哭R]
    MENTION = "mention"  # @nickname
    URL = "url"
    EMOJI = "emoji"
    MARKUP = "markup"  # an HTML tag in a listing's description
    PRICE = "price"  # ¥39.9, 39.9元
    MEASURE = "measure"  # 30×40cm, 90-120斤, 500ml
    SIZE = "size"  # 160/84A, 38码
    DATE = "date"  # 2025年2月10日, 初一十五
    CODE = "code"  # SKU or model number: A-1203-BK
    NUMBER = "number"


@dataclass(frozen=True)
class Placeable:
    """A span that must survive. `start` and `end` are offsets in code points in the text it was found in."""

    kind: PlaceableKind
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Segment:
    """The smallest piece translated: a sentence or line of a field.

    `before` and `after` are what surrounds `text` in the field and is never translated (line breaks, topics, stickers, emoji, bullets):
    the field is exactly the joined `before + text + after` of its segments. A segment whose `text` is "" is pure surroundings.
    """

    field: str
    role: Role
    index: int  # position in the record, from 0
    text: str
    before: str = ""
    after: str = ""

    @property
    def whole(self) -> str:
        return self.before + self.text + self.after
