"""How long goods keep, as a seller writes it, against how long they travel and what the customer needs then."""

from __future__ import annotations

import re
from dataclasses import dataclass

from localize.domain.region import Transit
from localize.text.durations import date_at, days_at

# "保质期（常温避光）：18个月": a few words may stand between, but neither a number nor the end of a clause.
_BETWEEN = re.compile(r"[^\d\n，。；一二三四五六七八九十百半两兩]{0,10}")
_MADE = re.compile(r"(?:生产|生產|制造|製造)日期[^\d\n，。；]{0,6}")
_UNTIL = re.compile(r"[^\d\n，。；]{0,10}")


@dataclass(frozen=True)
class ShelfLife:
    """A shelf life in days, and the words that say it."""

    days: int
    phrase: str

    def too_short(self, transit: Transit) -> bool:
        return self.days < transit.days + transit.margin_days

    def against(self, transit: Transit) -> str:
        """The comparison in words.

        >>> ShelfLife(10, "保质期10天").against(Transit(15, 30))
        'Shelf life 10 days < 15 days of transit + 30 days with the customer.'
        """
        sign = "<" if self.too_short(transit) else "≥"
        return f"Shelf life {self.days} days {sign} {transit.days} days of transit + {transit.margin_days} days with the customer."


def shelf_life_at(text: str, start: int, end: int) -> ShelfLife | None:
    """The shelf life that the label `text[start:end]` opens: a time, or a last day where the day of making is written too.

    A last day alone says nothing here: how much of it is left depends on when the goods are sent.

    >>> shelf_life_at("保质期：18个月", 0, 3)
    ShelfLife(days=540, phrase='保质期：18个月')
    """
    between = _BETWEEN.match(text, end)
    at = between.end() if between else end
    found = days_at(text, at)
    if found is not None:
        return ShelfLife(found[0], text[start : found[1]])
    made = _MADE.search(text)
    until = _UNTIL.match(text, end)
    first, last = date_at(text, made.end()) if made else None, date_at(text, until.end()) if until else None
    return ShelfLife((last - first).days, text[start : at + 10].strip()) if first and last and last > first else None
