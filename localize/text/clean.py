"""Make a seller's text plain: no markup, no invisible characters, one way to write a letter.

It changes how a text is written down, never what it says: slang, emoji, emphasis and Chinese punctuation stay as they are.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable

from localize.domain.unit import Adapted, Step

# What one round uncovers ("&amp;lt;b&amp;gt;") the next one takes away; nobody but an attacker nests deeper.
_ROUNDS = 5
_EXCERPT = 60
_LONGEST = 50_000  # fifty times the longest note; more is an attack on the patience of the patterns below

_TAGS = frozenset(
    re.findall(
        r"\w+",
        "a abbr address article aside b big blockquote body br button caption center cite code col colgroup dd del details div dl dt em "
        "figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label li link main mark meta nav "
        "ol option p picture pre q s script section select small source span strike strong style sub summary sup svg table tbody td textarea "
        "tfoot th thead title tr u ul video",
    )
)
_LINE_TAGS = frozenset(re.findall(r"\w+", "article blockquote br dd div dt h1 h2 h3 h4 h5 h6 hr li ol p section table tr ul"))
# Not html.parser: what it makes of an unfinished tag differs between patch releases of Python. Possessive, so that nothing backtracks.
_TAG = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9]{0,15})(?=[\s/>])(?:"[^"<]*+"|'[^'<]*+'|[^<>])*+>""")
_HIDDEN = re.compile(
    r"<(script|style)(?=[\s/>])[^<>]*+>.{0,5000}?</\1\s*>|<!--(?:(?!<!--).){0,5000}?-->|<!doctype[^<>]{0,200}+>", re.IGNORECASE | re.DOTALL
)
_LINE_BREAK = "\x00"  # never met in a text: clean.control runs before
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")  # with ";", or "?a=1&copy=2" would suffer

# Control characters, bidi marks and overrides, lone surrogates. Tab and line feed are text.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb]")
_PICTURE = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff\ufe0f\U0001f3fb-\U0001f3ff"
_INVISIBLE = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f)"  # the flag of a part of a country; other tag characters can hide whole sentences
    "|[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0"
    "\U000e0000-\U000e0fff]"
    f"|(?<![{_PICTURE}])\u200d|\u200d(?![{_PICTURE}])"  # a joiner that joins no pictures
    f"|(?<![{_PICTURE}0-9#*])\ufe0f|(?<=[0-9#*])\ufe0f(?!\u20e3)|(?<=\ufe0f)\ufe0f"
)
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_WIDE = {code: code - 0xFEE0 for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)) for code in range(first, last + 1)}


def length(text: str) -> str:
    """What is beyond any length a platform allows is cut off."""
    return text[:_LONGEST]


def newlines(text: str) -> str:
    """CR LF, CR, line and paragraph separators become line feeds."""
    return re.sub("\r\n|[\r\x0b\x0c\x85\u2028\u2029]", "\n", text)


def control(text: str) -> str:
    """Control characters, bidi marks and lone surrogates go."""
    return _CONTROL.sub("", text)


def invisible(text: str) -> str:
    """Zero-width and tag characters go, but for those that hold an emoji together."""
    return _INVISIBLE.sub(lambda found: found[1] or "", text)


def spaces(text: str) -> str:
    """Every other space becomes the plain one."""
    return _SPACE.sub(" ", text)


def width(text: str) -> str:
    """Full-width Latin letters and digits become half-width; Chinese punctuation stays."""
    return text.translate(_WIDE)


def compose(text: str) -> str:
    """Unicode NFC."""
    return unicodedata.normalize("NFC", text)


def markup(text: str) -> str:
    """HTML goes: scripts, styles and comments with their contents, line tags to line breaks, entities to their characters."""
    if "<" in text:
        lines = _TAG.sub(_tag, _HIDDEN.sub("", text)).split(_LINE_BREAK)
        # White space beside a line tag is the layout of the markup, not of the text.
        text = "\n".join(filter(None, (line.strip(" \t\n") for line in lines))) if len(lines) > 1 else lines[0]
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def _tag(found: re.Match[str]) -> str:
    name = found[2].lower()
    if name not in _TAGS:
        return found[0]  # "<3cm" and "<品名>" are no tags
    return _LINE_BREAK if name in _LINE_TAGS else ""


# Read top to bottom. The name is the name of the step.
FIXERS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("clean.length", length),
    ("clean.newlines", newlines),
    ("clean.control", control),
    ("clean.invisible", invisible),
    ("clean.spaces", spaces),
    ("clean.width", width),
    ("clean.compose", compose),
    ("clean.html", markup),
)


def clean(text: str) -> Adapted:
    """The plain text, and a step for each fixer that changed something. Cleaning twice is cleaning once.

    >>> clean("<p>ＡＢ&amp;茶</p>").text, [step.rule for step in clean("a\\u200bb").steps]
    ('AB&茶', ['clean.invisible'])
    """
    steps: list[Step] = []
    for _ in range(_ROUNDS):
        fixed = _once(text, steps)
        if fixed == text:
            return Adapted(fixed, tuple(steps))
        text = fixed
    defused = text.replace("<", "").replace("&", "")
    steps.append(_step("clean.defused", text, defused))
    return Adapted(_once(defused, steps), tuple(steps))


def _once(text: str, steps: list[Step]) -> str:
    for rule, fixer in FIXERS:
        fixed = fixer(text)
        if fixed != text:
            steps.append(_step(rule, text, fixed))
        text = fixed
    return text


def _step(rule: str, before: str, after: str) -> Step:
    """The first place where the two differ, with a little of what stands around it."""
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after)))
    first = max(0, start - 10)
    return Step(rule, _shown(before[first : first + _EXCERPT]), _shown(after[first : first + _EXCERPT]))


def _shown(excerpt: str) -> str:
    return "".join(c if c.isprintable() or c == "\n" else f"⟨U+{ord(c):04X}⟩" for c in excerpt)
