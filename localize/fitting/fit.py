"""Fit a variant to a channel. A text that fits is left alone; one that cannot be fitted by whole parts is left whole, and says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from localize.domain.channel import Channel, Part
from localize.domain.issue import Category, Issue, Severity
from localize.domain.locale import Locale
from localize.domain.record import Kind, Record
from localize.domain.region import Region
from localize.domain.unit import Step, Unit
from localize.domain.variant import Variant
from localize.fitting.cleaning import Rule
from localize.fitting.content import Content, content
from localize.fitting.faults import Fault
from localize.fitting.scope import Scope, length
from localize.fitting.shaping import Shaped, shape
from localize.fitting.shortening import BODY, NONE, NOTE_TITLE, SEARCH, TITLE
from localize.fitting.words import protected

CHECK = "channel_misfit"


@dataclass(frozen=True)
class Form:
    """How a part is filled: the texts it takes of a variant, and the rules that shorten one of them. An `optional` one may stay empty."""

    takes: Callable[[Content], Sequence[str]]
    rules: tuple[Rule, ...] = NONE
    optional: bool = False


FORMS: Mapping[str, Form] = {
    "title": Form(lambda c: [c.title], TITLE),
    "short_title": Form(lambda c: [c.short_title] if c.short_title else [], TITLE),
    "seo_title": Form(lambda c: [c.title], TITLE, optional=True),
    "body": Form(lambda c: [c.body], BODY),
    "seo_description": Form(lambda c: c.lines[:1], BODY, optional=True),
    "bullets": Form(lambda c: c.lines, BODY),
    "search_terms": Form(lambda c: [" ".join(c.topics)] if c.topics else [], SEARCH, optional=True),
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
    texts = form.takes(has)
    if not texts:
        return Fitted()
    shaped = shape(texts[0], scope, form.rules)
    if shaped.wrong and form.optional:
        return Fitted(steps=(_unfit(scope.part, texts[0], shaped),))
    issues = tuple(_misfit(channel, scope.part, texts[0], fault) for fault in shaped.wrong)
    return Fitted(((scope.part.name, shaped.text),) if shaped.text else (), shaped.steps, issues)


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
    for text in _too_many(kept, part):
        kept.remove(text)
        steps.append(Step("fit.count", text, "", f"{part.name}: at most {part.most} texts, {part.total or 'any number of'} characters together"))
    few = f"{part.name} has {len(kept)} of at least {part.least} texts"
    issues = (_issue(channel, f"{part.name}.least", few, "Write more attributes or selling lines"),) if len(kept) < part.least else ()
    return Fitted(tuple((part.name, text) for text in kept), tuple(steps), issues)


def _too_many(texts: Sequence[str], part: Part) -> list[str]:
    """What goes until there are few enough: from the end, warnings last."""
    number, size, gone = len(texts), sum(length(text, part) for text in texts), []
    for _, _, text in sorted((protected(text), -i, text) for i, text in enumerate(texts)):
        if (number <= part.most or not part.most) and (size <= part.total or not part.total):
            break
        gone.append(text)
        number, size = number - 1, size - length(text, part)
    return gone


def _unfit(part: Part, text: str, shaped: Shaped) -> Step:
    """A text that is left out of a part which can do without it."""
    why = "; ".join(fault.message for fault in shaped.wrong) or "nothing new is left"
    return Step("fit.unfit", text, "", f"{part.name}: {why}")


def _misfit(channel: Channel, part: Part, text: str, fault: Fault) -> Issue:
    message = f"{part.name} does not fit {channel.name}: {fault.message}, when all is dropped that may go" if text else f"{part.name} is missing"
    return _issue(channel, f"{part.name}.{fault.key}", message, "Reword it by hand", text[:200])


def _issue(channel: Channel, key: str, message: str, advice: str, span: str = "") -> Issue:
    return Issue(CHECK, Category.LOCALE, Severity.MINOR, message, target_span=span, rule=f"{channel.code}.{key}", advice=advice)
