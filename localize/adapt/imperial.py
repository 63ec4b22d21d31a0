"""Measures after the engine: how a market writes them. "us" gives pounds, ounces, inches and °F with the metric value in brackets; else spacing only.

What already carries both systems is left alone, so doing it twice changes nothing. Chinese targets were served before the engine.
"""

from __future__ import annotations

import re
from decimal import Decimal

from localize.adapt import shoes
from localize.adapt.numerals import ALONE, ARABIC, plain, rounded
from localize.adapt.substitute import Rule, apply
from localize.domain.context import Context
from localize.domain.unit import Adapted

_SEPARATOR = r"\s?(?:-|–|—|~|～)\s?|\s(?:to)\s"
_CROSS = r"\s?[×xX*✕]\s?"

# Spelling after the engine → symbol. `G` and `M` alone are left out: 5G is a network, M a size.
_SYMBOLS = {
    "kg": r"kgs?|KG|Kg|kilograms?|kilos?",
    "mg": r"mg|milligrams?",
    "g": r"g|grams?",
    "ml": r"m[lL]|ML|millilit(?:er|re)s?",
    "L": r"L|lit(?:er|re)s?",
    "cm": r"cm|CM|centimet(?:er|re)s?",
    "mm": r"mm|MM|millimet(?:er|re)s?",
    "km": r"km|kilomet(?:er|re)s?",
    "m²": r"m²|square met(?:er|re)s?|sqm",
    "m": r"m|met(?:er|re)s?",
    "°C": r"°\s?C|℃|degrees Celsius",
}
_METRIC = "|".join(_SYMBOLS.values())
_UNIT = "|".join(f"(?P<u{index}>{pattern})" for index, pattern in enumerate(_SYMBOLS.values()))
# g/m² is a weight of cloth, not a weight; ml/bottle is a volume.
_END = r"(?![A-Za-z0-9²³]|\s?/\s?(?:m²|m2|m3|sqm|cm|kg|[lL]\b|ml))"
_CUSTOMARY = r"(?:fl oz|oz|lbs?|in(?:ch(?:es)?)?|sq ft|ft|feet|qt|mi(?:les?)?|°F|pounds?|ounces?)"
_SPAN = rf"(?:{ARABIC})(?:(?:{_SEPARATOR}|{_CROSS})(?:{ARABIC})){{0,3}}"
# Both systems already stand there, in either order: a whole that is passed over.
_BOTH = rf"(?P<both>foot length {_SPAN} cm|(?i:CN sizes?) \d{{2}}(?:-\d{{2}})? \(\d{{3}} mm\)|{_SPAN}\s?-?{_CUSTOMARY}\s?[(（/][^()（）]{{1,60}}|{_SPAN}\s?-?(?:{_METRIC})\s?[(（]\s?(?:about |approx\.? |~)?{_SPAN}\s?-?{_CUSTOMARY}\s?[)）/,])"
_QUANTITY = (
    rf"(?P<between>[Bb]etween (?P<low>{ARABIC}) and (?P<high>{ARABIC})"
    rf"|(?:{ARABIC})(?:\s?(?:cm|mm|m)?{_CROSS}(?:{ARABIC})){{1,2}}"
    rf"|(?:{ARABIC})(?:{_SEPARATOR})(?:{ARABIC})"
    rf"|(?:{ARABIC}))[ -]?(?:{_UNIT}){_END}"
)
_MEASURE = re.compile(rf"{_BOTH}|{ALONE}(?<![$¥€£])(?P<numbers>){_QUANTITY}")
_NUMBER = re.compile(ARABIC)


def localise(text: str, context: Context) -> Adapted:
    """Write the measures of a target text as its market does."""
    sized = shoes.localise(text, context)
    if context.target.locale.is_chinese:
        return sized
    rule = Rule("measures.us" if context.region.conventions.measures == "us" else "measures.spacing", _MEASURE, _rewrite)
    adapted = apply(sized.text, (rule,), context)
    return Adapted(adapted.text, sized.steps + adapted.steps)


