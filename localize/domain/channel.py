"""A sale channel: how it writes a text, and what it takes of each part. Read from glossaries/channels/<code>.toml."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from localize.domain.locale import Locale
from localize.domain.record import Kind


class Style(StrEnum):
    """How topics, stickers, emoji and mentions are written."""

    REDNOTE = "rednote"  # all of them, topics as #名[话题]#
    SOCIAL = "social"  # topics as #Name, emoji; no stickers, no mentions
    WEB = "web"  # none of them


class Counted(StrEnum):
    """What the length of a text is counted in."""

    CHARACTERS = "characters"
    WEIGHTED = "weighted"  # half of ASCII characters + twice the other UTF-16 units, rounded up: a Chinese character is 1, an emoji 2
    BYTES = "bytes"  # of UTF-8
    CHINESE = "chinese"  # characters, of which a Chinese one counts `multiplier` times


_UNITS = {Counted.CHARACTERS: "characters", Counted.WEIGHTED: "weighted characters", Counted.BYTES: "bytes"}


@dataclass(frozen=True)
class Part:
    """What a channel takes in one part of a text: title, short_title, body, bullets, search_terms, tags, seo_title, seo_description.

    `min` and `max` bound the length of one text, `least` and `most` the number of texts, `total` their length together; 0 is "no bound
    known". `categories` are the Unicode categories that a character may be of (all when empty), `besides` characters that may stand
    beside them. `untranslated` parts are one for all languages, so nothing is written there.
    """

    name: str
    counted: Counted = Counted.CHARACTERS
    multiplier: int = 1
    min: int = 0
    max: int = 0
    least: int = 0
    most: int = 1
    total: int = 0
    topics: int = 0  # topics in the text; 0 is "no bound known"
    forbidden: str = ""  # characters
    categories: tuple[str, ...] = ()
    besides: str = ""
    once: str = ""  # characters that may stand once each
    repeats: int = 0  # how often a word may stand; 0 is "no bound known"
    phrases: tuple[str, ...] = ()  # words that may not stand
    emoji: bool = True
    chinese: bool = True  # whether Chinese characters may stand
    untranslated: bool = False
    kinds: tuple[Kind, ...] = ()  # records that have this part, empty for all

    @property
    def unit(self) -> str:
        """What its lengths are counted in, in words."""
        return f"characters, a Chinese one as {self.multiplier}" if self.counted is Counted.CHINESE else _UNITS[self.counted]

    @property
    def bounds(self) -> str:
        """How long one text may be, in words.

        >>> [Part("title", min=a, max=b).bounds for a, b in ((0, 75), (25, 255), (10, 0), (0, 0))]
        ['at most 75 characters', '25 to 255 characters', 'at least 10 characters', 'no limit known']
        """
        if self.min > 1 and self.max:
            return f"{self.min} to {self.max} {self.unit}"
        if self.max:
            return f"at most {self.max} {self.unit}"
        return f"at least {self.min} {self.unit}" if self.min > 1 else "no limit known"


@dataclass(frozen=True)
class Exceptional:
    """A part as it is for some regions or some kinds of records; empty stands for all."""

    part: Part
    regions: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()

    def holds(self, region: str, kind: Kind) -> bool:
        return (not self.regions or region in self.regions) and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True)
class Fact:
    """One value of a channel's file and where it comes from. `key` names the part, for whom an exception is, and the key: `title.max`, `title in US, GB.min`."""

    key: str
    value: str
    source: str
    grade: str  # official, interface, third-party or assumed
    verified: bool = False


@dataclass(frozen=True)
class Channel:
    """A place where variants are published. `languages` are those it takes, empty for all."""

    code: str
    name: str
    style: Style
    parts: tuple[Part, ...] = ()
    exceptions: tuple[Exceptional, ...] = ()
    languages: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    note: str = ""

    def parts_for(self, region: str, kind: Kind) -> tuple[Part, ...]:
        """The parts that a record of this kind has in this region, each as it is there; the first exception that holds wins."""
        there = [part for part in self.parts if not part.kinds or kind in part.kinds]
        found = {e.part.name: e.part for e in reversed(self.exceptions) if e.holds(region, kind)}
        return tuple(found.get(part.name, part) for part in there)

    def takes(self, locale: Locale) -> bool:
        """Whether a text in this language can stand there at all: the language is taken, and Chinese only where its characters are.

        >>> tags = Channel("x", "X", Style.WEB, (Part("title", chinese=False),), languages=("en", "zh"))
        >>> [tags.takes(Locale.parse(tag)) for tag in ("en-US", "zh-Hant-HK", "th-TH")]
        [True, False, False]
        """
        if self.languages and locale.language not in self.languages:
            return False
        return not locale.is_chinese or all(part.chinese for part in self.parts)
