"""What a size of clothes means: height and girth of 160/84A (GB/T 1335), and that the letters of China run small.

The letters behind the girth (Y, A, B, C) are builds, from slim to full. The girth is the waist for trousers and skirts, else the bust or chest.
"""

from __future__ import annotations

import re

from localize.adapt.size_phrases import Phrases
from localize.domain.context import Context
from localize.domain.record import Role
from localize.domain.unit import Adapted, Step

_CODE = re.compile(
    r"(?<![\d/.A-Za-z-])(?P<height>[89]\d|1\d[05])/(?P<girth>[4-9]\d|1[0-3]\d)\s?(?P<build>[YABC])?(?![A-Za-z0-9/]|\s?(?:cm|kg|斤|ml))"
)
_LOWER = re.compile(r"(?i)\b(?:pants|trousers|jeans|skirts?|leggings|shorts)\b|[裤褲]|半身裙|马面裙|馬面裙|百褶裙")
_WHOLE = re.compile(r"(?i)\b(?:dress(?:es)?|sets?|tops?|shirts?|jackets?|coats?)\b|[套衣]")
_SIZE = r"(?:[2-6]XL|X{0,3}[SL]|M)"
_LIST = re.compile(rf"(?<![A-Za-z0-9'’]){_SIZE}(?:\s?[-–~～/,，、]\s?{_SIZE}){{0,8}}(?![A-Za-z0-9'’])")
_SOURCE = re.compile(rf"(?<![A-Za-z0-9])(?:{_SIZE}\s?[码碼]|{_SIZE}\s?[-–~～/、]\s?{_SIZE}(?![A-Za-z0-9]))")
_NOT_WORN = frozenset({"shoes"})


def explain(text: str, context: Context, said: Phrases) -> Adapted:
    """Explain the first code and the first letters of a text."""
    coded = _code(text, context, said)
    lettered = _letters(coded.text, context, said)
    return Adapted(lettered.text, coded.steps + lettered.steps)


def _code(text: str, context: Context, said: Phrases) -> Adapted:
    found = _CODE.search(text)
    if found is None or not (found["build"] or "clothing" in context.classes):
        return Adapted(text)
    phrase = said.waist if _is_waist(text, context) else said.bust
    new = phrase.format(size=found[0], height=found["height"], girth=found["girth"])
    if new in text or _opened(text, found):
        return Adapted(text)
    step = Step("measures.clothes-size", found[0], new, "GB/T 1335: height and girth of the body in cm")
    return Adapted(text[: found.start()] + new + text[found.end() :], (step,))


def _opened(text: str, found: re.Match[str]) -> bool:
    """Whether a bracket behind it says something of the size already."""
    return text[found.end() : found.end() + 2].lstrip()[:1] in ("(", "（")


def _is_waist(text: str, context: Context) -> bool:
    words = f"{text} {context.record.title}"
    return bool(_LOWER.search(words)) and not _WHOLE.search(words)


def _letters(text: str, context: Context, said: Phrases) -> Adapted:
    """The note stands behind the first letters of a body, where its source has sizes in letters."""
    note = said.letter.partition("{size}")[2]
    if not note or context.segment.role is not Role.BODY or note.strip() in text or context.classes & _NOT_WORN:
        return Adapted(text)
    found = _LIST.search(text) if _SOURCE.search(context.segment.text) else None
    if found is None or text[found.end() :].lstrip()[:1] in ("(", "（"):
        return Adapted(text)
    new = said.letter.format(size=found[0])
    return Adapted(text[: found.start()] + new + text[found.end() :], (Step("measures.letter-size", found[0], new),))
