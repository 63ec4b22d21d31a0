"""Measures before the engine: Chinese units become SI units, 斤 and 尺 included. How a market writes them is decided in `imperial`.

Not a Chinese target: 半斤 → 250g, 2尺4 → 80cm, 30厘米 → 30cm. A Chinese target keeps units it knows and gets 250克, in Taiwan 250公克.
Prices, codes, V, W and mAh are no measures and are left alone.
"""

from __future__ import annotations

import re
from decimal import Decimal

from localize.adapt import shoes
from localize.adapt.imperial import localise
from localize.adapt.numerals import ALONE, ARABIC, HAN, NUMBER, RANGE, parse, plain, rounded
from localize.adapt.substitute import Rule, apply
from localize.domain.context import Context
from localize.domain.unit import Adapted

__all__ = ["WRITTEN", "localise", "to_si"]

# Mainland units: 斤 500 g, 两 50 g, 钱 5 g, 尺 1/3 m. A Taiwan or Hong Kong 斤 is another weight, so grams are written for everybody.
_JIN, _LIANG, _QIAN = Decimal(500), Decimal(50), Decimal(5)

# SI name in Chinese → symbol, and what Taiwan calls it.
_UNITS = {
    "克/平方米": ("g/m²", "公克/平方公尺"),
    "平方厘米": ("cm²", "平方公分"),
    "平方米": ("m²", "平方公尺"),
    "平米": ("m²", "平方公尺"),
    "公斤": ("kg", "公斤"),
    "千克": ("kg", "公斤"),
    "毫克": ("mg", "毫克"),
    "克": ("g", "公克"),
    "毫升": ("ml", "毫升"),
    "升": ("L", "公升"),
    "厘米": ("cm", "公分"),
    "公分": ("cm", "公分"),
    "毫米": ("mm", "公釐"),
    "公里": ("km", "公里"),
    "千米": ("km", "公里"),
    "公尺": ("m", "公尺"),
    "米": ("m", "公尺"),
    "英寸": (" inch", "吋"),
    "英吋": (" inch", "吋"),
    "吋": (" inch", "吋"),
}
# The Chinese characters that a rule may write.
WRITTEN = frozenset("".join((*_UNITS, *(name for _, name in _UNITS.values())))) - {"/"}

# 米 is also rice, 克 begins 克拉 (carat), 升 begins 升级.
_UNIT_NAMES = r"(?P<unit>克/平方米|平方厘米|平方米|平米|公斤|千克|毫克|克(?!拉|隆|服|制)|毫升|升(?![级級职職温溫降华華])|厘米|公分|毫米|公里|千米|公尺|米(?![饭飯粥线線粉糊皮酒其醋黄黃白])|英寸|英吋|吋)"
_CROSS = r"\s?[×xX*✕]\s?"
_TIMES = re.compile(_CROSS)

# 两 after a Chinese number is a weight only where nothing is counted: 二两装, but 一两个 and 三两好友.
_AFTER_LIANG = r"(?=装|裝|重|左右|以[内內]|茶|白酒|[，。！？；、,.;!?)）/]|\s|$)"
_COUNTED = r"(?![个個件只隻条條次天年种種款位人口排侧側边邊面用端斤])"
_HERBS = r"(?:红花|紅花|茯苓|艾[叶葉]|当归|當歸|党参|黨參|黄芪|黃芪|枸杞|陈皮|陳皮|藏红花|人参|人參|花椒|老姜|老薑|药材|藥材|草药|草藥)"
_WAIST = r"(?![寸码碼度子牍牘])"
_INCHES = re.compile(
    r"屏|显示|顯示|电视|電視|平板|手机|手機|电脑|電腦|蛋糕|披萨|披薩|烘焙|模具|烤|[盘盤碟碗锅鍋盆杯]|箱|相框|照片|相[纸紙册冊]|风扇|風扇|轮|輪|自行[车車]"
)


def to_si(text: str, context: Context) -> Adapted:
    """Write the measures of a source text in SI units, and its sizes in words that no engine reads as a measure."""
    sized = shoes.neutral(text, context)
    adapted = apply(sized.text, _RULES, context)
    return Adapted(adapted.text, sized.steps + adapted.steps)


