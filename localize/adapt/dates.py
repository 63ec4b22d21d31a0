"""Dates: one neutral form before the engine, the market's form after it. Lunar dates are said in words, with the Gregorian day where a year is told.

The neutral form is February 17, 2026 for English, because a small model that copies 2026-02-17 into a sentence changes the month, and 2026-02-17
for any other language. What has no year is written as the language writes it (17 Mac, 17 tháng 3). Days that are names (初一十五, 大年初一) belong to
the glossary, spans of days and durations (9月1日至10日, 3天, 24小时) to the engine; none is touched. Chinese targets keep all: their readers know the
lunar day. The days of festivals are in adapt.festivals.
"""

from __future__ import annotations

import re
from datetime import date

from babel.dates import format_date

from localize.adapt import lunar
from localize.adapt.cldr import babel_locale
from localize.adapt.substitute import Rule, apply
from localize.domain.context import Context
from localize.domain.unit import Adapted

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBERS = {name: number for number, name in enumerate(_MONTHS, 1)}
_LEAP_YEAR = 2000  # so that Feb 29 stands where no year is told


def normalise(text: str, context: Context) -> Adapted:
    """Write the dates of a source text in the neutral form. A Chinese target keeps them as they are."""
    return Adapted(text) if context.target.locale.is_chinese else apply(text, _SOURCE, context)


def localise(text: str, context: Context) -> Adapted:
    """Write the neutral dates of a target text as its market does."""
    return Adapted(text) if context.target.locale.is_chinese else apply(text, _TARGET, context)


def neutral(day: date, language: str) -> str:
    """A day as it is given to an engine for a language."""
    return f"{day:%B} {day.day}, {day.year}" if language == "en" else day.isoformat()


def names_day(text: str, day: date) -> bool:
    """Whether a Chinese or a neutral text says this day already, with or without its year."""
    figures = rf"(?<!\d)0?{day.month}(?:\s?月\s?|[./-])0?{day.day}(?!\d)"
    return f"{day:%B} {day.day}," in text or re.search(figures, text) is not None


def _iso(match: re.Match[str], context: Context) -> str | None:
    day = _date(match["y"], match["m"], match["d"])
    return neutral(day, context.target.locale.language) if day else None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _in_words(day: date | None, skeleton: str, context: Context) -> str | None:
    """A day or a month without its year or day, by the pattern that CLDR has for the language. One that writes 3月17日 itself keeps it."""
    locale = babel_locale(context.target.locale.language)
    if day is None or skeleton not in locale.datetime_skeletons:
        return None
    words = locale.datetime_skeletons[skeleton].apply(day, locale)
    return None if "月" in words else words


def _day_of_month(match: re.Match[str], context: Context) -> str | None:
    return _in_words(_date(str(_LEAP_YEAR), match["m"], match["d"]), "MMMMd", context)


def _year_month(match: re.Match[str], context: Context) -> str | None:
    return _in_words(_date(match["y"], match["m"], "1"), "yMMMM", context)


def _months(match: re.Match[str], context: Context) -> str | None:
    locale = babel_locale(context.target.locale.language)
    days = [_date(str(_LEAP_YEAR), match[name], "1") for name in "ab"]
    names = [format_date(day, format="LLLL", locale=locale) for day in days if day]
    return "-".join(names) if len(names) == 2 and "月" not in names[0] else None


def _lunar(match: re.Match[str], context: Context) -> str | None:
    # 二月十四 may be Valentine's day: without a word that says so, only these are lunar beyond doubt.
    told = match["said"] or match["calendar"] or match["leap"]
    sure = told or match["m"] in ("正", "冬", "腊", "臘") or match["d"].startswith("初")
    if not (sure or match["m"] + match["d"] in ("八十五", "七十五")):
        return None
    month, day, leap = lunar.month_of(match["m"]), lunar.day_of(match["d"]), bool(match["leap"])
    if not (month and day):
        return None
    language = context.target.locale.language
    solar = lunar.gregorian(int(match["y"]), month, day, leap) if match["y"] else None
    words = lunar.said(month, day, leap, language) or match[0]
    return f"{words} ({neutral(solar, language)})" if solar and not names_day(match.string, solar) else words


def _of_market(match: re.Match[str], context: Context) -> str | None:
    day = _date(match["y"], match["m"], match["d"])
    return format_date(day, format=_pattern(context), locale=babel_locale(str(context.target.locale))) if day else None


