"""Webhooks: where an installation tells other programs what happened, and what it has told or still has to tell them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Happening(StrEnum):
    """What is told. TEST is sent by hand and is for every endpoint."""

    APPROVED = "variant.approved"
    NIGHT = "night.finished"
    FLAG = "flag.raised"
    TEST = "test"


WANTED = (Happening.APPROVED, Happening.NIGHT, Happening.FLAG)
# What is waited after each try that failed; after the last one nothing more is tried.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
KEPT = timedelta(days=30)  # how long what was told can be looked at


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"  # nothing more is tried, until somebody asks for it


@dataclass(frozen=True)
class Endpoint:
    """A program's address. `secret` signs what is sent there, so the store has it as it is."""

    id: int
    url: str
    label: str
    events: tuple[str, ...]
    created: datetime
    created_by: str
    active: bool = True
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Delivery:
    """One happening for one endpoint. `body` is what is sent, to the byte; `status` the last answer's, 0 for none; `said` what went wrong."""

    id: int
    endpoint: int
    event: str
    body: str
    created: datetime
    due: datetime
    tries: int = 0
    state: DeliveryState = DeliveryState.WAITING
    status: int = 0
    said: str = ""

    @property
    def next_wait(self) -> timedelta | None:
        """What to wait before the next try, None where it was the last.

        >>> from datetime import UTC
        >>> at = datetime(2026, 3, 1, tzinfo=UTC)
        >>> [Delivery(1, 1, "test", "{}", at, at, tries=n).next_wait for n in (1, 7, 8)]
        [datetime.timedelta(seconds=60), datetime.timedelta(days=1), None]
        """
        return DELAYS[self.tries - 1] if 0 < self.tries <= len(DELAYS) else None
