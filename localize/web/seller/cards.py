"""A record as a reader sees it: a note as a card, a listing as a product page; the original and each variant in the same shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from localize.domain.channel import Channel, Part
from localize.domain.issue import Severity
from localize.domain.record import Kind, Record, Role
from localize.domain.region import Region, Target
from localize.domain.unit import Unit
from localize.domain.variant import Approval, Variant
from localize.fitted import goes_to
from localize.fitting.scope import length
from localize.kit import Kit
from localize.pasted import PSEUDO
from localize.store.variants import StoredVariant
from localize.web.languages import N_
from localize.web.seller.regions import target_name
from localize.web.seller.telling import Told, reasons
from localize.web.seller.words import TRIED, Word, word

_TOPIC = re.compile(r"(#[^\s#]{1,60}(?:(?<=\[话题\])#)?)")
# What channels are called where their own name says little.
CHANNELS = (N_("RedNote"), N_("Social"), N_("Web"))
_COUNTED = ("title", "body")  # parts of a channel whose length a seller can do something about


@dataclass(frozen=True)
class Sentence:
    """A sentence in its place. `position` is -1 where nothing is to be asked of it; `look` is "", "look" or "bad".

    `before` and `after` are pairs of whether it is a topic and the text.
    """

    position: int
    text: str
    before: tuple[tuple[bool, str], ...] = ()
    after: tuple[tuple[bool, str], ...] = ()
    look: str = ""


@dataclass(frozen=True)
class Block:
    """One field."""

    path: str
    role: Role
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Length:
    """How long a part is, against what a channel takes of it; `most` 0 where no limit is known."""

    channel: str
    part: str
    used: int
    most: int

    @property
    def over(self) -> bool:
        return 0 < self.most < self.used


@dataclass(frozen=True)
class Layout:
    """The fields by what they are for. Pairs are a name and its value, a question and its answer."""

    title: Block | None
    body: tuple[Block, ...]
    pairs: tuple[tuple[Block | None, Block], ...]
    faq: tuple[tuple[Block | None, Block], ...]


@dataclass(frozen=True)
class Card:
    target: Target
    name: str
    word: Word
    reasons: tuple[Told, ...]
    layout: Layout | None  # None where there is no text
    notices: tuple[str, ...]
    lengths: tuple[Length, ...]
    pseudo: bool  # the text stands for a model that is not here
    approval: Approval = Approval.OPEN
    signature: str = ""


def of_record(record: Record) -> Layout:
    """The original, as it was pulled."""
    return _layout(Block(field.path, field.role, (Sentence(-1, "", _pieces(field.text)),)) for field in record.fields)


def of_variant(kit: Kit, variant: Variant, language: str) -> Card:
    """A variant; one that is not in the store is called a preview."""
    region = kit.regions.get(variant.target.region)
    decision = variant.verdict.decision
    stored = isinstance(variant, StoredVariant)
    approval = variant.approval if isinstance(variant, StoredVariant) else Approval.OPEN
    called = word(decision, approval)
    if not stored and variant.units and not any(reason.grave for reason in reasons(kit, region, decision, variant.verdict.reasons)):
        called = TRIED
    return Card(
        variant.target,
        target_name(variant.target, language),
        called,
        () if approval is Approval.APPROVED else reasons(kit, region, decision, variant.verdict.reasons),
        _layout(_blocks(variant.units)) if variant.units else None,
        variant.notices if variant.units else (),
        _lengths(kit, region, variant) if region and variant.units else (),
        any(unit.engine.startswith(PSEUDO) for unit in variant.units),
        approval,
        str(variant.signature),
    )


def _blocks(units: Sequence[Unit]) -> Iterable[Block]:
    found: dict[str, Block] = {}
    for position, unit in enumerate(units):
        path = unit.segment.field
        sentence = Sentence(
            position if unit.segment.text.strip() else -1, unit.target, _pieces(unit.before), _pieces(unit.after), _look(unit)
        )  # fmt: skip
        there = found.get(path, Block(path, unit.segment.role, ()))
        found[path] = replace(there, sentences=(*there.sentences, sentence))
    return found.values()


def _look(unit: Unit) -> str:
    gravest = max((issue.severity for issue in unit.issues), default=Severity.NEUTRAL)
    if gravest >= Severity.CRITICAL:
        return "bad"
    return "look" if gravest >= Severity.MAJOR or unit.estimate.value < 0.5 else ""


def _pieces(text: str) -> tuple[tuple[bool, str], ...]:
    """A text as pairs: topics, and what is between them.

    >>> _pieces("a #艾草[话题]# b")
    ((False, 'a '), (True, '#艾草[话题]#'), (False, ' b'))
    """
    return tuple((n % 2 == 1, piece) for n, piece in enumerate(_TOPIC.split(text)) if piece)


def _layout(blocks: Iterable[Block]) -> Layout:
    title: Block | None = None
    body: list[Block] = []
    pairs: list[tuple[Block | None, Block]] = []
    faq: list[tuple[Block | None, Block]] = []
    opening: Block | None = None
    for block in blocks:
        if block.role in (Role.NAME, Role.QUESTION):
            opening = block
        elif block.role in (Role.VALUE, Role.ANSWER):
            (pairs if block.role is Role.VALUE else faq).append((opening, block))
            opening = None
        elif block.role is Role.TITLE and title is None:
            title = block
        else:
            body.append(block)
    return Layout(title, tuple(body), tuple(pairs), tuple(faq))


def _lengths(kit: Kit, region: Region, variant: Variant) -> tuple[Length, ...]:
    """The lengths of title and body on the channels where this variant goes; where no limit is known, that of the title."""
    kind = Kind(variant.record.partition(":")[0])
    channels = [c for c in kit.channels.values() if goes_to(kind, region, variant.target.locale, c)]
    texts = _texts(variant)
    every = [(channel, part) for channel in channels for part in channel.parts_for(region.code, kind) if part.name in texts and part.name in _COUNTED]
    return tuple(_length(channel, part, texts[part.name]) for channel, part in every if part.max or part.name == "title")


def _length(channel: Channel, part: Part, text: str) -> Length:
    return Length(channel.name, part.name, length(text, part), part.max)


def _texts(variant: Variant) -> dict[str, str]:
    """Title and body as they stand."""
    roles = {unit.segment.field: unit.segment.role for unit in variant.units}
    found: dict[str, str] = {}
    for name, role in (("title", Role.TITLE), ("body", Role.BODY)):
        path = next((path for path in variant.field_paths() if roles[path] is role), None)
        if path is not None:
            found[name] = variant.field_text(path).strip()
    return found
