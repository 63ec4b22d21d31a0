"""Shoe sizes: a neutral form before the engine (38码 → CN size 38), after it the foot length and the nearest sizes elsewhere, once in a text.

No exact conversion exists (ISO 19407 calls itself a guideline), so this never gives one bare number and always sends the reader to the chart.
A bare 码 is not left to an engine: small models read it as inches. Sizes of clothes (160/84A) and 均码 are not touched.
"""

from __future__ import annotations

import re

from localize.adapt.numerals import ALONE
from localize.adapt.substitute import Rule, apply
from localize.domain.context import Context
from localize.domain.record import Role
from localize.domain.unit import Adapted, Step

# Foot length in mm → EU and UK by calculation (Paris point 6.67 mm). The old Chinese number is 2 × cm - 10.
_EU = {
    220: "35",
    225: "36",
    230: "37",
    235: "37.5",
    240: "38",
    245: "39",
    250: "40",
    255: "40.5",
    260: "41",
    265: "42",
    270: "43",
    275: "43.5",
    280: "44",
}
_UK = {220: 3.0, 225: 3.5, 230: 4.0, 235: 4.5, 240: 5.0, 245: 5.5, 250: 6.5, 255: 7.0, 260: 7.5, 265: 8.0, 270: 8.5, 275: 9.5, 280: 10.0}

_SHOE = re.compile(r"(?i)\b(?:shoes?|slippers?|boots?|sneakers?|sandals?|loafers?|heels|flats|clogs)\b|[鞋靴]")
_MEN = re.compile(r"(?i)\bmen(?:'s|s)?\b|男")
_WOMEN = re.compile(r"(?i)\bwomen(?:'s|s)?\b|\bladies\b|女")
_DONE = re.compile(r"foot length|[脚腳][长長]")
_LENGTH = r"(?:2[2-7][05]|280)"
_NUMBER = rf"(?:3[4-9]|4[0-6]|{_LENGTH})"
_RANGE = rf"(?P<low>{_NUMBER})(?:\s?(?:-|–|~|～|至|到|to)\s?(?P<high>{_NUMBER}))?"
_MM = re.compile(rf"{ALONE}(?P<low>{_LENGTH})(?:\s?[-–~～]\s?(?P<high>{_LENGTH}))?\s?mm\b")
_TOLD_MM = rf"(?:,?\s?\(\s?{_LENGTH} ?mm\s?\)|,? {_LENGTH} ?mm\b)?"
_SIZE = re.compile(rf"(?i)\b(?:(?:CN |EU )?(?:shoe )?sizes?:? (?:CN )?|CN ){_RANGE}(?![\d.%]| ?[a-z]{{0,1}}[mg]\b){_TOLD_MM}")
_MA = re.compile(rf"{ALONE}{_RANGE}\s?[码碼]")

# Before the engine. 码 after a number above 46 or below 34 is a size of clothes; 数码, 条码 and 大一码 have no number right before 码.
_TO = r"\s?(?:-|–|—|~|～|至|到)\s?"
_SIZED = re.compile(
    rf"{ALONE}(?P<low>\d{{2,3}})(?:\s?[码碼]?{_TO}(?P<high>\d{{2,3}}))?\s?[码碼](?![头頭字])(?:\s?[（(]\s?(?P<mm>{_LENGTH})\s?(?:mm|毫米)?\s?[)）]|\s?(?P<bare>{_LENGTH})(?!\d|\s?(?:mm|毫米|[元块塊克]))(?:mm|毫米)?)?"
)
_LETTERED = re.compile(rf"(?<![A-Za-z0-9])(?P<low>[2-6]?X{{0,3}}[SL]|M|F)(?:{_TO}(?P<high>[2-6]?X{{0,3}}[SL]|M))?\s?[码碼]")
_FOOT = re.compile(
    rf"(?P<words>(?:[脚腳]|[内內])[长長](?:约|約|是|为|為|[:：])?\s?)(?P<mm>{_LENGTH}(?:{_TO}{_LENGTH})?)(?![\d.]|\s?(?:mm|MM|毫米|厘米|cm))"
)


def neutral(text: str, context: Context) -> Adapted:
    """Name the sizes of a source text, for a target that is not Chinese: 38码（240） → CN size 38 (240 mm), L码 → size L."""
    return Adapted(text) if context.target.locale.is_chinese else apply(text, _NEUTRAL, context)


