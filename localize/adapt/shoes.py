"""What a shoe size means: the foot length, the nearest sizes elsewhere as a range, and the way to the maker's chart.

No exact conversion exists (ISO 19407 calls itself a guideline), so this never gives one bare number.
"""

from __future__ import annotations

import functools
import re
from decimal import Decimal

from localize.adapt.size_phrases import Phrases, ShoeTable
from localize.domain.context import Context
from localize.domain.unit import Adapted, Step
from localize.text.numerals import ALONE, plain

_SHOE = re.compile(r"(?i)\b(?:shoes?|slippers?|boots?|sneakers?|sandals?|loafers?|heels|flats|clogs)\b|[鞋靴]")
_MEN = re.compile(r"(?i)\bmen(?:'s|s)?\b|男")
_WOMEN = re.compile(r"(?i)\bwomen(?:'s|s)?\b|\bladies\b|女")
_LENGTH = r"(?:2[2-7][05]|280)"
_NUMBER = rf"(?:3[4-9]|4[0-6]|{_LENGTH})"
_RANGE = rf"(?P<low>{_NUMBER})(?:\s?(?:-|–|~|～|至|到|to)\s?(?P<high>{_NUMBER}))?"
_MM = re.compile(rf"{ALONE}(?P<low>{_LENGTH})(?:\s?[-–~～]\s?(?P<high>{_LENGTH}))?\s?mm\b")
_TOLD_MM = rf"(?:,?\s?\(\s?{_LENGTH} ?mm\s?\)|,? {_LENGTH} ?mm\b)?"
# 38码240 and 38码（240）: the foot length is told again in centimetres.
_MA = re.compile(
    rf"{ALONE}(?P<name>{_RANGE}\s?[码碼])(?:\s?[（(]\s?{_LENGTH}\s?(?:mm|毫米)?\s?[)）]|\s?{_LENGTH}(?![\d.]|\s?(?:mm|毫米|[元块塊克])))?"
)


def explain(text: str, context: Context, said: Phrases, table: ShoeTable) -> Adapted:
    """Explain the first shoe size of a text, where it is about shoes."""
    patterns = (_MA,) if context.target.locale.is_chinese else (_named(said.words), _MA, _MM)
    found = next((m for m in (p.search(text) for p in patterns) if m), None)
    if found is None or _told(said).search(text) or not _about_shoes(text, context):
        return Adapted(text)
    lengths = [_millimetres(found[group]) for group in ("low", "high") if found[group]]
    if any(mm not in table.eu for mm in lengths) or lengths != sorted(lengths):
        return Adapted(text)
    new = said.shoe.format(
        size=found["name"]
        if context.target.locale.is_chinese
        else "-".join(dict.fromkeys(found[group] for group in ("low", "high") if found[group])),
        cm=_span(lengths[0], lengths[-1]).replace(".", said.decimal),
        eu=_sizes(table.eu[lengths[0]], table.eu[lengths[-1]] + table.spread),
        market=_market(lengths, text, context, said, table),
    )
    step = Step("measures.shoe-size", found[0], new, "by calculation; no exact conversion exists")
    return Adapted(text[: found.start()] + new + text[found.end() :], (step,))


@functools.cache
def _named(words: tuple[str, ...]) -> re.Pattern[str]:
    """A size as an engine writes it in a language whose words for a size are given: "CN sizes 36-41", "size 38 (240 mm)"."""
    name = "|".join(map(re.escape, words))
    return re.compile(rf"(?i)(?<![a-z])(?:(?:(?:CN|EU) ?)?(?:{name}):? ?(?:CN ?)?|CN ){_RANGE}(?![\d.%]| ?[a-z]{{0,1}}[mg]\b){_TOLD_MM}")


@functools.cache
def _told(said: Phrases) -> re.Pattern[str]:
    """The explanation, by its foot length in centimetres: a length in millimetres is the seller's own and says nothing of other systems."""
    return re.compile(rf"{re.escape(said.told)}\s?[\d.,]{{1,5}}(?:-[\d.,]{{1,5}})?\s?(?:cm|厘米|公分|ซม)")


def _about_shoes(text: str, context: Context) -> bool:
    return "shoes" in context.classes or bool(_SHOE.search(text) or _SHOE.search(context.record.title))


def _millimetres(size: str) -> int:
    """38 → 240; 240 is a length already. The old Chinese number is 2 × cm - 10."""
    number = int(size)
    return number if number >= 100 else (number + 10) * 5


def _span(low: int, high: int) -> str:
    return _sizes(Decimal(low) / 10, Decimal(high) / 10)


def _sizes(low: Decimal, high: Decimal) -> str:
    return "-".join(dict.fromkeys((plain(low), plain(high))))


def _market(lengths: list[int], text: str, context: Context, said: Phrases, table: ShoeTable) -> str:
    """The sizes in the market's own system, "" where that is the European one."""
    system = context.region.conventions.shoe_system
    if system == "JP":
        return said.market.format(system="JP", sizes=_span(lengths[0], lengths[-1]).replace(".", said.decimal))
    if system not in table.above_uk:
        return ""
    women, men = table.above_uk[system]
    words = text + context.record.text
    hers = bool(_WOMEN.search(words)) or (not _MEN.search(words) and lengths[0] <= 250)
    more = women if hers else men
    sizes = _sizes(table.uk[lengths[0]] + more, table.uk[lengths[-1]] + more + table.spread)
    whose = "{sizes}" if women == men else said.women if hers else said.men
    return said.market.format(system=system, sizes=whose.format(sizes=sizes))
