"""What an engine is asked for one segment, and for the name of a topic: the text, its terms in the way that the engine wants them, its prompt.

Which segments there are, and whether anything is to be made at all, is decided in plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from localize.checks.injection import instructions
from localize.domain.context import Context
from localize.domain.record import Role
from localize.domain.region import Target
from localize.domain.request import Request
from localize.domain.term import TermMatch
from localize.domain.unit import Origin, Step
from localize.engines.base import Asking, Terms
from localize.termbase.enforce import asks, inline
from localize.text.script import has_han
from localize.text.stacks import marked

KEPT = "language.kept"
SHORT = (Role.NAME, Role.VALUE)  # attributes and options: a term that is the whole text is the translation


@dataclass(frozen=True)
class Piece:
    """A segment on its way to one target.

    `context.source` is the text as the source-side adapters left it. Either `request` is what an engine is asked, or `text` is the
    target already, and `origin` says where from.
    """

    context: Context
    steps: tuple[Step, ...]
    request: Request | None = None
    text: str = ""
    origin: Origin = Origin.ENGINE


@dataclass(frozen=True)
class How:
    """How an engine wants to be asked, and the digest of the prompts that it is asked with, "" where it has none."""

    asking: Asking
    prompt: str = ""


def piece(context: Context, steps: tuple[Step, ...], how: How, *, remembered: str | None = None, foreign: str = "") -> Piece:
    """One segment: `remembered`, kept in its own language where that is `foreign`, or normalised and then asked for."""
    if remembered is not None:
        return Piece(context, (), text=remembered, origin=Origin.MEMORY)
    return _kept(context, foreign) if foreign else _asked(context, steps, how)


def _asked(context: Context, steps: tuple[Step, ...], how: How) -> Piece:
    """What an engine is asked for a normalised text, or the text itself where no engine is needed or none may see it."""
    source, segment, target = context.source, context.segment, context.target
    if not source or not has_han(source):
        return Piece(context, steps, text=source, origin=Origin.RULE)  # nothing Chinese is left: numbers, codes, English
    if target.locale.is_chinese:
        return Piece(context, steps, request(source, segment.role, target, how, context.matches))
    if instructions(segment.whole):
        # an order to a model never reaches one; a person reads the sentence
        held = Step("injection.held", segment.text[:200], "", "orders to a model are not translated")
        return Piece(context, (*steps, held), text="", origin=Origin.RULE)
    whole = next((m for m in context.matches if m.term.target and (m.start, m.end) == (0, len(source))), None)
    if whole is not None and segment.role in SHORT:
        return Piece(
            context, (*steps, Step("terms.whole", source, whole.term.target, whole.term.concept)), text=whole.term.target, origin=Origin.RULE
        )
    return Piece(context, steps, request(source, segment.role, target, how, context.matches))


def request(text: str, role: Role, target: Target, how: How, matches: Sequence[TermMatch]) -> Request:
    """What an engine is asked for a text, its terms given in the way that the engine wants them."""
    region = target.region if target.locale.is_chinese else ""
    text = marked(text) if how.asking.splits and role is Role.TITLE else text
    if how.asking.terms is Terms.LISTED:
        return Request(text, target.locale.engine_language, role, region, asks(matches), prompt=how.prompt)
    return Request(inline(text, matches), target.locale.engine_language, role, region, prompt=how.prompt)


def _kept(context: Context, spoken: str) -> Piece:
    """A field that is not Chinese stays as it is: it may be in the target's language already, and no engine here translates from any other."""
    note = (
        "already in the target's language" if spoken == context.target.locale.language else f"no engine for {spoken}→{context.target.locale.language}"
    )
    return Piece(context, (Step(KEPT, context.segment.text[:200], context.segment.text[:200], note),), text=context.segment.text, origin=Origin.RULE)


def asked_topics(names: Iterable[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """The topic names that an engine is asked for: no table has them, and they are no orders to a model."""
    return tuple(name for name in names if name not in known and has_han(name) and not instructions(name))
