"""Text of sellers on a terminal: it can neither move the cursor, nor switch a colour, nor turn the direction of writing. Pages escape by themselves."""

from __future__ import annotations

from rich.text import Text

LONGEST = 300
# Joins the people of a family emoji; every other format character is invisible and some turn the direction of writing.
_KEPT = "\u200d"


def shown(text: str, *, longest: int = LONGEST, lines: bool = False, style: str = "") -> Text:
    """The text without control characters and markup, at most `longest` characters. `lines` keeps its line breaks.

    >>> shown("[red]a[/red]\\x1b[2J\\u202e").plain
    '[red]a[/red] [2J '
    """
    kept = _KEPT + "\n" if lines else _KEPT
    cut = text[: longest + 1]  # before anything is done with it: sellers can send any length
    plain = "".join(c if c.isprintable() or c in kept else " " for c in cut)
    return Text(plain if len(plain) <= longest else plain[:longest] + "…", style=style)