def _weights(grams: list[Decimal], context: Context) -> str:
    """One weight or a range: grams below a kilogram, kilograms from there on."""
    kilo = max(grams) >= 1000
    numbers = "-".join(plain(rounded(g / 1000 if kilo else g, "0.01")) for g in grams)
    if not context.target.locale.is_chinese:
        return numbers + ("kg" if kilo else "g")
    return numbers + ("公斤" if kilo else _chinese("克", context))


def _chinese(unit: str, context: Context) -> str:
    return _UNITS[unit][1] if context.target.region == "TW" else unit


def _values(*texts: str | None) -> list[Decimal] | None:
    """The numbers of a match, or None where one cannot be read."""
    values = [parse(text) for text in texts if text]
    return [v for v in values if v is not None] if None not in values and values else None


def _jin_liang(match: re.Match[str], context: Context) -> str | None:
    values = _values(match["jin"], match["liang"])
    if values is None:
        return None
    more = _JIN / 2 if match["liang"] is None else values[1] * _LIANG
    return _weights([values[0] * _JIN + more], context)


def _jin(match: re.Match[str], context: Context) -> str | None:
    values = _values(match["a"], match.groupdict().get("b"))
    return _weights([v * _JIN for v in values], context) if values else None


def _liang(match: re.Match[str], context: Context) -> str | None:
    values = _values(match["a"], match.groupdict().get("b"))
    return _weights([v * _LIANG for v in values], context) if values else None


def _qian(match: re.Match[str], context: Context) -> str | None:
    values = _values(match["a"])
    return match["herb"] + _weights([values[0] * _QIAN], context) if values else None


def _chi(match: re.Match[str], context: Context) -> str | None:
    values = _values(match["a"], match.groupdict().get("b"))
    if values is None:
        return None
    chi = values[0] + (values[1] / 10 if match["b"] else 0)
    return plain(rounded(chi * 100 / 3, "1")) + _length("厘米", context)


def _metres(match: re.Match[str], context: Context) -> str | None:
    values = _values(match["a"])
    rest = match["b"] if match["b"].isdigit() else str(parse(match["b"]))
    if values is None or values[0] != values[0].to_integral_value():
        return None
    number = plain(values[0] + Decimal(f"0.{rest}"))
    return number + ("m" if not context.target.locale.is_chinese else _chinese("米", context))


def _length(unit: str, context: Context) -> str:
    return _chinese(unit, context) if context.target.locale.is_chinese else _UNITS[unit][0]


def _named(match: re.Match[str], context: Context) -> str | None:
    """A quantity in a unit's Chinese name: its symbol for a language that is not Chinese, Taiwan's name in Taiwan."""
    numbers, unit = match["numbers"].strip(), match["unit"]
    chinese = context.target.locale.is_chinese
    if chinese and _chinese(unit, context) == unit:
        return None
    values = _values(*re.findall(NUMBER, numbers))
    if values is None:
        return None
    if re.fullmatch(HAN, numbers):
        numbers = plain(values[0])
        if chinese:
            return match["numbers"] + _chinese(unit, context)
    numbers = re.sub(RANGE, "-", re.sub(rf"\s?(?:{unit})?{_CROSS}", "×", numbers))
    if not chinese and unit in ("公斤", "千克") and values == [Decimal("0.5")]:
        return "500g"
    return numbers + (_chinese(unit, context) if chinese else _UNITS[unit][0])


def _cun(match: re.Match[str], context: Context) -> str | None:
    """寸 is an inch for screens, plates and suitcases, else a Chinese inch of 3.33 cm."""
    values = _values(match["a"], match.groupdict().get("b"))
    if values is None:
        return None
    if _INCHES.search(match.string) or _INCHES.search(context.record.text):
        numbers = "-".join(plain(v) for v in values)
        if not context.target.locale.is_chinese:
            return f"{numbers} inch"
        return numbers + ("英寸" if context.target.locale.script == "Hans" else "吋")
    return "-".join(plain(rounded(v * 10 / 3, "0.1" if v < 10 else "1")) for v in values) + _length("厘米", context)


def _celsius(match: re.Match[str], context: Context) -> str | None:
    return None if context.target.locale.is_chinese else match["numbers"].replace("～", "-").replace("~", "-") + "°C"


def _sheets(match: re.Match[str], context: Context) -> str | None:
    """80抽 of tissues is 80 sheets: no draws, no packets."""
    return None if context.target.locale.is_chinese else f"{match['a']} sheets"


def _count(match: re.Match[str], context: Context) -> str | None:
    """60支 of cotton is the count of its yarn, no pieces."""
    return None if context.target.locale.is_chinese else f"{match['a']}-count "


