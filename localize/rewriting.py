"""Rewriting for tone: what a work wants rewritten, what an engine is asked for it, and whether its answer is taken.

It begins from the plain translation, after terms and repairs, and ends before anything is adapted to the market. An answer that is not
taken changes nothing and is kept in a step with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from localize.asking import Piece
from localize.checks.claims import ClaimCheck
from localize.checks.fluency import strip_chatter
from localize.checks.injection import instructions
from localize.checks.registry import Check
from localize.checks.rewriting import refusal
from localize.domain.region import Region
from localize.domain.request import CUT, Ask, Request
from localize.domain.rewrite import REFUSED, Part
from localize.domain.unit import Step
from localize.plan import Work
from localize.store.drafts import KeptDraft
from localize.termbase.enforce import MOST_ASKS, receipts

SHORTEST = 4  # words: a shorter title has no other order
LONGEST = 300  # characters


@dataclass(frozen=True)
class Rewrite:
    """One piece that is to be rewritten from `plain`, as which part, and what an engine is asked."""

    piece: Piece
    part: Part
    plain: str
    request: Request


def rewrites(work: Work, plain: Mapping[int, str]) -> Iterator[Rewrite]:
    """What is asked for a work. `plain` has the translations by id(piece)."""
    for part, prompt in work.rewrites.items():
        piece = _piece(work.pieces, part)
        text = plain.get(id(piece), "") if piece else ""
        # an order to a model can come out of a translation, too
        if piece and len(text.split()) >= SHORTEST and len(text) <= LONGEST and not instructions(text):
            yield Rewrite(piece, part, text, _request(work, piece, part, text, prompt))


def _request(work: Work, piece: Piece, part: Part, plain: str, prompt: str) -> Request:
    """What an engine is asked. The terms are as they stand in the plain translation: what it must keep together."""
    standing = [Ask(r.source, r.found) for r in receipts(plain, piece.context.matches, "") if r.found][:MOST_ASKS]
    tone = tone_of(work.region, piece.context.classes)
    language = work.target.locale.engine_language
    return Request(piece.context.source, language, part.role, terms=tuple(standing), draft=plain, task=part.task, tone=tone, prompt=prompt)


def _piece(pieces: Sequence[Piece], part: Part) -> Piece | None:
    """The first text of the part's role. A title that emoji cut in two is left alone: each half would be made a title of its own."""
    there = [p for p in pieces if p.context.segment.role is part.role and p.context.segment.text]
    alone = part is not Part.TITLE or len([p for p in there if p.context.segment.field == there[0].context.segment.field]) == 1
    return there[0] if there and alone and there[0].request else None


def tone_of(region: Region, classes: frozenset[str]) -> str:
    """What a region says of the tone for these classes of goods, "" where it says nothing."""
    return " ".join(text for domain, text in region.tone if domain in classes)


def claims(region: Region) -> tuple[Check, ...]:
    """The check of the region's claims."""
    return (ClaimCheck({region.code: region}),)


def judged(rewrite: Rewrite, answer: KeptDraft | None, claims: Sequence[Check]) -> Step:
    """The step that an answer makes: the part rewritten, or refused with the reason."""
    if answer is None:
        return Step(REFUSED, rewrite.plain, "", "the engine did not answer")
    attempt = strip_chatter(answer.text, rewrite.plain).text
    cut = "the answer was cut at its limit" if answer.score == CUT else ""
    why = cut or refusal(rewrite.plain, attempt, rewrite.piece.context, claims)
    return Step(REFUSED, rewrite.plain, attempt, why) if why else Step(rewrite.part.rule, rewrite.plain, attempt)
