"""Prices: mark them before the engine ("39.9元" → "¥39.9"). What they are about worth is said after it, in adapt.rates.

A number is a price where a unit, a sign or a word of prices says so (到手价39.9, 9.9包邮); a piece (6块月饼) and a point (1元=1积分) are none.
"""

from __future__ import annotations

import re

from localize.adapt.substitute import Rule, apply
from localize.domain.context import Context
from localize.domain.unit import Adapted
from localize.text.numerals import ALONE, ARABIC, RANGE, parse, plain

# 元 also begins 元旦, 元素 and 元气, and a currency's name stands before it: 美元.
# 1元=1积分 is a rate of points, which nobody abroad is paid in.
_YUAN = r"元(?![旦宵素气氣老宝寶宇祖首月年代朝件夜]|\s?[=＝]\s?\d)"
# A bare 块 is a piece (一盒8块) unless the words beside it speak of money.
_PAID = r"(?=[钱錢]|就|起|出头|出頭|拿下|入手|包[邮郵]|到手|[买買]|一[个個件包盒条條支根只隻双雙套])"
_NOT_COUNTED = r"(?=[，。！？；、：,.!?;~～\s）)的就能可起真还還都太不谁誰而也左以到买買拿入]|一[个個件包盒条條支根只隻双雙套袋]|包[邮郵]|$)"
_TENFOLD = r"[万萬千百]?"
_HUNDREDS = r"[一二两兩三四五六七八九十百千]{1,7}"
_POWERS = {"": 1, "百": 100, "千": 1000, "万": 10000, "萬": 10000}


def mark(text: str, context: Context) -> Adapted:
    """Write every price of a source text as ¥ and digits."""
    return apply(text, _RULES, context)


def mark_shipped(text: str, context: Context) -> Adapted:
    """Mark the price of 9.9包邮 before the promise beside it goes: without it 9.9 would be a mere number."""
    return apply(text, _SHIPPED, context)


def _amount(match: re.Match[str], context: Context) -> str | None:
    low, high = parse(match["a"]), parse(match["b"]) if match["b"] else None
    power = _POWERS[match["power"] or ""]
    if low is None or (match["b"] and high is None):
        return None
    numbers = [match["a"].replace(",", ""), *([match["b"].replace(",", "")] if match["b"] else [])]
    if power > 1 or not numbers[0][0].isdigit():
        numbers = [plain(v * power) for v in (low, high) if v is not None]
    return "¥" + "-".join(numbers)


def _split_amount(match: re.Match[str], context: Context) -> str | None:
    """29块9 and 29元9角 are 29.9."""
    return None if "." in match["a"] else f"¥{match['a'].replace(',', '')}.{match['b'] or match['c']}"


def _after_word(match: re.Match[str], context: Context) -> str:
    return f"{match['word']}¥{match['a']}"


def _rule(pattern: str, rewrite: object = _amount) -> Rule:
    return Rule("money.mark", re.compile(pattern), rewrite)  # type: ignore[arg-type]


_SIGN = r"(?:[￥¥]|RMB\s?|CNY\s?|人民币\s?|人民幣\s?)"
_A = rf"(?P<a>{ARABIC})"
_B = rf"(?:(?:{RANGE})(?:[￥¥])?(?P<b>{ARABIC}))?"

# A number with cents, or one of two to four digits that is no year.
_BARE_AMOUNT = r"(?P<a>\d{1,4}\.\d{1,2}|(?!(?:19|20)\d\d)[1-9]\d{1,3})"
_WORD = (
    r"(?:到手[价價]?|券[后後][价價]?|折[后後][价價]?|[现現原特售][价價]|一口[价價]|活[动動][价價]|秒[杀殺][价價]?|日常[价價]|直播[价價]|拼[团團][价價]|[优優]惠[价價])"
    r"\s?[:：]?\s?(?:只要|[仅僅只才是])?"
)
_PRICE_ENDS = r"(?=[，。！？；、,!?;～~/）)→\s]|$|起|[现現特到券]|折[后後]|包[邮郵]|\.(?!\d))"

_SHIPPED = (_rule(rf"{ALONE}(?<![满滿¥]){_BARE_AMOUNT}(?=(?:全[国國])?包[邮郵])", lambda match, context: f"¥{match['a']}"),)
_RULES: tuple[Rule, ...] = (
    _rule(rf"(?<![A-Za-z]){_SIGN}\s?{_A}{_B}(?P<power>{_TENFOLD})(?:\s?(?:{_YUAN}|块[钱]?))?(?![\d.\u0336])"),
    # 29块9袋 could be nine bags, so what follows must not be counted.
    _rule(rf"{ALONE}(?<!¥){_A}\s?(?:[块塊](?P<b>[1-9])(?:毛|角)?{_NOT_COUNTED}|元(?P<c>[1-9])角)", _split_amount),
    _rule(rf"{ALONE}(?<!¥){_A}{_B}(?P<power>{_TENFOLD})\s?{_YUAN}"),
    _rule(rf"{ALONE}(?<!¥){_A}{_B}(?P<power>{_TENFOLD})\s?[块塊]{_PAID}[钱錢]?"),
    _rule(rf"(?<=[才只要仅僅卖賣价價花])(?<!¥){_A}{_B}(?P<power>{_TENFOLD})\s?[块塊](?=[，。！？；、,.!?~～\s）)]|$)"),
    # Ten or more, or with decimals, and not counted out of a box: 29块 is a price, 一盒20块 is not.
    _rule(
        rf"{ALONE}(?<![¥盒包袋共有含装裝份组組])(?P<a>\d+\.\d{{1,2}}|[1-9]\d{{1,4}})(?P<b>)(?P<power>)[块塊](?=[，。！？；、,.!?~～\s）)]|以[内內下]|左右|$)"
    ),
    _rule(rf"(?P<word>{_WORD}){_BARE_AMOUNT}{_PRICE_ENDS}", _after_word),
    _rule(rf"{ALONE}(?<![¥满滿减減第])(?P<a>\d{{1,4}}\.\d{{1,2}})(?=到手|拿下|秒[杀殺])", lambda match, context: f"¥{match['a']}"),
    _rule(rf"{ALONE}(?<!¥){_A}(?P<b>)(?P<power>)\s?(?:RMB|CNY)\b"),
    _rule(rf"(?<![几幾数數好上一二三四五六七八九十百千单單多])(?P<a>{_HUNDREDS})(?P<b>)(?P<power>)[块塊][钱錢]"),
    _rule(
        rf"(?<![几幾数數好上一二三四五六七八九十百千单單多第])(?P<a>[一二两兩三四五六七八九]?[十百千][一二三四五六七八九十百]{{0,4}})(?P<b>)(?P<power>)(?:{_YUAN}|[块塊](?=[，。！？；、,.!?]|$))"
    ),
)
