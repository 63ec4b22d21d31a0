"""Align a machine's draft with what a person made of it: what was replaced by what, and where a rendering of the draft went.

Words in scripts with spaces, characters in the others; case and punctuation are no change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from localize.domain.locale import Locale

LONGEST_TEXT = 2_000  # characters of a unit; a sentence has a hundred
LONGEST_SPACED, LONGEST_HAN = 6, 12  # words or characters of a change; beyond, a sentence was written anew

_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})
_WORDS = re.compile(r"\w+(?:['’\-]\w+)*")
# Thai vowel signs and tone marks, and the marks of kana, belong to the letter before them
_CHARACTERS = re.compile(r"[A-Za-z0-9]+|[^\W_][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u3099\u309a]*")

# Token numbers in the draft and in the text: draft start, draft end, text start, text end.
Block = tuple[int, int, int, int]


@dataclass(frozen=True)
class Alignment:
    """Two texts token by token. `blocks` are the parts that differ, in order, none touching another."""

    draft: str
    text: str
    draft_tokens: tuple[tuple[int, int], ...]
    text_tokens: tuple[tuple[int, int], ...]
    blocks: tuple[Block, ...]
    longest: int

    @classmethod
    def of(cls, draft: str, text: str, locale: Locale) -> Alignment:
        """Align two texts of a locale; of longer ones only the beginning."""
        unspaced = locale.language in _UNSPACED
        pattern = _CHARACTERS if unspaced else _WORDS
        draft, text = draft[:LONGEST_TEXT], text[:LONGEST_TEXT]
        ours, theirs = ([m.span() for m in pattern.finditer(t)] for t in (draft, text))
        words = [[t[a:b].casefold() for a, b in spans] for t, spans in ((draft, ours), (text, theirs))]
        blocks = _blocks(words[0], words[1], bridge=1 if unspaced else 0)
        return cls(draft, text, tuple(ours), tuple(theirs), blocks, LONGEST_HAN if unspaced else LONGEST_SPACED)

    def replaced(self) -> tuple[Block, ...]:
        """The blocks that put words in the place of words and are short enough to be about a term."""
        return tuple(block for block in self.blocks if self.replaces(block))

    def replaces(self, block: Block) -> bool:
        return 0 < block[1] - block[0] <= self.longest and 0 < block[3] - block[2] <= self.longest

    def before(self, block: Block) -> str:
        return _between(self.draft, self.draft_tokens[block[0] : block[1]])

    def after(self, block: Block) -> str:
        return _between(self.text, self.text_tokens[block[2] : block[3]])

    def followed(self, start: int, end: int) -> Block | None:
        """Where the characters `start` to `end` of the draft went. None when a change reaches over their edges: nobody can tell then.

        Words inserted right before or after them are not theirs.
        """
        inside = [n for n, (a, b) in enumerate(self.draft_tokens) if a < end and start < b]
        if not inside:
            return None
        first, last = inside[0], inside[-1] + 1
        if any(a < last and first < b and not (first <= a and b <= last) for a, b, _, _ in self.blocks):
            return None
        to_first = sum((d - c) - (b - a) for a, b, c, d in self.blocks if b <= first)
        to_last = sum((d - c) - (b - a) for a, b, c, d in self.blocks if b <= last and a < last)
        return first, last, first + to_first, last + to_last


def _blocks(ours: list[str], theirs: list[str], *, bridge: int) -> tuple[Block, ...]:
    """What differs. `bridge` tokens between an insertion and a deletion belong to both: 質量 and 品質 share a character by chance."""
    blocks: list[Block] = []
    tag = ""
    for op in Levenshtein.opcodes(ours, theirs):
        if op.tag == "equal":
            continue
        apart = op.src_start - blocks[-1][1] if blocks else -1
        if blocks and (apart == 0 or (apart <= bridge and {tag, op.tag} == {"insert", "delete"})):
            blocks[-1] = (blocks[-1][0], op.src_end, blocks[-1][2], op.dest_end)
        else:
            blocks.append((op.src_start, op.src_end, op.dest_start, op.dest_end))
        tag = op.tag
    return tuple(blocks)


def _between(text: str, tokens: tuple[tuple[int, int], ...]) -> str:
    return text[tokens[0][0] : tokens[-1][1]] if tokens else ""
