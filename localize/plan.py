"""What is to be made: each record against each target, its signature, and the pieces of text that need an engine.

Stale is derived here and nowhere else: a variant is stale when the signature it was made with is not the one wanted now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from localize.adapt.pipeline import run as run_adapters
from localize.adapt.social import topic_names
from localize.checks.injection import instructions
from localize.classify import classes
from localize.domain.context import Context
from localize.domain.record import Record, Role
from localize.domain.region import Region, Target
from localize.domain.request import Request
from localize.domain.segment import Segment
from localize.domain.unit import Origin, Step
from localize.domain.variant import Reason, Signature, digest
from localize.eligibility import eligible
from localize.engines.base import Engine
from localize.kit import Kit
from localize.memory import Entry
from localize.memory import digest as memory_digest
from localize.termbase.enforce import asks, inline
from localize.termbase.match import digest_of
from localize.text.script import has_han
from localize.text.segments import segments

SHORT = (Role.NAME, Role.VALUE)  # attributes and options: a term that is the whole text is the translation


@dataclass(frozen=True)
class Reading:
    """A record as read once for all its targets."""

    record: Record
    segments: tuple[Segment, ...]
    classes: frozenset[str]


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


def read(record: Record, kit: Kit) -> Reading:
    return Reading(record, segments(record), classes(record, kit.classes))


def plan(reading: Reading, target: Target, kit: Kit) -> Work:
    """The work for one target, with the signature that its variant will carry."""
    region = kit.regions[target.region]
    language = target.locale.engine_language
    engine = kit.routes.engine(language)
    base = Signature(reading.record.fingerprint, "none", digest_of(()), "none", digest(kit.rules, region.digest), memory_digest(()))
    reason = eligible(reading.record, region, reading.classes)
    if reason is not None:
        return Work(reading.record, target, region, replace(base, engine="eligibility"), halt=reason)
    if engine is None:
        none = Reason("no_engine", f"no engine for zh→{language}", remedy="Install a model for it: `localize models list`")
        return Work(reading.record, target, region, base, halt=none)
    known = kit.social.known_topics(topic_names(reading.segments), target.locale)
    memory = kit.store.memory(str(target), (s.text for s in reading.segments if s.text))
    pieces = tuple(_piece(segment, reading, target, region, engine, kit, known, memory) for segment in reading.segments)
    topics = {} if target.locale.is_chinese else _topic_requests(reading, target, kit, known)
    used = [Entry(s, t) for s, t in memory.items()]
    signature = replace(
        base,
        engine=engine.identity,
        terms=digest_of(match for piece in pieces for match in piece.context.matches),
        prompts="none" if target.locale.is_chinese else kit.prompts.digest(),
        memory=memory_digest(used),
    )
    return Work(reading.record, target, region, signature, pieces, topics, engine=engine)


def _piece(
    segment: Segment,
    reading: Reading,
    target: Target,
    region: Region,
    engine: Engine,
    kit: Kit,
    topics: Mapping[str, str],
    memory: Mapping[str, str],
) -> Piece:
    record = reading.record
    context = Context(record, target, region, segment, segment.text, (), reading.classes, topics)
    if segment.text in memory:
        matches = kit.index.match(segment.text, target, record.text)
        return Piece(replace(context, matches=matches), (), text=memory[segment.text], origin=Origin.MEMORY)
    adapted = run_adapters(kit.adapters.source, segment.text, context) if segment.text else None
    source = adapted.text.strip() if adapted else ""
    steps = adapted.steps if adapted else ()
    matches = kit.index.match(source, target, record.text) if source else ()
    context = replace(context, source=source, matches=matches)
    if not source or not has_han(source):
        return Piece(context, steps, text=source, origin=Origin.RULE)  # nothing Chinese is left: numbers, codes, English
    if target.locale.is_chinese:
        return Piece(context, steps, Request(source, target.locale.engine_language, segment.role, region.code, asks(matches)))
    if instructions(segment.whole):
        # an order to a model never reaches one; a person reads the sentence
        held = Step("injection.held", segment.text[:200], "", "orders to a model are not translated")
        return Piece(context, (*steps, held), text="", origin=Origin.RULE)
    whole = next((m for m in matches if m.term.target and (m.start, m.end) == (0, len(source))), None)
    if whole is not None and segment.role in SHORT:
        return Piece(context, (*steps, Step("terms.whole", source, whole.term.target, whole.term.concept)), text=whole.term.target, origin=Origin.RULE)
    return Piece(context, steps, Request(inline(source, matches), target.locale.engine_language, segment.role))


def _topic_requests(reading: Reading, target: Target, kit: Kit, known: Mapping[str, str]) -> dict[str, Request]:
    unknown = [n for n in topic_names(reading.segments) if n not in known and has_han(n) and not instructions(n)]
    language = target.locale.engine_language
    return {n: Request(inline(n, kit.index.match(n, target, reading.record.text)), language, Role.TITLE) for n in unknown}
