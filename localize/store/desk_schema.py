"""The tables of the desk: what people wrote, what sellers flagged, the views that somebody saved, and by what a variant is found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, TypedColumns

from localize.store.columns import Moment, Words, metadata


class EditColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    event: Column[int] = Column(Integer, ForeignKey("event.id"), nullable=False)  # who, when and why
    bulk: Column[int | None] = Column(Integer, ForeignKey("event.id"))  # the one decision over many variants that it is a part of
    record: Column[str] = Column(Words, nullable=False)
    target: Column[str] = Column(String(64), nullable=False)
    revision: Column[int] = Column(Integer, nullable=False)  # the revision that it made
    position: Column[int] = Column(Integer, nullable=False)
    field: Column[str] = Column(Words, nullable=False)
    source: Column[str] = Column(Words, nullable=False)
    before: Column[str] = Column(Words, nullable=False)
    after: Column[str] = Column(Words, nullable=False)
    was: Column[Any] = Column(JSON, nullable=False)  # the whole unit before, so that an undo brings all of it back


# append-only: triggers refuse UPDATE and DELETE
edit = Table("edit", metadata, EditColumns, Index(None, "record", "target"), Index(None, "event"), Index(None, "bulk"), sqlite_autoincrement=True)


class FlagColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    record: Column[str] = Column(Words, nullable=False)
    target: Column[str] = Column(String(64), nullable=False)
    position: Column[int] = Column(Integer, nullable=False)
    field: Column[str] = Column(Words, nullable=False)
    source: Column[str] = Column(Words, nullable=False)
    text: Column[str] = Column(Words, nullable=False)  # what stood there when it was flagged
    reason: Column[str] = Column(String(16), nullable=False)
    words: Column[str] = Column(Words, nullable=False)
    suggestion: Column[str] = Column(Words, nullable=False)
    who: Column[str] = Column(Words, nullable=False)
    at: Column[datetime] = Column(Moment, nullable=False)
    state: Column[str] = Column(String(16), nullable=False)
    answer: Column[str] = Column(Words, nullable=False)
    answered_by: Column[str] = Column(Words, nullable=False)


flag = Table("flag", metadata, FlagColumns, Index(None, "record", "target"), Index(None, "state", "record", "target"), sqlite_autoincrement=True)


class ViewColumns(TypedColumns):
    who: Column[str] = Column(Words, primary_key=True)
    name: Column[str] = Column(Words, primary_key=True)
    wanted: Column[Any] = Column(JSON, nullable=False)


view = Table("saved_view", metadata, ViewColumns)


class MarkColumns(TypedColumns):
    """By what a variant is found: `sort` is "rule" or "term", `name` the rule of a reason or the concept of a receipt."""

    variant_id: Column[int] = Column(Integer, ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)
    sort: Column[str] = Column(String(8), primary_key=True)
    name: Column[str] = Column(Words, primary_key=True)


mark = Table("mark", metadata, MarkColumns, Index(None, "sort", "name", "variant_id"))
