"""A cell of a table that a spreadsheet may open: text that looks like a formula is written with an apostrophe before it, and read without.

What begins like a formula and has no apostrophe is never read as text: whoever is asked to open the file may not be asked to run it.
"""

from __future__ import annotations

import unicodedata

_FORMULA = frozenset("=+-@\u2212")  # U+2212 minus; full-width and small forms fold to the plain ones


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula, or skip its beginning and then do so.

    >>> [is_formula(text) for text in ("=1+1", "\\u3000＝1+1", "\\t1", "3-in-1")]
    [True, True, True, False]
    """
    if text[:1] in ("\t", "\r", "\n"):
        return True
    first = next((c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Zs")), "")
    return bool(first) and unicodedata.normalize("NFKC", first)[:1] in _FORMULA


def written(text: str) -> str:
    """The text as a cell. One that begins with apostrophes and then like a formula gets one more, so that reading takes away only ours.

    >>> written("-5 °C"), written("'-5 °C"), written("'tis")
    ("'-5 °C", "''-5 °C", "'tis")
    """
    return f"'{text}" if is_formula(text.lstrip("'")) else text


def read(cell: str) -> str | None:
    """What was given to `written`; None for a cell that begins like a formula.

    >>> read("'-5 °C"), read("''-5 °C"), read("'tis"), read("=1+1")
    ('-5 °C', "'-5 °C", "'tis", None)
    """
    if not is_formula(cell.lstrip("'")):
        return cell
    return cell[1:] if cell.startswith("'") else None
