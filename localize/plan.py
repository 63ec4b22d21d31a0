"""What is to be made: each record against each target, its signature, and the pieces of text that need an engine.

Stale is derived here and nowhere else: a variant is stale when the signature it was made with is not the one wanted now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from localize.adapt.pipeline import View, view
from localize.adapt.pipeline import run as run_adapters
from localize.adapt.social import topic_names
from localize.checks.injection import instructions
from localize.classify import classes
from localize.domain.context import Context
from localize.domain.record import Kind, Record, Role
from localize.domain.region import Region, Target
from localize.domain.request import THROUGH, Request
from localize.domain.rewrite import Part, parts_of
from localize.domain.segment import Segment
from localize.domain.term import TermMatch
from localize.domain.unit import Adapted, Origin, Step
from localize.domain.variant import Approval, Reason, Signature, digest
from localize.eligibility import eligible
from localize.engines.base import Asking, Engine, Terms
from localize.kit import Kit
from localize.memory import Entry
from localize.memory import digest as memory_digest
from localize.prompts import Prompts
from localize.store.variants import Head
from localize.termbase.enforce import asks, inline
from localize.termbase.match import digest_of
from localize.text.script import has_han, language
from localize.text.segments import segments
from localize.text.stacks import marked

KEPT = "language.kept"
ENOUGH = 20  # characters from which a field has a language: "OOTD" in a Chinese note is no English
SHORT = (Role.NAME, Role.VALUE)  # attributes and options: a term that is the whole text is the translation


@dataclass(frozen=True)
class Reading:
    """A record as read once for all its targets."""

    record: Record
    segments: tuple[Segment, ...]
    classes: frozenset[str]
    foreign: Mapping[str, str]  # field → its language, for titles and bodies that are not Chinese

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """The names of the topics around the texts."""
        return topic_names(self.segments)

    @cached_property
    def adapted(self) -> dict[tuple[int, View], Adapted]:
        """What the source-side adapters made of a segment, by its index and what they look at of a target. Filled as targets ask."""
        return {}

    @cached_property
    def refused(self) -> dict[str, Reason | None]:
        """Why the record may not travel, by region. Filled as targets ask."""
        return {}


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
class Work:
    """A variant to make. `halt` says why it gets no text at all; `topics` are requests for topic names that no table has."""

    record: Record
    target: Target
    region: Region
    signature: Signature
    pieces: tuple[Piece, ...] = ()
    topics: Mapping[str, Request] | None = None
    halt: Reason | None = None
    engine: Engine | None = None
    rewrites: Mapping[Part, str] = field(default_factory=dict)  # what is rewritten for tone once it is translated → digest of its prompt


def read(record: Record, kit: Kit) -> Reading:
    """Segments, classes and languages of a record."""
    return Reading(record, segments(record), classes(record, kit.classes), foreign_fields(record))


def foreign_fields(record: Record) -> dict[str, str]:
    """The titles and bodies that are not Chinese, with their language. Names and values are too short to have a language of their own."""
    spoken = {f.path: language(f.text) for f in record.fields if f.role in (Role.TITLE, Role.BODY) and len(f.text) >= ENOUGH}
    return {path: tag for path, tag in spoken.items() if not tag.startswith("zh") and tag != "und"}


@dataclass(frozen=True)
class Outline:
    """What is known of a work before a text is looked at: its signature but for the terms, and the engine, or why it gets no text."""

    region: Region
    signature: Signature
    memory: Mapping[str, str]
    engine: Engine | None = None
    halt: Reason | None = None
    rewrites: Mapping[Part, str] = field(default_factory=dict)


def outline(reading: Reading, target: Target, kit: Kit, memory: Mapping[str, str] | None = None) -> Outline:
    """The outline of one work. `memory` is what the store remembers of the record's texts for this target, where it was asked already."""
    region = kit.regions[target.region]
    written = target.locale.engine_language
    engine = kit.routes.engine(written)
    base = Signature(reading.record.fingerprint, "none", digest_of(()), "none", digest(kit.rules, region.digest), memory_digest(()))
    if region.code not in reading.refused:
        reading.refused[region.code] = eligible(reading.record, region, reading.classes)
    reason = reading.refused[region.code]
    if reason is not None:
        return Outline(region, replace(base, engine="eligibility"), {}, halt=reason)
    if engine is None:
        none = Reason("no_engine", f"no engine for zh→{written}", remedy="Install a model for it: `localize models list`")
        return Outline(region, base, {}, halt=none)
    texts = dict.fromkeys(s.text for s in reading.segments if s.text)
    held = kit.store.memory(str(target), texts) if memory is None else {text: memory[text] for text in texts if text in memory}
    rewrites = _rewrites(reading.record.kind, region, engine, kit.prompts)
    signature = replace(
        base,
        engine=engine.identity,
        prompts=kit.prompts.digest(engine.asking.prompt, [part.task for part in rewrites]) if engine.asking.prompt else "none",
        memory=memory_digest(Entry(s, t) for s, t in held.items()),
    )
    return Outline(region, signature, held, engine, rewrites=rewrites)


