"""Do the terms of the glossary stand in the target. Receipts are made in termbase.enforce; here they become issues."""

from __future__ import annotations

from collections.abc import Iterator

from localize.domain.context import Context
from localize.domain.issue import Category, Issue, Severity
from localize.domain.term import Outcome
from localize.domain.unit import Origin, Unit
from localize.termbase.overuse import Overuse
from localize.termbase.renderings import find, find_all


def missed_term(unit: Unit, context: Context) -> Iterator[Issue]:
    """A required term is not rendered as the glossary wants it."""
    for receipt in unit.receipts:
        if receipt.outcome is Outcome.MISSED:
            message = f"{receipt.source!r} must be rendered {receipt.expected!r}"
            advice = f"Write {receipt.expected!r}, or propose another rendering in the glossary"
            yield Issue("missed_term", Category.TERMINOLOGY, Severity.MAJOR, message, receipt.source, receipt.found, receipt.concept, advice)


def forbidden_term(unit: Unit, context: Context) -> Iterator[Issue]:
    """A forbidden rendering of a term stands in the target."""
    locale = context.target.locale
    terms = tuple(dict.fromkeys(match.term for match in context.matches))
    for term in terms:
        text = unit.target
        # "foot bath" may be forbidden and "foot bath bag" wanted, and "saffron" be wrong for 红花 and right for 藏红花 beside it
        wanted = {term.target, *term.accepted, *(r for other in terms for r in (other.target, *other.accepted))}
        for rendering in sorted(filter(None, wanted), key=len, reverse=True):
            for place in reversed(find_all(text, rendering, locale, inflected=True)):
                text = text[: place.start] + "|" + text[place.end :]
        for rendering in term.forbidden:
            found = find(text, rendering, locale, inflected=True)
            if found:
                message = f"{found.text!r} is not allowed for {term.source!r}"
                advice = f"Write {term.target!r}" if term.target else "Use another wording"
                yield Issue("forbidden_term", Category.TERMINOLOGY, Severity.MAJOR, message, term.source, found.text, term.concept, advice)


class OverusedTerm:
    """A term of the glossary stands in the text although nothing in the record asks for it.

    Made once with the entries of a night, so that their renderings are put into one automaton.
    """

    def __init__(self, overuse: Overuse) -> None:
        self.__name__ = "term_overused"
        self._overuse = overuse

    def __call__(self, unit: Unit, context: Context) -> Iterator[Issue]:
        """Only of what an engine wrote, in its draft: rules and people put no term where none is asked."""
        if unit.origin is not Origin.ENGINE:
            return
        for found in self._overuse.find(unit.draft, context.target, context.record.text):
            message = f"{found.place.text!r} is {found.term.source!r}, and the record says nothing of it"
            advice = "Take it out, or write what the source says"
            yield Issue(
                "term_overused", Category.TERMINOLOGY, Severity.MINOR, message, target_span=found.place.text, rule=found.term.concept, advice=advice
            )
