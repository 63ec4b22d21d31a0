"""A night's pulse: while it runs it says every few seconds how far it is, and hears whether somebody asked it to stop.

Told in the store, because who looks is another process, maybe on another machine. A store that is busy costs a beat, never the night.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from localize.errors import TransientError
from localize.store.repository import Store
from localize.store.watch import Pulse
from localize.translate import Progress

EVERY = 3.0  # seconds between two beats


def begin(store: Store, night: int, sources: Sequence[Path], shop: str, now: datetime) -> None:
    """The first beat: what this night reads, and which process runs it."""
    process = f"process {os.getpid()} on {socket.gethostname()}"
    store.watch.begin(Pulse(night, tuple(str(source.absolute()) for source in sources), shop, process, now, "pull"))


class Pulsing:
    """A `Progress` that passes on what it is told, and tells the store now and then."""

    def __init__(self, store: Store, night: int, progress: Progress) -> None:
        self._watch, self._night, self._progress = store.watch, night, progress
        self._told = 0.0
        self.stopped = False  # whether batches were left out because somebody asked for it

    def __call__(self, what: str, done: int, total: int) -> None:
        self._progress(what, done, total)
        if time.monotonic() - self._told >= EVERY:
            self._beat({"what": what, "done": done, "total": total})

    def until_stopped(self, batches: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
        """The batches in their order. Between two of them is the safe point: what is done is saved, and nothing is half done."""
        for number, keys in enumerate(batches, start=1):
            if self._beat({"batch": number, "batches": len(batches), "done": 0, "total": len(keys)}):
                self.stopped = True
                return
            yield keys

    def _beat(self, values: dict[str, str | int]) -> str:
        self._told = time.monotonic()
        try:
            return self._watch.beat(self._night, {**values, "at": datetime.now(UTC)})
        except TransientError:
            return ""
