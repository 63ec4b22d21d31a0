"""What is to be made: each record against each target, its signature, and the pieces of text that need an engine.

Stale is derived here and nowhere else: a variant is stale when the signature it was made with is not the one wanted now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from localize.adapt.pipeline import View, view
from localize.adapt.pipeline import run as run_adapters
from localize.adapt.social import topic_names
from localize.asking import How, Piece, asked_topics, piece, request
from localize.classify import classes
from localize.domain.context import Context
from localize.domain.record import Kind, Record, Role
from localize.domain.region import Region, Target
from localize.domain.request import THROUGH, Request
from localize.domain.rewrite import Part, parts_of
from localize.domain.segment import Segment
from localize.domain.unit import Adapted, Step
from localize.domain.variant import Approval, Reason, Signature, digest
from localize.eligibility import eligible
from localize.engines.base import Engine
from localize.kit import Kit
from localize.memory import Entry
from localize.memory import digest as memory_digest
from localize.prompts import Prompts
from localize.store.variants import Head
from localize.termbase.match import digest_of
from localize.text.script import language
from localize.text.segments import segments

ENOUGH = 20  # characters from which a field has a language: "OOTD" in a Chinese note is no English


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
    how = How(engine.asking, kit.prompts.digest(engine.asking.prompt) if engine.asking.prompt else "")
    pieces = tuple(_piece(replace(context, topics=known), steps, reading, begun.memory, how) for context, steps in places)
    named = {name: kit.index.match(name, target, reading.record.text) for name in asked_topics(reading.topics, known)}
    topics = {name: request(name, Role.TITLE, target, how, matches) for name, matches in named.items()}
    signature = replace(begun.signature, terms=digest_of(m for matches in (*(p.context.matches for p in pieces), *named.values()) for m in matches))
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


def _piece(context: Context, steps: tuple[Step, ...], reading: Reading, memory: Mapping[str, str], how: How) -> Piece:
    segment = context.segment
    return piece(context, steps, how, remembered=memory.get(segment.text), foreign=reading.foreign.get(segment.field, ""))