def _pattern(context: Context) -> str:
    """The region's pattern, or CLDR's for a language that does not write its characters: en-HK has no 年."""
    pattern, locale = context.region.conventions.date, context.target.locale
    return str(babel_locale(str(locale)).date_formats["medium"].pattern) if "年" in pattern and locale.language not in ("zh", "ja") else pattern


def _written_out(match: re.Match[str], context: Context) -> str | None:
    """An engine's "February 17, 2026" or "17 February 2026" in the order and the length of the market."""
    day = _date(match["y"], str(_NUMBERS[match["m"][:3]]), match["d"])
    english = context.target.locale.language == "en"
    return format_date(day, format=_pattern(context), locale=babel_locale(str(context.target.locale))) if day and english else None


def _day_first(match: re.Match[str], context: Context) -> str | None:
    """February 17 is Feb 17, and 17 Feb where the market puts the day first."""
    if context.target.locale.language != "en" or not 1 <= int(match["d"]) <= 31:
        return None
    month = match["m"][:3]
    return f"{match['d']} {month}" if _pattern(context).startswith("d") else f"{month} {match['d']}"


def _rule(name: str, pattern: str, rewrite: object) -> Rule:
    return Rule(f"dates.{name}", re.compile(pattern), rewrite)  # type: ignore[arg-type]


_Y, _M, _D = r"(?P<y>(?:19|20)\d{2})", r"(?P<m>\d{1,2})", r"(?P<d>\d{1,2})"
_SAID = r"[农農阴陰][历曆]"
_LUNAR_MONTH = r"(?P<leap>[闰閏])?(?P<m>[正冬腊臘]|十[一二]?|[一二三四五六七八九])"
_LUNAR_DAY = r"(?P<d>初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)"
_LUNAR_YEAR = rf"(?P<calendar>{_SAID}\s?)?(?:(?<!\d){_Y}\s?年\s?的?)?"
# 9月1日至10日: a half of a span in another language would only confuse an engine.
_NO_SPAN = r"(?!\s?(?:-|–|—|~|～|至|到)\s?\d{1,2}\s?[日号號])"

_SOURCE: tuple[Rule, ...] = (
    _rule("lunar", rf"{_LUNAR_YEAR}(?P<said>{_SAID}\s?)?{_LUNAR_MONTH}月{_LUNAR_DAY}(?![日号號天年个個])", _lunar),
    _rule("lunar", rf"{_LUNAR_YEAR}(?P<said>{_SAID}\s?)?(?P<leap>[闰閏])?{_M}月{_D}(?:[日号號]|(?!\d))", _lunar),
    _rule("iso", rf"(?<!{_SAID})(?<!\d){_Y}\s?年\s?{_M}\s?月\s?{_D}\s?[日号號]{_NO_SPAN}", _iso),
    _rule("iso", rf"(?<![0-9A-Za-z_./-]){_Y}(?P<s>[./-]){_M}(?P=s){_D}(?![0-9A-Za-z_/-]|\.\d)", _iso),
    _rule("month", rf"(?<!{_SAID})(?<!\d){_Y}\s?年\s?{_M}\s?月(?![日号號\d])", _year_month),
    _rule("months", rf"(?<!{_SAID})(?<![\d年])(?P<a>\d{{1,2}})\s?月?\s?(?:-|–|~|～|至|到)\s?(?P<b>\d{{1,2}})\s?月(?!\d{{1,2}}\s?[日号號])", _months),
    _rule("day", rf"(?<!{_SAID})(?<![\d年闰閏]){_M}\s?月\s?{_D}\s?[日号號]{_NO_SPAN}", _day_of_month),
)
# Chinese characters are no word here: a draft may leave some beside a date.
_BEGIN, _END = r"(?<![0-9A-Za-z_])", r"(?![0-9A-Za-z_])"
_TARGET: tuple[Rule, ...] = (
    _rule("market", rf"(?<![0-9A-Za-z_-]){_Y}-{_M}-{_D}(?![0-9A-Za-z_-])", _of_market),
    _rule("market", rf"{_BEGIN}(?P<m>{_LONG}|{'|'.join(_MONTHS)})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? {_Y}{_END}", _written_out),
    _rule("market", rf"(?<![\d.,])(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m>{_LONG}|{'|'.join(_MONTHS)})\.?,? {_Y}{_END}", _written_out),
    _rule("market", rf"(?<!\d ){_BEGIN}(?P<m>{_LONG}|{'|'.join(_MONTHS)}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_END}(?!,? ?\d|\s?[-–]\s?\d)", _day_first),
)
