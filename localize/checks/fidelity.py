"""Does the target say what the source says: numbers, prices, codes, placeables, all of it and in the right script.

An engine is held to `context.source` by its draft, because the adapters after it add converted numbers by named steps; the target is then held
to the draft and the steps. Whether the words mean the same is not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from localize.checks.quantities import Quantity, Sort, allowed, currency, fold_code, quantities
from localize.domain.channel import Style
from localize.domain.context import Context
from localize.domain.issue import Category, Issue, Severity
from localize.domain.rewrite import REFUSED
from localize.domain.segment import PlaceableKind
from localize.domain.unit import Unit
from localize.text import placeables, script

HAN = re.compile(f"[{script.HAN}]+")
_WITH_HAN = frozenset({"zh", "ja", "ko", "yue"})  # languages whose own texts hold Han characters
_MARKERS = re.compile(r"\[话题\]#?|\[[^\[\]\n]{1,12}[RH]\]")  # platform syntax, kept as it is where the channel is the platform
_REPEATED = re.compile(r"(\w{1,4}?)\1{2}")
_SHARED = frozenset("厘")  # 厘米 is what Hong Kong writes
LENGTH = {"en": (1.6, 7.0, 0.8, 12.0)}  # characters for each Han character: human translations 1.94 to 6.44 (1st to 99th percentile)
_SHORT = 8  # Han characters: below it a ratio says little (纯棉 → "pure cotton" is 5.5, 包邮 → "free shipping" 6.5)
_FLOOD = 40  # characters that even the shortest source does not need


def source_of(context: Context) -> str:
    """The text that the engine was given; "" where a rule left nothing to translate."""
    return context.source


def draft_of(unit: Unit) -> str:
    """What the origin gave, before adaptation."""
    return unit.draft or unit.target


def lost(source: str, draft: str, language: str) -> tuple[Quantity, ...]:
    """The quantities of a source that a draft does not carry."""
    there = {reading for q in quantities(draft, language) for reading in q.readings}
    runs = {run.lstrip("0") or "0" for run in re.findall(r"\d+", draft)}
    folded = fold_code(draft)

    def kept(q: Quantity) -> bool:
        if q.sort is Sort.CODE:
            return any(reading in folded for reading in q.readings)
        return not q.readings or bool(q.readings & there) or (not q.hard and bool(q.readings & runs))

    counted = quantities(source, "zh")
    if language not in ("zh", "en"):  # number words of other languages are not known: only what stands in digits is asked for
        counted = tuple(q for q in counted if not q.spelled)
    return tuple(q for q in counted if not kept(q))


def _lost(unit: Unit, context: Context, sort: Sort, check: str, severity: Severity, what: str) -> Iterator[Issue]:
    phrases = dict.fromkeys(q.text for q in lost(source_of(context), draft_of(unit), context.target.locale.language) if q.sort is sort)
    for phrase in phrases:
        yield Issue(check, Category.ACCURACY, severity, f"{what} {phrase!r} of the source is not in the target", source_span=phrase)


def price_lost(unit: Unit, context: Context) -> Iterator[Issue]:
    """A price or percentage of the source is missing, or stands in another currency."""
    yield from _lost(unit, context, Sort.PRICE, "price_lost", Severity.MAJOR, "The price")
    yield from _lost(unit, context, Sort.PERCENT, "price_lost", Severity.MAJOR, "The percentage")
    drafted = [q for q in quantities(draft_of(unit), context.target.locale.language) if q.sort is Sort.PRICE]
    for q in (q for q in quantities(source_of(context), "zh") if q.sort is Sort.PRICE):
        same = [d for d in drafted if d.readings & q.readings]
        if same and all(currency(d.text) != currency(q.text) for d in same):
            message = f"The price {q.text!r} became {same[0].text!r}: another currency"
            yield Issue("price_lost", Category.ACCURACY, Severity.MAJOR, message, q.text, same[0].text)


def measure_lost(unit: Unit, context: Context) -> Iterator[Issue]:
    """A measure or size of the source is missing."""
    yield from _lost(unit, context, Sort.MEASURE, "measure_lost", Severity.MAJOR, "The measure")


def code_lost(unit: Unit, context: Context) -> Iterator[Issue]:
    """A model number, SKU or size code of the source is missing."""
    yield from _lost(unit, context, Sort.CODE, "code_lost", Severity.MAJOR, "The code")


def number_lost(unit: Unit, context: Context) -> Iterator[Issue]:
    """A number of the source is missing.

    A grave loss where it stood in digits, a small one where a numeral may have been a manner of speaking (四周, 一下).
    """
    for issue in _lost(unit, context, Sort.NUMBER, "number_lost", Severity.MINOR, "The number"):
        yield replace(issue, severity=Severity.MAJOR) if re.search(r"\d", issue.source_span) else issue


def number_invented(unit: Unit, context: Context) -> Iterator[Issue]:
    """A number stands in the target that the source lacks."""
    source, language = source_of(context), context.target.locale.language
    codes = fold_code(source)
    brought = {reading for m in context.matches for r in (m.term.target, *m.term.accepted) for q in quantities(r, language) for reading in q.readings}
    for q in dict.fromkeys(quantities(draft_of(unit), language)):
        if q.spelled or not q.readings or q.readings & (allowed(source) | brought) or _copied(q, source, codes):
            continue
        if q.sort is Sort.PERCENT and "100" in q.readings and re.search("[纯純全满滿]|十足|百分", source):
            continue  # 纯棉 is "100% cotton"
        severity = Severity.MAJOR if q.sort in (Sort.PRICE, Sort.PERCENT) else Severity.MINOR
        yield Issue("number_invented", Category.ACCURACY, severity, f"{q.text!r} has no number in the source behind it", target_span=q.text)


def _copied(q: Quantity, source: str, codes: str) -> bool:
    """Whether a code of the target is the source's, or has only digits that the source has: 神舟十五号 is "Shenzhou-15"."""
    if q.sort is not Sort.CODE:
        return False
    return any(reading in codes for reading in q.readings) or {run.lstrip("0") or "0" for run in re.findall(r"\d+", q.text)} <= allowed(source)


