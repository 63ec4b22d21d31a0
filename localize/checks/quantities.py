"""Read the quantities of a Chinese or a translated text as values that can be compared: "3.5万" and "35,000" are the same number.

Reading is all that happens here: whether a number that is gone is an error is decided in checks.fidelity. A quantity has several readings
where the notation has several ("20w" is 20 watts or 200,000 likes, "8折" is 80 % of the price or 20 % off); one of them is enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from localize.checks.spoken import SPOKEN_SCALES, spoken_numbers


class Sort(StrEnum):
    PRICE = "price"
    PERCENT = "percent"
    MEASURE = "measure"
    CODE = "code"
    NUMBER = "number"


HARD = frozenset({Sort.PRICE, Sort.PERCENT, Sort.MEASURE, Sort.CODE})


@dataclass(frozen=True)
class Quantity:
    """A quantity as it stands in a text. `readings` are values written plainly ("29.9"); for a code the folded code itself."""

    sort: Sort
    text: str
    readings: frozenset[str]
    spelled: bool = False  # in words or Chinese numerals, not in digits

    @property
    def hard(self) -> bool:
        return self.sort in HARD


_MAX = 20_000  # code points looked at: no field of a listing or a note is longer
_FRACTIONS = str.maketrans({"½": "0.5", "¼": "0.25", "¾": "0.75"})
_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,6})?"
_CODE = re.compile(
    r"(?<![A-Za-z0-9.])(?:[A-Za-z]{1,12}\d{2,12}[A-Za-z]{0,6}|(?:[A-Za-z0-9]{1,12}[-/]){1,4}[A-Za-z0-9]{1,12}|[2-6]XL|X{1,3}L|XS)(?![A-Za-z0-9])"
)
_SCALES = {
    "百": 100,
    "千": 1000,
    "k": 1000,
    "万": 10_000,
    "w": 10_000,
    "萬": 10_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "億": 100_000_000,
}
_SCALES |= SPOKEN_SCALES
_MEASURES: dict[str, tuple[str, ...]] = {  # the unit, and by what a value may be multiplied when it is written in a neighbouring unit
    "ml": ("0.001",), "毫升": ("0.001",), "l": ("1000",), "升": ("1000",), "g": ("0.001",), "克": ("0.001",), "公克": ("0.001",),
    "kg": ("1000",), "千克": ("1000",), "公斤": ("1000",), "斤": ("500", "0.5"), "mg": ("0.001",), "毫克": ("0.001",),
    "cm": ("10", "0.01"), "厘米": ("10", "0.01"), "公分": ("10", "0.01"), "mm": ("0.1",), "毫米": ("0.1",), "m": ("100",), "米": ("100",),
    "km": ("1000",), "公里": ("1000",), "w": ("10000",), "瓦": (), "v": (), "伏": (), "mah": (), "毫安": (), "毫安时": (), "hz": (),
    "℃": (), "°c": (), "寸": (), "英寸": (), "吋": (), "尺": (), "码": (), "碼": (),
}  # fmt: skip
_UNITS = "|".join(sorted(_MEASURES, key=len, reverse=True))
# What looks like a code and is none: 90-120g, 160/50kg, 20-day, 23-year-old, T-shirt.
_NO_CODE = re.compile(rf"\d+(?:-\d+)*[A-Za-z]{{0,3}}|\d+(?:/\d+)*(?i:{_UNITS})?|\d+(?:-[a-z]{{2,}})+|[A-Za-z]+(?:[-/][A-Za-z]+)*")
# 6块月饼 are six pieces: money is a 块 that says so, or one that nothing is counted in.
_PAID = r"块(?=$|[^\w]|[钱起左以就出都也还多的买拿入到一包])"
_QUANTITY = re.compile(
    rf"(?P<mark>[¥￥$€£]|rmb|cny|usd|hk\$|nt\$|s\$|rm)?\s?(?P<chain>{_NUMBER}(?:\s?[-~～—–至到x×*]\s?{_NUMBER}){{0,4}})\s?(?P<scale>百万|千万|[百千万萬亿億kw](?![a-z])|-?(?:hundred|thousand|million|billion|dozen|bn)\b)?[多余餘来來几幾]?\s?"
    rf"(?P<unit>%|percent|元|块钱|{_PAID}|yuan|rmb|cny|dollars?|美元|港币|人民币|折(?!叠|疊)|后|後|点|點|(?:{_UNITS})(?![a-z]))?",
    re.IGNORECASE,
)
_MONEY = frozenset({"元", "块", "块钱", "yuan", "rmb", "cny", "dollar", "dollars", "美元", "港币", "人民币"})
_CURRENCIES = (
    ("HKD", "hk$|港"),
    ("TWD", "nt$|新台"),
    ("SGD", "s$"),
    ("USD", "$|usd|美元|dollar"),
    ("MYR", "rm(?!b)"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("CNY", ""),
)
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_NUMERAL = "[零〇一二两兩三四五六七八九十百千万萬亿億]{1,12}"
_COUNTED = "个個件只隻条條双雙对對套款盒包瓶罐支张張片块塊颗顆粒袋箱杯碗年天周週次种種色层層米克元岁歲口人位份本台臺部根枚把月日号號寸尺步晚折"
# A numeral is a quantity where something is counted. 一 is left out: 一个 is "a", 一整天 "all day", 一起 "together".
_SPELLED = re.compile(
    rf"(?<![周週期拜初])(?P<ordinal>第)?(?P<numeral>{_NUMERAL})(?P<more>[多几幾]?)(?P<unit>[{_COUNTED}]|小时|小時|分钟|分鐘|星期|厘米|毫升)"
)
_BARE = re.compile(_NUMERAL)
_HALF = re.compile("半(?:个|個)?(?P<unit>小时|小時|年|斤|价|價|月)")
_EXPRESSIVE = re.compile(r"(?<!\d)(?:6{3,}|23{2,}|88+|520|1314|996|007|100%)(?!\d)")  # 666 is praise, 520 "I love you"
_ABOUT = frozenset(["一二", "一两", "一兩", "两三", "兩三", "二三", "三四", "四五", "五六", "六七", "七八", "八九"])  # 四五个: four or five
_IDIOM = re.compile(
    "二次元|三天两头|五颜六色|五顏六色|千万别|千万不|万一|一举两得|四季|七上八下|九牛一毛|三五|两口子|三心二意|百年好合|十全十美|五花八门|四面八方|百搭|千篇一律|万年"
)


def plain(value: Decimal) -> str:
    """A value as one string: 29.90, 29.9 and 029.9 agree.

    >>> plain(Decimal("29.90")), plain(Decimal("1E+3"))
    ('29.9', '1000')
    """
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def numeral(text: str) -> Decimal | None:
    """The value of a Chinese numeral; None for what has no digit in it (万, 千万).

    >>> [str(numeral(x)) for x in ("二十五", "一百二", "两千", "三万五千", "二零二五", "千万")]
    ['25', '120', '2000', '35000', '2025', 'None']
    """
    if not any(c in _DIGITS or c == "十" for c in text):
        return None
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    last = 1
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
            last = 10 if c in "零〇" else last
        elif _PLACES[c] >= 10_000:
            total, section, digit, last = (total + section + digit) * _PLACES[c], 0, 0, _PLACES[c]
        else:
            section, digit, last = section + (digit or 1) * _PLACES[c], 0, _PLACES[c]
    return Decimal(total + section + digit * (last // 10 if last >= 100 else 1))


def fold_code(text: str) -> str:
    """A code without case and joints: "A-1203 BK" and "a1203bk" agree."""
    return re.sub(r"[\s\-–_/]", "", text).casefold()


def currency(text: str) -> str:
    """The currency a price is written in; yuan where nothing says otherwise.

    >>> [currency(x) for x in ("¥39.9", "39.9元", "$39.9", "HK$43", "RM 25", "RMB 25")]
    ['CNY', 'CNY', 'USD', 'HKD', 'MYR', 'CNY']
    """
    return next(code for code, pattern in _CURRENCIES if re.search(pattern.replace("$", r"\$"), text, re.IGNORECASE))


def _code_readings(code: str) -> frozenset[str]:
    silver = re.fullmatch(r"[sS](9[0-9]{2})", code)  # S925 is "925 silver"
    return frozenset({fold_code(code)} | ({silver[1]} if silver else set()))


@lru_cache(maxsize=4096)
def quantities(text: str, language: str = "zh") -> tuple[Quantity, ...]:
    """All quantities of a text in a language, codes first. `language` is the first part of a locale: zh, en, vi."""
    text = unicodedata.normalize("NFKC", text[:_MAX].translate(_FRACTIONS))
    text = re.sub(r"(?<=\d):00(?!\d)", "   ", text)  # 8:00 is "8 am"
    if language in ("vi", "id"):  # 1.234,5 there is 1,234.5 elsewhere; dates keep their dots out of this by length
        text = re.sub(r"(?<=\d)([.,])(?=\d)", lambda m: "." if m[1] == "," else ",", text)
    codes = tuple(
        m
        for m in _CODE.finditer(text)
        if (any(c.isdigit() for c in m[0]) + ("X" in m[0]) and not _NO_CODE.fullmatch(m[0])) or ("X" in m[0] and "-" not in m[0])
    )
    found = [Quantity(Sort.CODE, m[0], _code_readings(m[0])) for m in codes]
    rest = text
    for m in codes:
        rest = rest[: m.start()] + " " * (m.end() - m.start()) + rest[m.end() :]
    found += _digits(rest)
    found += (
        _chinese(rest)
        if language == "zh"
        else (Quantity(Sort.NUMBER, words, frozenset(map(plain, values)), spelled=True) for words, values in spoken_numbers(rest))
    )
    return tuple(found)


def _digits(text: str) -> Iterator[Quantity]:
    loose = {m.span() for m in _EXPRESSIVE.finditer(text)}
    for m in _QUANTITY.finditer(text):
        unit, mark = (m["unit"] or "").lower(), m["mark"]
        if any(start <= m.start("chain") < end for start, end in loose):
            yield Quantity(Sort.NUMBER, m[0].strip(), frozenset(), spelled=True)
            continue
        sort = (
            Sort.PRICE if mark or unit in _MONEY else Sort.PERCENT if unit in ("%", "percent") else Sort.MEASURE if unit in _MEASURES else Sort.NUMBER
        )
        for part in re.findall(_NUMBER, m["chain"]):
            value = Decimal(part.replace(",", ""))
            yield Quantity(sort, m[0].strip(), frozenset(plain(v) for v in _readings(value, (m["scale"] or "").lower().lstrip("-"), unit)))


def _readings(value: Decimal, scale: str, unit: str) -> Iterator[Decimal]:
    if scale not in ("百", "千", "万", "萬", "亿", "億", "百万", "千万"):
        yield value
    if scale:
        yield value * _SCALES[scale]
    yield from (value * Decimal(factor) for factor in _MEASURES.get(unit, ()))
    if unit == "折":
        price = value * 10 if value < 10 else value
        yield from (price, 100 - price)
    elif unit == "后" and value < 100:  # 90后: those born in the nineties
        yield from (1900 + value, 2000 + value)
    elif unit in ("点", "點", "") and value.as_tuple().exponent == 0 and 0 < value < 24:  # 18:30 is half past six
        yield value - 12 if value > 12 else value + 12
    elif unit in ("%", "percent"):
        yield from (value / 100, 100 - value)


def _chinese(text: str) -> Iterator[Quantity]:
    text = _IDIOM.sub(lambda m: " " * len(m[0]), text)
    for m in _SPELLED.finditer(text):
        value = numeral(m["numeral"])
        if value is None or value in (0, 1) or (value == 2 and m["ordinal"]):  # 零食 counts nothing, 第二天 is "the next day"
            continue
        about = m["numeral"] if m["numeral"] in _ABOUT else ""
        readings = {plain(Decimal(_DIGITS[c])) for c in about} or {plain(value)}
        if m["unit"] == "折":
            price = value * 10 if value < 10 else value
            readings |= {plain(price), plain(100 - price)}
        yield Quantity(Sort.NUMBER, m[0], frozenset(readings), spelled=True)
    for m in _HALF.finditer(text):
        readings = {"年": {"6"}, "斤": {"250"}, "价": {"50"}, "價": {"50"}, "月": {"15"}}.get(m["unit"], {"30"})
        yield Quantity(Sort.NUMBER, m[0], frozenset(readings | {"0.5"}), spelled=True)


@lru_cache(maxsize=4096)
def allowed(text: str) -> frozenset[str]:
    """Every value that a Chinese text may stand for, counted or not: what a translation may say in digits without inventing it."""
    values = {reading for q in quantities(text, "zh") for reading in q.readings}
    values |= {digits for q in quantities(text, "zh") for digits in re.findall(r"\d+", q.text)}
    values |= {plain(v) for m in _BARE.finditer(unicodedata.normalize("NFKC", text[:_MAX])) if (v := numeral(m[0])) is not None}
    return frozenset(values)
