"""The tables of the operators: the pulse of each night, and spot audits with what people said of each text."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Float, ForeignKey, Index, Integer, String, Table, TypedColumns

from localize.store.columns import Moment, Words, metadata


class PulseColumns(TypedColumns):
    """What a night's process says of itself while it runs. A row of its own: it changes every few seconds, a night twice."""

    night: Column[int] = Column(Integer, ForeignKey("night.id"), primary_key=True, autoincrement=False)
    sources: Column[Any] = Column(JSON, nullable=False)  # whole paths, so that the same night can be asked for again
    shop: Column[str] = Column(Words, nullable=False)
    process: Column[str] = Column(Words, nullable=False)
    at: Column[datetime] = Column(Moment, nullable=False)
    what: Column[str] = Column(Words, nullable=False)
    done: Column[int] = Column(Integer, nullable=False)
    total: Column[int] = Column(Integer, nullable=False)
    batch: Column[int] = Column(Integer, nullable=False)
    batches: Column[int] = Column(Integer, nullable=False)
    stop_by: Column[str] = Column(Words, nullable=False)  # who asked it to stop, "" for nobody


pulse = Table("pulse", metadata, PulseColumns)


class SpotColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    at: Column[datetime] = Column(Moment, nullable=False)
    who: Column[str] = Column(Words, nullable=False)
    region: Column[str] = Column(String(16), nullable=False)
    engine: Column[str] = Column(Words, nullable=False)
    seed: Column[int] = Column(Integer, nullable=False)
    population: Column[int] = Column(Integer, nullable=False)  # units that it was drawn from


spot = Table("spot", metadata, SpotColumns, sqlite_autoincrement=True)


class SpotUnitColumns(TypedColumns):
    """One drawn text as it stood: what a night makes of it later changes no judgement."""

    spot: Column[int] = Column(Integer, ForeignKey("spot.id"), primary_key=True, autoincrement=False)
    position: Column[int] = Column(Integer, primary_key=True, autoincrement=False)  # from 1
    record: Column[str] = Column(Words, nullable=False)
    target: Column[str] = Column(String(64), nullable=False)
    field: Column[str] = Column(Words, nullable=False)
    source: Column[str] = Column(Words, nullable=False)
    text: Column[str] = Column(Words, nullable=False)
    estimate: Column[float] = Column(Float, nullable=False)  # of the whole variant: what the gate's bound is compared with
    approval: Column[str] = Column(String(16), nullable=False)
    judgement: Column[str] = Column(String(8), nullable=False)  # fine, small, wrong; "" until somebody judged
    category: Column[str] = Column(String(32), nullable=False)
    who: Column[str] = Column(Words, nullable=False)
    at: Column[datetime | None] = Column(Moment)


spot_unit = Table("spot_unit", metadata, SpotUnitColumns, Index(None, "spot", "judgement"))
