"""Read the measured quantities of a text, Chinese or translated, as values with a unit: 90-120斤, 30×40cm, 2尺4, 两斤半, 45 to 60 kg.

Reading is all that happens here: what a market writes instead is decided in adapt, and whether a conversion is right in checks.accounted.
Prices, codes, V, W and mAh are no measures, nor is a unit's character inside another word (3米线, 2升级, 一两个).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from localize.text.numerals import ALONE, ARABIC, HAN, NUMBER, parse, plain, spread
from localize.text.units import Units

CROSS = r"\s?[×xX*✕]\s?"
_MAX = 20_000  # code points read: no field of a listing or a note is longer


class Shape(StrEnum):
    ONE = "one"
    RANGE = "range"
    SIDES = "sides"  # 30×40, 12 × 8 × 5


@dataclass(frozen=True)
class Measured:
    """A quantity as it stands in a text, at `start` to `end`. `values` are in `unit`, the name of a unit of Units ("jin", "gram/square_meter").

    `numbers` are the values as they are written, where they are written one by one. `spelling` is the unit as it stands there. `more` is
    the 多 of 20多斤; `approximate` is said of that, of 两三斤 and of what stands beside 约 or 左右.
    """

    start: int
    end: int
    text: str
    shape: Shape
    values: tuple[Decimal, ...]
    numbers: tuple[str, ...]
    unit: str
    spelling: str
    more: str = ""
    approximate: bool = False


# What follows the character of a unit where it is part of another word: 米 is also rice, 克 begins 克拉 (carat), 升 begins 升级.
_GOES_ON = {
    "斤": "斤",
    "克": "[拉隆服制莱萊]",
    "升": "[级級职職温溫降华華腾騰值空格学學]",
    "米": "[饭飯粥线線粉糊皮酒其醋黄黃白色奇兰蘭妮老]",
    "尺": "[寸码碼度子牍牘]",
    "平方": "[厘毫分千公英根差数數]",
    "度": "数",
    "in": r"(?!\s?[(（/)）]|$)",
    "mi": r"(?!\s?[(（/)）]|$)",
}
_COUNTED = re.compile(r"[个個件只隻条條次天年种種款位人口排侧側边邊面用端斤]")
# 两 after a Chinese number is a weight only where nothing is counted: 二两装, but 一两个 and 三两好友.
_WEIGHED = re.compile(r"半?(?:装|裝|重|左右|以[内內]|茶|白酒|[，。！？；、,.!?;)）/]|\s|$)")
_HERB = re.compile(
    r"(?:红花|紅花|茯苓|艾[叶葉]|当归|當歸|党参|黨參|黄芪|黃芪|枸杞|陈皮|陳皮|藏红花|人参|人參|花椒|老姜|老薑|药材|藥材|草药|草藥)[:：]?\s?$"
)
_NO_QIAN = re.compile(r"[包币幣财財一/]")
_WARM = re.compile(r"[温溫]$")
_WATER = re.compile(r"[左右的]{0,3}(?:热水|熱水|温水|溫水|水|恒温|恆溫|高温|高溫)")
_ABOUT = re.compile(r"(?i)(?:约|約|≈|大概|差不多|about |approx\.? |around |roughly )$")
_SO = re.compile(r"左右|上下|出[头頭]")

_HALF = re.compile(r"半(?![价價年天月日小折个個斤块塊糖熟透径徑成袖身])")
_LIANG = re.compile(rf"\s?(?P<small>{NUMBER})[两兩](?![个個])")
_CUN = re.compile(r"(?P<small>[1-9]|[一二三四五六七八九])寸?(?![\d.一二三四五六七八九十百个個件条條根只張张块塊])")
_TENTHS = re.compile(
    r"(?P<small>\d{1,2}(?![\d.%])(?!\s?[×xX*厘毫个個件条條元块]|\s?[cm]m)|[一二三四五六七八九](?![一二三四五六七八九十百个個件条條]))"
)

_BELOW = r"(?:[-−]|零下\s?|minus )"  # zero
_PER = r"m²|m2|m3|㎡|sqm|cm²|cm|kg|[lL]\b|ml|平方米|平米"
_SPREAD = r"\s?(?:-|–|—|~|～|至|到)\s?|\s(?:to)\s"
_INNER = r"厘米|毫米|公分|米|cm|mm|CM|MM|m"
# 30×40cm, 30cm×40cm: a unit inside has to be the one at the end. 2米×30厘米 are two quantities.
_SIDES = (
    rf"(?:{ARABIC})(?:\s?(?P<inner>{_INNER}))?{CROSS}(?:{ARABIC})(?:(?:\s?(?P<second>{_INNER}))?{CROSS}(?:{ARABIC}))?"
    rf"(?(inner)(?=[ -]?(?P=inner)(?![a-z])))(?(second)(?=[ -]?(?P=second)(?![a-z])))"
)


class Reader:
    """Reads quantities in the units of a file."""

    def __init__(self, units: Units) -> None:
        self.units = units
        names = "|".join(_spelled(s) for s in sorted(units.spellings, key=len, reverse=True))
        self._pattern = re.compile(
            rf"{ALONE}(?<![几幾数數好上第$¥€£￥点點])(?!半斤八[两兩])(?:"
            rf"(?P<sides>{_SIDES})"
            rf"|(?:[Bb]etween |(?<=[(（]))(?P<low>{ARABIC}) and (?P<high>{ARABIC})"
            rf"|(?P<a>{_BELOW}?(?:{ARABIC})|{HAN})(?:{_SPREAD})(?P<b>{_BELOW}?(?:{ARABIC})|{HAN})"
            rf"|(?P<one>{_BELOW}?(?:{ARABIC})|{HAN})(?P<more>[多余餘来來])?"
            rf")[ -]?(?P<unit>{names})(?:\s?/\s?(?P<per>{_PER}))?"
        )

    def read(self, text: str, *, inches: bool = False, certain: bool = False) -> Iterator[Measured]:
        """The quantities of a text, in their order.

        `inches`: the text speaks of screens, plates or cases, where 寸 is an inch. `certain`: all of the text is known to be one
        quantity, as in a step, so the words around it are not asked.
        """
        text = text[:_MAX]
        found = self._pattern.search(text)
        while found is not None:
            measured = self._measured(found, inches, certain)
            if measured is not None:
                yield measured
            found = self._pattern.search(text, measured.end if measured else _behind(found))

    def _measured(self, found: re.Match[str], inches: bool, certain: bool) -> Measured | None:
        """The quantity of a match, or None for what only looks like one."""
        counted = _counted(found)
        if counted is None or not (certain or _meant(found)):
            return None
        shape, values, numbers = counted
        unit = self._unit(found, inches)
        start = found.start()
        if values[0] < 0 and unit != "degree_Celsius":  # a dash before a length
            if len(values) > 1:
                return None
            start += len(found["one"]) - len(numbers[0].removeprefix("-"))
            values, numbers = (-values[0],), (numbers[0].removeprefix("-"),)
        end, added = (found.end(), Decimal(0)) if found["per"] or len(values) > 1 else _tail(found, unit, values[0])
        if not certain and unit == "chi" and not added and not numbers[0][0].isdigit():
            return None  # 三尺 alone is a manner of speaking
        if added:
            values = (values[0] + added,)
            numbers = (plain(values[0]),)
        spelling = found.string[found.start("unit") : found.end()]
        text, more = found.string[start:end], found["more"] or ""
        return Measured(start, end, text, shape, values, numbers, unit, spelling, more, bool(more) or _is_about(found, start, end))

    def _unit(self, found: re.Match[str], inches: bool) -> str:
        unit = self.units.named(found["unit"])
        if found["per"]:
            return f"{unit}/{self.units.named(found['per'])}"
        return "inch" if unit == "cun" and inches else unit


def _counted(found: re.Match[str]) -> tuple[Shape, tuple[Decimal, ...], tuple[str, ...]] | None:
    """The shape of a match, its values and how they are written; None where a number cannot be read."""
    numbers, shape = _numbers(found)
    pair = spread(numbers[0]) if len(numbers) == 1 else None
    if pair:
        return Shape.RANGE, pair, tuple(map(plain, pair))
    values = tuple(v for v in map(_value, numbers) if v is not None)
    return (shape, values, numbers) if len(values) == len(numbers) else None


def _is_about(found: re.Match[str], start: int, end: int) -> bool:
    """Whether the quantity is said to be about right: 约2斤, 2斤左右, 两三斤."""
    pair = bool(found["one"]) and spread(found["one"]) is not None
    return pair or _ABOUT.search(found.string[max(0, start - 9) : start]) is not None or _SO.match(found.string, end) is not None


def _value(number: str) -> Decimal | None:
    value = parse(number.removeprefix("-"))
    return -value if value is not None and number.startswith("-") else value


def _spelled(spelling: str) -> str:
    """The pattern of a spelling: with a plural, and not where the word goes on."""
    pattern = re.escape(spelling).replace("_", "[ _]")
    plural = "s?" if spelling.isascii() and len(spelling) > 1 else ""
    end = r"(?![A-Za-z0-9²³])" if spelling[-1].isascii() or spelling[-1] in "²C" else ""
    return pattern + plural + end + (f"(?!{_GOES_ON[spelling]})" if spelling in _GOES_ON else "")


def _behind(found: re.Match[str]) -> int:
    """Where to go on after what turned out to be no quantity: behind its first number."""
    return max(found.end(name) for name in ("sides", "low", "a", "one"))


def _numbers(found: re.Match[str]) -> tuple[tuple[str, ...], Shape]:
    if found["sides"]:
        return tuple(re.findall(ARABIC, found["sides"])), Shape.SIDES
    if found["low"]:
        return (found["low"], found["high"]), Shape.RANGE
    written = (found["a"], found["b"]) if found["a"] else (found["one"],)
    return tuple(re.sub(f"^{_BELOW}", "-", number) for number in written), Shape.RANGE if found["a"] else Shape.ONE


def _meant(found: re.Match[str]) -> bool:
    """Whether a character that is often something else is a unit here, by what stands around it."""
    spelling = found["unit"]
    before, after = found.string[max(0, found.start() - 6) : found.start()], found.string[found.end() : found.end() + 8]
    digits = bool(re.search(r"\d", found["one"] or found["a"] or found["sides"] or found["low"]))
    if spelling in "两兩":
        short = len(found["one"] or "") in (1, 2, 3) and not re.search("[两兩]", found["one"] or "")
        return not _COUNTED.match(after) if digits else short and not before.endswith("斤") and bool(_WEIGHED.match(after))
    if spelling in "钱錢":
        return digits and bool(_HERB.search(before)) and not _NO_QIAN.match(after)
    if spelling == "度":
        return digits and bool(_WARM.search(before) or _WATER.match(after))
    return digits or spelling != "寸"


def _tail(found: re.Match[str], unit: str, value: Decimal) -> tuple[int, Decimal]:
    """Where a single quantity ends, and what its end adds, in its unit: 斤半, 3斤2两, 2尺4, 1米65."""
    text, end = found.string, found.end()
    if found["unit"].isascii() or found["more"]:
        return end, Decimal(0)
    small = {"jin": _LIANG, "chi": _CUN, "meter": _TENTHS}.get(unit) if value == value.to_integral_value() else None
    match = small.match(text, end) if small else None
    if match:
        digits = match["small"] if match["small"].isdigit() else plain(parse(match["small"]) or Decimal(0))
        return match.end(), _fraction(digits, unit)
    half = _HALF.match(text, end) if unit in ("jin", "liang", "chi", "kilogram", "meter", "liter") else None
    return (half.end(), Decimal("0.5")) if half else (end, Decimal(0))


def _fraction(digits: str, unit: str) -> Decimal:
    """What the digits after a unit are of it: 65 after 米 is 0.65, 12 两 after 斤 are 1.2.

    >>> [str(_fraction(d, u)) for d, u in (("65", "meter"), ("4", "chi"), ("12", "jin"), ("0.5", "jin"))]
    ['0.65', '0.4', '1.2', '0.05']
    """
    return Decimal(digits) / 10 if unit == "jin" else Decimal(f"0.{digits}")
