"""A festival: how its day is found and in which tone it is spoken of. What it is called in a language is a term of the glossary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    JOYFUL = "joyful"
    ANCESTORS = "ancestors"  # a day for the dead: nobody is wished a happy one
    NEUTRAL = "neutral"


class Calendar(StrEnum):
    """What the day of a festival is counted in."""

    LUNAR = "lunar"  # month and day of the Chinese calendar
    SOLAR_TERM = "solar_term"  # where the sun stands: 清明, 冬至
    GREGORIAN = "gregorian"


@dataclass(frozen=True)
class Festival:
    """One festival of glossaries/lexicon/festivals.toml.

    `concept` names its entry in the termbase, "" where it has none. `spellings` are what a Chinese text calls it, in both scripts; `unless`
    are longer words that hold a spelling and are no festival (清明上河图). `month` and `day` are of `calendar`, 0 for a solar term, which is
    named by `solar_term`; `shift` is in days (the eve is -1). `names` are what its readers call it, by language: only an ancestors' day has
    them, for whoever looks for a wish beside one.
    """

    id: str
    concept: str
    spellings: tuple[str, ...]
    tone: Tone
    calendar: Calendar
    month: int = 0
    day: int = 0
    shift: int = 0
    solar_term: str = ""
    unless: tuple[str, ...] = ()
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()
    verified: bool = False


@dataclass(frozen=True)
class Festivals:
    """The whole table. `wishes` and `between` are by language: wishes of joy, and words that may stand between one and a name.

    `laughter` are signs and words that make light of a day, in any language.
    """

    all: tuple[Festival, ...]
    wishes: Mapping[str, tuple[str, ...]]
    between: Mapping[str, tuple[str, ...]]
    laughter: tuple[str, ...] = ()

    @property
    def spoken_of(self) -> dict[str, tuple[str, ...]]:
        """Concept → every spelling of its festival, for whoever asks whether a text speaks of it."""
        return {festival.concept: festival.spellings for festival in self.all if festival.concept}
