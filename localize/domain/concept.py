"""Concept cards: what a concept of the glossary is, told to people. A card never enters a signature: no text is made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

LONGEST_DEFINITION = 300
LONGEST_PICTURE = 500
LONGEST_SNIPPET = 80
MOST_EVIDENCE = 5

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f]")
# What may end an attribute or a style in a page, were it pasted there unescaped.
_UNSAFE = re.compile(r"[^!#-&(-;=?-\[\]_a-z~]")


@dataclass(frozen=True)
class Concept:
    """One card. `review_by` is the day from which somebody should read it again, for slang ages; None where it does not.

    `evidence` are snippets of Chinese text as sellers write it. `revision` counts the changes of this card, from 1.
    """

    concept: str  # "slang.an-li", as in Term.concept
    definition: str  # one English sentence
    picture: str = ""  # https address of a picture
    review_by: date | None = None
    evidence: tuple[str, ...] = ()
    revision: int = 1

    @property
    def domain(self) -> str:
        return self.concept.partition(".")[0]

    def is_due(self, today: date) -> bool:
        """Whether its day for reading it again has passed.

        >>> Concept("slang.x", "A word.", review_by=date(2027, 6, 30)).is_due(date(2027, 7, 1))
        True
        """
        return self.review_by is not None and self.review_by < today


class Fault(NamedTuple):
    """What is wrong with a card: the field, the problem, and what would be right."""

    field: str
    problem: str
    remedy: str


def faults(card: Concept) -> Iterator[Fault]:
    """What keeps a card from being stored or written; nothing for a good one. The one place where that is decided."""
    if not _NAME.fullmatch(card.concept):
        yield Fault("concept", f"{card.concept[:60]!r} is not a name", "Write <domain>.<name> with a-z, 0-9 and hyphens.")
    if not re.search("[A-Za-z]", card.definition) or not card.definition.isprintable() or card.definition != card.definition.strip():
        yield Fault("definition", f"{card.definition[:60]!r} is not an English sentence", "Say in one line what the concept is.")
    if len(card.definition) > LONGEST_DEFINITION:
        yield Fault("definition", f"{len(card.definition)} characters are too many", f"Keep it under {LONGEST_DEFINITION}: one sentence.")
    if card.picture and not _is_picture(card.picture):
        yield Fault(
            "picture", f"{card.picture[:60]!r} is not the address of a picture", "Write https://host/path, without a name or a password in it."
        )
    yield from _evidence_faults(card.evidence)


def _evidence_faults(evidence: tuple[str, ...]) -> Iterator[Fault]:
    if len(evidence) > MOST_EVIDENCE or len(set(evidence)) < len(evidence):
        yield Fault("evidence", f"{len(evidence)} snippets are too many, or one is repeated", f"Keep {MOST_EVIDENCE} different ones.")
    for snippet in evidence:
        if not _HAN.search(snippet) or not snippet.isprintable() or "|" in snippet or snippet != snippet.strip():
            yield Fault(
                "evidence", f"{snippet[:60]!r} is not a snippet of Chinese text", 'Write words as a seller wrote them, in one line, without "|".'
            )
        elif len(snippet) > LONGEST_SNIPPET:
            yield Fault("evidence", f"a snippet of {len(snippet)} characters is too long", f"Keep it under {LONGEST_SNIPPET}.")


def _is_picture(address: str) -> bool:
    """Whether a page may show what is there: https, no user, nothing that ends an attribute.

    >>> [_is_picture(x) for x in ("https://example.com/a.png", "http://example.com/a.png", "https://u:p@example.com/", "https://", "javascript:x")]
    [True, False, False, False, False]
    """
    if len(address) > LONGEST_PICTURE or _UNSAFE.search(address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False
