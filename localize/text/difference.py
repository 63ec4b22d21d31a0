"""What differs between two texts, word by word, and where given phrases stand in one. For whoever shows texts; nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

LONGEST = 12_000  # characters: beyond it two texts are said to differ as wholes
MOST_PHRASES = 200  # that are looked for in one text


@dataclass(frozen=True)
class Piece:
    """A part of a text. `kind` is "" for what is the same, "ins" or "del" in a difference, and a name of the caller's in a marked text."""

    kind: str
    text: str


def words(text: str) -> list[str]:
    """Words of letters and digits; everything else, and each Han character, is one by itself.

    >>> words("Foot soak, 250 g 泡脚")
    ['Foot', ' ', 'soak', ',', ' ', '250', ' ', 'g', ' ', '泡', '脚']
    """
    found: list[str] = []
    for c in text:
        if found and _joins(c) and _joins(found[-1][-1]):
            found[-1] += c
        else:
            found.append(c)
    return found


def _joins(c: str) -> bool:
    return c.isalnum() and ord(c) < 0x2E80  # Han and kana have no spaces between words


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """The words of both texts in one row: what went and what came, each change whole.

    >>> [(p.kind, p.text) for p in difference("Foot soak bag, 250 g", "Foot bath bag, 300 g")]
    [('', 'Foot '), ('del', 'soak'), ('ins', 'bath'), ('', ' bag, '), ('del', '250'), ('ins', '300'), ('', ' g')]
    """
    if before == after:
        return (Piece("", after),) if after else ()
    if len(before) + len(after) > LONGEST:
        return tuple(Piece(kind, text) for kind, text in (("del", before), ("ins", after)) if text)
    old, new = words(before), words(after)
    return _joined([(old[o.src_start : o.src_end], new[o.dest_start : o.dest_end], o.tag == "equal") for o in Indel.opcodes(old, new)])


def _joined(parts: Sequence[tuple[list[str], list[str], bool]]) -> tuple[Piece, ...]:
    """Pieces of changes side by side as one; a space between two changes belongs to both, so that a new sentence is no checkerboard."""
    rows: list[tuple[str, str, bool]] = []
    for old, new, same in parts:
        one = ("".join(old), "".join(new), same)
        if rows and not same and not rows[-1][2]:
            rows[-1] = (rows[-1][0] + one[0], rows[-1][1] + one[1], False)
        elif not same and len(rows) > 1 and rows[-1][0].isspace() and not rows[-2][2]:
            space, earlier = rows.pop()[0], rows.pop()
            rows.append((earlier[0] + space + one[0], earlier[1] + space + one[1], False))
        else:
            rows.append(one)
    found: list[Piece] = []
    for went, came, same in rows:
        found += [Piece("", came)] if same else [Piece(kind, text) for kind, text in (("del", went), ("ins", came)) if text]
    return tuple(found)


def marked(text: str, phrases: Iterable[tuple[str, str]]) -> tuple[Piece, ...]:
    """The text in pieces, with every phrase that stands in it as one of its kind; of two that overlap the first named wins.

    >>> [(p.kind, p.text) for p in marked("cures cold feet", [("issue", "cures"), ("term", "cold feet"), ("term", "feet")])]
    [('issue', 'cures'), ('', ' '), ('term', 'cold feet')]
    """
    taken: list[tuple[int, int, str]] = []
    for kind, phrase in list(dict.fromkeys(phrases))[:MOST_PHRASES]:
        start = text.find(phrase) if phrase else -1
        while start >= 0:
            end = start + len(phrase)
            if not any(a < end and start < b for a, b, _ in taken):
                taken.append((start, end, kind))
            start = text.find(phrase, end)
    found, at = [], 0
    for start, end, kind in sorted(taken):
        found += [Piece("", text[at:start]), Piece(kind, text[start:end])]
        at = end
    return tuple(piece for piece in (*found, Piece("", text[at:])) if piece.text)
