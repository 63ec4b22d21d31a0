"""Sizes: words that no engine reads as a measure before it (38码 → CN size 38), and after it what the size means, once in a text.

What is said of a size is in `shoes` and `clothes`, in the words of glossaries/lexicon/sizes.toml. 均码 is a term of the glossary. Titles stay short.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from localize.adapt import clothes, shoes
from localize.adapt.size_phrases import SizePhrases, load_size_phrases
from localize.adapt.substitute import Rule, apply
from localize.domain.context import Context
from localize.domain.record import Role
from localize.domain.unit import Adapted
from localize.text.numerals import ALONE

_LENGTH = r"(?:2[2-7][05]|280)"  # of a foot, in mm
# 码 after a number above 46 or below 34 is a size of clothes; 数码, 条码 and 大一码 have no number right before 码.
_TO = r"\s?(?:-|–|—|~|～|至|到)\s?"
_SIZED = re.compile(
    rf"{ALONE}(?P<low>\d{{2,3}})(?:\s?[码碼]?{_TO}(?P<high>\d{{2,3}}))?\s?[码碼](?![头頭字])(?:\s?[（(]\s?(?P<mm>{_LENGTH})\s?(?:mm|毫米)?\s?[)）]|\s?(?P<bare>{_LENGTH})(?!\d|\s?(?:mm|毫米|[元块塊克]))(?:mm|毫米)?)?"
)
_LETTERED = re.compile(rf"(?<![A-Za-z0-9])(?P<low>[2-6]?X{{0,3}}[SL]|M|F)(?:{_TO}(?P<high>[2-6]?X{{0,3}}[SL]|M))?\s?[码碼]")
_FOOT = re.compile(
    rf"(?P<words>(?:[脚腳]|[内內])[长長](?:约|約|是|为|為|[:：])?\s?)(?P<mm>{_LENGTH}(?:{_TO}{_LENGTH})?)(?![\d.]|\s?(?:mm|MM|毫米|厘米|cm))"
)


def neutral(text: str, context: Context) -> Adapted:
    """Name the sizes of a source text, for a target that is not Chinese: 38码（240） → CN size 38 (240 mm), L码 → size L. A foot length gets its unit."""
    return apply(text, _FOOT_ONLY if context.target.locale.is_chinese else _NEUTRAL, context)


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


_FOOT_ONLY = (Rule("measures.foot-length", _FOOT, _foot, "a foot length is given in millimetres"),)
_NEUTRAL = (Rule("measures.size-name", _SIZED, _named), Rule("measures.size-name", _LETTERED, _lettered), *_FOOT_ONLY)


@dataclass(frozen=True)
class Sizes:
    """The adapter behind the engine."""

    phrases: SizePhrases

    @classmethod
    def load(cls, folder: Path) -> Sizes:
        """With the phrases of `folder`/lexicon/sizes.toml. Raises GlossaryError."""
        return cls(load_size_phrases(folder / "lexicon" / "sizes.toml"))

    def localise(self, text: str, context: Context) -> Adapted:
        """Explain the first size of a text of each sort, where the language has words for it."""
        said = self.phrases.of(context.target.locale)
        if said is None or context.segment.role is Role.TITLE:
            return Adapted(text)
        shod = shoes.explain(text, context, said, self.phrases.shoes)
        dressed = clothes.explain(shod.text, context, said)
        return Adapted(dressed.text, shod.steps + dressed.steps)
