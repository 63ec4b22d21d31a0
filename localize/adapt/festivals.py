"""Festivals: the table of their days, and the Gregorian day beside a festival whose year is told ("2026年中秋" → "2026年中秋 (September 25, 2026)").

A year is never guessed: 今年中秋 stays. A day of the Gregorian calendar (双十一) says itself, and Chinese readers have a calendar that says the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from localize.adapt import lunar
from localize.adapt.dates import names_day, neutral
from localize.domain.context import Context
from localize.domain.festival import Calendar, Festival, Festivals
from localize.domain.record import Role
from localize.domain.unit import Adapted, Step

_SENTENCES = frozenset({Role.BODY, Role.QUESTION, Role.ANSWER})  # titles, names and values stay short
_NEAR = 4_000  # characters: a reader who was told the day further up may be told again
_YEAR = r"(?<!\d)(?P<y>(?:19|20)\d{2})\s?年?(?:的|[农農][历曆]|[鼠牛虎兔龙龍蛇马馬羊猴鸡雞狗猪豬]年)?\s?"


def day_in(festival: Festival, year: int) -> date | None:
    """The day of a festival that falls in a Gregorian year: 2026年除夕 is the eve before the lunar year 2026. None where none or two do."""
    if festival.calendar is Calendar.SOLAR_TERM:
        return lunar.solar_term(year, festival.solar_term)
    if festival.calendar is Calendar.GREGORIAN:
        return date(year, festival.month, festival.day)
    days = (lunar.gregorian(lunar_year, festival.month, festival.day) for lunar_year in (year - 1, year))
    found = [moved for day in days if day and (moved := day + timedelta(days=festival.shift)).year == year]
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class FestivalDays:
    """The festivals of the table, ready to be searched. `festival_days.name_days` is a source adapter."""

    festivals: Festivals
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _meant: dict[str, Festival | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        meant: dict[str, Festival | None] = {}
        for festival in self.festivals.all:
            said = festival.calendar is not Calendar.GREGORIAN
            meant |= {**dict.fromkeys(festival.spellings, festival if said else None), **dict.fromkeys(festival.unless)}
        names = "|".join(re.escape(name) for name in sorted(meant, key=lambda name: (-len(name), name)))
        object.__setattr__(self, "_meant", meant)
        object.__setattr__(self, "_pattern", re.compile(f"{_YEAR}(?P<name>{names})"))

    def name_days(self, text: str, context: Context) -> Adapted:
        """Write the day of each festival with a year behind its first mention in the field."""
        language = context.target.locale.language
        if context.target.locale.is_chinese or context.segment.role not in _SENTENCES or not self._pattern.search(text):
            return Adapted(text)
        told = {self._day(match) for match in self._pattern.finditer(_before(context))}
        steps: list[Step] = []

        def write(match: re.Match[str]) -> str:
            day = self._day(match)
            if day is None or day in told or names_day(text, day):
                return match[0]
            told.add(day)
            dated = f"{match[0]} ({neutral(day, language)})"
            steps.append(Step("dates.festival", match[0], dated))
            return dated

        return Adapted(self._pattern.sub(write, text), tuple(steps))

    def _day(self, match: re.Match[str]) -> date | None:
        festival = self._meant[match["name"]]
        return day_in(festival, int(match["y"])) if festival else None


def _before(context: Context) -> str:
    """What stands in the field before the segment, the nearest few thousand characters of it."""
    field = next((f.text for f in context.record.fields if f.path == context.segment.field), "")
    start = max(field.find(context.segment.text), 0)
    return field[max(start - _NEAR, 0) : start]
