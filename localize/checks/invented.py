"""What stands in a draft with nothing in the source behind it, and dates: units of measure, currencies, days.

The draft is read, not the target: adapters add converted measures and prices by named steps. What a wanted rendering of a matched term
brings along ("the 1st and 15th of each lunar month") is not invented. Whether a number is right is judged in checks.fidelity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from localize.checks.fidelity import HAN, draft_of, source_of
from localize.domain.context import Context
from localize.domain.issue import Category, Issue, Severity
from localize.domain.unit import Unit
from localize.termbase.renderings import find_all

_N = r"(?<![A-Za-z])(?:\d{1,7}(?:[.,]\d{1,3})?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|half an?)[- ]?"
# A unit beside a number in English → what must stand in the source (normalised, but a name may be left in Chinese) for it to be a translation.
_UNITS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?i){_N}(?:{english})(?![A-Za-z])"), re.compile(rf"(?i){chinese}"))
    for name, english, chinese in (
        ("inches", r"inch(?:es)?", r"inch|寸|吋|\d\s?in\b|\d\s?[\"”]"),
        ("feet", r"feet|foot|ft", r"\bfeet|\bfoot|\bft|尺|呎|脚|腳|足"),
        ("yards", r"yards?|yd", r"yard|码|碼"),
        ("miles", r"miles?", r"mile|英里|公里|km|里"),
        ("pounds", r"pounds?|lbs?", r"pound|lb|磅|斤"),
        ("ounces", r"ounces?|oz", r"ounce|oz|盎司|安士|两|兩"),
        ("gallons", r"gallons?|quarts?|pints?", r"gallon|quart|pint|加仑|加侖|品脱"),
        ("years", r"years?(?:[- ]olds?)?", r"year|年|岁|歲|[后後]|载|月"),
        ("months", r"months?(?:[- ]olds?)?", r"month|月|年|季"),
        ("weeks", r"weeks?", r"week|周|週|星期|礼拜|禮拜|天|日"),
        ("hours", r"hours?|hrs?", r"hour|时|時|钟|鐘|点|點|\dh\b|[天日夜晚]"),
        ("minutes", r"minutes?|mins?", r"min|分|刻|秒|泡|时|時"),
        ("degrees", r"degrees?(?: Celsius| Fahrenheit)?|°\s?[CF]|℃", r"degree|°|℃|度"),
        ("centimeters", r"cm|centimet(?:er|re)s?", r"cm|厘米|公分|\dmm|\d\s?m\b|\d\s?[×x*]\s?\d|身高|寸"),
        ("millimeters", r"mm|millimet(?:er|re)s?", r"mm|毫米|公釐|cm|[长長]\s?2\d[05]|\b2[2-7][05]\b"),
        ("meters", r"meters?|metres?", r"\dm\b|\d\s?m[^a-z]|米|公尺|\dcm"),
        ("kilograms", r"kgs?|kilograms?|kilos?", r"kg|公斤|千克|斤|\dg\b"),
        ("grams", r"grams?", r"\d\s?g\b|\dg|克|斤|两|兩|钱"),
        ("liters", r"lit(?:er|re)s?", r"\d\s?l\b|ml|升"),
        ("milliliters", r"ml|millilit(?:er|re)s?", r"ml|毫升|\d\s?l\b|升"),
        ("dollars", r"dollars?|usd|cents?", r"\$|usd|美元|美金|刀|港|元|dollar"),
        ("euros", r"euros?", r"€|欧|歐|euro"),
        ("yuan", r"yuan|rmb|cny", r"¥|￥|元|块|塊|钱|錢|rmb|cny|毛|价|價"),
    )
)
_SIGNS = (
    ("dollars", re.compile(r"\$\s?\d"), re.compile(r"\$|美元|美金|刀|港|usd", re.I)),
    ("euros", re.compile("€"), re.compile("€|欧|歐")),
    ("pounds", re.compile("£"), re.compile("£|镑|鎊")),
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<m>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = r"(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?![\d.:])"
_YEAR = r"(?:(?:,? |, ?)(?P<y>(?:19|20)\d\d)(?!\d))?"
_DATES = (
    re.compile(rf"(?<![A-Za-z]){_MONTH} {_DAY}{_YEAR}"),
    re.compile(rf"(?<![\d.,]){_DAY} (?:of )?{_MONTH}(?![a-z]){_YEAR}"),
    re.compile(r"(?<![\d-])(?P<y>(?:19|20)\d\d)[-/.](?P<m>[01]?\d)[-/.](?P<d>[0-3]?\d)(?![\d-])"),
)


def wanted_words(text: str, context: Context) -> str:
    """The text with the wanted renderings of its matched terms blanked out."""
    for term in dict.fromkeys(m.term for m in context.matches):
        for rendering in sorted((r for r in (term.target, *term.accepted) if r), key=len, reverse=True):
            for place in reversed(find_all(text, rendering, context.target.locale, inflected=True)):
                text = text[: place.start] + " " * (place.end - place.start) + text[place.end :]
    return text


def measure_invented(unit: Unit, context: Context) -> Iterator[Issue]:
    """A unit of measure or a currency stands in the draft that the source does not have."""
    source = source_of(context)
    if context.target.locale.language != "en" or not HAN.search(source):
        return
    draft = wanted_words(draft_of(unit), context)
    for name, english, chinese in (*_UNITS, *_SIGNS):
        found = english.search(draft)
        if found and not chinese.search(source):
            message = f"{found[0]!r}: the source has no {name}"
            yield Issue("measure_invented", Category.ACCURACY, Severity.MAJOR, message, target_span=found[0])


def date_lost(unit: Unit, context: Context) -> Iterator[Issue]:
    """A date of the source is missing, or is another day in the draft."""
    if context.target.locale.is_chinese:
        return
    there = _dates(draft_of(unit))
    figures = set(re.findall(r"\d+", draft_of(unit)))
    for (year, month, day), text in _dates(source_of(context)).items():
        kept = (year, month, day) in there or (not year and any(d[1:] == (month, day) for d in there))
        # A language whose months are not known here may write the month in its own words: then the figures must be there.
        kept = kept or (context.target.locale.language != "en" and {str(day), *([str(year)] if year else [])} <= {f.lstrip("0") for f in figures})
        if not kept:
            yield Issue("date_lost", Category.ACCURACY, Severity.MAJOR, f"The date {text!r} of the source is not in the target", source_span=text)


def _dates(text: str) -> dict[tuple[int, int, int], str]:
    """The days that a text names, the year 0 where it names none."""
    found: dict[tuple[int, int, int], str] = {}
    for pattern in _DATES:
        for match in pattern.finditer(text[:20_000]):
            month = int(match["m"]) if match["m"].isdigit() else _MONTHS.index(match["m"][:3].lower()) + 1
            year, day = int(match["y"] or 0), int(match["d"])
            if _is_day(year or 2000, month, day):
                found.setdefault((year, month, day), match[0])
    return found


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
