"""Fit a variant to a channel. A text that fits is left alone; one that cannot be fitted by whole parts is left whole, and says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from localize.domain.channel import Channel, Part
from localize.domain.issue import Category, Issue, Severity
from localize.domain.locale import Locale
from localize.domain.record import Kind, Record
from localize.domain.region import Region
from localize.domain.unit import Step, Unit
from localize.domain.variant import Variant
from localize.fitting.cleaning import CLEANING, Change, Rule
from localize.fitting.content import Content, content
from localize.fitting.faults import Fault, faults
from localize.fitting.scope import Scope, length
from localize.fitting.shortening import BODY, NONE, NOTE_TITLE, SEARCH, TITLE
from localize.fitting.words import protected

CHECK = "channel_misfit"
_ROUNDS = 40  # of one rule over one text; what is left then is for a person
_LONGEST, _TIMES = 12_000, 20  # characters of a text that is looked into, and how often its maximum: nobody's title is that long
_NUMBER, _NEAR = re.compile(r"\d{1,16}(?:[.,]\d{1,16}){0,4}"), 16  # characters on either side of an edge
_TIDY: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"[(（【\[]\s{0,4}[)）】\]]", " "),
        (r"[ \u3000]{2,200}", " "),
        (r" {1,4}(?=[,.;:!?)\]）】，。；：！？、](?!\d))", ""),
        (r"(?<=[(\[（【]) {1,4}", ""),
        (r"[,;，；] ?(?=[,;，；。])", ""),
        (r"(?m)^[ ,;，；、|]{1,20}", ""),
        (r"(?m)(?: ?[,;，；、|]| [-–—&+·•:/]| ){1,20}$", ""),
        (r"\n{3,200}", "\n\n"),
    )
)


@dataclass(frozen=True)
class Form:
    """How a part is filled: the texts it takes of a variant, and the rules that shorten one of them. An `optional` one may stay empty."""

    takes: Callable[[Content], Sequence[str]]
    rules: tuple[Rule, ...] = NONE
    optional: bool = False


FORMS: Mapping[str, Form] = {
    "title": Form(lambda c: [c.title], TITLE),
    "short_title": Form(lambda c: [c.short_title][: bool(c.short_title)], TITLE),
    "seo_title": Form(lambda c: [c.title], TITLE, optional=True),
    "body": Form(lambda c: [c.body], BODY),
    "seo_description": Form(lambda c: c.lines[:1], BODY, optional=True),
    "bullets": Form(lambda c: c.lines, BODY),
    "search_terms": Form(lambda c: [" ".join(c.topics)][: bool(c.topics)], SEARCH, optional=True),
    "tags": Form(lambda c: c.topics),
}


@dataclass(frozen=True)
class Fitted:
    """The texts of a variant as a channel takes them.

    `parts` are (name, text), several of one name where a part has several texts. `steps` say what was dropped, the part in their note;
    `issues` what could not be fitted.
    """

    parts: tuple[tuple[str, str], ...] = ()
    steps: tuple[Step, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Shaped:
    """One text after fitting: unchanged where `wrong` says what is still wrong with it."""

    text: str
    steps: tuple[Step, ...] = ()
    wrong: tuple[Fault, ...] = ()


def fit(variant: Variant, record: Record, channel: Channel, region: Region) -> Fitted:
    """The variant as the channel takes it. Nothing of the variant changes."""
    return fit_units(variant.units, variant.notices, record.kind, channel, region.code, variant.target.locale)


def fit_units(units: Sequence[Unit], notices: Sequence[str], kind: Kind, channel: Channel, region: str, locale: Locale) -> Fitted:
    """The same for units that are no variant yet."""
    if not channel.takes(locale):
        return Fitted(issues=(_issue(channel, "language", f"{channel.name} takes no {locale}", "Sell there in another language"),))
    has = content(units, notices)
    done = Fitted()
    for part in channel.parts_for(region, kind):
        if not part.untranslated:
            scope = Scope(part, channel.style, locale.language, has.terms, has.notices)
            form = FORMS[part.name]
            form = replace(form, rules=NOTE_TITLE) if kind is Kind.NOTE and form.rules == TITLE else form
            found = _several(scope, form, has, channel) if part.most != 1 else _one(scope, form, has, channel)
            done = Fitted(done.parts + found.parts, done.steps + found.steps, done.issues + found.issues)
    return done


def _one(scope: Scope, form: Form, has: Content, channel: Channel) -> Fitted:
    """A part with one text."""
    name = scope.part.name
    done = Fitted()
    for text in form.takes(has):
        shaped = shape(text, scope, form.rules)
        if shaped.wrong and form.optional:
            return Fitted(steps=(_unfit(scope.part, text, shaped),))
        issues = tuple(_misfit(channel, scope.part, text, fault) for fault in shaped.wrong)
        done = Fitted(((name, shaped.text),) if shaped.text else (), shaped.steps, issues)
    return done


def _several(scope: Scope, form: Form, has: Content, channel: Channel) -> Fitted:
    """A part with several texts. One that does not fit is left out; it stands in the body or among the topics all the same."""
    part = scope.part
    steps: list[Step] = []
    kept: list[str] = []
    for text in form.takes(has):
        shaped = shape(text, scope, form.rules)
        if shaped.wrong or not shaped.text or shaped.text in kept:
            steps.append(_unfit(part, text, shaped))
        else:
            kept.append(shaped.text)
            steps += shaped.steps
    while (part.most and len(kept) > part.most) or (part.total and sum(length(text, part) for text in kept) > part.total):
        gone = next((text for text in reversed(kept) if not protected(text)), kept[-1])  # warnings stay where there is a choice
        kept.reverse()
        kept.remove(gone)
        kept.reverse()
        steps.append(Step("fit.count", gone, "", f"{part.name}: at most {part.most} texts, {part.total or 'any number of'} characters together"))
    few = f"{part.name} has {len(kept)} of at least {part.least} texts"
    issues = (_issue(channel, f"{part.name}.least", few, "Write more attributes or selling lines"),) if len(kept) < part.least else ()
    return Fitted(tuple((part.name, text) for text in kept), tuple(steps), issues)


def _unfit(part: Part, text: str, shaped: Shaped) -> Step:
    """A text that is left out of a part which can do without it."""
    why = "; ".join(fault.message for fault in shaped.wrong) or "nothing new is left"
    return Step("fit.unfit", text, "", f"{part.name}: {why}")


def shape(text: str, scope: Scope, rules: Iterable[Rule]) -> Shaped:
    """One text fitted to one part; as it was where that cannot be done."""
    longest = min(_LONGEST, _TIMES * scope.part.max or _LONGEST)
    if len(text) > longest:
        return Shaped(text, (), (Fault("max", f"longer than {longest} characters"),))
    if not faults(text, scope):
        return Shaped(text)
    work = Shaped(text)
    for rule in CLEANING:
        work = _run(work, rule, scope)
    for rule in rules:
        if scope.over(work.text):
            work = _run(work, rule, scope, shortens=True)
    left = faults(work.text, scope)
    if text and not work.text and scope.part.name.endswith("title"):
        left = (Fault("max", "nothing would be left of it"),)
    return Shaped(text, (), left) if left else work


def _run(work: Shaped, rule: Rule, scope: Scope, shortens: bool = False) -> Shaped:
    """The text after one rule: as often as it finds something, and for one that shortens only until the text fits."""
    for _ in range(_ROUNDS):
        found = [change for change in rule.find(work.text, scope) if not _splits_number(work.text, change)]
        chosen = _enough(work.text, found, scope) if shortens else found
        if not chosen:
            break
        steps = [Step(rule.name, work.text[c.start : c.end].strip(), c.new.strip(), scope.part.name) for c in sorted(chosen, key=lambda c: c.start)]
        text = _without(work.text, chosen)
        if text == work.text:
            break
        work = replace(work, text=text, steps=(*work.steps, *steps))
    return work


def _enough(text: str, found: Sequence[Change], scope: Scope) -> list[Change]:
    """The first changes that together take away what is too much."""
    chosen: list[Change] = []
    over = scope.over(text)
    for change in found:
        if over <= 0:
            break
        chosen.append(change)
        over -= length(text[change.start : change.end], scope.part)
    return chosen


def _splits_number(text: str, change: Change) -> bool:
    """Whether an edge of the change is inside a number: a mention may end in the digits of what follows it."""
    for edge in (change.start, change.end):
        begin = max(edge - _NEAR, 0)
        if any(m.start() < edge - begin < m.end() for m in _NUMBER.finditer(text[begin : edge + _NEAR])):
            return True
    return False


def _without(text: str, changes: Iterable[Change]) -> str:
    """The text after the changes, tidied. What stood apart still stands apart."""
    for change in sorted(changes, key=lambda c: -c.start):
        left, right = text[: change.start], text[change.end :]
        new = change.new or (" " if left[-1:].isalnum() and right[:1].isalnum() else "")
        text = left + new + right
    for pattern, new in _TIDY:
        text = pattern.sub(new, text)
    return text.strip()


def _misfit(channel: Channel, part: Part, text: str, fault: Fault) -> Issue:
    message = f"{part.name} does not fit {channel.name}: {fault.message}, when all is dropped that may go" if text else f"{part.name} is missing"
    return _issue(channel, f"{part.name}.{fault.key}", message, "Reword it by hand", text[:200])


def _issue(channel: Channel, key: str, message: str, advice: str, span: str = "") -> Issue:
    return Issue(CHECK, Category.LOCALE, Severity.MINOR, message, target_span=span, rule=f"{channel.code}.{key}", advice=advice)
