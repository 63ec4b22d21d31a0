"""The tables as they are now, typed. How a store gets there is the business of migrations/; what the rows mean, of codec.py.

night ──< quarantine
  └────< record ──< variant ──< unit ──< memory >── event
draft (a cache)      term, concept (append-only)   evidence >── event (append-only)

Those of the people's desk are in desk_schema.py, those of the pages in account_schema.py and webhook_schema.py, those of operators in
operator_schema.py; all belong to the same list.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    text,
)

from localize.store import account_schema, desk_schema, operator_schema, webhook_schema  # noqa: F401 - so that the list of tables is whole
from localize.store.columns import Moment, Words
from localize.store.columns import metadata as metadata


class NightColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    started: Column[datetime] = Column(Moment, nullable=False)
    finished: Column[datetime | None] = Column(Moment)
    status: Column[str] = Column(String(32), nullable=False)
    stats: Column[Any] = Column(JSON, nullable=False)


night = Table("night", metadata, NightColumns, sqlite_autoincrement=True)


class QuarantineColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    night: Column[int] = Column(Integer, ForeignKey("night.id"), nullable=False)
    digest: Column[str] = Column(String(8), nullable=False)  # the same fault told twice in a night is one row
    message: Column[str] = Column(Words, nullable=False)
    place: Column[str] = Column(Words, nullable=False)
    field: Column[str] = Column(Words, nullable=False)
    raw: Column[str] = Column(Words, nullable=False)
    next_step: Column[str] = Column(Words, nullable=False)


quarantine = Table("quarantine", metadata, QuarantineColumns, UniqueConstraint("night", "digest"), sqlite_autoincrement=True)


class RecordColumns(TypedColumns):
    key: Column[str] = Column(Words, primary_key=True)
    id: Column[str] = Column(Words, nullable=False)
    kind: Column[str] = Column(String(16), nullable=False)
    fingerprint: Column[str] = Column(String(16), nullable=False)
    fields: Column[Any] = Column(JSON, nullable=False)
    facts: Column[Any] = Column(JSON, nullable=False)
    place: Column[str] = Column(Words, nullable=False)
    item: Column[str] = Column(Words, nullable=False)  # a listing's item id, apart so that the notes bound to it find it; "" for a note
    words: Column[str] = Column(Words, nullable=False, server_default="")  # the beginning of its text, folded: what a person searches in
    shop: Column[str] = Column(Words, nullable=False, server_default="")  # whose it is, as the night was told; "" where it was not
    first_night: Column[int] = Column(Integer, ForeignKey("night.id"), nullable=False)
    changed_night: Column[int] = Column(Integer, ForeignKey("night.id"), nullable=False)
    seen_night: Column[int] = Column(Integer, ForeignKey("night.id"), nullable=False)


record = Table("record", metadata, RecordColumns, Index(None, "item"), Index(None, "shop"))


class DraftColumns(TypedColumns):
    engine: Column[str] = Column(Words, primary_key=True)
    request: Column[str] = Column(String(16), primary_key=True)  # Request.key
    text: Column[str] = Column(Words, nullable=False)
    score: Column[float | None] = Column(Float)
    tokens: Column[int] = Column(Integer, nullable=False)


draft = Table("draft", metadata, DraftColumns)


class VariantColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    record: Column[str] = Column(Words, ForeignKey("record.key"), nullable=False)
    target: Column[str] = Column(String(64), nullable=False)
    region: Column[str] = Column(String(16), nullable=False)  # a part of target, apart so that it can be asked for
    revision: Column[int] = Column(Integer, nullable=False)
    signature: Column[str] = Column(Text, nullable=False)
    decision: Column[str] = Column(String(16), nullable=False)
    reasons: Column[Any] = Column(JSON, nullable=False)
    notices: Column[Any] = Column(JSON, nullable=False)
    approval: Column[str] = Column(String(16), nullable=False)
    night: Column[int] = Column(Integer, ForeignKey("night.id"), nullable=False)
    created: Column[datetime] = Column(Moment, nullable=False)
    # what the queue orders and filters by, said when the variant is saved: localize.domain.rank
    kind: Column[str] = Column(String(16), nullable=False, server_default="")
    locale: Column[str] = Column(String(32), nullable=False, server_default="")
    engine: Column[str] = Column(Words, nullable=False, server_default="")
    estimate: Column[float] = Column(Float, nullable=False, server_default="1")
    severity: Column[int] = Column(Integer, nullable=False, server_default="0")
    gravest: Column[str] = Column(Words, nullable=False, server_default="")  # the rule of the first reason
    risk: Column[float] = Column(Float, nullable=False, server_default="0")
    value: Column[float] = Column(Float, nullable=False, server_default="0")
    priority: Column[int] = Column(Integer, nullable=False, server_default="0")
    edits: Column[int] = Column(Integer, nullable=False, server_default="0")  # units that a person wrote or confirmed
    waiting: Column[int] = Column(Integer, nullable=False, server_default="0")  # of these, units whose source has changed since


# AUTOINCREMENT: an id that a deleted machine revision had must never come back as another text's id.
variant = Table(
    "variant",
    metadata,
    VariantColumns,
    UniqueConstraint("record", "target", "revision"),
    Index(None, "region", "decision"),
    Index(None, "night"),
    Index("ix_variant_queue", "approval", "priority", "id"),
    Index("ix_variant_queue_region", "approval", "region", "priority", "id"),
    # few rows: those that people had a hand in, in the order of the queue
    Index("ix_variant_edited", "approval", "priority", "id", sqlite_where=text("edits > 0"), postgresql_where=text("edits > 0")),
    Index("ix_variant_waiting", "approval", "priority", "id", sqlite_where=text("waiting > 0"), postgresql_where=text("waiting > 0")),
    Index("ix_variant_facets", "approval", "region", "locale", "decision", "kind", "edits", "waiting"),
    sqlite_autoincrement=True,
)


class UnitColumns(TypedColumns):
    variant_id: Column[int] = Column(Integer, ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)
    position: Column[int] = Column(Integer, primary_key=True, autoincrement=False)  # in Variant.units
    segment: Column[int] = Column(Integer, nullable=False)  # Segment.index
    field: Column[str] = Column(Words, nullable=False)
    role: Column[str] = Column(String(16), nullable=False)
    source: Column[str] = Column(Words, nullable=False)
    source_before: Column[str] = Column(Words, nullable=False)
    source_after: Column[str] = Column(Words, nullable=False)
    target: Column[str] = Column(Words, nullable=False)
    before: Column[str] = Column(Words, nullable=False)
    after: Column[str] = Column(Words, nullable=False)
    draft: Column[str] = Column(Words, nullable=False)
    state: Column[str] = Column(String(16), nullable=False)
    origin: Column[str] = Column(String(16), nullable=False)
    engine: Column[str] = Column(Words, nullable=False)
    steps: Column[Any] = Column(JSON, nullable=False)
    receipts: Column[Any] = Column(JSON, nullable=False)
    issues: Column[Any] = Column(JSON, nullable=False)
    estimate: Column[float] = Column(Float, nullable=False)
    estimate_reasons: Column[Any] = Column(JSON, nullable=False)
    score: Column[float | None] = Column(Float)  # of the draft, where its engine gave one
    proposal: Column[Any] = Column(JSON(none_as_null=True), nullable=True)  # what a machine would write now beside a person's text
    pair: Column[str] = Column(String(16), nullable=False, server_default="")  # digest of source and target: the same machine text elsewhere


unit = Table("unit", metadata, UnitColumns, Index(None, "pair"))


class EventColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    at: Column[datetime] = Column(Moment, nullable=False)
    who: Column[str] = Column(Words, nullable=False)
    act: Column[str] = Column(String(32), nullable=False)
    subject: Column[str] = Column(Words, nullable=False)
    detail: Column[Any] = Column(JSON, nullable=False)


event = Table("event", metadata, EventColumns, Index(None, "subject"), sqlite_autoincrement=True)


class MemoryColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    target: Column[str] = Column(String(64), nullable=False)
    source: Column[str] = Column(Words, nullable=False)
    source_digest: Column[str] = Column(String(32), nullable=False)  # what is looked up: PostgreSQL refuses to index long text
    text: Column[str] = Column(Words, nullable=False)
    variant_id: Column[int] = Column(Integer, nullable=False)
    position: Column[int] = Column(Integer, nullable=False)
    event: Column[int] = Column(Integer, ForeignKey("event.id"), nullable=False)
    at: Column[datetime] = Column(Moment, nullable=False)


memory = Table(
    "memory",
    metadata,
    MemoryColumns,
    ForeignKeyConstraint(["variant_id", "position"], ["unit.variant_id", "unit.position"]),
    Index(None, "target", "source_digest"),
    Index(None, "variant_id"),
    sqlite_autoincrement=True,
)


class EvidenceColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    target: Column[str] = Column(String(64), nullable=False)
    source: Column[str] = Column(Words, nullable=False)
    source_digest: Column[str] = Column(String(32), nullable=False)
    text: Column[str] = Column(Words, nullable=False)
    text_digest: Column[str] = Column(String(32), nullable=False)
    event: Column[int] = Column(Integer, ForeignKey("event.id"), nullable=False)


evidence = Table(
    "evidence",
    metadata,
    EvidenceColumns,
    UniqueConstraint("source_digest", "target", "text_digest"),
    Index(None, "target"),
    sqlite_autoincrement=True,
)


class TermColumns(TypedColumns):
    key: Column[str] = Column(Words, primary_key=True)
    revision: Column[int] = Column(Integer, primary_key=True, autoincrement=False)
    concept: Column[str] = Column(Words, nullable=False)
    domain: Column[str] = Column(Words, nullable=False)
    source: Column[str] = Column(Words, nullable=False)
    locale: Column[str] = Column(String(16), nullable=False)
    audience: Column[str] = Column(String(16), nullable=False)
    target: Column[str] = Column(Words, nullable=False)
    demand: Column[str] = Column(String(16), nullable=False)
    source_variants: Column[Any] = Column(JSON, nullable=False)
    accepted: Column[Any] = Column(JSON, nullable=False)
    forbidden: Column[Any] = Column(JSON, nullable=False)
    needs: Column[Any] = Column(JSON, nullable=False)
    excludes: Column[Any] = Column(JSON, nullable=False)
    status: Column[str] = Column(String(16), nullable=False)
    risk: Column[str] = Column(Words, nullable=False)
    note: Column[str] = Column(Words, nullable=False)
    who: Column[str] = Column(Words, nullable=False)
    at: Column[datetime] = Column(Moment, nullable=False)
    why: Column[str] = Column(Words, nullable=False)


term = Table("term", metadata, TermColumns)


class ConceptColumns(TypedColumns):
    concept: Column[str] = Column(Words, primary_key=True)
    revision: Column[int] = Column(Integer, primary_key=True, autoincrement=False)
    definition: Column[str] = Column(Words, nullable=False)
    picture: Column[str] = Column(Words, nullable=False)
    review_by: Column[date | None] = Column(Date)
    evidence: Column[Any] = Column(JSON, nullable=False)
    who: Column[str] = Column(Words, nullable=False)
    at: Column[datetime] = Column(Moment, nullable=False)
    why: Column[str] = Column(Words, nullable=False)


concept = Table("concept", metadata, ConceptColumns)
