"""Bring what stands around a text to the target's channel: topics, stickers, emoji, mentions, URLs, bullets, brackets.

The translated text itself is not touched here. Nothing is translated either: a topic's rendering comes from context.topics or the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from localize.adapt.social_tables import JOKEY, Sticker, TopicName, load_stickers, load_topics
from localize.domain.channel import Style
from localize.domain.context import Context
from localize.domain.locale import Locale
from localize.domain.region import Region
from localize.domain.segment import Placeable, PlaceableKind, Segment
from localize.domain.unit import Adapted, Step, Unit
from localize.text.placeables import NEVER_TRANSLATED, find, sticker_name, topic_name
from localize.text.script import HAN, has_han

TAG_LENGTH = 30
TOPIC_LENGTH = 40
_WITHOUT_SPACES = frozenset({"zh", "ja", "th"})
_SOLEMN_CLASSES = frozenset({"incense", "religion"})

_HAN_RUN = re.compile(f"[{HAN}]+")
_NO_NAME = re.compile(r"[#＃\[\]\n]")
_NUMBERED = re.compile(r"(?<=\d)、[ ]?")
_DIGITS = "一二三四五六七八九"
_HAN_NUMBERED = re.compile(f"(?:([{_DIGITS}]?)(十))?([{_DIGITS}]?)、")
_PUNCTUATION = str.maketrans(
    {
        **dict.fromkeys("。．", "."),
        **dict.fromkeys("，、", ", "),
        **dict.fromkeys("《》〈〉“”「」『』", '"'),
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("·・‧", "•"),
        **{"！": "!", "？": "?", "；": "; ", "：": ": ", "（": "(", "）": ") ", "【": "[", "】": "] ", "〔": "[", "〕": "] ", "｜": " | ", "￥": "¥"},
        **{"～": "~", "－": "-", "＋": "+", "＝": "=", "／": "/", "＊": "*", "＆": "&", "＃": "#", "＠": "@", "％": "%", "—": "-", "\u3000": " "},
    }
)
# What an overseas reader cannot open or should not be led to. The end of a host name.
_MAINLAND_HOSTS = re.compile(
    r"(?:^|[/.@])(?:xiaohongshu\.com|xhslink\.com|xhscdn\.com|taobao\.com|tmall\.com|tb\.cn|jd\.com|qq\.com|weixin\.com|wechat\.com|pinduoduo\.com"
    r"|yangkeduo\.com|douyin\.com|kuaishou\.com|weibo\.com|weibo\.cn|t\.cn|bilibili\.com|b23\.tv|1688\.com|dianping\.com|meituan\.com|baidu\.com"
    r"|zhihu\.com|dwz\.cn|163\.com|126\.com|youzan\.com)(?=$|[/:?#])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Social:
    """The tables of the social channels, and the adapter that reads them."""

    stickers: Mapping[str, Sticker]
    topics: Mapping[str, TopicName]

    @classmethod
    def load(cls, folder: Path) -> Social:
        """Read stickers.csv and topics.csv of a lexicon folder."""
        return cls(load_stickers(folder / "stickers.csv"), load_topics(folder / "topics.csv"))

    def known_topics(self, names: Iterable[str], locale: Locale, region: Region) -> dict[str, str]:
        """The renderings that the table has for a locale of a region. What is missing is for an engine to translate."""
        known = {name: self.topics[name].rendering(locale, region) for name in names if name in self.topics}
        return {name: rendering for name, rendering in known.items() if rendering}

    def surroundings(self, text: str, context: Context) -> Adapted:
        """What stands around a text, as the target's channel has it. Each change is a step."""
        work = _Work(self, context)
        end = 0
        for placeable in find(text):
            if placeable.kind in NEVER_TRANSLATED:
                work.plain(text[end : placeable.start])
                work.placeable(placeable)
                end = placeable.end
        work.plain(text[end:])
        return work.result()

    def jokes(self, emoji: str) -> bool:
        """Whether an emoji, its variation selector and skin tone aside, is a joke. A table row may be named by the emoji itself."""
        row = self.stickers.get(emoji) or self.stickers.get(emoji[0])
        return row is not None and row.tone == JOKEY


