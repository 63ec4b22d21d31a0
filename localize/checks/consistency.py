"""Is a thing called by one name: within a record, and in a note as in the listing it belongs to. These checks see a whole variant.

Both names are ones that the glossary lets stand; what is found here is only that a reader cannot tell that they are one thing. Names are
compared as receipts hold them. Terms of commerce, slang, attributes and units are phrases that any text varies (best before, keeps for).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from localize.domain.context import Context
from localize.domain.issue import Category, Issue, Severity
from localize.domain.locale import Locale
from localize.domain.term import PHRASE_DOMAINS, Receipt, Term
from localize.domain.unit import Unit
from localize.domain.wordings import Wordings
from localize.termbase.sameness import listed_as, one_wording

# the position of a unit, and what is found there
Found = Iterator[tuple[int, Issue]]
Made = Sequence[tuple[Unit, Context]]


def term_inconsistent(made: Made, listings: Sequence[Wordings]) -> Found:
    """A term is rendered in two ways within a record."""
    leading = _leading(made)
    for position, receipt, term, locale in _named(made):
        field, words = leading[receipt.concept]
        if not _agree(receipt.found, words, term, locale):
            message = f"{receipt.source!r} is {receipt.found!r} here and {words!r} in {field}"
            yield position, _issue("term_inconsistent", receipt, message, f"Write {words!r} in both places")


def term_unlike_listing(made: Made, listings: Sequence[Wordings]) -> Found:
    """A term is rendered in another way than in the listing that the note belongs to."""
    for position, receipt, term, locale in _named(made):
        theirs = [(listing.record, words) for listing in listings for words in listing.found.get(receipt.concept, ())]
        if theirs and not any(_agree(receipt.found, words, term, locale) for _, words in theirs):
            record, words = theirs[0]
            message = f"{receipt.source!r} is {receipt.found!r} here and {words!r} in {record}"
            yield position, _issue("term_unlike_listing", receipt, message, f"Write {words!r} as the listing does, or change the listing")


def _named(made: Made) -> Iterator[tuple[int, Receipt, Term, Locale]]:
    """The receipts of things that stand in the text, each with its entry."""
    for position, (unit, context) in enumerate(made):
        terms: Mapping[str, Term] = {match.term.concept: match.term for match in context.matches}
        for receipt in unit.receipts:
            term = terms.get(receipt.concept)
            if receipt.found and term is not None and term.domain not in PHRASE_DOMAINS:
                yield position, receipt, term, context.target.locale


def _leading(made: Made) -> dict[str, tuple[str, str]]:
    """For each concept the field and the words that set its wording: the first that are as the glossary asks, else the first there are."""
    found: dict[str, tuple[bool, str, str]] = {}
    for position, receipt, term, locale in _named(made):
        asked = _agree(receipt.found, term.target, term, locale)
        if receipt.concept not in found or (asked and not found[receipt.concept][0]):
            found[receipt.concept] = (asked, made[position][0].segment.field, receipt.found)
    return {concept: (field, words) for concept, (_, field, words) in found.items()}


def _agree(one: str, other: str, term: Term, locale: Locale) -> bool:
    renderings = (term.target, *term.accepted)
    return one_wording(listed_as(one, renderings, locale), listed_as(other, renderings, locale), locale)


def _issue(name: str, receipt: Receipt, message: str, advice: str) -> Issue:
    return Issue(name, Category.TERMINOLOGY, Severity.MINOR, message, receipt.source, receipt.found, receipt.concept, advice)
