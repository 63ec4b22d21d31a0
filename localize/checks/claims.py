"""Claims: wordings about a product that a market does not allow.

A hit is reported with the phrase, the rule and softer wordings; nothing is rewritten here, and whether a variant is released is decided
in gate. A claim in the Chinese source counts although the target may read harmless: nobody can prove that a model left it out. Only an
approved term that stands in the target and carries no claim itself is such a proof.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial

from localize.checks.denials import denied
from localize.checks.dodges import plain
from localize.domain.context import Context
from localize.domain.issue import Category, Issue, Severity
from localize.domain.locale import Locale
from localize.domain.region import Action, ClaimRule, Region, Side
from localize.domain.term import Demand
from localize.domain.unit import Origin, Unit

_SEVERITY = {Action.BLOCK: Severity.CRITICAL, Action.REVIEW: Severity.MAJOR, Action.REMARK: Severity.NEUTRAL}
# A seller's text is hostile: no field is longer than a few thousand characters, and what is longer is read so far and no further.
_LONGEST = 20_000
_HITS = 50
NAME_RULE = "product-name"


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    phrase: str


@dataclass(frozen=True)
class _Compiled:
    rule: ClaimRule
    find: Callable[[str], tuple[_Hit, ...]]
    locales: tuple[Locale, ...]
    classes: frozenset[str]

    def hits(self, text: str) -> tuple[_Hit, ...]:
        """Where the rule's wording stands as a claim, disguised or not: neither denied nor spoken about."""
        return self.find(text[:_LONGEST]) if text else ()


@cache  # regions share their rules, so one pattern is compiled once
def _finder(pattern: str) -> Callable[[str], tuple[_Hit, ...]]:
    # A source is read for every target. Kept by pattern: the hash of a compiled one is worked out anew each time, from all its code.
    return lru_cache(maxsize=128)(partial(_hits, re.compile(pattern, re.IGNORECASE)))


def _hits(pattern: re.Pattern[str], text: str) -> tuple[_Hit, ...]:
    found = [_Hit(start, end, text[start:end]) for start, end in _spans(pattern, text)]
    bare = plain(text)
    if bare is not None:
        for start, end in (bare.span(*span) for span in _spans(pattern, bare.text)):
            if not any(hit.start < end and start < hit.end for hit in found):
                found.append(_Hit(start, end, text[start:end]))
    return tuple(found)


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    for found in pattern.finditer(text):
        if found.end() > found.start() and not denied(text, *found.span()):
            yield found.span()


class ClaimCheck:
    """The text says something of the product that the market does not allow.

    Made once with the regions of a night, so that each rule is compiled once.
    """

    def __init__(self, regions: Mapping[str, Region]) -> None:
        self.__name__ = "claims"
        self._rules = {code: tuple(_compiled(rule) for rule in region.claims) for code, region in regions.items()}

    def __call__(self, unit: Unit, context: Context) -> Iterator[Issue]:
        """Each claim of the unit, the gravest first."""
        rules = [rule for rule in self._rules.get(context.region.code, ()) if _applies(rule, context)]
        found = [*_in_source(rules, unit, context), *_in_target(rules, unit, context)]
        yield from _worst(found)[:_HITS]


def _compiled(rule: ClaimRule) -> _Compiled:
    return _Compiled(rule, _finder(rule.pattern), tuple(Locale.parse(tag) for tag in rule.locales), frozenset(rule.classes))


def _applies(compiled: _Compiled, context: Context) -> bool:
    """Whether the rule is for this class of goods and, on the target side, for this language."""
    if compiled.classes and not compiled.classes & context.classes:
        return False
    if compiled.rule.side is Side.SOURCE or not compiled.locales:
        return True
    return any(locale.covers(context.target.locale) for locale in compiled.locales)


def _in_source(rules: list[_Compiled], unit: Unit, context: Context) -> Iterator[Issue]:
    text = context.source or unit.segment.text
    free = _claim_free(rules, text, unit, context)
    name = next((r.rule for r in rules if r.rule.id == NAME_RULE), None)
    for compiled in rules:
        if compiled.rule.side is not Side.SOURCE or compiled.rule.id == NAME_RULE:
            continue
        for hit in compiled.hits(text):
            inside = any(start <= hit.start and hit.end <= end for start, end in free)
            if inside and name is not None:
                yield _issue(name, context, source=hit.phrase)
            elif not inside:
                yield _issue(compiled.rule, context, source=hit.phrase)


