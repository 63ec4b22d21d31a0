"""Find the groups of a title that is a stack of keywords: 纯棉四件套 1.8m床 裸睡级. A sentence is no stack, however many commas it has."""

from __future__ import annotations

import re

FEWEST = 3  # groups: two are a title and its second half
SHORTEST = 6  # characters: 女 or 秋冬 alone gives a model nothing to go by, and goes with the group before it
_SENTENCE = re.compile(r"[。！？!?；;：:，,…~～]")
_GAP = re.compile(r"[\s、/|｜]+")


def marked(text: str) -> str:
    r"""The text with a line break where a new group of keywords begins, everything else in its place; unchanged when it is no stack.

    >>> marked("纯棉四件套1.8m 北欧风格子 女 裸睡级床上用品")
    '纯棉四件套1.8m\n北欧风格子 女\n裸睡级床上用品'
    >>> marked("织了两周的围巾，终于 完工 了")
    '织了两周的围巾，终于 完工 了'
    """
    gaps = list(_GAP.finditer(text.strip()))
    if _SENTENCE.search(text) or len(gaps) + 1 < FEWEST or text != text.strip():
        return text
    out, begun = list(text), 0
    for gap, after in zip(gaps, [*gaps[1:], None], strict=True):
        rest = (after.start() if after else len(text)) - gap.end()
        if gap.start() - begun >= SHORTEST and (rest >= SHORTEST or after):
            out[gap.start() : gap.end()] = ["\n", *" " * (gap.end() - gap.start() - 1)]
            begun = gap.end()
    return "".join(out)
