"""Measures after the engine: how a market writes them. "us" gives pounds, ounces, inches and °F with the metric value in brackets; else spacing only.

What already carries both systems is left alone, so doing it twice changes nothing. Chinese targets were served before the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest

from localize.adapt.substitute import put
from localize.domain.context import Context
from localize.domain.record import Role
from localize.domain.unit import Adapted, Step
from localize.text.measured import CROSS, Measured, Reader, Shape
from localize.text.numerals import plain, rounded
from localize.text.units import Units

_CUSTOMARY = frozenset({"pound", "ounce", "inch", "foot", "mile", "square_foot", "quart", "fluid_ounce", "degree_Fahrenheit"})
_METRIC = frozenset(
    {"kilogram", "milligram", "gram", "milliliter", "liter", "centimeter", "millimeter", "kilometer", "square_meter", "meter", "degree_Celsius"}
)
# The same quantity stands in brackets or behind a stroke: all of it is passed over.
_BEHIND = re.compile(r"\s?(?:[(（][^()（）]{0,60}|/[^()（）,，;；]{0,30})")
_BRACKET = re.compile(r"\s?[(（]\s?(?:about |approx\.? |~)?$")
_SHOE = re.compile(r"foot length (?:of |is )?$|(?i:CN sizes?) \d{2}(?:-\d{2})? \($")  # how sizes.py tells a shoe size: never in inches
_CLOTHES = re.compile(r"\b\d?X[LS]\b|[Ss]izes?\b")
_UNITS_INSIDE = re.compile(rf"\s?(?:cm|mm|m)?{CROSS}")
_DASH = re.compile(r"(?<=\d)\s?[~～—–]\s?(?=\d)")


def localise(text: str, reader: Reader, context: Context) -> Adapted:
    """Write the measures of a target text as its market does."""
    if context.target.locale.is_chinese:
        return Adapted(text)
    return put(text, _changes(text, reader, context))


def _changes(text: str, reader: Reader, context: Context) -> Iterator[tuple[int, int, Step]]:
    us, short = context.region.conventions.measures == "us", context.segment.role is Role.TITLE
    found = list(reader.read(text))
    passed = 0  # the end of what is told in both systems
    for measured, following in zip_longest(found, found[1:]):
        if measured.unit in _CUSTOMARY:
            behind = _BEHIND.match(text, measured.end)
            passed = behind.end() if behind else passed
        elif measured.unit in _METRIC and measured.start >= passed and not _told(text, measured, following):
            new = _rewritten(measured, text, reader.units, us, short)
            if new != measured.text:
                yield measured.start, measured.end, Step("measures.us" if us else "measures.spacing", measured.text, new)


def _told(text: str, measured: Measured, following: Measured | None) -> bool:
    """Whether the customary quantity stands in brackets behind it, or the size of a shoe explains itself."""
    beside = following is not None and following.unit in _CUSTOMARY and _BRACKET.fullmatch(text[measured.end : following.start]) is not None
    return beside or _SHOE.search(text[max(0, measured.start - 20) : measured.start]) is not None


def _rewritten(measured: Measured, text: str, units: Units, us: bool, short: bool) -> str:
    """The words of a market: both systems in the US, in a `short` text only its own."""
    if measured.more or (measured.unit == "liter" and _CLOTHES.search(text)):
        return measured.text  # 2L beside XL is a size of clothes
    written = measured.text[: -len(measured.spelling)].removesuffix("-").rstrip()
    metric = _metric(written, measured, units)
    converted = _customary(measured, units) if us else None
    if converted is None:
        return metric
    numbers, unit = converted
    between = "between " if written[:1] in ("b", "B") else ""
    joined = f"{written[: len(between)]}{' and '.join(numbers)}" if between else _rejoined(measured, written, numbers)
    both = f"{joined}{'' if unit == '°F' else ' '}{unit}", metric[len(between) :]
    if short:
        return both[0]
    return " / ".join(both) if _in_brackets(text, measured.start) else f"{both[0]} ({both[1]})"


def _in_brackets(text: str, place: int) -> bool:
    """Whether a bracket is open at a place: no second one is opened there."""
    return text.count("(", 0, place) + text.count("（", 0, place) > text.count(")", 0, place) + text.count("）", 0, place)


def _metric(written: str, measured: Measured, units: Units) -> str:
    """The metric quantity with tidy spacing. Its numbers stay as they are."""
    if measured.shape is Shape.SIDES:
        written = _UNITS_INSIDE.sub(" × ", written)
    return _DASH.sub("-", written) + ("" if measured.unit == "degree_Celsius" else " ") + units.symbols[measured.unit]


def _rejoined(measured: Measured, written: str, numbers: tuple[str, ...]) -> str:
    if measured.shape is Shape.SIDES:
        return " × ".join(numbers)
    return (" to " if " to " in written else "-").join(numbers)


def _customary(measured: Measured, units: Units) -> tuple[tuple[str, ...], str] | None:
    """The values in the units of the US, rounded as people write them; None where the US keeps the metric unit (8 mm, 0.5 g)."""
    top, crossed = max(measured.values), measured.shape is Shape.SIDES
    unit, least = _chosen(measured.unit, top, crossed, units)
    if not unit or top < least:
        return None
    symbol = units.symbols[unit].replace("_", " ")
    return tuple(plain(_as_people_write(units.convert(v, measured.unit, unit), symbol, crossed)) for v in measured.values), symbol


def _chosen(unit: str, top: Decimal, crossed: bool, units: Units) -> tuple[str, Decimal]:
    """The unit that the US writes for a largest value, and below which value it keeps the metric one."""
    if unit == "gram":
        return ("pound", Decimal(0)) if units.convert(top, unit, "pound") >= 1 else ("ounce", Decimal(5))
    if unit == "liter":
        return ("quart", Decimal(0)) if top >= Decimal("0.9") else ("fluid_ounce", Decimal("0.01"))
    if unit == "meter":
        return ("inch", Decimal("0.1")) if crossed and top <= 3 else ("foot", Decimal("0.5"))
    return {
        "kilogram": ("pound", Decimal("0.45359237")),
        "milliliter": ("fluid_ounce", Decimal(5)),
        "centimeter": ("inch", Decimal(1)),
        "millimeter": ("inch", Decimal(25)),
        "square_meter": ("square_foot", Decimal("0.1")),
        "kilometer": ("mile", Decimal("0.2")),
        "degree_Celsius": ("degree_Fahrenheit", Decimal("-Infinity")),
    }.get(unit, ("", Decimal(0)))


def _as_people_write(value: Decimal, symbol: str, crossed: bool) -> Decimal:
    """Whole degrees. Tenths below ten; above it half inches for one length, and whole inches of a format (12 × 16 in), pounds and ounces."""
    if value < 10 and symbol != "°F":
        return rounded(value, "0.1")
    return rounded(value, "0.5" if symbol in ("in", "ft") and value < 100 and not crossed else "1")
