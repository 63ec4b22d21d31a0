"""Whether a night went well, as one word for who looks in the morning. What the word rests on is shown beside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from localize.store.nights import FAILED, INTERRUPTED, RUNNING, STOPPED, Night
from localize.store.watch import Pulse

SILENT = timedelta(minutes=5)  # a model of several gigabytes is loaded in less
LATE = timedelta(hours=26)  # nights come daily; two hours for a long one


class Health(StrEnum):
    NONE = "none"  # there was no night yet
    RUNNING = "running"
    SILENT = "silent"  # it runs, as far as anybody wrote down, and says nothing: it was killed, or its machine is off
    FAILED = "failed"
    CUT = "cut"  # it was killed or stopped: what it left waits
    LATE = "late"  # the last one went as it should, and is too long ago
    PARTLY = "partly"  # it is done, and some records or engines need somebody
    GOOD = "good"


def health(night: Night | None, pulse: Pulse | None, now: datetime) -> Health:
    """How the latest night stands."""
    if night is None:
        return Health.NONE
    if night.status == RUNNING:
        heard = pulse.at if pulse is not None else night.started
        return Health.SILENT if now - heard > SILENT else Health.RUNNING
    if night.status == FAILED:
        return Health.FAILED
    if night.status in (INTERRUPTED, STOPPED):
        return Health.CUT
    if now - night.started > LATE:
        return Health.LATE
    asks = night.stats.get("records", {}).get("quarantined", 0) or night.stats.get("waiting")
    return Health.PARTLY if asks else Health.GOOD