def number_changed(unit: Unit, context: Context) -> Iterator[Issue]:
    """A number differs between draft and target and no step says why."""
    if not unit.draft or unit.draft == unit.target:
        return
    language = context.target.locale.language

    def readings(*texts: str) -> set[str]:
        digits = {run.lstrip("0") or "0" for text in texts for run in re.findall(r"\d+", text)}
        return digits | {reading for text in texts for q in quantities(text, language) for reading in q.readings}

    changes = [s for s in unit.steps if s.rule != REFUSED]  # what was not taken explains no number
    came = readings(unit.draft, *(s.after for s in changes))
    gone = readings(unit.target, *(s.before for s in changes))
    for q in quantities(unit.target, language):
        if not q.spelled and q.readings and not q.readings & came:
            yield Issue("number_changed", Category.ACCURACY, Severity.MAJOR, f"{q.text!r} came in by no step", target_span=q.text)
    for q in quantities(unit.draft, language):
        if not q.spelled and q.readings and not q.readings & gone:
            yield Issue("number_changed", Category.ACCURACY, Severity.MAJOR, f"{q.text!r} of the draft was lost by no step", source_span=q.text)


def placeable_lost(unit: Unit, context: Context) -> Iterator[Issue]:
    """A topic, sticker, mention, link, emoji or tag inside the text is missing."""
    draft = draft_of(unit)
    for found in placeables.find(source_of(context)):
        if found.kind in placeables.NEVER_TRANSLATED and found.text not in draft:
            message = f"The {found.kind} {found.text!r} is not in the target"
            yield Issue("placeable_lost", Category.MARKUP, Severity.MAJOR, message, source_span=found.text)


def untranslated(unit: Unit, context: Context) -> Iterator[Issue]:
    """The target is the Chinese source."""
    if (
        not context.target.locale.is_chinese
        and HAN.search(unit.target)
        and unit.target.strip() in (source_of(context).strip(), context.segment.text.strip())
    ):
        yield Issue("untranslated", Category.ACCURACY, Severity.CRITICAL, "The target is the source, untranslated", target_span=unit.target)


