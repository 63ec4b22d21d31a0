"""Is a day for ancestors spoken of as one: nobody is wished a happy Qingming, and no laughter stands beside it.

The days, the wishes and the laughter are data (glossaries/lexicon/festivals.toml); whether a wish stands right beside a name is decided here.
Jokes beside incense and other religious goods are taken away before, in adapt.social.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from localize.domain.context import Context
from localize.domain.festival import Festival, Festivals, Tone
from localize.domain.issue import Category, Issue, Severity
from localize.domain.unit import Unit
from localize.termbase.fold import fold, folded
from localize.termbase.renderings import WITHOUT_SPACES

_LONGEST = 20_000
_EVERYWHERE = "en"  # English wishes stand in copy of any language
# "Never say Happy Qingming" wishes nothing. It reaches to the end of its clause.
_DENIED = re.compile(
    r"(?:\b(?:not|never|no|avoid|without|jangan|bukan|tidak|không|đừng|ne|pas|não)\b|n['’]t\b|[不勿别莫忌]|ไม่|อย่า)[^,.!?;，。！？；\n]{0,20}$"
)


@dataclass(frozen=True)
class _Day:
    """An ancestors' day: how a source text names it, and each wish beside one of its names, by language."""

    festival: Festival
    source: re.Pattern[str]
    wished: dict[str, re.Pattern[str]]


class FestivalTone:
    """A day for ancestors is wished a happy one, or laughed beside.

    Made once with the table of festivals, so that each pattern is compiled once.
    """

    def __init__(self, festivals: Festivals) -> None:
        self.__name__ = "festival_tone"
        self._days = tuple(_day(festival, festivals) for festival in festivals.all if festival.tone is Tone.ANCESTORS)
        joyful = [spelling for festival in festivals.all if festival.tone is Tone.JOYFUL for spelling in festival.spellings]
        self._joyful = re.compile(_any(joyful) or "(?!)")
        self._laughter = re.compile("|".join(map(_apart, festivals.laughter)) or "(?!)")

    def __call__(self, unit: Unit, context: Context) -> Iterator[Issue]:
        """A wish is looked for in the target, laughter where the source names the day and no joyful festival beside it."""
        text = unit.whole[:_LONGEST]
        plain, offsets = fold(text)
        source = folded(context.segment.whole[:_LONGEST])
        for day in self._days:
            wish = self._wish(day, plain, context.target.locale.language)
            named = any(not match["unless"] for match in day.source.finditer(source))
            laughter = self._laughter.search(plain) if named and not self._joyful.search(source) else None
            for found, what in ((wish, "is wished beside"), (laughter, "stands beside")):
                if found is not None:
                    span = text[offsets[found.start()] : offsets[found.end() - 1] + 1]
                    yield _issue(day.festival, span, f"{span!r} {what} a day for ancestors ({day.festival.spellings[0]})")

    def _wish(self, day: _Day, plain: str, language: str) -> re.Match[str] | None:
        """The first wish beside the day that is not spoken about as one to be left out."""
        spoken = (language,) if language == "zh" else dict.fromkeys((language, _EVERYWHERE))
        found = (match for tongue in spoken if tongue in day.wished for match in day.wished[tongue].finditer(plain))
        return next((match for match in found if not _DENIED.search(plain[max(0, match.start() - 40) : match.start()])), None)


def _day(festival: Festival, festivals: Festivals) -> _Day:
    # a longer word that is no festival comes before the spelling that it holds
    source = re.compile(f"(?P<unless>{_any(festival.unless) or '(?!)'})|{_any(festival.spellings)}")
    wished = {language: _beside(language, names, festivals) for language, names in festival.names if festivals.wishes.get(language)}
    return _Day(festival, source, wished)


def _beside(language: str, names: Iterable[str], festivals: Festivals) -> re.Pattern[str]:
    """A wish right before or right after a name, at most two small words between: "Happy Qingming", "selamat hari Cheng Beng", 清明节快乐."""
    edge = ("", "") if language in WITHOUT_SPACES else (r"(?<!\w)", r"(?!\w)")
    wish, name = (f"{edge[0]}(?:{_any(words)}){edge[1]}" for words in (festivals.wishes[language], names))
    between = rf"(?:\s{{0,2}}(?:{_any(festivals.between.get(language, ())) or '(?!)'})){{0,2}}\s{{0,2}}"
    return re.compile(f"{wish}{between}{name}|{name}{between}{wish}")


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted({folded(word) for word in words}, key=lambda w: (-len(w), w)))


def _apart(laughter: str) -> str:
    """A sign anywhere, a word in Latin letters by itself: no lol in lollipop."""
    plain = re.escape(folded(laughter))
    return rf"(?<![0-9a-z]){plain}(?![0-9a-z])" if laughter.isascii() else plain


def _issue(festival: Festival, span: str, message: str) -> Issue:
    advice = "Say plainly what the day is for (remembrance, sweeping graves, offerings), without a wish, a joke or party signs"
    return Issue("festival_tone", Category.STYLE, Severity.MAJOR, message, target_span=span, rule=festival.id, advice=advice)
