"""A progress bar for long work on a terminal, and a line now and then where there is none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from localize.translate import Progress as Callback

SPEAK_EVERY = 20.0  # seconds between lines where there is no terminal


@contextmanager
def shown(console: Console) -> Iterator[Callback]:
    """A callback `(what, done, of how many)`: one bar for each kind of work on a terminal, else a line every SPEAK_EVERY seconds."""
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def advance(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield advance


class _Lines:
    def __init__(self, console: Console) -> None:
        self.console = console
        self.spoken = 0.0
        self.begun: dict[str, float] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        begun = self.begun.setdefault(what, now)
        if done < total and now - self.spoken < SPEAK_EVERY:
            return
        self.spoken = now
        left = f", about {(now - begun) / done * (total - done):.0f} s left" if 0 < done < total else ""
        self.console.print(f"{what}: {done} of {total}{left}", highlight=False)
