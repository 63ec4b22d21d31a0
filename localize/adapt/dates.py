"""Dates: one neutral form before the engine, the market's form after it. Lunar dates are said in words.

The neutral form is February 17, 2026 for English, because a small model that copies 2026-02-17 into a sentence changes the month, and 2026-02-17
for any other language. Days that are names (初一十五, 大年初一) belong to the glossary and durations (3天, 24小时) to the engine; neither is touched. Chinese targets keep all.
"""

from __future__ import annotations

import functools
import re
from datetime import date, datetime, time, timedelta

import cnlunar
from babel.dates import format_date

from localize.adapt.money import babel_locale
from localize.adapt.substitute import Rule, apply
from localize.domain.context import Context
from localize.domain.unit import Adapted

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG = "January|February|March|April|May|June|July|August|September|October|November|December"
_LONG_MONTHS = tuple(_LONG.split("|"))
_NUMBERS = {name: number for number, name in enumerate(_MONTHS, 1)}
_HAN = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12, "臘": 12}


def normalise(text: str, context: Context) -> Adapted:
    """Write the dates of a source text in the neutral form. A Chinese target keeps them as they are."""
    return Adapted(text) if context.target.locale.is_chinese else apply(text, _SOURCE, context)


def localise(text: str, context: Context) -> Adapted:
    """Write the neutral dates of a target text as its market does."""
    return Adapted(text) if context.target.locale.is_chinese else apply(text, _TARGET, context)


def _iso(match: re.Match[str], context: Context) -> str | None:
    day = _date(match["y"], match["m"], match["d"])
    return _neutral(day, context) if day else None


def _neutral(day: date, context: Context) -> str:
    return f"{day:%B} {day.day}, {day.year}" if context.target.locale.language == "en" else day.isoformat()


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _month(number: str, context: Context) -> str | None:
    names = _LONG_MONTHS if context.target.locale.language == "en" else _MONTHS
    return names[int(number) - 1] if 1 <= int(number) <= 12 else None


def _day_of_month(match: re.Match[str], context: Context) -> str | None:
    day = _date("2000", match["m"], match["d"])  # a leap year, so that Feb 29 stands
    return f"{_month(match['m'], context)} {day.day}" if day else None


def _year_month(match: re.Match[str], context: Context) -> str | None:
    month = _month(match["m"], context)
    return f"{month} {match['y']}" if month else None


def _months(match: re.Match[str], context: Context) -> str | None:
    first, last = _month(match["a"], context), _month(match["b"], context)
    return f"{first}-{last}" if first and last else None


def _lunar(match: re.Match[str], context: Context) -> str | None:
    # 二月十四 may be Valentine's day: without a word that says so, only these are lunar beyond doubt.
    if not (match["said"] or match["m"] in _LUNAR_MONTHS or match["d"].startswith("初") or match["m"] + match["d"] in ("八十五", "七十五")):
        return None
    month = _LUNAR_MONTHS.get(match["m"]) or _number(match["m"])
    day = _number(match["d"].removeprefix("初"))
    if not (month and day and month <= 12 and day <= 30):
        return None
    words = f"the {_ordinal(day)} day of the {_ordinal(month)} lunar month"
    solar = gregorian(int(match["y"]), month, day) if match["y"] else None
    return f"{words} ({_neutral(solar, context)})" if solar else words


