"""Read the numbers that sellers write before a unit: 2.5, 半, 两, 一百二十. Years and ordinals are not read here."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

ARABIC = r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,3})?|\d{1,7}(?:\.\d{1,3})?"
HAN = r"[一二两兩三四五六七八九十百千半]{1,7}"
NUMBER = rf"(?:{ARABIC}|{HAN})"
RANGE = r"\s?(?:-|–|—|~|～|至|到)\s?"
# A number that is part of a code or of a longer number is not a quantity: A-1203, 3.14.15.
ALONE = r"(?<![A-Za-z0-9.,])(?<![A-Za-z][-_])"

_DIGITS = {"一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SHAPE = re.compile(r"(?:[一二两兩三四五六七八九]?千)?(?:[一二两兩三四五六七八九]?百)?(?:[一二三四五六七八九]?十)?[一二两兩三四五六七八九]?")


def parse(text: str) -> Decimal | None:
    """The number, or None for what is not one.

    >>> [str(parse(x)) for x in ("2.5", "1,200", "半", "两", "十", "一百二十", "三四")]
    ['2.5', '1200', '0.5', '2', '10', '120', 'None']
    """
    if re.fullmatch(ARABIC, text):
        return Decimal(text.replace(",", ""))
    if text == "半":
        return Decimal("0.5")
    if not text or not _SHAPE.fullmatch(text):
        return None
    total, digit = 0, 0
    for character in text:
        if character in _TENS:
            total += (digit or 1) * _TENS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return Decimal(total + digit)


def rounded(value: Decimal, step: str) -> Decimal:
    """To the nearest multiple of `step`, halves up."""
    unit = Decimal(step)
    return (value / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def plain(value: Decimal) -> str:
    """Without trailing zeros and without an exponent.

    >>> plain(Decimal("47.50")), plain(Decimal("500"))
    ('47.5', '500')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