class _Work:
    """One call of `surroundings`: the pieces so far and the steps."""

    def __init__(self, social: Social, context: Context) -> None:
        self.social = social
        self.context = context
        self.locale = context.target.locale
        style = Style(context.region.channel_for(self.locale))
        self.style = Style.SOCIAL if style is Style.REDNOTE and not self.locale.is_chinese else style  # its forms are Chinese words
        self.solemn = bool(context.classes & _SOLEMN_CLASSES)
        self.pieces: list[str] = []
        self.steps: list[Step] = []
        self.tags: set[str] = set()
        self.rules = {
            PlaceableKind.TOPIC: self.topic,
            PlaceableKind.STICKER: self.sticker,
            PlaceableKind.EMOJI: self.emoji,
            PlaceableKind.MENTION: self.mention,
            PlaceableKind.URL: self.url,
            PlaceableKind.MARKUP: self.markup,
        }

    def placeable(self, placeable: Placeable) -> None:
        """Write one placeable by the rule of its kind: (rule, rendering, note)."""
        rule, rendering, note = self.rules[placeable.kind](placeable.text)
        if rendering != placeable.text:
            self.steps.append(Step(rule, placeable.text, rendering, note))
        if placeable.kind is PlaceableKind.TOPIC and rendering.startswith("#") and self.pieces and not self.pieces[-1][-1:].isspace():
            rendering = " " + rendering  # "#ab#cd" is one broken tag on most platforms
        if rendering:
            self.pieces.append(rendering)

    def plain(self, text: str) -> None:
        """Write what is no placeable: white space, bullets, brackets, punctuation."""
        if not text:
            return
        if not _writes_han(self.locale):
            western = _HAN_NUMBERED.sub(_numbered, _NUMBERED.sub(". ", text)).translate(_PUNCTUATION)
            if western != text:
                self.steps.append(Step("social.punctuation", text, western))
            bare = _HAN_RUN.sub("", western)
            if bare != western:
                self.steps.append(Step("social.han", western, bare, "nothing Chinese may be left around the text"))
            text = bare
        if self.pieces and re.fullmatch(r"\s?#[^#]+", self.pieces[-1]) and text[:1].isalnum():
            text = " " + text  # or it would become a part of the tag
        self.pieces.append(text)

    def result(self) -> Adapted:
        text = "".join(self.pieces)
        if self.steps:  # what went leaves holes behind
            text = re.sub(r"\n{3,}", "\n\n", re.sub(r" *+\n *+", "\n", re.sub(r" {2,}", " ", text)))
        return Adapted(text, tuple(self.steps))

    def topic(self, text: str) -> tuple[str, str, str]:
        name = topic_name(text)
        rendering = self.context.topics.get(name) or self.social.known_topics([name], self.locale, self.context.region).get(name, "")
        rendering = _NO_NAME.sub("", rendering)[:TOPIC_LENGTH]  # an engine may have made it
        if self.style is Style.WEB:
            return "social.topic", "", "no topics on the web"
        if self.locale.is_chinese:
            rendering = rendering or name
            if self.style is Style.REDNOTE:
                return "social.topic", text.replace(name, rendering, 1), ""
        return self.tag(re.sub(r"\s", "", rendering) if self.locale.language in _WITHOUT_SPACES else camel(rendering))

    def tag(self, name: str) -> tuple[str, str, str]:
        """A topic as other platforms write it, once."""
        if not name:
            return "social.topic", "", "no rendering of this topic"
        if name.casefold() in self.tags:
            return "social.topic", "", "the same tag stands already"
        self.tags.add(name.casefold())
        return "social.topic", f"#{name}", ""

    def sticker(self, text: str) -> tuple[str, str, str]:
        row = self.social.stickers.get(sticker_name(text))
        if self.solemn and row is not None and row.tone == JOKEY:
            return "social.religion-tone", "", "no jokes beside religious goods"
        if self.style is Style.REDNOTE:
            return "social.sticker", text, ""
        if self.style is Style.WEB:
            return "social.sticker", "", "no stickers on the web"
        return ("social.sticker", row.emoji, "") if row is not None else ("social.sticker", "", "a sticker without an emoji in the table")

    def emoji(self, text: str) -> tuple[str, str, str]:
        if self.solemn and self.social.jokes(text):
            return "social.religion-tone", "", "no jokes beside religious goods"
        return ("social.emoji", "", "no emoji on the web") if self.style is Style.WEB else ("social.emoji", text, "")

    def mention(self, text: str) -> tuple[str, str, str]:
        return "social.mention", text if self.style is Style.REDNOTE else "", "whom it names is not on this platform"

    def url(self, text: str) -> tuple[str, str, str]:
        keep = self.style is Style.REDNOTE or not _MAINLAND_HOSTS.search(text)
        return "social.url", text if keep else "", "an address of a mainland platform"

    def markup(self, text: str) -> tuple[str, str, str]:
        return "social.markup", "", "markup is not text"


