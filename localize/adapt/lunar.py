"""The Chinese calendar: on which Gregorian day a lunar day and a solar term fall, how a lunar day is read and how it is said."""

from __future__ import annotations

import functools
from datetime import date, datetime, time, timedelta

import cnlunar

FIRST_YEAR, LAST_YEAR = 1901, 2099  # what the tables of cnlunar hold
_HAN = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}
_MONTHS = {"正": 1, "冬": 11, "腊": 12, "臘": 12}
# Written without native readers. A language that is not here keeps the seller's words, which Japanese reads anyway.
_SAID = {
    "ms": ("hari ke-{day} bulan ke-{month} kalendar lunar", "hari ke-{day} bulan lompat ke-{month} kalendar lunar"),
    "id": ("hari ke-{day} bulan ke-{month} kalender lunar", "hari ke-{day} bulan kabisat ke-{month} kalender lunar"),
    "vi": ("ngày {day} tháng {month} âm lịch", "ngày {day} tháng {month} nhuận âm lịch"),
    "th": ("วันที่ {day} เดือน {month} ตามปฏิทินจันทรคติจีน", "วันที่ {day} เดือน {month} อธิกมาสตามปฏิทินจันทรคติจีน"),
    "fr": ("le jour {day} du mois lunaire {month}", "le jour {day} du mois lunaire intercalaire {month}"),
    "pt": ("o dia {day} do mês lunar {month}", "o dia {day} do mês lunar intercalar {month}"),
}


@functools.cache
def gregorian(year: int, month: int, day: int, leap: bool = False) -> date | None:
    """The Gregorian day of a lunar day; None where the year has no such day. cnlunar converts the other way only, so the days that can be it are tried."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    # The first lunar day falls between Jan 21 and Feb 20, a lunar month has 29 or 30 days, and one leap month may have gone before.
    first = date(year, 1, 20) + timedelta(days=29 * (month - 1) + day - 1)
    for offset in range(75):
        solar = first + timedelta(days=offset)
        if solar.year > LAST_YEAR:
            return None
        if reading(solar) == (year, month, day, leap):
            return solar
    return None


def reading(day: date) -> tuple[int, int, int, bool]:
    """The lunar year, month and day of a Gregorian day, and whether the month is a leap month."""
    lunar = cnlunar.Lunar(datetime.combine(day, time(12)))
    return lunar.lunarYear, lunar.lunarMonth, lunar.lunarDay, bool(lunar.isLunarLeapMonth)


@functools.cache
def solar_term(year: int, name: str) -> date | None:
    """The day of a solar term (清明, 冬至) in a Gregorian year."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    found = cnlunar.Lunar(datetime(year, 6, 1, 12)).thisYearSolarTermsDic.get(name)
    return date(year, *found) if found else None


def month_of(text: str) -> int | None:
    """正, 八, 十二, 冬, 腊 as the number of a month."""
    number = _MONTHS.get(text) or number_of(text)
    return number if number and number <= 12 else None


def day_of(text: str) -> int | None:
    """初一, 十五, 廿三, 三十 as the number of a day."""
    number = number_of(text.removeprefix("初"))
    return number if number and number <= 30 else None


def number_of(text: str) -> int | None:
    """一 … 三十, 廿三, 15.

    >>> [number_of(x) for x in ("五", "十五", "二十三", "廿三", "三十", "15", "x")]
    [5, 15, 23, 23, 30, 15, None]
    """
    if text.isascii() and text.isdigit():
        return int(text)
    text = text.replace("廿", "二十")
    tens, found, ones = text.partition("十")
    if any(c not in _HAN for c in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return None
    if not found:
        return _HAN.get(text)
    return (_HAN[tens] if tens else 1) * 10 + (_HAN[ones] if ones else 0)


def said(month: int, day: int, leap: bool, language: str) -> str:
    """A lunar day in words, "" in a language that has none here.

    >>> said(8, 15, False, "en"), said(8, 15, False, "vi"), said(6, 1, True, "en")
    ('the 15th day of the 8th lunar month', 'ngày 15 tháng 8 âm lịch', 'the 1st day of the leap 6th lunar month')
    """
    if language == "en":
        return f"the {_ordinal(day)} day of the {'leap ' if leap else ''}{_ordinal(month)} lunar month"
    return _SAID.get(language, ("", ""))[leap].format(day=day, month=month)


def _ordinal(number: int) -> str:
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
