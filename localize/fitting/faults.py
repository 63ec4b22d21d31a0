"""What a channel does not take in a text. Finding only: what can be done about it is in cleaning and shortening."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from localize.domain.channel import Part, Style
from localize.domain.segment import Placeable, PlaceableKind
from localize.fitting.scope import Scope, length
from localize.fitting.words import is_linking
from localize.text.placeables import find
from localize.text.script import has_han

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+){0,6}")
_SAID = re.compile(r"[\w-]+")
_TAKEN = {
    Style.REDNOTE: frozenset({PlaceableKind.TOPIC, PlaceableKind.STICKER, PlaceableKind.MENTION, PlaceableKind.EMOJI}),
    Style.SOCIAL: frozenset({PlaceableKind.TOPIC, PlaceableKind.EMOJI}),
    Style.WEB: frozenset[PlaceableKind](),
}
_SOCIAL = _TAKEN[Style.REDNOTE]


@dataclass(frozen=True)
class Fault:
    """One thing that a channel does not take. `key` is the limit: max, forbidden, …"""

    key: str
    message: str


def faults(text: str, scope: Scope) -> tuple[Fault, ...]:
    """Everything in a text that its part does not take."""
    part = scope.part
    found = [Fault(key, message) for key, message in (*_lengths(text, part), *_characters(text, part), *_words(text, part))]
    gone = foreign(text, scope)
    if gone:
        found.append(Fault("style", f"{gone[0].text[:20]!r} is not written there"))
    topics = sum(p.kind is PlaceableKind.TOPIC for p in find(text)) if part.topics else 0
    if topics > part.topics:
        found.append(Fault("topics", f"{topics} topics of {part.topics}"))
    return tuple(found)


def foreign(text: str, scope: Scope) -> tuple[Placeable, ...]:
    """The topics, stickers, mentions and emoji that the channel does not write, or not in this form."""
    taken = _TAKEN[scope.style] - ({PlaceableKind.EMOJI} if not scope.part.emoji else set())
    return tuple(p for p in find(text) if p.kind in _SOCIAL and (p.kind not in taken or _platform_form(p, scope.style)))


def _platform_form(placeable: Placeable, style: Style) -> bool:
    return style is Style.SOCIAL and placeable.kind is PlaceableKind.TOPIC and "[" in placeable.text


def takes(character: str, part: Part) -> bool:
    """Whether a character may stand in a part at all.

    >>> [takes(c, Part("title", categories=("L", "Nd", "Zs"), besides="™", forbidden="_")) for c in "a™_!"]
    [True, True, False, False]
    """
    if character in part.forbidden:
        return False
    return not part.categories or character in part.besides or unicodedata.category(character).startswith(part.categories)


def excess(text: str, part: Part) -> tuple[re.Match[str], ...]:
    """The words that stand more often than they may, from the one that is too many on. Words that only join others are not counted."""
    seen: Counter[str] = Counter()
    found = []
    for match in _WORD.finditer(text) if part.repeats else ():
        word = match[0].casefold()
        if not is_linking(word) and not has_han(word):
            seen[word] += 1
            if seen[word] > part.repeats:
                found.append(match)
    return tuple(found)


def _lengths(text: str, part: Part) -> Iterator[tuple[str, str]]:
    size = length(text, part)
    if part.max and size > part.max:
        yield "max", f"{size} of at most {part.max} {part.unit}"
    if size < part.min:
        yield "min", f"{size} of at least {part.min} {part.unit}"


def _characters(text: str, part: Part) -> Iterator[tuple[str, str]]:
    wrong = "".join(dict.fromkeys(c for c in text if not takes(c, part))) if part.forbidden or part.categories else ""
    if wrong:
        yield "forbidden", f"{wrong[:12]!r} may not stand there"
    twice = "".join(c for c in part.once if text.count(c) > 1)
    if twice:
        yield "once", f"{twice!r} may stand once"
    if not part.chinese and has_han(text):
        yield "chinese", "Chinese characters may not stand there"


def _words(text: str, part: Part) -> Iterator[tuple[str, str]]:
    often = dict.fromkeys(match[0].casefold() for match in excess(text, part))
    if often:
        yield "repeats", f"{', '.join(often)[:60]} may stand {part.repeats} times"
    words = " ".join(_SAID.findall(text.casefold())) if part.phrases else ""
    said = [phrase for phrase in part.phrases if f" {phrase.casefold()} " in f" {words} "]
    if said:
        yield "phrases", f"{', '.join(said)} may not be said there"
