"""Are two renderings of a term one wording. An inflection, a spelling or a short form is; another word for the same thing is not."""

from __future__ import annotations

import re
from collections.abc import Iterable

from localize.domain.locale import Locale
from localize.termbase.renderings import WITHOUT_SPACES, find, singular

_WORD = re.compile(r"[^\W_]+")
# "first" beside "1st" is one wording
_ORDINALS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th",
    "tenth": "10th", "eleventh": "11th", "twelfth": "12th", "fifteenth": "15th",
}  # fmt: skip
# "variation in color" is "color variation"
_FILLERS = frozenset({"a", "an", "the", "of", "in", "for", "with", "and", "to"})


def listed_as(words: str, renderings: Iterable[str], locale: Locale) -> str:
    """The rendering that `words` are a form of: "gaiwans" are "gaiwan". The words themselves where they are none's."""
    for rendering in renderings:
        place = find(words, rendering, locale, inflected=True)
        if place is not None and place.text == words:
            return rendering
    return words


def one_wording(one: str, other: str, locale: Locale) -> bool:
    """Whether a reader takes the two for one name: all words of one stand in the other, in any order and number.

    So a short form counts as its long form wherever it stands: whoever has named "herbal foot-soak sachets" may go on with "the sachets".

    >>> english = Locale.parse("en-US")
    >>> one_wording("herbal foot-soak sachets", "foot soak sachet", english), one_wording("safflower", "carthamus", english)
    (True, False)
    >>> one_wording("the 1st and 15th", "the first and fifteenth", english)
    True
    """
    if locale.language in WITHOUT_SPACES:
        return one in other or other in one
    left, right = _words(one), _words(other)
    named, known = frozenset(left) - _FILLERS, frozenset(right) - _FILLERS
    return named <= known or known <= named or "".join(left) == "".join(right)  # "hand-made" is "handmade"


def _words(rendering: str) -> list[str]:
    """Each word in singular and American spelling: the region's adapter settles "colour" for all lines at once."""
    return [_one(word).replace("our", "or") for word in _WORD.findall(rendering.casefold())]


def _one(word: str) -> str:
    """The singular; leaf and leaves, knife and knives end in the same letter."""
    return re.sub(r"(?:ves|fe)$", "f", word) if word.endswith(("ves", "fe")) else _ORDINALS.get(word, singular(word))