def _rewrites(kind: Kind, region: Region, engine: Engine, prompts: Prompts) -> dict[Part, str]:
    """The parts that this engine rewrites, with the digests of their prompts: it has one for them, and is not the first of two engines."""
    family = "" if engine.identity.startswith(THROUGH) else engine.asking.prompt
    return {part: prompts.digest_of(part.task, family) for part in parts_of(kind, region.rewrite) if prompts.has(part.task, family)}


def plan(reading: Reading, target: Target, kit: Kit) -> Work:
    """The work for one target, with the signature that its variant will carry."""
    begun = outline(reading, target, kit)
    region, engine = begun.region, begun.engine
    if engine is None:
        return Work(reading.record, target, region, begun.signature, halt=begun.halt)
    known = kit.social.known_topics(reading.topics, target.locale, region)
    places = (placed(segment, reading, target, kit, begun.memory) for segment in reading.segments)
    pieces = tuple(_piece(replace(context, topics=known), steps, reading, begun.memory, engine.asking) for context, steps in places)
    topics = _topic_requests(reading, target, kit, known, engine.asking)
    signature = replace(begun.signature, terms=digest_of(match for piece in pieces for match in piece.context.matches))
    return Work(reading.record, target, region, signature, pieces, topics, engine=engine, rewrites=begun.rewrites)


def searched(segment: Segment, reading: Reading, target: Target, kit: Kit, memory: Mapping[str, str]) -> str | None:
    """The text of a segment that terms are looked for in: as it came where it is remembered, else as the source-side adapters leave it.

    None where no term is looked for: a field in another language stays as it is.
    """
    if segment.text in memory:
        return segment.text
    return None if segment.field in reading.foreign else adapted(segment, reading, target, kit).text.strip()


def adapted(segment: Segment, reading: Reading, target: Target, kit: Kit) -> Adapted:
    """A segment after the source-side adapters, made once for all targets that they cannot tell apart."""
    key = (segment.index, view(target))
    if key not in reading.adapted:
        context = Context(reading.record, target, kit.regions[target.region], segment, segment.text, (), reading.classes)
        reading.adapted[key] = run_adapters(kit.adapters.source, segment.text, context)
    return reading.adapted[key]


def placed(segment: Segment, reading: Reading, target: Target, kit: Kit, memory: Mapping[str, str]) -> tuple[Context, tuple[Step, ...]]:
    """A segment in its context, with its matches, and the steps that were made on its text. A field in another language has neither."""
    context = Context(reading.record, target, kit.regions[target.region], segment, segment.text, (), reading.classes)
    text = searched(segment, reading, target, kit, memory)
    if text is None:
        return context, ()
    context = replace(context, matches=kit.index.match(text, target, reading.record.text))
    return (context, ()) if segment.text in memory else (replace(context, source=text), adapted(segment, reading, target, kit).steps)


