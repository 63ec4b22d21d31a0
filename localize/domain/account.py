"""Who may use the pages: accounts, their sessions, links of sellers, tokens of programs, and the deeds that the audit log keeps.

Values only. What a role may do is decided in localize.web.access; that secrets are kept as digests, by who makes these values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What somebody is to the pages. The first two are nobody's: they stand for a visitor and for who came by a link."""

    ANONYMOUS = "anonymous"
    LINK = "link"
    SELLER = "seller"
    EDITOR = "editor"
    OPERATOR = "operator"
    AUDITOR = "auditor"


ACCOUNT_ROLES = (Role.SELLER, Role.EDITOR, Role.OPERATOR, Role.AUDITOR)


@dataclass(frozen=True)
class Account:
    """Somebody with a name. `revision` grows with every change: who saves an older one is told so.

    `password` is a hash, "" where none was set; `factor` the secret of the second factor, "" for none; `recovery` digests of codes that
    were not used yet; `last_step` the time step of the code used last, which is never taken again; `subject` who it is to the OIDC provider.
    """

    id: int
    name: str
    roles: tuple[Role, ...]
    created: datetime
    locales: tuple[str, ...] = ()  # an editor's: "en", "zh-Hant"
    shops: tuple[str, ...] = ()  # a seller's
    active: bool = True
    language: str = ""  # of the pages; "" as the browser asks
    theme: str = ""  # light, dark; "" as the system has it
    revision: int = 1
    subject: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    factor: str = field(default="", repr=False)
    recovery: tuple[str, ...] = field(default=(), repr=False)
    last_step: int = 0


@dataclass(frozen=True)
class Session:
    """A browser that signed in, by the digest of its token. Of an account or of a link, never of both.

    `passed` is False between the password and the second factor.
    """

    digest: str = field(repr=False)
    account: int | None
    link: int | None
    created: datetime
    seen: datetime
    expires: datetime
    passed: bool = True


@dataclass(frozen=True)
class Link:
    """A seller's way in without an account: a shop, or some of its records, until `expires`."""

    id: int
    label: str
    shop: str
    records: tuple[str, ...]  # keys; none means all of the shop
    created: datetime
    created_by: str
    expires: datetime
    revoked: datetime | None = None

    def open_at(self, now: datetime) -> bool:
        """Whether it lets anybody in."""
        return self.revoked is None and now < self.expires


@dataclass(frozen=True)
class Token:
    """A program's way in, for an account and within `scopes`, by the digest of its secret."""

    id: int
    account: int
    label: str
    scopes: tuple[str, ...]
    digest: str = field(repr=False)
    created: datetime
    expires: datetime
    revoked: datetime | None = None

    def open_at(self, now: datetime) -> bool:
        return self.revoked is None and now < self.expires


@dataclass(frozen=True)
class Deed:
    """One line of the audit log: who did what to what, when, in which request. Never changed, never removed.

    >>> from datetime import UTC
    >>> Deed(datetime(2026, 3, 1, tzinfo=UTC), "mei", "link.revoke", "link 3").detail
    {}
    """

    at: datetime
    who: str
    act: str
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    request: str = ""
    id: int = 0  # given by the store
