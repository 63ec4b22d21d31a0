"""What may go from a text that is too long, in the order in which it goes: a list to be read top to bottom.

Only whole pieces go, and never the head, a negation, a warning or a notice. Details with numbers go after words without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from localize.domain.segment import PlaceableKind
from localize.fitting.cleaning import Change, Rule
from localize.fitting.pieces import Piece, asides, phrases, sentences
from localize.fitting.scope import Scope
from localize.fitting.words import is_low, protected
from localize.text.placeables import find

_FOR = re.compile(r"\s(?:for|as)\s", re.IGNORECASE)
_PICTURES = frozenset({PlaceableKind.EMOJI, PlaceableKind.STICKER})


def _pictures(text: str, scope: Scope) -> Iterable[Change]:
    """Emoji and stickers, from the end."""
    return [Change(p.start, p.end) for p in reversed(find(text)) if p.kind in _PICTURES]


def _asides(text: str, scope: Scope) -> Iterable[Change]:
    """(white), 【new】: what stands in brackets and is neither a number nor a required term."""
    return [Change(a.start, a.end) for a in reversed(asides(text)) if _may_go(text, a) and not _is_detail(text, a, scope)]


def _details(text: str, scope: Scope) -> Iterable[Change]:
    """(30 sachets): what stands in brackets, whatever it is."""
    return [Change(a.start, a.end) for a in reversed(asides(text)) if _may_go(text, a)]


def _repeated(text: str, scope: Scope) -> Iterable[Change]:
    """A phrase all of whose words stand before it."""
    seen: set[str] = set()
    found = []
    for phrase in phrases(text, scope.language):
        words = set(re.findall(r"[^\W_]+", text[phrase.start : phrase.end].casefold()))
        if words and words <= seen and _may_go(text, phrase):
            found.append(Change(phrase.gap, phrase.end))
        seen |= words
    return found[::-1]


def _audience(text: str, scope: Scope) -> Iterable[Change]:
    """For whom, for which season, how fine: "Gift for Mom", "for Home and Office", 秋冬新款."""
    found = phrases(text, scope.language)
    low = [p for p in found if is_low(text[p.start : p.end]) and _may_go(text, p)]
    if len(low) < len(found):
        yield from (_dropped(p, found) for p in reversed(low))
    for phrase in reversed(found):
        tails = _FOR.finditer(text, phrase.start, phrase.end) if phrase not in low and _may_go(text, phrase) else ()
        yield from [Change(m.start(), phrase.end) for m in tails if is_low(text[m.start() : phrase.end])][:1]


def _keywords(text: str, scope: Scope) -> Iterable[Change]:
    """Phrases stacked after the head, from the end; those with a number or a required term last."""
    found = phrases(text, scope.language)
    head = _head(text, found, scope)
    stacked = [p for p in found[head + 1 :] if _may_go(text, p)]
    order = sorted(stacked, key=lambda p: (_has_number(text, p), scope.names(text[p.start : p.end]), -p.start))
    return [Change(p.gap, p.end) for p in order]


def _head(text: str, found: tuple[Piece, ...], scope: Scope) -> int:
    """Where the thing itself is named: the first phrase with a required term, else the first that is no exclamation."""
    named = (i for i, p in enumerate(found) if scope.names(text[p.start : p.end]))
    return next(named, next((i for i, p in enumerate(found) if text[p.end - 1] not in "!?！？"), len(found)))


def _topics(text: str, scope: Scope) -> Iterable[Change]:
    """Topics, from the end."""
    return [Change(p.start, p.end) for p in reversed(find(text)) if p.kind is PlaceableKind.TOPIC]


def _sentences(text: str, scope: Scope) -> Iterable[Change]:
    """Later sentences of a body, from the end; the first one stays."""
    kept = "\n".join(scope.kept)
    stacked = [s for s in sentences(text)[1:] if _may_go(text, s) and text[s.start : s.end] not in kept]
    return [Change(s.gap, s.end) for s in sorted(stacked, key=lambda s: (_has_number(text, s), -s.start))]


def _last_words(text: str, scope: Scope) -> Iterable[Change]:
    """The last words of a list of search words."""
    return [Change(m.start(), m.end()) for m in reversed(list(re.finditer(r"\s{1,4}\S{1,1000}", text)))]


def _dropped(phrase: Piece, found: tuple[Piece, ...]) -> Change:
    """A phrase with what parts it from its neighbour."""
    if phrase is found[0] and len(found) > 1:
        return Change(phrase.start, found[1].start)
    return Change(phrase.gap, phrase.end)


def _may_go(text: str, piece: Piece) -> bool:
    return not protected(text[piece.start : piece.end])


def _has_number(text: str, piece: Piece) -> bool:
    return any(c.isnumeric() for c in text[piece.start : piece.end])


def _is_detail(text: str, piece: Piece, scope: Scope) -> bool:
    return _has_number(text, piece) or scope.names(text[piece.start : piece.end])


TITLE: tuple[Rule, ...] = (
    Rule("fit.emoji", _pictures),
    Rule("fit.aside", _asides),
    Rule("fit.repeated", _repeated),
    Rule("fit.audience", _audience),
    Rule("fit.keywords", _keywords),
    Rule("fit.detail", _details),
)
NOTE_TITLE = tuple(rule for rule in TITLE if rule.name != "fit.keywords")  # it is a sentence, and a clause is no keyword
BODY: tuple[Rule, ...] = (Rule("fit.topic", _topics), Rule("fit.sentence", _sentences))
SEARCH: tuple[Rule, ...] = (Rule("fit.search-word", _last_words),)
NONE: tuple[Rule, ...] = ()
