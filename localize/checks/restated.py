"""Is what a step wrote anew still the same amount or day: prices marked, priced in another currency, dates put into a market's form.

The measures are proved in checks.accounted. Here numbers must come back as they were, and an amount in another currency must be what the table
of rates makes of the yuan, within what people round to. Lunar days and days of festivals are words and calendars, and are not reckoned here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from localize.checks.quantities import quantities
from localize.domain.context import Context
from localize.domain.issue import Category, Issue, Severity
from localize.domain.unit import Step, Unit

_DATES = ("dates.iso", "dates.day", "dates.month", "dates.months", "dates.market")
_TENTHS = re.compile(r"(\d)[块塊元](\d)[毛角]?")  # 39块9 and 29元9角 are 39.9 and 29.9
_BRACKET = re.compile(r"[(（](?:CN)?[¥￥]")
_AMOUNT = re.compile(r"\d[\d.,\u00a0\u202f]{0,20}")
_ROUNDING = Decimal("0.05")  # people say amounts to two digits or to five of the third: at most so much of the amount itself
_LEAST = Decimal("0.05")  # … and never finer than half a tenth
_COMMA = frozenset({"vi", "id"})  # 1.234,5


class Restated:
    """A step wrote a price or a day anew, and it is another one.

    Made once with the rates of a night, what one yuan is worth in each currency.
    """

    def __init__(self, per_yuan: dict[str, Decimal]) -> None:
        self.__name__ = "restated_wrong"
        self._rates = per_yuan

    def __call__(self, unit: Unit, context: Context) -> Iterator[Issue]:
        """Each step of money and dates whose numbers do not hold."""
        for step in dict.fromkeys(unit.steps):
            wrong = self._wrong(step, context)
            if wrong:
                message = f"{step.before!r} became {step.after!r}: {wrong}"
                advice = "Write the price or the day by hand and report the rule"
                yield Issue("restated_wrong", Category.ACCURACY, Severity.MAJOR, message, step.before, step.after, step.rule, advice)

    def _wrong(self, step: Step, context: Context) -> str:
        if step.rule == "money.mark":
            return _other_numbers(step)
        if step.rule in _DATES:
            return _other_day(step, str(context.target.locale))
        rate = self._rates.get(context.region.conventions.currency) if step.rule == "money.about" else None
        return _other_worth(step, rate, context.target.locale.language) if rate is not None else ""


def _other_numbers(step: Step) -> str:
    """What is in one of both texts only, with one value for each: 一百二十元 is ¥120."""
    before, after = (quantities(_TENTHS.sub(r"\1.\2", text), "zh") for text in (step.before, step.after))
    for held, there, where in ((before, after, "lost"), (after, before, "new")):
        readings = {reading for q in there for reading in q.readings}
        for q in held:
            if q.readings and not q.readings & readings:
                return f"{q.text!r} is {where}"
    return ""


def _other_day(step: Step, locale: str) -> str:
    before, after = (_parts(text, tag) for text, tag in ((step.before, "en"), (step.after, locale)))
    return "" if before == after else f"{sorted(before)} became {sorted(after)}"


def _parts(text: str, locale: str) -> set[int]:
    """Year, month and day of a date in any form, months by the names that CLDR and English have for them."""
    for name, number in (*_months("en"), *_months(locale)):
        text = re.sub(rf"(?i)(?<![^\W\d_]){re.escape(name)}(?![^\W\d_])", f" {number} ", text)
    return {int(run) for run in re.findall(r"\d+", text)}


@lru_cache(maxsize=64)
def _months(locale: str) -> tuple[tuple[str, int], ...]:
    """The names of the months in a language, the longest first."""
    try:
        known = Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        known = Locale.parse(locale.split("-")[0])
    names = {name: number for context in known.months.values() for width in ("wide", "abbreviated") for number, name in context[width].items()}
    return tuple(sorted(names.items(), key=lambda item: -len(item[0])))


def _other_worth(step: Step, rate: Decimal, language: str) -> str:
    yuan = _amounts(step.before, "en")
    worth = _amounts(_BRACKET.split(step.after)[0], language)
    if not yuan or len(yuan) != len(worth):
        return f"{len(yuan)} amounts became {len(worth)}"
    top = max(yuan) * rate
    for paid, said in zip(yuan, worth, strict=True):
        if abs(paid * rate - said) > max(_LEAST, top * _ROUNDING):
            return f"¥{paid:f} are {paid * rate:.4g}, not {said:f}"
    return ""


def _amounts(text: str, language: str) -> list[Decimal]:
    plain = text.translate(str.maketrans(".,", ",.")) if language in _COMMA else text
    return [Decimal(found.rstrip(".,\u00a0\u202f").replace(",", "").replace("\u00a0", "").replace("\u202f", "")) for found in _AMOUNT.findall(plain)]
