"""Previews of pasted texts: made one after another in a thread of the server, kept for half an hour in its memory, and nowhere else.

A page never waits for one. The thread starts with the first preview and ends when none is left; the engine stays loaded for the next.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from localize.domain.record import Record
from localize.domain.region import Target
from localize.domain.variant import Variant
from localize.errors import LocalizeError
from localize.kit import Kit
from localize.pasted import Passing, ready, render

log = logging.getLogger("chuhai.web")
WAITING = 5  # previews that may wait while one is made
LASTS = 1800.0  # seconds that one can be looked at
_MOST = 60  # kept at once; the oldest goes first


class Stage(StrEnum):
    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"


@dataclass
class _Job:
    owner: str
    kit: Kit
    record: Record
    targets: tuple[Target, ...]
    made: float
    stage: Stage = Stage.WAITING
    variants: dict[Target, Variant] = field(default_factory=dict)
    failed: set[Target] = field(default_factory=set)
    done: int = 0  # sentences of the region that is being made
    total: int = 0
    gone: bool = False  # thrown away: whoever works on it stops at the next sentence


@dataclass(frozen=True)
class Preview:
    """A preview as it stands: what is finished, what failed, and how far the region in work is. `ahead` are those that come before it."""

    id: str
    record: Record
    targets: tuple[Target, ...]
    stage: Stage
    variants: Mapping[Target, Variant]
    failed: frozenset[Target]
    done: int
    total: int
    ahead: int

    @property
    def finished(self) -> tuple[Target, ...]:
        """The regions that are finished or have failed, in their order."""
        return tuple(t for t in self.targets if t in self.variants or t in self.failed)


class Thrown(Exception):
    """Somebody threw the preview away that is being made."""


class Previews:
    """All previews of this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._jobs: dict[str, _Job] = {}  # oldest first
        self._thread: threading.Thread | None = None

    def submit(self, owner: str, kit: Kit, record: Record, targets: tuple[Target, ...]) -> str | None:
        """Put a text in the queue; gives the preview's id, None where too many wait already."""
        with self._lock:
            self._forget()
            if sum(job.stage is Stage.WAITING for job in self._jobs.values()) >= WAITING:
                return None
            number = secrets.token_urlsafe(12)
            self._jobs[number] = _Job(owner, kit, record, targets, self._clock())
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="previews", daemon=True)
                self._thread.start()
            return number

    def get(self, number: str, owner: str) -> Preview | None:
        """The preview, for whoever made it; None where it is not there any more."""
        with self._lock:
            self._forget()
            job = self._jobs.get(number)
            if job is None or job.owner != owner:
                return None
            before = [j for n, j in self._jobs.items() if j.made < job.made and j.stage is not Stage.DONE]
            ahead = len(before) if job.stage is Stage.WAITING else 0
            return Preview(
                number, job.record, job.targets, job.stage, dict(job.variants), frozenset(job.failed), job.done, job.total, ahead
            )  # fmt: skip

    def throw_away(self, number: str, owner: str) -> bool:
        """Forget a preview, and stop making it."""
        with self._lock:
            job = self._jobs.get(number)
            if job is None or job.owner != owner:
                return False
            self._jobs.pop(number).gone = True
            return True

    def _forget(self) -> None:
        """Previews that are too old, and the oldest finished ones where there are too many. Called with the lock held."""
        now = self._clock()
        for number in [n for n, job in self._jobs.items() if now - job.made > LASTS]:
            self._jobs.pop(number).gone = True
        finished = [n for n, job in self._jobs.items() if job.stage is Stage.DONE]
        for number in finished[: max(0, len(self._jobs) - _MOST)]:
            del self._jobs[number]

    def _next(self) -> _Job | None:
        with self._lock:
            job = next((job for job in self._jobs.values() if job.stage is Stage.WAITING), None)
            if job is None:
                self._thread = None
            else:
                job.stage = Stage.WORKING
            return job

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                self._make(job)
            except Thrown:
                log.info("a preview was thrown away while it was made")
            except Exception:
                log.exception("a preview failed")
                with self._lock:
                    job.failed.update(target for target in job.targets if target not in job.variants)
            finally:
                with self._lock:
                    job.stage = Stage.DONE

    def _make(self, job: _Job) -> None:
        def progress(_what: str, done: int, total: int) -> None:
            with self._lock:
                job.done, job.total = done, total
            if job.gone:
                raise Thrown

        kit, drafts = ready(job.kit), Passing()
        for target in job.targets:
            progress("", 0, 0)
            try:
                made = render(kit, job.record, target, drafts, progress)
            except LocalizeError as error:
                log.warning("a preview has no text for %s: %s", target, error.message)
                with self._lock:
                    job.failed.add(target)
                continue
            with self._lock:
                job.variants[target] = made
