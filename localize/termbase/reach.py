"""How far entries reach: for whom they can be taken, and which texts can hold their words. A text outside is never matched otherwise for them.

Whether a text inside is matched otherwise only matching it tells; nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from localize.domain.region import Target
from localize.domain.term import Status, Term
from localize.termbase.fold import fold
from localize.termbase.match import serves

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003347f]")  # folded: compatibility ideographs are others by then


@dataclass(frozen=True)
class Reach:
    """`words` are the folded headwords; `cores` for each its Chinese characters that must stand in a text before it is adapted."""

    entries: tuple[Term, ...]
    words: tuple[str, ...]
    cores: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, entries: Iterable[Term], written: Iterable[str] = ()) -> Reach:
        """The reach of those of the entries that are approved. `written` are Chinese characters that an adapter may write into a text."""
        approved = tuple(term for term in entries if term.status is Status.APPROVED)
        words = sorted({fold(word)[0] for term in approved for word in (term.source, *term.source_variants)} - {""})
        free = frozenset(fold("".join(written))[0])
        return cls(approved, tuple(words), tuple(dict.fromkeys(frozenset(_HAN.findall(word)) - free for word in words)))

    def serves(self, target: Target) -> bool:
        """Whether any of the entries can be taken for a target."""
        return any(serves(term, target) for term in self.entries)

    def may_reach(self, text: str) -> bool:
        """Whether a text can come to hold one of the words once it is cleaned, cut and adapted: the characters stand in it, together or apart.

        Cutting and adapting only take away, or put in what is no Chinese character or is `written`; so a "no" is certain.
        """
        folded = fold(text)[0]
        return any(all(character in folded for character in core) for core in self.cores)

    def reaches(self, text: str) -> bool:
        """Whether one of the words stands in a text."""
        folded = fold(text)[0]
        return any(word in folded for word in self.words)
