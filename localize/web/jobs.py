"""Long work beside the pages: one thread, one piece of work after the other, each with how far it is. Nothing is kept over a restart."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from queue import SimpleQueue
from typing import Any

from localize.errors import LocalizeError

log = logging.getLogger("chuhai.web")
Progress = Callable[[str, int, int], None]  # what, done, of how many
Work = Callable[[Progress], Any]
MOST_KEPT = 60
MOST_WAITING = 20


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Job:
    """A piece of work as it is now. `name` says what it is about: the same name is the same work. `error` is for people."""

    id: str
    name: str
    owner: str
    state: State = State.WAITING
    step: str = ""
    done: int = 0
    total: int = 0
    result: Any = None
    error: LocalizeError | None = None

    @property
    def over(self) -> bool:
        return self.state in (State.DONE, State.FAILED)


@dataclass
class Jobs:
    """What was asked for lately. A second request for the same work gets the first one's."""

    _jobs: OrderedDict[str, Job] = field(default_factory=OrderedDict)
    _queue: SimpleQueue[tuple[str, Work]] = field(default_factory=SimpleQueue)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _worker: threading.Thread | None = None

    def start(self, name: str, owner: str, work: Work) -> Job | None:
        """The work of this name for `owner`: the one that is there, or a new one. None where too many wait already."""
        with self._lock:
            known = next((job for job in self._jobs.values() if (job.name, job.owner) == (name, owner) and job.state is not State.FAILED), None)
            if known is not None:
                return known
            if sum(not job.over for job in self._jobs.values()) >= MOST_WAITING:
                return None
            job = Job(secrets.token_urlsafe(9), name, owner)
            self._jobs[job.id] = job
            for old in [each.id for each in self._jobs.values() if each.over][: max(0, len(self._jobs) - MOST_KEPT)]:
                del self._jobs[old]
            self._queue.put((job.id, work))
            if self._worker is None:  # daemon: what only counts keeps no server from ending
                self._worker = threading.Thread(target=self._work, name="jobs", daemon=True)
                self._worker.start()
            return job

    def get(self, number: str, owner: str) -> Job | None:
        """A job of one's own."""
        job = self._jobs.get(number)
        return job if job is not None and job.owner == owner else None

    def last(self, name: str) -> Job | None:
        """The newest work of this name, whoever asked for it."""
        with self._lock:
            return next((job for job in reversed(self._jobs.values()) if job.name == name), None)

    def forget(self, name: str) -> None:
        """Let the finished work of this name be done anew."""
        with self._lock:
            for old in [job.id for job in self._jobs.values() if job.name == name and job.over]:
                del self._jobs[old]

    def _work(self) -> None:
        while True:
            number, work = self._queue.get()
            self._change(number, state=State.RUNNING)
            try:
                result = work(self._teller(number))
                self._change(number, state=State.DONE, result=result)
            except LocalizeError as error:
                self._change(number, state=State.FAILED, error=error)
            except Exception:
                log.exception("job %s failed", number)
                self._change(number, state=State.FAILED)

    def _teller(self, number: str) -> Progress:
        return lambda step, done, total: self._change(number, step=step, done=done, total=total)

    def _change(self, number: str, **changes: Any) -> None:
        with self._lock:
            if number in self._jobs:
                self._jobs[number] = replace(self._jobs[number], **changes)