def _crossed(match: re.Match[str], context: Context) -> str | None:
    return _TIMES.sub("×", match[0])


def _rule(kind: str, pattern: str, rewrite: object, note: str = "") -> Rule:
    return Rule(f"measures.{kind}", re.compile(pattern), rewrite, note)  # type: ignore[arg-type]


_MORE = rf"(?:{RANGE}(?P<b>{NUMBER}))?"
_NUMBERS = rf"(?P<numbers>(?:{ARABIC})(?:\s?(?:厘米|毫米|公分|米)?{_CROSS}(?:{ARABIC})){{1,2}}|{NUMBER}{RANGE}{NUMBER}|{NUMBER})"

_RULES: tuple[Rule, ...] = (
    _rule("weight", rf"{ALONE}(?<![几幾数數好上])(?!半斤八)(?P<jin>{NUMBER})\s?斤(?:半|(?P<liang>{NUMBER})[两兩])", _jin_liang),
    _rule("weight", rf"{ALONE}(?<![几幾数數好上])(?P<a>{NUMBER}){_MORE}\s?斤(?!八[两兩]|斤)", _jin),
    _rule("weight", rf"{ALONE}(?P<a>{ARABIC})(?:{RANGE}(?P<b>{ARABIC}))?\s?[两兩]{_COUNTED}", _liang),
    _rule("weight", rf"(?<!斤)(?<![几幾数數好上第])(?P<a>[一二三四五六七八九十半]{{1,3}})[两兩]{_AFTER_LIANG}", _liang),
    _rule("weight", rf"(?P<herb>{_HERBS}\s?)(?P<a>{ARABIC})\s?[钱錢](?![包币幣财財一/])", _qian),
    _rule("length", rf"{ALONE}(?P<a>{ARABIC})\s?尺(?P<b>[1-9一二三四五六七八九])(?!\d)寸?", _chi),
    _rule("length", r"(?P<a>[一二两三四五六七八九])尺(?P<b>[一二三四五六七八九])寸?(?![一二三四五六七八九十百])", _chi),
    _rule("length", rf"{ALONE}(?P<a>{ARABIC})(?P<b>)\s?尺{_WAIST}", _chi),
    _rule(
        "length",
        rf"{ALONE}(?P<a>{NUMBER})[米](?P<b>\d{{1,2}}(?![\d.%])(?!\s?[×xX*厘毫个個件条條元块]|cm)|[一二三四五六七八九](?![一二三四五六七八九十百个個件条條]))",
        _metres,
    ),
    _rule("size", rf"{ALONE}{_NUMBERS}\s?{_UNIT_NAMES}", _named),
    _rule(
        "length",
        rf"{ALONE}(?P<a>{ARABIC})(?:{RANGE}(?P<b>{ARABIC}))?\s?寸",
        _cun,
        "寸 is read as an inch for screens, plates, frames and cases; elsewhere as 3.33 cm",
    ),
    _rule("temperature", rf"{ALONE}(?P<numbers>-?(?:{ARABIC})(?:[-~～](?:{ARABIC}))?)\s?(?:℃|摄氏度|攝氏度|°C)", _celsius),
    _rule("temperature", r"(?<=[温溫])(?P<numbers>\d{1,3}(?:[-~～]\d{1,3})?)度(?!数)", _celsius),
    _rule(
        "temperature",
        rf"{ALONE}(?P<numbers>\d{{1,3}}(?:[-~～]\d{{1,3}})?)度(?=[左右的]{{0,3}}(?:热水|熱水|温水|溫水|水|恒温|恆溫|高温|高溫))",
        _celsius,
    ),
    _rule("sheets", rf"{ALONE}(?P<a>\d{{2,4}})\s?抽(?![屉屜奖獎取出纸紙])", _sheets),
    _rule("yarn", rf"{ALONE}(?P<a>\d{{2,3}})[支s](?=(?:[长長]绒|長絨|新疆|[精高]梳|埃及|匹马)?[棉纱紗贡貢缎緞])", _count),
    _rule("size", rf"{ALONE}(?:{ARABIC})(?:\s?(?:cm|mm|CM|MM|m|M)?{_CROSS}(?:{ARABIC})){{1,2}}\s?(?:cm|mm|CM|MM|m|M)(?![A-Za-z])", _crossed),
)
