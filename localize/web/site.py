"""What every route works with, bundled once and frozen: the whole dependency injection of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from starlette.requests import Request

from localize.domain.account import Deed
from localize.domain.variant import Approval, Decision
from localize.kit import Kit
from localize.settings import Settings
from localize.store.queue import Counts, Filter
from localize.store.repository import Store
from localize.store.watch import Waiting
from localize.web.access import Who
from localize.web.configuration import WebSettings
from localize.web.inmemory import Held
from localize.web.jobs import Jobs
from localize.web.keys import Keys
from localize.web.limits import Limit
from localize.web.pages import Pages
from localize.web.passwords import Passwords
from localize.web.remembered import Remembered
from localize.web.seller.previews import Previews
from localize.web.uploads import Uploads

_QUARTER = 15 * 60.0  # seconds


@dataclass(frozen=True)
class Limits:
    """How often what a stranger may guess at can be tried, by account and by the browser's address; and how fast programs may ask."""

    name: Limit = field(default_factory=lambda: Limit(10, _QUARTER))
    address: Limit = field(default_factory=lambda: Limit(50, _QUARTER))
    code: Limit = field(default_factory=lambda: Limit(10, _QUARTER))
    pace: Limit = field(default_factory=lambda: Limit(600, 60.0))  # of the API
    preview: Limit = field(default_factory=lambda: Limit(10, _QUARTER))  # a preview keeps the machine busy for minutes


@dataclass(frozen=True)
class Site:
    settings: Settings
    web: WebSettings
    store: Store
    kit: Kit | None  # without one the pages show what is there, and run nothing
    keys: Keys
    passwords: Passwords
    pages: Pages
    limits: Limits
    setup_code: str = field(repr=False)  # what `localize serve` prints while there is no account
    previews: Previews = field(default_factory=Previews)
    jobs: Jobs = field(default_factory=Jobs)
    held: Held = field(default_factory=Held)
    uploads: Uploads = field(default_factory=Uploads)

    @cached_property
    def counts(self) -> Remembered[[], Mapping[tuple[str, Decision, Approval], int]]:
        """How many latest revisions there are, as `store.counts()`; remembered for a moment."""
        return Remembered(self.store.counts)

    @cached_property
    def waiting(self) -> Remembered[[], list[Waiting]]:
        """Open variants by locale, as `store.watch.waiting()`; remembered for a moment."""
        return Remembered(self.store.watch.waiting)

    @cached_property
    def queue_counts(self) -> Remembered[[Filter], Counts]:
        """How many open variants fit a filter, as `store.queue.counts()`; remembered for a moment."""
        return Remembered(self.store.queue.counts)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def deed(self, request: Request, who: Who, act: str, subject: str, detail: Mapping[str, Any] | None = None) -> Deed:
        """What is being done, for the audit log."""
        return Deed(self.now(), who.name, act, subject, detail or {}, request.state.id)


def site_of(request: Request) -> Site:
    """The site that a request came to."""
    found: Site = request.app.state.site
    return found


def client_of(request: Request) -> str:
    """The browser's address, for counting and for nothing else: it is kept nowhere."""
    return request.client.host if request.client is not None else ""
