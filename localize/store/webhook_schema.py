"""The tables of webhooks: where things are told, and the outbox of what is to be told.

endpoint ──< delivery
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, TypedColumns

from localize.store.columns import Moment, Words, metadata


class EndpointColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    url: Column[str] = Column(Words, nullable=False)
    label: Column[str] = Column(Words, nullable=False)
    events: Column[Any] = Column(JSON, nullable=False)
    created: Column[datetime] = Column(Moment, nullable=False)
    created_by: Column[str] = Column(Words, nullable=False)
    active: Column[bool] = Column(Boolean, nullable=False)
    secret: Column[str] = Column(Words, nullable=False)


endpoint = Table("endpoint", metadata, EndpointColumns, sqlite_autoincrement=True)


class DeliveryColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    endpoint: Column[int] = Column(Integer, ForeignKey("endpoint.id"), nullable=False)
    event: Column[str] = Column(String(32), nullable=False)
    body: Column[str] = Column(Words, nullable=False)
    created: Column[datetime] = Column(Moment, nullable=False)
    due: Column[datetime] = Column(Moment, nullable=False)
    tries: Column[int] = Column(Integer, nullable=False)
    state: Column[str] = Column(String(16), nullable=False)
    status: Column[int] = Column(Integer, nullable=False)
    said: Column[str] = Column(Words, nullable=False)


delivery = Table("delivery", metadata, DeliveryColumns, Index(None, "state", "due"), Index(None, "endpoint", "id"), sqlite_autoincrement=True)