def topic_names(segments: Iterable[Segment]) -> tuple[str, ...]:
    """The names of the topics around the texts, each once, in order: what is to be rendered for context.topics."""
    around = (part for segment in segments for part in (segment.before, segment.after))
    return tuple(dict.fromkeys(topic_name(p.text) for part in around for p in find(part) if p.kind is PlaceableKind.TOPIC))


def camel(text: str) -> str:
    """A name as a hashtag: letters and digits, no longer than a tag may be, "" where nothing is left. Chinese words are left out.

    >>> camel("herbal foot soak"), camel("women's OOTD (艾草)"), camel("2026")
    ('HerbalFootSoak', 'WomensOOTD', '')
    """
    tag = ""
    for word in re.findall(r"[^\W_]+", re.sub(r"['’]", "", text)):
        if has_han(word):
            continue
        if tag and len(tag) + len(word) > TAG_LENGTH:
            break
        tag += word[:1].upper() + word[1:]
    tag = tag[:TAG_LENGTH]
    return "" if tag.isdigit() else tag  # platforms do not link #2026


def spaced(units: Sequence[Unit], locale: Locale) -> tuple[Unit, ...]:
    """The units of a record with the spaces between them that Chinese does without and other writing needs, and none at a line's end."""
    if locale.language in _WITHOUT_SPACES:
        return tuple(units)
    done: list[Unit] = []
    following: Unit | None = None
    for unit in reversed(units):
        right = following.whole if following is not None and following.segment.field == unit.segment.field else "\n"
        before = unit.before + " " * _parted(unit.before, unit.target)
        after = " " * _parted(unit.target, unit.after) + unit.after
        if right.startswith("\n"):
            after = after.rstrip(" ")
        else:
            after += " " * _parted(before + unit.target + after, right)
        following = replace(unit, before=before, after=after)
        done.append(following)
    return tuple(reversed(done))


def _parted(left: str, right: str) -> bool:
    """Whether a space belongs between two pieces of text."""
    if not left or not right or left[-1].isspace() or left[-1] in "([{“‘\"'/#@":
        return False
    return right[0].isalnum() or right[0] in "#@([“¥$€£"


def _numbered(found: re.Match[str]) -> str:
    """A Chinese list number, 十二、, as 12. ; a mere 、 stays."""
    tens, _, ones = (f"〇{_DIGITS}".index(digit) if digit and digit in _DIGITS else 0 for digit in found.groups())
    number = (10 * (tens or 1) if found[2] else 0) + ones
    return f"{number}. " if number else found[0]


def _writes_han(locale: Locale) -> bool:
    return locale.language in ("zh", "ja")
