"""From texts to a variant: adaptation to the region, surroundings, checks, estimate, and the gate's verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from localize.adapt.pipeline import run as run_adapters
from localize.adapt.social import spaced
from localize.asking import KEPT, Piece
from localize.carry import NOBODY, People, as_read, kept, reasons
from localize.checks.registry import run as run_checks
from localize.checks.registry import run_over
from localize.domain.context import Context
from localize.domain.record import Role
from localize.domain.unit import Adapted, Origin, State, Step, Unit
from localize.domain.variant import Decision, Reason, Variant, Verdict, signed
from localize.domain.wordings import Wordings
from localize.engines.base import Explains
from localize.estimate.heuristics import estimate
from localize.gate import judge
from localize.ingredients import facts
from localize.kit import Kit
from localize.plan import Work
from localize.termbase.enforce import receipts
from localize.translate import Text

FAILED, REWRITTEN, UNNOTICED = "repair", "rewrite", "notice"
# the context of a unit, and the steps that were made on its source
Place = tuple[Context, tuple[Step, ...]]
_HALTS = {"no_engine": Decision.NO_ENGINE, "engine_unavailable": Decision.NO_ENGINE}


def build(
    work: Work,
    texts: Mapping[int, Text],
    topics: Mapping[str, str],
    kit: Kit,
    listings: Sequence[Wordings] = (),
    people: People = NOBODY,
) -> Variant:
    """The variant of one work. `texts` are by id(piece); `topics` what an engine made of topic names; `listings` what a note is held to;
    `people` what people wrote into the variant that stands."""
    key = work.record.key
    if work.halt is not None:  # what people wrote stays with it, for the day when the record may travel after all
        decision = _HALTS.get(work.halt.rule, Decision.NOT_ELIGIBLE)
        return Variant(key, work.target, signed(work.signature, people.units), people.units, Verdict(decision, (work.halt,)))
    fresh = spaced([_unit(piece, texts.get(id(piece)), topics, work, kit) for piece in work.pieces], work.target.locale)
    units = tuple(kept(unit, people.held[n]) if n in people.held else unit for n, unit in enumerate(fresh))
    units = checked(units, [(piece.context, piece.steps) for piece in work.pieces], listings, kit)
    machines = [(p, texts[id(p)]) for p, u in zip(work.pieces, units, strict=True) if u.origin is not Origin.HUMAN and id(p) in texts]
    notes = [(p, text.note) for p, text in machines if text.note]
    failed = tuple(Reason(FAILED, f"A term or number was {note}", p.context.source[:60], "Mend the sentence by hand") for p, note in notes)
    notices, missing = _notices(work, kit)
    extra = (*reasons(units, people.gone), *failed, *_foreign(work), *_rewritten(machines, kit), *missing)
    verdict = judge(units, work.region, extra=extra)
    return Variant(key, work.target, signed(work.signature, units), units, verdict, notices)


def _foreign(work: Work) -> tuple[Reason, ...]:
    """One reason for each field that stays in a language which is not the target's."""
    kept = {p.context.segment.field: s.note for p in work.pieces for s in p.steps if s.rule == KEPT and s.note.startswith("no engine")}
    return tuple(Reason(KEPT, f"{field} is kept as it is: {note}", remedy="Write this text by hand") for field, note in kept.items())


def _rewritten(machines: Iterable[tuple[Piece, Text]], kit: Kit) -> Iterator[Reason]:
    """One reason for each text that was rewritten for tone, with the plain one as it would read here: a machine's style is a person's decision."""
    for piece, text in machines:
        if text.plain:
            now, plain = (_headed(run_adapters(kit.adapters.target, t, piece.context), piece.context).text for t in (text.text, text.plain))
            yield Reason(REWRITTEN, "A machine rewrote this text for tone", now[:200], f"Keep it, or put the plain translation back: {plain[:200]}")


def _unit(piece: Piece, text: Text | None, topics: Mapping[str, str], work: Work, kit: Kit) -> Unit:
    context = replace(piece.context, topics={**topics, **piece.context.topics})
    segment = context.segment
    before, after = kit.social.surroundings(segment.before, context), kit.social.surroundings(segment.after, context)
    around = (*before.steps, *after.steps)
    if piece.origin is Origin.MEMORY:
        receipt = receipts(piece.text, context.matches, "memory")
        return Unit(segment, piece.text, State.REVIEWED, Origin.MEMORY, piece.text, before.text, after.text, steps=around, receipts=receipt)
    draft = piece.text if text is None else text.text
    adapted = _headed(run_adapters(kit.adapters.target, draft, context), context)
    engine = work.engine.identity if piece.request and work.engine else ""
    words = work.engine.steps(piece.request) if piece.request and isinstance(work.engine, Explains) else ()
    return Unit(
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
        score=text.score if text else None,
    )


def _headed(adapted: Adapted, context: Context) -> Adapted:
    """Names, values and titles begin with a capital in languages that have them; iPhone does not."""
    text = adapted.text
    if context.segment.role is Role.BODY or context.target.locale.is_chinese or not text[:1].islower() or text[1:2].isupper():
        return adapted
    headed = text[0].upper() + text[1:]
    return Adapted(headed, (*adapted.steps, Step("style.capital", text[:40], headed[:40])))


def checked(units: Sequence[Unit], places: Sequence[Place], listings: Sequence[Wordings], kit: Kit) -> tuple[Unit, ...]:
    """The units with their issues, first those of each unit and then those of the whole, and with the estimate that follows from them.

    A person's unit gets its receipts here too: what a person wrote is held to the terms like any other text.
    """
    held = [
        replace(u, receipts=receipts(u.target, c.matches, "human")) if u.origin is Origin.HUMAN else u
        for u, (c, _) in zip(units, places, strict=True)
    ]
    over = run_over(kit.variant_checks, [(unit, context) for unit, (context, _) in zip(held, places, strict=True)], listings)
    found = []
    for unit, (context, steps), more in zip(held, places, over, strict=True):
        with_issues = replace(unit, issues=(*run_checks(kit.checks, as_read(unit, steps), context), *more))
        found.append(replace(with_issues, estimate=estimate(with_issues, context, unit.score)))
    return tuple(found)


def _notices(work: Work, kit: Kit) -> tuple[tuple[str, ...], tuple[Reason, ...]]:
    """The notices that the region asks for with these classes of goods, its after-sale sentence, and a reason for each that is missing."""
    locale, wanted = work.target.locale, dict(work.region.notices)
    classes = work.pieces[0].context.classes if work.pieces else frozenset()
    names = dict.fromkeys(wanted[c] for c in sorted(classes) if c in wanted)
    asked = facts([piece.context.segment for piece in work.pieces], work.target, classes, kit.index) if names else None
    texts = {name: kit.notices.text(name, locale, asked) for name in names} if asked else {}
    missing = tuple(
        Reason(UNNOTICED, f"There is no notice {n!r} in {locale}", remedy=f"Write it by hand, or add {n}.{locale.language}.jinja")
        for n, text in texts.items()
        if text is None
    )
    sale = dict(work.region.after_sale)
    sentence = next((sale[str(tag)] for tag in locale.fallbacks() if str(tag) in sale), "")
    return tuple(dict.fromkeys(text for text in (*texts.values(), sentence) if text)), missing