def _number(text: str) -> int | None:
    """一 … 三十, 廿三.

    >>> [_number(x) for x in ("五", "十五", "二十三", "廿三", "三十", "x")]
    [5, 15, 23, 23, 30, None]
    """
    text = text.replace("廿", "二十")
    tens, found, ones = text.partition("十")
    if any(c not in _HAN for c in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return None
    if not found:
        return _HAN.get(text)
    return (_HAN[tens] if tens else 1) * 10 + (_HAN[ones] if ones else 0)


def _ordinal(number: int) -> str:
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


@functools.cache
def gregorian(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a lunar day, leap months left out. cnlunar converts the other way only, so the days that can be it are tried."""
    if not 1901 <= year <= 2099:
        return None
    # The first lunar day falls between Jan 21 and Feb 20, and a lunar month has 29 or 30 days.
    first = date(year, 1, 20) + timedelta(days=29 * (month - 1) + day - 1)
    for offset in range(75):
        solar = first + timedelta(days=offset)
        lunar = cnlunar.Lunar(datetime.combine(solar, time(12)))
        if (lunar.lunarYear, lunar.lunarMonth, lunar.lunarDay) == (year, month, day) and not lunar.isLunarLeapMonth:
            return solar
    return None


def _of_market(match: re.Match[str], context: Context) -> str | None:
    day = _date(match["y"], match["m"], match["d"])
    if day is None:
        return None
    return format_date(day, format=context.region.conventions.date, locale=babel_locale(str(context.target.locale)))


def _written_out(match: re.Match[str], context: Context) -> str | None:
    """An engine's "February 17, 2026" or "17 February 2026" in the order and the length of the market."""
    day = _date(match["y"], str(_NUMBERS[match["m"][:3]]), match["d"])
    english = context.target.locale.language == "en"
    return format_date(day, format=context.region.conventions.date, locale=babel_locale(str(context.target.locale))) if day and english else None


def _day_first(match: re.Match[str], context: Context) -> str | None:
    """February 17 is Feb 17, and 17 Feb where the market puts the day first."""
    if context.target.locale.language != "en" or not 1 <= int(match["d"]) <= 31:
        return None
    month = match["m"][:3]
    return f"{match['d']} {month}" if context.region.conventions.date.startswith("d") else f"{month} {match['d']}"


def _rule(name: str, pattern: str, rewrite: object) -> Rule:
    return Rule(f"dates.{name}", re.compile(pattern), rewrite)  # type: ignore[arg-type]


_Y, _M, _D = r"(?P<y>(?:19|20)\d{2})", r"(?P<m>\d{1,2})", r"(?P<d>\d{1,2})"
_LUNAR_MONTH = r"(?P<m>[正冬腊臘]|十[一二]?|[一二三四五六七八九])"
_LUNAR_DAY = r"(?P<d>初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)"

_SOURCE: tuple[Rule, ...] = (
    _rule("iso", rf"(?<!\d){_Y}\s?年\s?{_M}\s?月\s?{_D}\s?[日号號]", _iso),
    _rule("iso", rf"(?<![\w./-]){_Y}(?P<s>[./-]){_M}(?P=s){_D}(?![\w/-]|\.\d)", _iso),
    _rule("lunar", rf"(?:(?<!\d){_Y}\s?年\s?)?(?P<said>[农農][历曆]|[阴陰][历曆])?{_LUNAR_MONTH}月{_LUNAR_DAY}(?![日号號天年个個])", _lunar),
    _rule("month", rf"(?<!\d){_Y}\s?年\s?{_M}\s?月(?![日号號\d])", _year_month),
    _rule("months", r"(?<![\d年])(?P<a>\d{1,2})\s?月?\s?(?:-|–|~|～|至|到)\s?(?P<b>\d{1,2})\s?月(?!\d)", _months),
    _rule("day", rf"(?<![\d年]){_M}\s?月\s?{_D}\s?[日号號]", _day_of_month),
)
_TARGET: tuple[Rule, ...] = (
    _rule("market", rf"(?<![\w-]){_Y}-{_M}-{_D}(?![\w-])", _of_market),
    _rule("market", rf"\b(?P<m>{_LONG}|{'|'.join(_MONTHS)})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? {_Y}\b", _written_out),
    _rule("market", rf"(?<![\d.,])(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m>{_LONG}|{'|'.join(_MONTHS)})\.?,? {_Y}\b", _written_out),
    _rule("market", rf"(?<!\d )(?<!\d)\b(?P<m>{_LONG}|{'|'.join(_MONTHS)}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,? ?\d)", _day_first),
)