def empty_target(unit: Unit, context: Context) -> Iterator[Issue]:
    """The target is empty and no rule emptied it."""
    removed = bool(unit.steps) and (bool(unit.draft.strip()) or not context.source.strip())
    if context.segment.text.strip() and not unit.target.strip() and not removed:
        yield Issue("empty_target", Category.ACCURACY, Severity.CRITICAL, "The target is empty", source_span=context.segment.text)


def han_left(unit: Unit, context: Context) -> Iterator[Issue]:
    """Chinese characters are left in a target that is not written with them."""
    if context.target.locale.language in _WITH_HAN:
        return
    text = _without_markers(unit.whole, context)
    for term in (m.term for m in context.matches):  # a glossary may want them: "hanfu (汉服)" for the diaspora
        for rendering in (term.target, *term.accepted):
            text = text.replace(rendering, " ") if HAN.search(rendering) else text
    spans = tuple(dict.fromkeys(HAN.findall(text)))
    if spans:
        yield Issue("han_left", Category.ACCURACY, Severity.CRITICAL, f"Chinese characters are left: {' '.join(spans)[:80]}", target_span=spans[0])


def _without_markers(text: str, context: Context) -> str:
    return _MARKERS.sub(" ", text) if context.region.channel_for(context.target.locale) == Style.REDNOTE else text


def simplified_left(unit: Unit, context: Context) -> Iterator[Issue]:
    """Characters that exist in Simplified Chinese only stand in a Traditional target."""
    if context.target.locale.script != "Hant":
        return
    text = _without_markers(unit.whole, context)
    for name in (p.text for p in placeables.find(text) if p.kind in (PlaceableKind.MENTION, PlaceableKind.URL)):
        text = text.replace(name, " ")  # a person's name and an address stay as they are
    left = script.simplified_only(text) - _SHARED
    found = "".join(c for c in dict.fromkeys(text) if c in left)
    if found:
        yield Issue("simplified_left", Category.LOCALE, Severity.MAJOR, f"Simplified characters are left: {found[:40]}", target_span=found[0])


def ratio(source: str, target: str) -> float:
    """Characters of the target for each Han character of the source; what is no Han in the source counts a quarter, as it is copied."""
    han = sum(len(run) for run in HAN.findall(source))
    other = len(re.sub(r"\s", "", source)) - han
    return len(target.strip()) / max(han + other / 4, 1)


def length(unit: Unit, context: Context) -> Iterator[Issue]:
    """The target is much shorter or longer than translations of such a source are."""
    limits = LENGTH.get(context.target.locale.language)
    source, draft = source_of(context), draft_of(unit)
    if limits is None or not HAN.search(source) or HAN.search(draft) or not draft.strip():
        return
    low, high, lowest, highest = limits
    value = ratio(source, draft)
    if sum(len(run) for run in HAN.findall(source)) < _SHORT:
        low, high, lowest = lowest, highest, 0.0
        highest = 2 * highest
        if len(draft) < _FLOOD and value > low:
            return
    if not low <= value <= high:
        severity = Severity.MINOR if lowest <= value <= highest else Severity.MAJOR
        yield Issue("length", Category.ACCURACY, severity, f"{value:.1f} characters for each Chinese one; {low:g} to {high:g} is usual")


def repetition(unit: Unit, context: Context) -> Iterator[Issue]:
    """The same words stand four times in a row."""
    if _REPEATED.search(source_of(context)):
        return  # 哈哈哈哈 and 买买买 may repeat
    words = re.findall(r"\w+", draft_of(unit).lower())[:4000]
    for size in range(1, 5):
        run = 0
        for i in range(size, len(words)):
            run = run + 1 if words[i] == words[i - size] else 0
            if run >= 3 * size:
                phrase = " ".join(words[i - size + 1 : i + 1])
                yield Issue("repetition", Category.FLUENCY, Severity.MAJOR, f"{phrase!r} stands four times in a row", target_span=phrase)
                return
