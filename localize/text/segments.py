"""Cut the fields of a record into segments: the sentences and lines that are translated, and what stands around them.

Topics, stickers, mentions, URLs, emoji, markup, bullets and line breaks go around the text, never into it. That is how they survive: no model
ever sees them. Nothing is lost or added: the joined segments of a field are the cleaned field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from localize.domain.record import Field, Record, Role
from localize.domain.segment import Segment
from localize.text.clean import clean
from localize.text.placeables import NEVER_TRANSLATED, find
from localize.text.script import HAN

LONGEST = 120  # characters of one sentence; a small model starts to drop clauses beyond
SHORTEST = 6  # Han characters; "好看！" alone gives an engine nothing to go by

_SENTENCE_ROLES = frozenset({Role.BODY})
_LABELLED_ROLES = frozenset({Role.TITLE, Role.BODY})

_CLOSERS = "”’」』）)】》\"'"
_END = re.compile(rf"[。！？!?；…]+[{_CLOSERS}]*")
_PAUSE = re.compile(r"[，；、]|,(?!\d)|(?<=\S) (?=\S)")
_HAN = re.compile(f"[{HAN}]")
_INSIDE_HAN = re.compile(f"(?<=[{HAN}])(?=[{HAN}])")
_PAIRS = {"（": "）", "(": ")", "“": "”", "【": "】", "《": "》", "「": "」", "『": "』"}
_PAIR_REACH = 60  # a bracket that is not closed within this many characters is a smiley or a slip

_BULLET = re.compile(
    r"(?:[ \t]{0,20}(?:\d{1,2}(?:[)）]|、(?!\d{1,2}[月日号天岁个码])|[.．](?!\d))|[（(]\d{1,2}[)）]|[①-⓿❶-➓]|[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])"
    r"|[·•・‧∙▪●○■□◆◇▶►★☆※→✓✔√>]|[-–—*+~～](?!\d)))+[ \t]{0,20}"
)
# What is left at the front when a URL or an emoji was taken out of a sentence: "https://…，快去"
_LEADING = re.compile(r"^[\s，。、；：！？…,;:!?~～]+")
_LABEL = re.compile(r"([ \t]{0,20}【)([^【】\n]{1,16})】")

# One piece of a field: text to translate, or what stands around text.
Piece = tuple[bool, str]


def segments(record: Record) -> tuple[Segment, ...]:
    """The segments of all fields, numbered over the record."""
    cut = [(field, before, text, after) for field in record.fields for before, text, after in _triples(_pieces(field))]
    return tuple(Segment(field.path, field.role, index, text, before, after) for index, (field, before, text, after) in enumerate(cut))


def _pieces(field: Field) -> list[Piece]:
    pieces: list[Piece] = []
    for line in re.split(r"(\n)", clean(field.text).text):
        pieces += [(False, line)] if line == "\n" else _line(line, field.role)
    return pieces


def _line(line: str, role: Role) -> Iterator[Piece]:
    """One line: its never-translated spans first, then bullet, label and sentences of what is between them."""
    start = True
    for is_text, part in _apart(line):
        if not is_text:
            yield False, part
            continue
        if role in _LABELLED_ROLES and start:
            bullet = _BULLET.match(part)
            # "1.5L" is no list number, and a bullet without a text behind it is no bullet: "10、"
            if bullet and _has_words(part[bullet.end() :]):
                yield False, bullet[0]
                part = part[bullet.end() :]
            label = _LABEL.match(part)
            if label and _has_words(label[2]):
                yield from ((False, label[1]), *_plain(label[2]), (False, "】"))
                part = part[label.end() :]
        # "✅ 1. 红花": an emoji or a space before a list number leaves it at the start of the line
        start = start and not _has_words(part)
        sentences = _sentences(part) if role in _SENTENCE_ROLES or len(part) > LONGEST else [part]
        for sentence in sentences:
            yield from _plain(sentence)


def _apart(text: str) -> Iterator[Piece]:
    """Text and never-translated spans in turn."""
    end = 0
    for placeable in find(text):
        if placeable.kind in NEVER_TRANSLATED:
            if placeable.start > end:
                yield True, text[end : placeable.start]
            yield False, placeable.text
            end = placeable.end
    if end < len(text):
        yield True, text[end:]


def _plain(text: str) -> Iterator[Piece]:
    """Text without its outer white space and leading pauses. What cutting has uncovered is cut again: in "a.@b" there is no mention, in "@b" there is."""
    parts = list(_apart(text))
    if len(parts) > 1:
        for is_text, part in parts:
            yield from _plain(part) if is_text else ((False, part),)
        return
    inner = _LEADING.sub("", text).rstrip()
    if not parts or not parts[0][0] or not _has_words(inner):
        yield False, text
        return
    start = text.rindex(inner)
    yield from ((False, text[:start]), (True, inner), (False, text[start + len(inner) :]))


def _sentences(text: str) -> list[str]:
    """The sentences of a line, short ones joined to a neighbour, long ones cut. Joined they are the line."""
    sentences: list[str] = []
    start = 0
    for end in _ends(text):
        sentences.append(text[start:end])
        start = end
    sentences.append(text[start:])
    return [part for sentence in _joined([s for s in sentences if s]) for part in _short_enough(sentence)]


def _ends(text: str) -> Iterator[int]:
    """Where sentences end, but for the ends inside brackets and quotation marks."""
    closed = 0
    opening = iter([i for i, c in enumerate(text) if c in _PAIRS])
    nearest = next(opening, None)
    for found in _END.finditer(text):
        while nearest is not None and nearest < found.start():
            if nearest >= closed:
                end = text.find(_PAIRS[text[nearest]], nearest, nearest + _PAIR_REACH)
                closed = max(closed, end)
            nearest = next(opening, None)
        # An end right before the closing mark takes the mark with it: “好看！”
        if found.end() > closed:
            yield found.end()


def _joined(sentences: list[str]) -> list[str]:
    joined: list[str] = []
    for sentence in sentences:
        if joined and (_is_short(joined[-1]) or _is_short(sentence)) and len(joined[-1]) + len(sentence) <= LONGEST:
            joined[-1] += sentence
        else:
            joined.append(sentence)
    return joined


def _is_short(sentence: str) -> bool:
    """Too few words to be translated alone. A short sentence in Latin letters is measured by its length."""
    return len(_HAN.findall(sentence)) < SHORTEST and len(sentence) < SHORTEST * 3


def _short_enough(sentence: str) -> list[str]:
    """The sentence, cut near its middle at a pause until no part is too long."""
    done, waiting = [], [sentence]
    while waiting:
        part = waiting.pop()
        middle = _middle(part) if len(part) > LONGEST else 0
        if middle:
            waiting += [part[middle:], part[:middle]]
        else:
            done.append(part)
    return done


def _middle(text: str) -> int:
    """The best place to cut a text that is too long: a pause, else between two Han characters, else 0. Never inside a placeable."""
    kept = [(p.start, p.end) for p in find(text)]
    for pattern in (_PAUSE, _INSIDE_HAN):
        places = [m.end() for m in pattern.finditer(text, 1, len(text) - 1) if not any(a < m.end() < b for a, b in kept)]
        if places:
            return min(places, key=lambda place: abs(place - len(text) // 2))
    return 0


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _triples(pieces: list[Piece]) -> Iterator[tuple[str, str, str]]:
    """Before, text and after of each segment of a field."""
    around = [""]
    texts: list[str] = []
    for is_text, part in pieces:
        if is_text:
            texts.append(part)
            around.append("")
        else:
            around[-1] += part
    if not texts:
        if around[0]:
            yield around[0], "", ""
        return
    before = around[0]
    for text, between in zip(texts[:-1], around[1:-1], strict=True):
        cut = _belongs_before(between)
        yield before, text, between[:cut]
        before = between[cut:]
    line, *rest = around[-1].partition("\n")
    lines = "".join(rest)
    # A closing block of topics is a segment of its own: it does not hang on the last sentence.
    yield (before, texts[-1], line if lines.strip() else line + lines)
    if lines.strip():
        yield lines, "", ""


def _belongs_before(between: str) -> int:
    """How much of what stands between two texts belongs to the first: up to the line's end, else up to the last space."""
    line_end = between.find("\n")
    if line_end >= 0:
        return line_end
    space = between.rfind(" ")
    if space >= 0:
        return space + 1
    # "【材质】纯棉": the closing bracket belongs to the label. "红花✅茯苓": nobody can tell.
    return len(between)
