"""Read a time that a seller writes: 18个月, 半年, 一年半, 7-10天, 3天至5天, "10 days", in days.

Months count 30 days and years 365; of a range the shorter end counts, because goods are judged by it. What a time is the time of is not
decided here.
"""

from __future__ import annotations

import re
from datetime import date

_UNITS = {"天": 1, "日": 1, "周": 7, "週": 7, "星期": 7, "礼拜": 7, "禮拜": 7, "月": 30, "年": 365, "day": 1, "week": 7, "month": 30, "year": 365}
_HAN = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMBER = r"(?:\d{1,4}(?:\.\d)?|[零〇一二两兩三四五六七八九十百]{1,5})"
_UNIT = r"(?:天|日|[个個]?(?:周|週|星期|[礼禮]拜|月)|年|(?:day|week|month|year)s?)"
_TIME = re.compile(
    rf"(?P<half>半)[个個]?(?P<half_unit>月|年|天)"
    rf"|(?P<number>{_NUMBER})(?:[\s-]?(?P<unit>[个個]半月|{_UNIT}))?(?P<more>半)?(?:(?P<range>\s?(?:[-~～—–]|至|到|to)\s?){_NUMBER}\s?(?P<later>{_UNIT}))?",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?P<year>20\d\d)\s?[年./-]\s?(?P<month>\d{1,2})(?:\s?[月./-]\s?(?P<day>\d{1,2}))?")


def days_at(text: str, start: int) -> tuple[int, int] | None:
    """The time that begins at `start`, in days, and where it ends; None when none begins there.

    >>> days_at("18个月", 0), days_at("一年半", 0), days_at("半年", 0), days_at("7-10天", 0), days_at("十五天", 0), days_at("2026年", 0)
    ((540, 4), (547, 3), (182, 2), (7, 5), (15, 3), None)
    """
    found = _TIME.match(text, start)
    if found is None:
        return None
    if found["half"]:
        return _UNITS[found["half_unit"]] // 2, found.end()
    unit = found["unit"] or found["later"]
    number = _number(found["number"])
    if not unit or (unit == "年" and number > 100):  # a calendar year is no time
        return None
    half = unit in ("个半月", "個半月") or bool(found["more"])
    return int((number + half / 2) * _UNITS[_plain(unit)]), found.end()


def date_at(text: str, start: int) -> date | None:
    """The day that is written at `start`; a month without a day is its first.

    >>> date_at("2026年1月10日", 0), date_at("2026.02", 0), date_at("2026-13-01", 0)
    (datetime.date(2026, 1, 10), datetime.date(2026, 2, 1), None)
    """
    found = _DATE.match(text, start)
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"] or 1)) if found else None
    except ValueError:
        return None


def _plain(unit: str) -> str:
    """个月 and 个半月 are months, weeks are a week."""
    return unit.lower().removesuffix("s").lstrip("个個").lstrip("半")


def _number(text: str) -> float:
    """Digits, or a Chinese numeral up to 999."""
    if text[0] not in _HAN and text[0] not in "十百":
        return float(text)
    hundreds, hundred, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = _HAN.get(hundreds, 1) * 100 if hundred else 0
    return value + (_HAN.get(tens.lstrip("零〇"), 1) * 10 if ten else 0) + _HAN.get(ones.lstrip("零〇"), 0)
