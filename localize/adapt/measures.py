"""Measures before the engine: Chinese units become SI units, 斤 and 尺 included. How a market writes them is decided in `imperial`.

Not a Chinese target: 半斤 → 250g, 2尺4 → 80cm, 30厘米 → 30cm. A Chinese target keeps units it knows and gets 250克, in Taiwan 250公克.
Which words are a quantity is decided in text.measured, and what a unit is in glossaries/units.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from localize.adapt import imperial
from localize.adapt.substitute import Rule, apply, put
from localize.domain.context import Context
from localize.domain.unit import Adapted, Step
from localize.text.measured import Measured, Reader, Shape
from localize.text.numerals import plain, rounded
from localize.text.units import Units

# SI unit → what it is called in Chinese, and in Taiwan. None of them is a 斤 or 两, which weigh something else in each market.
_NAMES = {
    "gram/square_meter": ("克/平方米", "公克/平方公尺"),
    "square_centimeter": ("平方厘米", "平方公分"),
    "square_meter": ("平方米", "平方公尺"),
    "kilogram": ("公斤", "公斤"),
    "milligram": ("毫克", "毫克"),
    "gram": ("克", "公克"),
    "milliliter": ("毫升", "毫升"),
    "liter": ("升", "公升"),
    "centimeter": ("厘米", "公分"),
    "millimeter": ("毫米", "公釐"),
    "kilometer": ("公里", "公里"),
    "meter": ("米", "公尺"),
    "inch": ("英寸", "吋"),
}
# The Chinese characters that a rule may write.
WRITTEN = frozenset("".join(name for pair in _NAMES.values() for name in pair)) - {"/"}

_HAN = "\u2e80"  # what is written in Latin letters or signs (g, m², ℃) stands before it
_TRADITIONAL_WEIGHTS = frozenset({"jin", "liang", "qian", "tai_jin", "tai_liang", "catty", "tael"})
_INCHES = re.compile(
    r"屏|显示|顯示|电视|電視|平板|手机|手機|电脑|電腦|蛋糕|披萨|披薩|烘焙|模具|烤|[盘盤碟碗锅鍋盆杯]|箱|相框|照片|相[纸紙册冊]|风扇|風扇|轮|輪|自行[车車]"
)
_CUN_NOTE = "寸 is read as an inch for screens, plates, frames and cases; elsewhere as 3.33 cm"


@dataclass(frozen=True)
class Measures:
    """The two adapters of measures, over the units of a file."""

    reader: Reader

    @classmethod
    def load(cls, folder: Path) -> Measures:
        """With the units of `folder`/units.txt. Raises GlossaryError."""
        return cls(Reader(Units.load(folder / "units.txt")))

    def to_si(self, text: str, context: Context) -> Adapted:
        """Write the measures of a source text in SI units, in a form that an engine copies."""
        inches = bool(_INCHES.search(text) or _INCHES.search(context.record.text))
        worn = apply(text, (_WORN_BY,), context)
        converted = put(worn.text, self._changes(worn.text, inches, context))
        counted = apply(converted.text, _COUNTS, context)
        return Adapted(counted.text, worn.steps + converted.steps + counted.steps)

    def localise(self, text: str, context: Context) -> Adapted:
        """Write the measures of a target text as its market does."""
        return imperial.localise(text, self.reader, context)

    def _changes(self, text: str, inches: bool, context: Context) -> Iterator[tuple[int, int, Step]]:
        for measured in self.reader.read(text, inches=inches):
            rule, new = _neutral(measured, self.reader.units, context)
            if new != measured.text:
                yield measured.start, measured.end, Step(f"measures.{rule}", measured.text, new, _CUN_NOTE if measured.spelling == "寸" else "")


def _neutral(measured: Measured, units: Units, context: Context) -> tuple[str, str]:
    """The kind of the change and the words that an engine gets: the words as they stand where nothing changes."""
    if measured.unit in _TRADITIONAL_WEIGHTS:
        return "weight", _weight(measured, units, context)
    if measured.unit in ("chi", "cun"):
        return "length", _length(measured, units, context)
    if measured.unit.startswith("degree_"):
        return "temperature", _temperature(measured, context)
    return "size", _named(measured, units, context)


def _weight(measured: Measured, units: Units, context: Context) -> str:
    """Grams below a kilogram, kilograms from there on."""
    grams = [units.convert(value, measured.unit, "gram") for value in measured.values]
    unit = "kilogram" if max(grams) >= 1000 else "gram"
    numbers = (plain(rounded(units.convert(g, "gram", unit), "0.01")) for g in grams)
    return "-".join(numbers) + measured.more + _unit(unit, units, context)


def _length(measured: Measured, units: Units, context: Context) -> str:
    """Centimetres, tenths of them only for what was given in a few 寸 or is short."""
    lengths = [units.convert(value, measured.unit, "centimeter") for value in measured.values]
    tenths = max(lengths) < 10 or (measured.unit == "cun" and max(measured.values) < 10)
    numbers = (plain(rounded(length, "0.1" if tenths else "1")) for length in lengths)
    return _joined(measured, tuple(numbers)) + measured.more + _unit("centimeter", units, context)


def _temperature(measured: Measured, context: Context) -> str:
    if context.target.locale.is_chinese or measured.unit != "degree_Celsius":
        return measured.text
    return _joined(measured, measured.numbers) + "°C"


def _named(measured: Measured, units: Units, context: Context) -> str:
    """A quantity in a metric unit or in inches: its symbol for a language that is not Chinese, the market's name for a Chinese one."""
    if measured.unit not in _NAMES:
        return measured.text
    if measured.spelling < _HAN:
        return _joined(measured, measured.numbers) + measured.spelling if measured.shape is Shape.SIDES else measured.text
    if context.target.locale.is_chinese:
        return _in_chinese(measured, units, context)
    if measured.unit == "kilogram" and measured.values == (Decimal("0.5"),):
        return "500g"
    return _joined(measured, tuple(map(_digits, measured.numbers, measured.values))) + measured.more + _unit(measured.unit, units, context)


