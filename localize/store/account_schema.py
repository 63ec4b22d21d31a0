"""The tables of the pages: accounts, sessions, links, tokens, and the audit log, which is append-only like events.

account ──< session >── link
   └─────< token             deed (append-only)
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, TypedColumns, UniqueConstraint

from localize.store.columns import Moment, Words, metadata


class AccountColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    name: Column[str] = Column(Words, nullable=False)
    roles: Column[Any] = Column(JSON, nullable=False)
    locales: Column[Any] = Column(JSON, nullable=False)
    shops: Column[Any] = Column(JSON, nullable=False)
    active: Column[bool] = Column(Boolean, nullable=False)
    language: Column[str] = Column(String(16), nullable=False)
    theme: Column[str] = Column(String(16), nullable=False)
    created: Column[datetime] = Column(Moment, nullable=False)
    revision: Column[int] = Column(Integer, nullable=False)
    subject: Column[str] = Column(Words, nullable=False)
    password: Column[str] = Column(Words, nullable=False)  # an argon2 hash
    factor: Column[str] = Column(Words, nullable=False)
    recovery: Column[Any] = Column(JSON, nullable=False)
    last_step: Column[int] = Column(Integer, nullable=False)


account = Table("account", metadata, AccountColumns, UniqueConstraint("name"), sqlite_autoincrement=True)


class LinkColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    label: Column[str] = Column(Words, nullable=False)
    shop: Column[str] = Column(Words, nullable=False)
    records: Column[Any] = Column(JSON, nullable=False)
    created: Column[datetime] = Column(Moment, nullable=False)
    created_by: Column[str] = Column(Words, nullable=False)
    expires: Column[datetime] = Column(Moment, nullable=False)
    revoked: Column[datetime | None] = Column(Moment)


# AUTOINCREMENT: the address of a link names its id, which must never come back as another link's.
link = Table("link", metadata, LinkColumns, sqlite_autoincrement=True)


class SessionColumns(TypedColumns):
    digest: Column[str] = Column(String(64), primary_key=True)
    account: Column[int | None] = Column(Integer, ForeignKey("account.id"))
    link: Column[int | None] = Column(Integer, ForeignKey("link.id"))
    created: Column[datetime] = Column(Moment, nullable=False)
    seen: Column[datetime] = Column(Moment, nullable=False)
    expires: Column[datetime] = Column(Moment, nullable=False)
    passed: Column[bool] = Column(Boolean, nullable=False)


session = Table("session", metadata, SessionColumns, Index(None, "account"), Index(None, "expires"))


class TokenColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    account: Column[int] = Column(Integer, ForeignKey("account.id"), nullable=False)
    label: Column[str] = Column(Words, nullable=False)
    scopes: Column[Any] = Column(JSON, nullable=False)
    digest: Column[str] = Column(String(64), nullable=False)
    created: Column[datetime] = Column(Moment, nullable=False)
    expires: Column[datetime] = Column(Moment, nullable=False)
    revoked: Column[datetime | None] = Column(Moment)


token = Table("token", metadata, TokenColumns, UniqueConstraint("digest"), Index(None, "account"), sqlite_autoincrement=True)


class DeedColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    at: Column[datetime] = Column(Moment, nullable=False)
    who: Column[str] = Column(Words, nullable=False)
    act: Column[str] = Column(String(64), nullable=False)
    subject: Column[str] = Column(Words, nullable=False)
    detail: Column[Any] = Column(JSON, nullable=False)
    request: Column[str] = Column(String(32), nullable=False)


deed = Table("deed", metadata, DeedColumns, Index(None, "who"), Index(None, "act"), sqlite_autoincrement=True)