def _named(match: re.Match[str], context: Context) -> str | None:
    sizes = [int(match[group]) for group in ("low", "high") if match[group]]
    if sizes != sorted(sizes) or not all(22 <= size <= 190 for size in sizes):
        return None
    length = match["mm"] or match["bare"]
    shoes = all(34 <= size <= 46 for size in sizes)
    name = f"{'CN ' if shoes else ''}size{'s' if len(sizes) > 1 else ''} {'-'.join(map(str, sizes))}"
    return name + (f" ({length} mm)" if length else "")


def _lettered(match: re.Match[str], context: Context) -> str | None:
    return f"sizes {match['low']}-{match['high']}" if match["high"] else f"size {match['low']}"


def _foot(match: re.Match[str], context: Context) -> str | None:
    return f"{match['words']}{re.sub(_TO, '-', match['mm'])} mm"


_NEUTRAL = (
    Rule("measures.size-name", _SIZED, _named),
    Rule("measures.size-name", _LETTERED, _lettered),
    Rule("measures.foot-length", _FOOT, _foot, "a foot length is given in millimetres"),
)


def localise(text: str, context: Context) -> Adapted:
    """Explain the first shoe size of a text, where it is about shoes. Titles are left short."""
    chinese = context.target.locale.is_chinese
    if not chinese and context.target.locale.language != "en":
        return Adapted(text)  # the explanation is written in these two languages only
    found = next((m for m in (p.search(text) for p in ((_MA,) if chinese else (_SIZE, _MA, _MM))) if m), None)
    if found is None or context.segment.role is Role.TITLE or _DONE.search(text) or not _about_shoes(text, context):
        return Adapted(text)
    lengths = [_millimetres(found[group]) for group in ("low", "high") if found[group]]
    if any(mm not in _EU for mm in lengths) or lengths != sorted(lengths):
        return Adapted(text)
    new = _chinese(found, lengths, context) if chinese else _latin(found, lengths, text, context)
    return Adapted(
        text[: found.start()] + new + text[found.end() :], (Step("measures.shoe-size", found[0], new, "by calculation; no exact conversion exists"),)
    )


def _about_shoes(text: str, context: Context) -> bool:
    return "shoes" in context.classes or bool(_SHOE.search(text) or _SHOE.search(context.record.title))


def _millimetres(size: str) -> int:
    """38 → 240; 240 is a length already."""
    number = int(size)
    return number if number >= 100 else (number + 10) * 5


def _span(values: list[str]) -> str:
    return "-".join(dict.fromkeys(values))


def _centimetres(lengths: list[int]) -> str:
    return _span([f"{mm / 10:g}" for mm in lengths])


def _names(found: re.Match[str]) -> str:
    return _span([found[group] for group in ("low", "high") if found[group]])


def _latin(found: re.Match[str], lengths: list[int], text: str, context: Context) -> str:
    facts = [f"foot length {_centimetres(lengths)} cm", f"about EU {_span([_EU[mm] for mm in lengths])}"]
    system = context.region.conventions.shoe_system
    if system == "US":
        facts.append(f"US {_us(lengths, text + context.record.text)}")
    if system in ("UK", "AU"):
        facts.append(f"UK {_span([f'{_UK[mm]:g}' for mm in lengths])}")
    return f"CN {_names(found)} ({', '.join(facts)}; check the maker's chart)"


def _us(lengths: list[int], text: str) -> str:
    """Women's sizes are about UK + 2, men's about UK + 1; charts differ by half a size, so a range is given."""
    women = bool(_WOMEN.search(text)) or (not _MEN.search(text) and lengths[0] <= 250)
    more = 2.0 if women else 1.0
    low, high = _UK[lengths[0]] + more, _UK[lengths[-1]] + more + 0.5
    return f"{'women' if women else 'men'}'s {low:g}-{high:g}"


def _chinese(found: re.Match[str], lengths: list[int], context: Context) -> str:
    eu = _span([_EU[mm] for mm in lengths])
    if context.target.locale.script == "Hans":
        return f"{found[0]}（脚长约{_centimetres(lengths)}厘米，约EU {eu}，请以商家尺码表为准）"
    unit, chart = ("公分", "店家尺寸表") if context.target.region == "TW" else ("厘米", "商戶尺碼表")
    return f"{found[0]}（腳長約{_centimetres(lengths)}{unit}，約EU {eu}，請以{chart}為準）"