def _rewrite(match: re.Match[str], context: Context) -> str | None:
    if match["both"]:
        return None
    unit = next(symbol for index, symbol in enumerate(_SYMBOLS) if match[f"u{index}"])
    if unit == "L" and re.search(r"\b\d?X[LS]\b|[Ss]izes?\b", match.string):
        return None  # 2L beside XL is a size of clothes
    numbers, metric = match["between"], _metric(match, unit)
    us = context.region.conventions.measures == "us"
    values = [Decimal(n.replace(",", "")) for n in _NUMBER.findall(numbers)]
    converted = _customary(values, unit, bool(re.search(_CROSS, numbers))) if us else None
    if converted is None:
        return metric
    written, name = converted
    between = numbers.startswith(("B", "b"))
    low = numbers[: len("between ")] if between else ""
    joined = f"{low}{' and '.join(written)}" if between else _rejoin(numbers, written)
    return f"{joined}{'' if name == '°F' else ' '}{name} ({metric.removeprefix(low)})"


def _metric(match: re.Match[str], unit: str) -> str:
    """The metric quantity with tidy spacing. Its numbers stay as they are; a hyphen before the unit (250-ml) stays in a metric market."""
    numbers = match["between"]
    if re.search(_CROSS, numbers):
        numbers = re.sub(rf"\s?(?:cm|mm|m)?{_CROSS}", " × ", numbers)
    return re.sub(r"(?<=\d)\s?[~～—–]\s?(?=\d)", "-", numbers) + ("" if unit == "°C" else " ") + unit


def _rejoin(numbers: str, written: list[str]) -> str:
    if len(written) == 1:
        return written[0]
    if re.search(_CROSS, numbers):
        return " × ".join(written)
    return (" to " if " to " in numbers else "-").join(written)


def _customary(values: list[Decimal], unit: str, crossed: bool) -> tuple[list[str], str] | None:
    """The values in the units of the US, rounded as people write them; None where the US keeps the metric unit (8 mm, 0.5 g)."""
    top = max(values)
    if unit == "°C":
        return [plain(rounded(v * 9 / 5 + 32, "1")) for v in values], "°F"
    grams = top * {"kg": 1000, "g": 1}.get(unit, 0)
    factor, name, least = {
        "kg": (Decimal("2.20462"), "lb", Decimal("0.4536")),
        "g": (Decimal("0.0022046"), "lb", Decimal("453.6")) if grams >= Decimal("453.6") else (Decimal("0.035274"), "oz", Decimal(5)),
        "ml": (Decimal("0.033814"), "fl oz", Decimal(5)),
        "L": (Decimal("1.05669"), "qt", Decimal("0.9")),
        "cm": (Decimal("0.393701"), "in", Decimal(1)),
        "mm": (Decimal("0.0393701"), "in", Decimal(25)),
        "m": (Decimal("39.3701"), "in", Decimal("0.1")) if crossed and top <= 3 else (Decimal("3.28084"), "ft", Decimal("0.5")),
        "m²": (Decimal("10.7639"), "sq ft", Decimal("0.1")),
        "km": (Decimal("0.621371"), "mi", Decimal("0.2")),
    }.get(unit, (Decimal(0), "", Decimal("Infinity")))
    if unit == "L" and top < least:
        factor, name, least = Decimal("33.814"), "fl oz", Decimal("0.01")
    if top < least:
        return None
    return [plain(_as_people_write(v * factor, name, crossed)) for v in values], name


def _as_people_write(value: Decimal, name: str, crossed: bool) -> Decimal:
    """Tenths below ten; above it half inches for one length, and whole inches of a format (12 × 16 in), pounds and ounces."""
    if value < 10:
        return rounded(value, "0.1")
    return rounded(value, "0.5" if name in ("in", "ft") and value < 100 and not crossed else "1")