def postponed(work: Work, why: str) -> Work:
    """The work while its engine does not answer: no text, and a signature that the next night finds stale."""
    reason = Reason("engine_unavailable", why, remedy="The next night finishes it")
    return replace(work, signature=replace(work.signature, engine="none"), pieces=(), topics=None, halt=reason)


def why_stale(head: Head | None, wanted: Signature) -> str:
    """Why the latest variant has to be made again: "new", the parts of its signature that changed, or "" when it stands.

    What a person approved taught the memory, and that alone is no reason to put the same text before a person again.
    """
    if head is None:
        return "new"
    made = Signature.parse(head.signature)
    # what people wrote into it is carried along and never wanted; a text that is a person's throughout does not consist of what a machine worked with
    kept = {"people", *(("engine", "prompts", "memory") if made.people.startswith("all-") else ())}
    changed = tuple(part for part in made.difference(wanted) if part not in kept)
    return "" if head.approval is Approval.APPROVED and changed == ("memory",) else ", ".join(changed)


def _piece(context: Context, steps: tuple[Step, ...], reading: Reading, memory: Mapping[str, str], asking: Asking) -> Piece:
    """One segment: remembered, kept in its own language, or normalised and then asked for."""
    segment = context.segment
    if segment.text in memory:
        return Piece(context, (), text=memory[segment.text], origin=Origin.MEMORY)
    if segment.field in reading.foreign:
        return _kept(context, reading.foreign[segment.field])
    return _asked(context, steps, asking)


def _asked(context: Context, steps: tuple[Step, ...], asking: Asking) -> Piece:
    """What an engine is asked for a normalised text, or the text itself where no engine is needed or none may see it."""
    source, segment, target = context.source, context.segment, context.target
    if not source or not has_han(source):
        return Piece(context, steps, text=source, origin=Origin.RULE)  # nothing Chinese is left: numbers, codes, English
    if target.locale.is_chinese:
        return Piece(context, steps, _request(source, segment.role, target, asking, context.matches))
    if instructions(segment.whole):
        # an order to a model never reaches one; a person reads the sentence
        held = Step("injection.held", segment.text[:200], "", "orders to a model are not translated")
        return Piece(context, (*steps, held), text="", origin=Origin.RULE)
    whole = next((m for m in context.matches if m.term.target and (m.start, m.end) == (0, len(source))), None)
    if whole is not None and segment.role in SHORT:
        return Piece(
            context, (*steps, Step("terms.whole", source, whole.term.target, whole.term.concept)), text=whole.term.target, origin=Origin.RULE
        )
    return Piece(context, steps, _request(source, segment.role, target, asking, context.matches))


def _request(text: str, role: Role, target: Target, asking: Asking, matches: Sequence[TermMatch]) -> Request:
    """What an engine is asked for a text, its terms given in the way that the engine wants them."""
    region = target.region if target.locale.is_chinese else ""
    text = marked(text) if asking.splits and role is Role.TITLE else text
    if asking.terms is Terms.LISTED:
        return Request(text, target.locale.engine_language, role, region, asks(matches))
    return Request(inline(text, matches), target.locale.engine_language, role, region)


def _kept(context: Context, spoken: str) -> Piece:
    """A field that is not Chinese stays as it is: it may be in the target's language already, and no engine here translates from any other."""
    note = (
        "already in the target's language" if spoken == context.target.locale.language else f"no engine for {spoken}→{context.target.locale.language}"
    )
    return Piece(context, (Step(KEPT, context.segment.text[:200], context.segment.text[:200], note),), text=context.segment.text, origin=Origin.RULE)


def _topic_requests(reading: Reading, target: Target, kit: Kit, known: Mapping[str, str], asking: Asking) -> dict[str, Request]:
    """What an engine is asked for the topic names that no table has."""
    unknown = [n for n in reading.topics if n not in known and has_han(n) and not instructions(n)]
    return {n: _request(n, Role.TITLE, target, asking, kit.index.match(n, target, reading.record.text)) for n in unknown}
