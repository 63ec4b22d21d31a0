"""Where a rendering of a term stands in a target text, in the forms that a good editor would accept. Judging what that means is in termbase.enforce."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from localize.domain.locale import Locale

# Languages written without spaces: a word boundary would never be found there.
WITHOUT_SPACES = frozenset({"zh", "ja", "th", "lo", "km", "my"})
_DASHES = r"\-‐‑–"
_LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Place:
    """A rendering that stands in a text: the rendering as listed, and the span with the words as they stand."""

    rendering: str
    start: int
    end: int
    text: str


def find(text: str, rendering: str, locale: Locale, *, inflected: bool = False) -> Place | None:
    """The first place of `rendering`, exact but for case, or with `inflected` in any of its forms."""
    places = find_all(text, rendering, locale, inflected=inflected)
    return places[0] if places else None


def find_all(text: str, rendering: str, locale: Locale, *, inflected: bool = False) -> tuple[Place, ...]:
    if not rendering:
        return ()
    pattern = _pattern(rendering, locale.language in WITHOUT_SPACES, inflected)
    return tuple(Place(rendering, m.start(), m.end(), m.group()) for m in pattern.finditer(text[:_LONGEST_TEXT]))


@lru_cache(maxsize=16_384)
def _pattern(rendering: str, without_spaces: bool, inflected: bool) -> re.Pattern[str]:
    """Each alternative is a fixed string, so the search is linear in the text."""
    if without_spaces:
        return re.compile(re.escape(rendering), re.IGNORECASE)
    body = re.escape(rendering)
    if inflected:
        # "foot-soak sachet" is also written "foot soak sachet" and "footsoak sachet"
        words = [w for w in re.split(rf"[\s{_DASHES}]+", rendering) if w]
        body = rf"[\s{_DASHES}]?".join(_forms(word) for word in words)
    return re.compile(rf"(?<!\w){body}(?!\w)", re.IGNORECASE)


def _forms(word: str) -> str:
    """The word in singular, plural, possessive, past and -ing, as alternatives, the longest first.

    Over-generous on purpose: forms that do not exist (moisturizs) cost nothing because nobody writes them.
    """
    plain = word.replace("’", "'")
    if not re.fullmatch(r"[A-Za-z]{3,}", plain):
        return re.escape(word)
    low = plain.lower()
    stems = {low, _without_plural(low)}
    for stem in tuple(stems):
        for ending in ("ing", "ed"):
            if stem.endswith(ending) and len(stem) - len(ending) >= 3:
                bare = stem[: -len(ending)]
                stems |= {bare, bare + "e"} | ({bare[:-1]} if bare[-1] == bare[-2] else set())
    forms = set(stems)
    for stem in stems:
        forms |= {stem + ending for ending in ("s", "es", "ed", "d", "ing", "'s", "s'", "’s", "s’")}
        if stem.endswith("y"):
            forms |= {stem[:-1] + "ies", stem[:-1] + "ied"}
        if stem.endswith("e"):
            forms.add(stem[:-1] + "ing")
    return "(?:" + "|".join(re.escape(form) for form in sorted(forms, key=lambda x: (-len(x), x))) + ")"


def _without_plural(word: str) -> str:
    """The singular where the ending shows it: leaves is listed as leaf by hand, berries is berry, boxes is box."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def singular(phrase: str) -> str:
    """The phrase with its last word in singular. `herbal foot-soak sachets` → `herbal foot-soak sachet`."""
    head, space, last = phrase.rpartition(" ")
    return head + space + _without_plural(last)


def plural(phrase: str) -> str:
    """The phrase with its last word in plural. `herbal foot soak` → `herbal foot soaks`; what looks like a plural stays."""
    if phrase.endswith(("s", ")", "’", "'")):
        return phrase
    if phrase.endswith(("x", "ch", "sh", "z")):
        return phrase + "es"
    if phrase.endswith("y") and phrase[-2:-1] not in tuple("aeiou"):
        return phrase[:-1] + "ies"
    return phrase + "s"