def _in_chinese(measured: Measured, units: Units, context: Context) -> str:
    name = measured.spelling
    if name == "寸":
        name = "英寸" if context.target.locale.script == "Hans" else "吋"
    elif context.region.conventions.measures == "tw":
        name = _unit(measured.unit, units, context)
    if name == measured.spelling and measured.text.endswith(name):
        return measured.text
    return _joined(measured, measured.numbers) + measured.more + name


def _digits(number: str, value: Decimal) -> str:
    return number if number[0].isdigit() else plain(value)


def _joined(measured: Measured, numbers: tuple[str, ...]) -> str:
    if measured.shape is Shape.SIDES:
        return "×".join(numbers)
    return (" to " if numbers[-1].startswith("-") else "-").join(numbers)


def _unit(unit: str, units: Units, context: Context) -> str:
    """What a unit is called in a text for an engine: a symbol beside the number, and "inch" apart from it; in Chinese the market's name."""
    if context.target.locale.is_chinese:
        return _NAMES[unit][context.region.conventions.measures == "tw"]
    if unit == "inch":
        return " inch"
    return "/".join(units.symbols[part] for part in unit.split("/"))


def _sheets(match: re.Match[str], context: Context) -> str | None:
    """80抽 of tissues is 80 sheets: no draws, no packets."""
    return None if context.target.locale.is_chinese else f"{match['a']} sheets"


def _count(match: re.Match[str], context: Context) -> str | None:
    """60支 of cotton is the count of its yarn, no pieces."""
    return None if context.target.locale.is_chinese else f"{match['a']}-count "


def _height(match: re.Match[str], context: Context) -> str:
    return f"{match['cm']}cm "  # a stroke would make one code of both


# 160/50kg: how tall and how heavy the one is who wears it.
_WORN_BY = Rule(
    "measures.height",
    re.compile(r"(?<![\w./])(?P<cm>1[3-9]\d)/(?=\d{2,3}(?:\.\d)?\s?(?:kg|KG|公斤|斤))"),
    _height,
    "a height stands before a weight",
)
# Counts that a model takes for something else.
_COUNTS = (
    Rule("measures.sheets", re.compile(r"(?<![A-Za-z0-9.,])(?<![A-Za-z][-_])(?P<a>\d{2,4})\s?抽(?![屉屜奖獎取出纸紙])"), _sheets),
    Rule(
        "measures.yarn",
        re.compile(r"(?<![A-Za-z0-9.,])(?P<a>\d{2,3})[支s](?=(?:[长長]绒|長絨|新疆|[精高]梳|埃及|匹马)?[棉纱紗贡貢缎緞])"),
        _count,
    ),
)
