"""Is every number of the text as it came accounted for, and is what adapters reckoned right.

checks.fidelity holds an engine to `context.source`. This closes the way before it, from the text as it came, and proves the arithmetic of each
step of measures: the quantity before and the one after are read anew, converted with pint, and must agree within what the market rounds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

from localize.checks.fidelity import source_of
from localize.checks.quantities import Quantity, Sort, fold_code, quantities
from localize.domain.context import Context
from localize.domain.issue import Category, Issue, Severity
from localize.domain.unit import Step, Unit
from localize.text.measured import Measured, Reader, Shape

# Steps of measures that convert. The others name a size or explain one and keep its number.
_CONVERSIONS = frozenset(f"measures.{kind}" for kind in ("weight", "length", "size", "temperature", "us", "spacing"))
_BY_FEET = frozenset({"chi", "cun"})  # their centimetres are rounded as people say them
_CUSTOMARY = frozenset({"pound", "ounce", "inch", "foot", "mile", "square_foot", "quart", "fluid_ounce", "degree_Fahrenheit"})
_EXACT = Decimal("0.005")
_MOST = 20  # numbers named of one unit


def number_unaccounted(unit: Unit, context: Context) -> Iterator[Issue]:
    """A number of the text as it came is neither in what the engine was given nor in a step that changed or removed it."""
    if source_of(context) == context.segment.text or not (unit.steps or unit.target.strip()):
        return  # nothing was adapted, or nothing came at all, which checks.fidelity says
    before = [step.before for step in unit.steps]
    for phrase in dict.fromkeys(q.text for q in islice(_missing(context.segment.text, (source_of(context), *before)), _MOST)):
        message = f"The number {phrase!r} was lost before translation, and no step says why"
        advice = "Hold the text against the original by eye and write the number by hand"
        yield Issue("number_unaccounted", Category.ACCURACY, Severity.MAJOR, message, source_span=phrase, advice=advice)


def _missing(text: str, places: tuple[str, ...]) -> Iterator[Quantity]:
    """The quantities of a text that stand in the places less often than in it."""
    there = _counted(q for place in places for q in quantities(place, "zh"))
    there |= Counter(run.lstrip("0") or "0" for place in places for run in re.findall(r"\d+", place))  # | keeps the larger count
    asked = _counted(quantities(text, "zh"))
    folded = " ".join(map(fold_code, places))
    for q in quantities(text, "zh"):
        found = any(there[reading] >= asked[reading] or (q.sort is Sort.CODE and reading in folded) for reading in q.readings)
        if q.readings and not found and sum(place.count(q.text) for place in places) < max(1, text.count(q.text)):
            yield q


def _counted(found: Iterable[Quantity]) -> Counter[str]:
    """How often each reading stands there."""
    return Counter(reading for q in found for reading in q.readings)


class ConversionProof:
    """A step changed a quantity to one that is not equal to it.

    Made once with the reader of a night, so that its units are read once.
    """

    def __init__(self, reader: Reader) -> None:
        self.__name__ = "conversion_wrong"
        self._reader = reader

    def __call__(self, unit: Unit, context: Context) -> Iterator[Issue]:
        """Each step of measures whose arithmetic does not hold, or that cannot be read."""
        for step in dict.fromkeys(unit.steps):
            wrong = self._wrong(step) if step.rule in _CONVERSIONS else ""
            if wrong:
                message = f"{step.before!r} became {step.after!r}: {wrong}"
                advice = "Write the quantity by hand and report the rule"
                yield Issue("conversion_wrong", Category.ACCURACY, Severity.MAJOR, message, step.before, step.after, step.rule, advice)

    def _wrong(self, step: Step) -> str:
        """What is wrong with a step, "" where it is proved. 寸 is proved by either of its two lengths: which one is meant is no arithmetic."""
        said = [self._compared(step, inches) for inches in ((False, True) if "寸" in step.before else (False,))]
        return "" if "" in said else said[0]

    def _compared(self, step: Step, inches: bool) -> str:
        before = list(self._reader.read(step.before, inches=inches, certain=True))
        after = list(self._reader.read(step.after, certain=True))
        if len(before) != 1 or not after:
            return "no one quantity can be read in it"
        return next((wrong for measured in after if (wrong := self._differs(before[0], measured))), "")

    def _differs(self, before: Measured, after: Measured) -> str:
        units = self._reader.units
        if units.kind(before.unit) != units.kind(after.unit):
            return f"{after.spelling} does not measure what {before.spelling} measures"
        if len(before.values) != len(after.values):
            return f"{len(before.values)} values became {len(after.values)}"
        for value, written in zip(before.values, after.values, strict=True):
            right = units.convert(value, before.unit, after.unit)
            if abs(right - written) > _rounding(before, after, right):
                return f"{value:f} {before.spelling} are {right:.4g} {after.spelling}"
        return ""


def _rounding(before: Measured, after: Measured, value: Decimal) -> Decimal:
    """By how much a written value may differ: half of the step that people round to in that unit."""
    if after.unit in _CUSTOMARY and after.unit != before.unit:
        if abs(value) < 10 and after.unit != "degree_Fahrenheit":
            return Decimal("0.05")
        halves = after.unit in ("inch", "foot") and value < 100 and after.shape is not Shape.SIDES
        return Decimal("0.25") if halves else Decimal("0.5")
    if before.unit in _BY_FEET and after.unit == "centimeter":
        return Decimal("0.5") if value >= 10 else Decimal("0.05")
    return _EXACT
