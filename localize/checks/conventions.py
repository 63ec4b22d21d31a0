"""Is the target written as its locale writes: punctuation, spaces, brackets, units, currencies, capitals. What it says is not looked at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from localize.checks.fidelity import source_of
from localize.domain.context import Context
from localize.domain.issue import Category, Issue, Severity
from localize.domain.unit import Unit

_FULL_WIDTH = re.compile("[，。！？；：（）【】「」『』《》〈〉、～￥\u3000]")
_EAST = frozenset({"zh", "ja", "ko", "yue"})
_SPACE_BEFORE = re.compile(r"(?<=\w)[ \u00a0]+[,.;:!?](?=\s|$)")
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("（", "）"), ("【", "】"), ("「", "」"), ("《", "》"), ("“", "”"))
_OPENING, _CLOSING = {a for a, _ in _PAIRS}, {b for _, b in _PAIRS}
_NUMERAL = "[0-9一二两兩三四五六七八九十百半几幾多]"
# 两 is a weight only after a number and before no counted thing: 三两茶叶 is, 一两天 and 两个 are not. 公斤 and 台斤 have no number right before 斤.
_MAINLAND = re.compile(
    rf"{_NUMERAL}[ 多]?(?:市?斤(?!斤)|[两兩](?![个個天日次件条條种種三年岁歲句下回位人口只隻杯盒包片瓶瓣张張块塊周週月分小颗顆层層款双雙]))"
)
_NO_MEASURE = re.compile("半斤八[两兩]|三三[两兩]{2}|斤斤[计計]|三言[两兩]")
_BARE_PRICE = re.compile(r"(?<![\d.])\d{1,7}(?:\.\d{1,2})?[多余餘來来]?\s?(?:[元圆圓]|[块塊](?:[钱錢]|\d(?!\d)|(?=[，。！？,!?;；、）)/包\s]|$)))")
_NAMED = re.compile(r"(?:人民[币幣]|RMB|CNY|CN¥|[港澳美日台臺新]|[币幣])\D{0,3}$", re.IGNORECASE)
_CAPITALS = re.compile(r"\b[A-Z]{2,}(?:[ ,&/-]+[A-Z]{2,}){2,}\b")
_DOUBLED = re.compile(r"\b(\w{2,})\s+\1\b", re.IGNORECASE)
_EMPHATIC = frozenset(
    [
        "so",
        "very",
        "really",
        "super",
        "had",
        "that",
        "bye",
        "no",
        "ha",
        "haha",
        "yum",
        "much",
        "many",
        "far",
        "long",
        "go",
        "wow",
        "many",
        "please",
        "never",
        "too",
        "way",
        "big",
        "night",
        "knock",
        "tsk",
        "blah",
    ]
)


def _east(context: Context) -> bool:
    return context.target.locale.language in _EAST


def _minor(check: str, message: str, span: str = "") -> Issue:
    return Issue(check, Category.LOCALE, Severity.MINOR, message, target_span=span)


def full_width(unit: Unit, context: Context) -> Iterator[Issue]:
    """Full-width punctuation stands in a target that does not use it."""
    found = "".join(dict.fromkeys(_FULL_WIDTH.findall(unit.target)))
    if found and not _east(context):
        yield _minor("full_width", f"Full-width signs are left: {found}", found[0])


def space_before(unit: Unit, context: Context) -> Iterator[Issue]:
    """A space stands before a punctuation mark."""
    found = _SPACE_BEFORE.search(unit.target)
    if found and not _east(context) and context.target.locale.language != "fr":
        yield _minor("space_before", "A space stands before a punctuation mark", found[0])


def double_space(unit: Unit, context: Context) -> Iterator[Issue]:
    """Two spaces stand in a row."""
    if re.search(r"\S[ \u00a0]{2,}\S", unit.target):
        yield _minor("double_space", "Two spaces stand in a row")


def edge_space(unit: Unit, context: Context) -> Iterator[Issue]:
    """The target begins or ends with white space; spacing belongs to the surroundings."""
    if unit.target and unit.target != unit.target.strip() and context.segment.text == context.segment.text.strip():
        yield _minor("edge_space", "The target begins or ends with white space")


def unbalanced(unit: Unit, context: Context) -> Iterator[Issue]:
    """A bracket or quotation mark has no partner."""
    if not _open(context.segment.text):  # a bracket that spans two segments is open in the source too
        wrong = _open(unit.target)
        if wrong:
            yield _minor("unbalanced", f"{wrong!r} has no partner", wrong)


def _open(text: str) -> str:
    """The first bracket or quotation mark without a partner, "" when all have one."""
    partner = {b: a for a, b in _PAIRS}
    text = re.sub(r"(?m)[:;]-?[()]|(?:^|\s)\d{1,2}\)", " ", text)  # :) and "1)" open nothing
    stack: list[str] = []
    for c in text:
        if c in _OPENING:
            stack.append(c)
        elif c in _CLOSING:
            if not stack or stack[-1] != partner[c]:
                return c
            stack.pop()
    if stack:
        return stack[-1]
    return '"' if len(re.findall(r'(?<!\d)"', text)) % 2 else ""  # 12" is a length


def _abroad(context: Context) -> bool:
    """Whether the target is Chinese for a market that does not reckon in yuan: it has other weights, too."""
    return context.target.locale.is_chinese and context.region.conventions.currency != "CNY"


def mainland_measure(unit: Unit, context: Context) -> Iterator[Issue]:
    """斤 or 两 as a weight in copy for a market where they weigh something else."""
    if not _abroad(context):
        return
    found = _MAINLAND.search(_NO_MEASURE.sub("", unit.target))
    if found:
        message = f"{found[0]!r} weighs something else in {context.region.name}"
        yield Issue("mainland_measure", Category.LOCALE, Severity.MAJOR, message, target_span=found[0], advice="Write grams")


def price_without_currency(unit: Unit, context: Context) -> Iterator[Issue]:
    """A price in bare 元 or 块 outside the mainland: the reader takes it for the local currency."""
    if not _abroad(context):
        return
    for found in _BARE_PRICE.finditer(unit.target):
        if not _NAMED.search(unit.target[: found.start()]):
            message = f"{found[0]!r} does not say which currency"
            yield Issue(
                "price_without_currency", Category.LOCALE, Severity.MAJOR, message, target_span=found[0], advice="Write ¥ or the converted price"
            )


def all_capitals(unit: Unit, context: Context) -> Iterator[Issue]:
    """Three or more words in capitals that the source does not have."""
    found = _CAPITALS.search(unit.target)
    if found and found[0] not in source_of(context):
        yield Issue("all_capitals", Category.STYLE, Severity.MINOR, "Words are shouted in capitals", target_span=found[0])


def doubled(unit: Unit, context: Context) -> Iterator[Issue]:
    """A word or a sentence stands twice in a row."""
    if re.search(r"(\w{1,4})\1", source_of(context)) or _east(context):
        return  # 超级超级 may be doubled, and in Chinese doubling is grammar
    words = [m for m in _DOUBLED.finditer(unit.target) if m[1].lower() not in _EMPHATIC and not m[1].isdigit()]
    sentences = Counter(s.strip().lower() for s in re.split(r"(?<=[.!?])\s+", unit.target) if len(s) > 12)
    twice = [m[0] for m in words] + [s for s, n in sentences.items() if n > 1]
    if twice:
        yield Issue("doubled", Category.FLUENCY, Severity.MINOR, f"{twice[0][:60]!r} stands twice", target_span=twice[0])


def unshowable(unit: Unit, context: Context) -> Iterator[Issue]:
    """A replacement character or control character stands in the target."""
    found = re.search("[\ufffd\u0000-\u0008\u000b-\u001f\u200b\u202a-\u202e\u2066-\u2069]", unit.target)
    if found:
        yield _minor("unshowable", "A character that cannot be shown stands in the target")
