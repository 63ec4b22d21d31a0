"""A record: one listing or one note as it was pulled. Immutable; what changes is a new record with another fingerprint."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

LONGEST_ITEM = 128  # characters of an item id: what the sources accept


class Kind(StrEnum):
    LISTING = "listing"
    NOTE = "note"


class Role(StrEnum):
    """What a field is for. It decides how the field is segmented and how it is translated."""

    TITLE = "title"
    BODY = "body"
    NAME = "name"  # the name of an attribute or option: 材质
    VALUE = "value"  # the value of an attribute or option: 纯棉
    QUESTION = "question"
    ANSWER = "answer"


@dataclass(frozen=True)
class Field:
    """One piece of text of a record. `path` is dotted, as in the source: `item.attributes.0.value`."""

    path: str
    role: Role
    text: str


@dataclass(frozen=True)
class Record:
    """A listing or a note.

    `id` is the source's own (note_id; sku.id, or item.id without one). `facts` holds what is not text but is needed to
    judge or to show the record: price in fen, image addresses, item id, creation time in ms. No personal data.

    >>> a = Record("n1", Kind.NOTE, (Field("title", Role.TITLE, "佛香"),))
    >>> b = Record("n1", Kind.NOTE, (Field("title", Role.TITLE, "佛香"),), where="b.jsonl:9")
    >>> a.key, a.fingerprint == b.fingerprint, len(a.fingerprint)
    ('note:n1', True, 16)
    """

    id: str
    kind: Kind
    fields: tuple[Field, ...]
    facts: tuple[tuple[str, str | int | float | bool], ...] = ()
    where: str = ""  # "examples/notes.jsonl:12"; where it came from is no part of what it is
    shop: str = ""  # whose it is, as the night was told; no part of what it is either

    @property
    def key(self) -> str:
        """Unique over kinds: `note:64cc…`."""
        return f"{self.kind}:{self.id}"

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits over kind, fields and facts: two pulls of the same content agree."""
        content = [self.kind, [[f.path, f.role, f.text] for f in self.fields], sorted(self.facts, key=lambda fact: (fact[0], repr(fact[1])))]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]

    @cached_property
    def text(self) -> str:
        """All text, a line a field."""
        return "\n".join(f.text for f in self.fields)

    @property
    def title(self) -> str:
        """The title, else the first text there is."""
        texts = [f.text for f in self.fields if f.role is Role.TITLE and f.text] + [f.text for f in self.fields if f.text]
        return texts[0] if texts else ""

    @property
    def items(self) -> tuple[str, ...]:
        """The products that it is about, by item id: a listing's own, or those that a note is bound to. This is what links the two."""
        found = str(self.fact("item_id" if self.kind is Kind.LISTING else "item_ids") or "")
        return tuple(dict.fromkeys(item[:LONGEST_ITEM] for item in found.split(",") if item))

    def fact(self, name: str) -> str | int | float | bool | None:
        return dict(self.facts).get(name)
