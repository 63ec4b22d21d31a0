"""Why a text is stopped, waits or may not travel, for the person who wrote the original: the phrases, what is wrong with them, what would help.

What is said comes from the rules themselves (reasons and remedies of the regions, titles of the checks); the catalogue has them in the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from localize.checks import registry
from localize.domain.issue import Issue, Severity
from localize.domain.region import Action, Region, Side
from localize.domain.variant import Decision, Reason
from localize.fitting.fit import CHECK
from localize.kit import Kit
from localize.web.languages import N_
from localize.web.seller.words import REASONS, TERM_REASON

CHANGE = N_("Change this in the original. The next night makes the text again.")
FLAG = N_("The translation says this. If your original does not, touch the sentence and say so.")
UNKNOWN = N_("Something in the text is not right. An editor looks at it.")
_MOST = 8  # reasons of one text: who reads more has stopped reading
_CHINESE = "zh-Hans"
_CONCEPT = re.compile(r"[a-z-]{1,20}\.[a-z0-9-]{1,80}")


@dataclass(frozen=True)
class Told:
    """One reason: what is wrong (to be translated), the phrases, wordings that are allowed instead, and what would help (to be translated).

    `softer` are pairs of a language tag and a wording. A grave one stops the text.
    """

    what: str
    phrases: tuple[str, ...] = ()
    softer: tuple[tuple[str, str], ...] = ()
    remedy: str = ""
    grave: bool = False


def reasons(kit: Kit, region: Region | None, decision: Decision, given: Iterable[Reason]) -> tuple[Told, ...]:
    """The reasons of a verdict, each once with all its phrases, the grave ones first. Where nothing is to be done, nothing is said."""
    stopped = decision in (Decision.BLOCK, Decision.NOT_ELIGIBLE)
    return _together(told for reason in given if (told := _reason(kit, region, reason, grave=stopped)) is not None)


def issues(kit: Kit, region: Region | None, given: Iterable[Issue]) -> tuple[Told, ...]:
    """What the checks found in one sentence."""
    found = (
        _reason(kit, region, Reason(i.rule or i.check, i.message, i.source_span or i.target_span), i.check, grave=i.severity >= Severity.CRITICAL)
        for i in given
        if i.severity is not Severity.NEUTRAL
    )
    return _together(told for told in found if told is not None)


def _together(given: Iterable[Told]) -> tuple[Told, ...]:
    found: dict[str, Told] = {}
    for each in given:
        there = found.get(each.what, replace(each, phrases=()))
        phrases = tuple(dict.fromkeys((*there.phrases, *each.phrases)))
        found[each.what] = replace(there, phrases=phrases, softer=there.softer or each.softer, grave=there.grave or each.grave)
    return _said_once(sorted(found.values(), key=lambda told: not told.grave)[:_MOST])


def _said_once(told: list[Told]) -> tuple[Told, ...]:
    """What would help is said at the last of the reasons that it helps with."""
    last = {each.remedy: n for n, each in enumerate(told)}
    return tuple(each if last[each.remedy] == n else replace(each, remedy="") for n, each in enumerate(told))


def _reason(kit: Kit, region: Region | None, reason: Reason, check: str = "", *, grave: bool) -> Told | None:
    claims = {rule.id: rule for rule in region.claims} if region else {}
    stays = {rule.id: rule for rule in region.eligibility} if region else {}
    phrases = (reason.phrase,) if reason.phrase else ()
    if claim := claims.get(reason.rule):
        if claim.action is Action.REMARK:
            return None
        grave = claim.action is Action.BLOCK
        remedy = CHANGE if claim.side is Side.SOURCE else FLAG
        return Told(claim.reason, phrases, tuple(_softer(claim.softer)), remedy if grave else "", grave)
    if rule := stays.get(reason.rule):
        return Told(rule.reason, phrases, (), rule.remedy, grave)
    if reason.rule in REASONS:  # of these none stops a text by itself, but for the estimate, of which there is nothing a seller could mend
        return Told(REASONS[reason.rule], phrases)
    return Told(_found(kit, reason.rule, check), phrases, grave=grave)


def _found(kit: Kit, rule: str, check: str) -> str:
    """What a check found, by the check where it is known; a stored reason has only its rule, a concept or a part of a channel."""
    known: tuple[registry.Check | registry.VariantCheck, ...] = (*kit.checks, *kit.variant_checks)
    titles = {registry.name(each): registry.title(each) for each in known}
    if title := titles.get(check) or titles.get(rule):
        return title
    if rule.partition(".")[0] in kit.channels:
        return titles.get(CHECK, UNKNOWN)
    return TERM_REASON if rule.startswith("term:") or _CONCEPT.fullmatch(rule) else UNKNOWN


def _softer(given: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Wordings for the Chinese original, for that is what a seller can change; those of other languages where there is none."""
    pairs = [(tag.strip(), text.strip()) for tag, _, text in (each.partition(":") for each in given) if text]
    yield from [pair for pair in pairs if pair[0] == _CHINESE] or pairs