def _claim_free(rules: list[_Compiled], text: str, unit: Unit, context: Context) -> list[tuple[int, int]]:
    """Spans of the source that an approved term renders without a claim, where that rendering stands in the target.

    All of it where a person wrote the target, or approved it for this very sentence, and no rule finds a claim in that: a person answers for
    what was left out, a model cannot.
    """
    if unit.origin in (Origin.HUMAN, Origin.MEMORY) and unit.target.strip() and not _carries(rules, unit.target, context):
        return [(0, len(text))]
    target = unit.target.casefold()
    spans = []
    for match in context.matches:
        term = match.term
        # A term that only forbids renderings, or asks for none, proves nothing about what became of the words.
        renderings = [r for r in (term.target, *term.accepted) if r and term.demand is not Demand.FORBID]
        standing = [r for r in renderings if r.casefold() in target]
        if standing and not any(_carries(rules, rendering, context) for rendering in standing):
            # Offsets are of the text that was matched; where that was not this one, the words are looked for.
            start = match.start if text[match.start : match.end] == match.text else text.find(match.text)
            if start >= 0:
                spans.append((start, start + len(match.text)))
    return spans


def _carries(rules: list[_Compiled], rendering: str, context: Context) -> bool:
    """Whether a rendering makes a claim itself. A Chinese one is also read by the rules for the source."""
    both = context.target.locale.is_chinese
    return any(r.hits(rendering) for r in rules if r.rule.side is Side.TARGET or both)


def _in_target(rules: list[_Compiled], unit: Unit, context: Context) -> Iterator[Issue]:
    """Claims in the target text, and in its surroundings: a topic is read too. Chinese left there is read by the rules for the source."""
    for compiled in rules:
        if compiled.rule.side is Side.TARGET:
            for text in (unit.target, unit.before, unit.after):
                for hit in compiled.hits(text):
                    yield _issue(compiled.rule, context, target=hit.phrase)
        elif compiled.rule.id != NAME_RULE:
            chinese = (unit.target,) if context.target.locale.is_chinese else ()
            for text in (*chinese, unit.before, unit.after):
                for hit in compiled.hits(text):
                    yield _issue(compiled.rule, context, target=hit.phrase)


def _issue(rule: ClaimRule, context: Context, source: str = "", target: str = "") -> Issue:
    softer = _softer(rule, context.target.locale)
    said = [f"Softer: {'; '.join(softer)}." if softer else "", f"Rule: {rule.citation}" if rule.citation else ""]
    return Issue(
        check="claims",
        category=Category.COMPLIANCE,
        severity=_SEVERITY[rule.action],
        message=rule.reason,
        source_span=source,
        target_span=target,
        rule=rule.id,
        advice=" ".join(part for part in said if part),
    )


def _softer(rule: ClaimRule, locale: Locale) -> list[str]:
    """The wordings for this language: "en: a warming soak" is for English."""
    tagged = (wording.split(": ", 1) for wording in rule.softer)
    return [text for tag, text in tagged if Locale.parse(tag).covers(locale)]


def _worst(issues: list[Issue]) -> list[Issue]:
    """One issue for each phrase, the gravest that a rule has to say of it, the region's own before an inherited one.

    A source phrase and the target phrase that the same rule found in it are one issue with both.
    """
    by_phrase: dict[tuple[str, str], list[Issue]] = {}
    for issue in issues:
        by_phrase.setdefault((issue.source_span, issue.target_span), []).append(issue)
    gravest = {key: max(reversed(said), key=lambda issue: issue.severity) for key, said in by_phrase.items()}
    for key, here in [(key, issue) for key, issue in gravest.items() if issue.source_span]:
        there = next((k for k, said in by_phrase.items() if k in gravest and not k[0] and any(i.rule == here.rule for i in said)), None)
        if there is not None:
            said = max(gravest.pop(there), here, key=lambda issue: issue.severity)
            # The inherited rule knows the softer wording for this very claim, the region's own the law.
            advice = " ".join(dict.fromkeys(part for part in (here.advice, said.advice) if part))
            gravest[key] = replace(said, source_span=here.source_span, target_span=there[1], advice=advice)
    return sorted(gravest.values(), key=lambda issue: -issue.severity)
