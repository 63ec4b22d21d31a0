"""What a channel does not take, taken out by rule: whole topics and emoji, single characters, words that stand too often.

A character inside a word or a number with its unit is never touched: the text then stays as it is and a person is asked.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from localize.domain.channel import Style
from localize.domain.segment import PlaceableKind
from localize.fitting.faults import excess, foreign, takes
from localize.fitting.pieces import asides, numbers, phrases
from localize.fitting.scope import Scope
from localize.fitting.words import is_linking, protected
from localize.text.placeables import find, topic_name
from localize.text.script import has_han


@dataclass(frozen=True)
class Change:
    """A span of a text that goes, and what stands there instead."""

    start: int
    end: int
    new: str = ""


Find = Callable[[str, Scope], Iterable[Change]]


@dataclass(frozen=True)
class Rule:
    """A rule of fitting. `find` gives what may go, what is worth least first. `name` is the name of its steps."""

    name: str
    find: Find


_WRITTEN_AS = {"{": "(", "}": ")", "!": ",", "?": ",", "¦": ",", "^": " ", "¬": " ", "_": " ", "~": "-", "…": ","}
_BOUND_TO_DIGITS = ("Sc", "So", "Sk")  # "$", "°" and "²" belong to their number


def _kinds(*kinds: PlaceableKind) -> Find:
    def found(text: str, scope: Scope) -> Iterator[Change]:
        return (Change(p.start, p.end) for p in foreign(text, scope) if p.kind in kinds)

    return found


def _topics(text: str, scope: Scope) -> Iterator[Change]:
    """Topics that the channel does not write, and those beyond its number."""
    found = [p for p in find(text) if p.kind is PlaceableKind.TOPIC]
    kept = 0 if scope.style is Style.WEB else scope.part.topics or len(found)
    yield from (Change(p.start, p.end) for p in found[kept:])


def _topic_form(text: str, scope: Scope) -> Iterator[Change]:
    """#艾草[话题]# is #艾草 elsewhere."""
    for placeable in foreign(text, scope):
        if placeable.kind is PlaceableKind.TOPIC and scope.style is Style.SOCIAL:
            yield Change(placeable.start, placeable.end, f"#{topic_name(placeable.text)} ")


def _chinese_asides(text: str, scope: Scope) -> Iterator[Change]:
    """(艾叶) after "mugwort", where no Chinese may stand."""
    if not scope.part.chinese:
        for aside in asides(text):
            inner = text[aside.start : aside.end]
            if has_han(inner) and not any(c.isascii() and c.isalnum() for c in inner):
                yield Change(aside.start, aside.end)


def _characters(text: str, scope: Scope) -> Iterator[Change]:
    """Characters that may not stand, as the nearest one that may."""
    guarded = numbers(text)
    for i, c in enumerate(text):
        if not takes(c, scope.part) and _is_free(text, i, guarded):
            new = _WRITTEN_AS.get(c, " ")
            yield Change(i, i + 1, new if takes(new, scope.part) else " " if takes(" ", scope.part) else "")


def _once(text: str, scope: Scope) -> Iterator[Change]:
    """The second "&", as a comma."""
    guarded = numbers(text)
    for c in scope.part.once:
        places = [i for i, found in enumerate(text) if found == c]
        yield from (Change(i, i + 1, ",") for i in places[1:] if _is_free(text, i, guarded))


def _is_free(text: str, i: int, guarded: Iterable[tuple[int, int]]) -> bool:
    """Whether a character can go without hurting a word or a number."""
    category = unicodedata.category(text[i])
    before, after = text[i - 1 : i], text[i + 1 : i + 2]
    bound = before.isnumeric() and (category in _BOUND_TO_DIGITS or text[i] in "%‰")
    return not (category[0] in "LMN" or bound or after.isnumeric() or any(start <= i < end for start, end in guarded))


def _repeated_words(text: str, scope: Scope) -> Iterator[Change]:
    """A word that stands too often, where the phrase reads on without it: not its last word, not after a number or "with"."""
    ends = {phrase.end for phrase in phrases(text, scope.language)}
    for match in excess(text, scope.part):
        before = text[: match.start()].split()[-1:]
        joined = text[match.start() - 1 : match.start()] not in (" ", "") or text[match.end() : match.end() + 1] != " "
        bound = bool(before) and (is_linking(before[0]) or any(c.isnumeric() for c in before[0]))
        follows = text[match.end() :].split()[:1]
        dangling = not follows or is_linking(follows[0].strip(",")) or not follows[0][0].isalpha()
        if not (joined or bound or dangling or match.end() in ends or protected(match[0])):
            yield Change(match.start(), match.end())


def _repeating_phrases(text: str, scope: Scope) -> Iterator[Change]:
    """A phrase after the head that repeats a word too often."""
    often = [match.start() for match in excess(text, scope.part)]
    for phrase in phrases(text, scope.language)[:0:-1]:
        words = text[phrase.start : phrase.end]
        if any(phrase.start <= i < phrase.end for i in often) and not protected(words) and not scope.names(words):
            yield Change(phrase.gap, phrase.end)
            return


CLEANING: tuple[Rule, ...] = (
    Rule("fit.sticker", _kinds(PlaceableKind.STICKER)),
    Rule("fit.mention", _kinds(PlaceableKind.MENTION)),
    Rule("fit.topic", _topics),
    Rule("fit.topic-form", _topic_form),
    Rule("fit.emoji", _kinds(PlaceableKind.EMOJI)),
    Rule("fit.chinese", _chinese_asides),
    Rule("fit.character", _characters),
    Rule("fit.once", _once),
    Rule("fit.repeated-word", _repeated_words),
    Rule("fit.repeating-phrase", _repeating_phrases),
)
