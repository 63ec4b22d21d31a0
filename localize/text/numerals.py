"""Read the numbers that sellers write before a unit: 2.5, 半, 两, 一百二十. Years and ordinals are not read here."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

ARABIC = r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,3})?|\d{1,7}(?:\.\d{1,3})?"
HAN = r"[一二两兩三四五六七八九十百千半]{1,7}(?:[点點][零〇一二三四五六七八九]{1,3})?"
NUMBER = rf"(?:{ARABIC}|{HAN})"
RANGE = r"\s?(?:-|–|—|~|～|至|到)\s?"
# A number that is part of a code or of a longer number is not a quantity: A-1203, 3.14.15.
ALONE = r"(?<![A-Za-z0-9.])(?<![0-9],)(?<![A-Za-z][-_])"

_DIGITS = {"一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_PAIR = re.compile(r"(?P<ten>[一二三四五六七八九]?十)?(?P<low>[一二两兩三四五六七八])(?P<high>[两兩二三四五六七八九])(?P<tens>十)?")
_SHAPE = re.compile(r"(?:[一二两兩三四五六七八九]?千)?(?:[一二两兩三四五六七八九]?百)?(?:[一二三四五六七八九]?十)?[一二两兩三四五六七八九]?")


def parse(text: str) -> Decimal | None:
    """The number, or None for what is not one.

    >>> [str(parse(x)) for x in ("2.5", "1,200", "半", "两", "十", "一百二十", "二点五", "三四")]
    ['2.5', '1200', '0.5', '2', '10', '120', '2.5', 'None']
    """
    if re.fullmatch(ARABIC, text):
        return Decimal(text.replace(",", ""))
    if text == "半":
        return Decimal("0.5")
    whole, point, tenths = text.partition("点" if "点" in text else "點")
    if point:
        value = parse(whole)
        digits = [str(_DIGITS.get(c, 0)) for c in tenths]
        return None if value is None or not digits else value + Decimal(f"0.{''.join(digits)}")
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


def spread(text: str) -> tuple[Decimal, Decimal] | None:
    """The bounds of two neighbouring numerals, or None for anything else.

    >>> [spread(x) and tuple(map(str, spread(x))) for x in ("两三", "三四十", "十七八", "三五", "三")]
    [('2', '3'), ('30', '40'), ('17', '18'), None, None]
    """
    found = _PAIR.fullmatch(text)
    if found is None or (found["ten"] and found["tens"]):
        return None
    low, high = _DIGITS[found["low"]], _DIGITS[found["high"]]
    if high != low + 1:
        return None
    more, times = (parse(found["ten"]) or Decimal(0)) if found["ten"] else Decimal(0), 10 if found["tens"] else 1
    return more + low * times, more + high * times


def rounded(value: Decimal, step: str) -> Decimal:
    """To the nearest multiple of `step`, halves up."""
    unit = Decimal(step)
    return (value / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit + 0  # no minus before a zero


def plain(value: Decimal) -> str:
    """Without trailing zeros and without an exponent.

    >>> plain(Decimal("47.50")), plain(Decimal("500"))
    ('47.5', '500')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
