"""A text as terms are compared: NFKC, lower case, Traditional to Simplified, one character at a time. Nothing is searched here."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

from opencc import OpenCC

_MOST_KEPT = 65_536  # characters; the shipped tables and the examples have 5,000, and a hostile text could bring a million


@cache
def _converters() -> tuple[OpenCC, ...]:
    # t2s alone leaves the Hong Kong and Taiwan forms 衞 裏 鈎 and 着/著 as they are
    return OpenCC("t2s"), OpenCC("hk2s"), OpenCC("tw2s")


def _fold_character(character: str) -> str:
    """One character as it is compared. It may be several (㎝ → cm) and is never none: that is what `fold` counts on."""
    folded = unicodedata.normalize("NFKC", character).lower()
    if len(folded) != 1 or ord(folded) < 0x2E80:
        return folded
    if "\ud800" <= folded <= "\udfff":
        return "\ufffd"  # half a surrogate pair, which no converter and no search takes
    for converter in _converters():
        simplified: str = converter.convert(folded)
        if simplified != folded and len(simplified) == 1:
            return simplified
    return folded


class _Folds(dict[int, str]):
    """What each character is compared as, found out when it is first met: the table that str.translate reads."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < _MOST_KEPT:
            self[code] = folded
        return folded


_FOLDS = _Folds()


def folded(text: str) -> str:
    """The text as it is compared, without offsets."""
    return text.translate(_FOLDS)


def fold(text: str) -> tuple[str, Sequence[int]]:
    """The text as it is compared, and for each of its characters the offset in `text` that it came from.

    >>> fold("㎝乾濕Ａ")
    ('cm干湿a', (0, 0, 1, 2, 3))
    """
    folded = text.translate(_FOLDS)
    if len(folded) == len(text):  # no character folds to none, so each has folded to one
        return folded, range(len(text))
    return folded, tuple(offset for offset, character in enumerate(text) for _ in _FOLDS[ord(character)])
