"""What a text is fitted to, and how its length is counted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from localize.domain.channel import Counted, Part, Style
from localize.text.script import has_han


@dataclass(frozen=True)
class Scope:
    """One part of one channel for one text.

    `terms` are the renderings of required terms that stand in it: where the first of them stands is the head, and the head is never
    dropped. `kept` are texts that never go, such as notices.
    """

    part: Part
    style: Style
    language: str = "en"
    terms: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The terms without their capitals."""
        return tuple(term.casefold() for term in self.terms if term)

    def names(self, text: str) -> bool:
        """Whether a required term stands in a piece of the text."""
        return any(term in text.casefold() for term in self.folded)

    def over(self, text: str) -> int:
        """How much too long the text is, 0 when it is not."""
        return max(length(text, self.part) - self.part.max, 0) if self.part.max else 0


def length(text: str, part: Part) -> int:
    """How long a text is for a part of a channel.

    >>> [length(text, Part("title", Counted.WEIGHTED)) for text in ("OOTD穿搭分享", "a" * 40, "🍵", "")]
    [6, 20, 2, 0]
    >>> length("艾草 soak", Part("title", Counted.CHINESE, multiplier=2)), length("艾草", Part("search_terms", Counted.BYTES))
    (9, 6)
    """
    if part.counted is Counted.WEIGHTED:
        return (sum(1 if c.isascii() else 2 if c <= "\uffff" else 4 for c in text) + 1) // 2
    if part.counted is Counted.BYTES:
        return len(text.encode(errors="surrogatepass"))
    if part.counted is Counted.CHINESE:
        return sum(part.multiplier if has_han(c) else 1 for c in text)
    return len(text)
