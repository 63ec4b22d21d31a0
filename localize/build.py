"""From texts to a variant: adaptation to the region, surroundings, checks, estimate, and the gate's verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from localize.adapt.pipeline import run as run_adapters
from localize.adapt.social import spaced
from localize.checks.registry import run as run_checks
from localize.checks.registry import run_over
from localize.domain.context import Context
from localize.domain.record import Role
from localize.domain.unit import Adapted, Origin, State, Step, Unit
from localize.domain.variant import Decision, Reason, Variant, Verdict
from localize.domain.wordings import Wordings
from localize.engines.base import Explains
from localize.estimate.heuristics import estimate
from localize.gate import judge
from localize.ingredients import facts
from localize.kit import Kit
from localize.plan import KEPT, Piece, Work
from localize.termbase.enforce import receipts
from localize.translate import Text

_HALTS = {"no_engine": Decision.NO_ENGINE, "engine_unavailable": Decision.NO_ENGINE}


def build(work: Work, texts: Mapping[int, Text], topics: Mapping[str, str], kit: Kit, listings: Sequence[Wordings] = ()) -> Variant:
    """The variant of one work. `texts` are by id(piece); `topics` what an engine made of topic names; `listings` what a note is held to."""
    key = work.record.key
    if work.halt is not None:
        decision = _HALTS.get(work.halt.rule, Decision.NOT_ELIGIBLE)
        return Variant(key, work.target, work.signature, (), Verdict(decision, (work.halt,)))
    made = [_unit(piece, texts.get(id(piece)), topics, work, kit) for piece in work.pieces]
    units = spaced([unit for unit, _, _ in made], work.target.locale)
    checked = _checked([(unit, context, score) for unit, (_, context, score) in zip(units, made, strict=True)], listings, kit)
    notes = [(p, texts[id(p)].note) for p in work.pieces if id(p) in texts and texts[id(p)].note]
    failed = tuple(Reason("repair", f"A term or number was {note}", p.context.source[:60], "Mend the sentence by hand") for p, note in notes)
    notices, missing = _notices(work, kit)
    extra = (*failed, *_foreign(work), *_rewritten(work, texts, kit), *missing)
    return Variant(key, work.target, work.signature, checked, judge(checked, work.region, extra=extra), notices)


def _foreign(work: Work) -> tuple[Reason, ...]:
    """One reason for each field that stays in a language which is not the target's."""
    kept = {p.context.segment.field: s.note for p in work.pieces for s in p.steps if s.rule == KEPT and s.note.startswith("no engine")}
    return tuple(Reason(KEPT, f"{field} is kept as it is: {note}", remedy="Write this text by hand") for field, note in kept.items())


def _rewritten(work: Work, texts: Mapping[int, Text], kit: Kit) -> Iterator[Reason]:
    """One reason for each text that was rewritten for tone, with the plain one as it would read here: a machine's style is a person's decision."""
    for piece in work.pieces:
        text = texts.get(id(piece))
        if text is not None and text.plain:
            now, plain = (_headed(run_adapters(kit.adapters.target, t, piece.context), piece.context).text for t in (text.text, text.plain))
            yield Reason("rewrite", "A machine rewrote this text for tone", now[:200], f"Keep it, or put the plain translation back: {plain[:200]}")


def _unit(piece: Piece, text: Text | None, topics: Mapping[str, str], work: Work, kit: Kit) -> tuple[Unit, Context, float | None]:
    context = replace(piece.context, topics={**topics, **piece.context.topics})
    segment = context.segment
    before, after = kit.social.surroundings(segment.before, context), kit.social.surroundings(segment.after, context)
    around = (*before.steps, *after.steps)
    if piece.origin is Origin.MEMORY:
        receipt = receipts(piece.text, context.matches, "memory")
        remembered = Unit(segment, piece.text, State.REVIEWED, Origin.MEMORY, piece.text, before.text, after.text, steps=around, receipts=receipt)
        return remembered, context, None
    draft = piece.text if text is None else text.text
    adapted = _headed(run_adapters(kit.adapters.target, draft, context), context)
    engine = work.engine.identity if piece.request and work.engine else ""
    words = work.engine.steps(piece.request) if piece.request and isinstance(work.engine, Explains) else ()
    unit = Unit(
        segment=segment,
        target=adapted.text,
        state=State.TRANSLATED if adapted.text else State.INITIAL,
        origin=piece.origin,
        draft=draft,
        before=before.text,
        after=after.text,
        engine=engine,
        steps=(*piece.steps, *words, *(text.steps if text else ()), *adapted.steps, *around),
        receipts=text.receipts if text else receipts(draft, context.matches, "rule"),
    )
    return unit, context, text.score if text else None


def _headed(adapted: Adapted, context: Context) -> Adapted:
    """Names, values and titles begin with a capital in languages that have them; iPhone does not."""
    text = adapted.text
    if context.segment.role is Role.BODY or context.target.locale.is_chinese or not text[:1].islower() or text[1:2].isupper():
        return adapted
    headed = text[0].upper() + text[1:]
    return Adapted(headed, (*adapted.steps, Step("style.capital", text[:40], headed[:40])))


def _checked(made: Sequence[tuple[Unit, Context, float | None]], listings: Sequence[Wordings], kit: Kit) -> tuple[Unit, ...]:
    """The units with their issues, first those of each unit and then those of the whole, and with the estimate that follows from them."""
    over = run_over(kit.variant_checks, [(unit, context) for unit, context, _ in made], listings)
    checked = []
    for (unit, context, score), more in zip(made, over, strict=True):
        found = replace(unit, issues=(*run_checks(kit.checks, unit, context), *more))
        checked.append(replace(found, estimate=estimate(found, context, score)))
    return tuple(checked)


def _notices(work: Work, kit: Kit) -> tuple[tuple[str, ...], tuple[Reason, ...]]:
    """The notices that the region asks for with these classes of goods, its after-sale sentence, and a reason for each that is missing."""
    locale, wanted = work.target.locale, dict(work.region.notices)
    classes = work.pieces[0].context.classes if work.pieces else frozenset()
    names = dict.fromkeys(wanted[c] for c in sorted(classes) if c in wanted)
    asked = facts([piece.context.segment for piece in work.pieces], work.target, classes, kit.index) if names else None
    texts = {name: kit.notices.text(name, locale, asked) for name in names} if asked else {}
    missing = tuple(
        Reason("notice", f"There is no notice {n!r} in {locale}", remedy=f"Write it by hand, or add {n}.{locale.language}.jinja")
        for n, text in texts.items()
        if text is None
    )
    sale = dict(work.region.after_sale)
    sentence = next((sale[str(tag)] for tag in locale.fallbacks() if str(tag) in sale), "")
    return tuple(dict.fromkeys(text for text in (*texts.values(), sentence) if text)), missing
