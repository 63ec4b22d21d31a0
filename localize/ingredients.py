"""What a seller says the goods are made of: the herbs that a record names, and their approved renderings.

Herbs are looked for in the title, in attributes and where a line of the body names two or more of them ("红花、茯苓、艾叶"); one herb in a
sentence may be anything ("可以加生姜一起泡"). What is denied (不含花椒) is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from localize.checks.denials import denied
from localize.domain.locale import Locale
from localize.domain.record import Role
from localize.domain.region import Target
from localize.domain.segment import Segment
from localize.domain.term import Audience, Status, Term
from localize.notices import Facts
from localize.termbase.match import TermIndex

_DOMAIN = "herb"
_LIST = 2  # herbs that make a line of the body a list of ingredients
_ENGLISH = Locale("en")


def facts(segments: Sequence[Segment], target: Target, classes: frozenset[str], index: TermIndex) -> Facts:
    """What the templates of notices may ask about a record for a target."""
    # Every concept has an English entry, other languages have some: a caution must not hang on which.
    fullest = replace(target, locale=_ENGLISH, audience=Audience.GENERAL)
    herbs: dict[str, Term] = {}
    names: dict[str, str] = {}
    for segment in segments:
        found = _named(segment, fullest, index)
        if segment.role is not Role.BODY or len(found) >= _LIST:
            herbs |= found
            names |= {concept: term.target for concept, term in _named(segment, target, index).items()}
    if target.locale.is_chinese and target.locale.script != "Hant":
        names |= {concept: term.source for concept, term in herbs.items()}  # the headwords are written in Simplified characters
    rendered = tuple(names.get(concept, "") for concept in herbs)
    complete = rendered if all(rendered) else ()
    return Facts(target.region, str(target.locale), classes, tuple(dict.fromkeys(complete)), frozenset(herbs))


def _named(segment: Segment, target: Target, index: TermIndex) -> dict[str, Term]:
    """The herbs of a segment that somebody approved, by concept, in the order of the text."""
    if segment.role not in (Role.TITLE, Role.VALUE, Role.BODY):
        return {}
    matches = index.match(segment.text, target)
    return {
        m.term.concept: m.term
        for m in matches
        if m.term.domain == _DOMAIN and m.term.status is Status.APPROVED and not denied(segment.text, m.start, m.end)
    }
