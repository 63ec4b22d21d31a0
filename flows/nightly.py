"""The nightly flow: pull, localize what is stale a batch at a time, emit and report. Each task is one call of localize.night.

Prefect keeps time, tries again what may pass, and shows the report. What a night does is decided in localize.
`python -m flows.nightly SOURCES…` runs it in this process, without a server.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    # Prefect reads its settings when it is imported: the command settles them first and then imports this module by its name
    from flows.command import main

    sys.exit(main(sys.argv[1:]))

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import Task, flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.states import Completed

from flows.artifact import headline, markdown
from localize import night
from localize.errors import TransientError
from localize.kit import Kit, load_kit
from localize.night import Tally
from localize.pulse import Pulsing
from localize.settings import Settings
from localize.store.repository import Store
from localize.summary import Summary
from localize.translate import Progress

RETRIES = 3
RETRY_AFTER = [5.0, 30.0, 120.0]  # seconds: a lock passes in seconds, a source that restarts in a minute or two
SPEAK_EVERY = 20.0  # seconds between two lines of progress in Prefect's log

_watcher: ContextVar[Progress | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(progress: Progress) -> Iterator[None]:
    """Flows that run inside the block tell `progress` how far they are; others write to Prefect's log."""
    token = _watcher.set(progress)
    try:
        yield
    finally:
        _watcher.reset(token)


class Desk:
    """What the tasks of one night share. No dataclass: Prefect looks for futures inside those and would copy the whole kit."""

    def __init__(self, kit: Kit, progress: Progress, sources: Sequence[Path] = (), shop: str = "") -> None:
        self.kit = kit
        self.started = datetime.now(UTC)
        self.night = night.begin(kit, sources, shop)
        self.progress = Pulsing(kit.store, self.night, progress)


def may_pass(step: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """Whether to try again: only after TransientError. A missing model is still missing in a minute."""
    error = state.result(raise_on_failure=False)
    if not isinstance(error, TransientError):
        return False
    logging.getLogger(__name__).warning("%s: %s It is tried again.", step.name, error)
    return True


@task(retries=RETRIES, retry_delay_seconds=RETRY_AFTER, retry_condition_fn=may_pass, cache_policy=NO_CACHE, persist_result=False)
def pull(desk: Desk, sources: Sequence[Path], shop: str = "") -> Tally:
    """Read the sources into the store."""
    return night.pull(desk.kit, desk.night, sources, shop)


@task(retries=RETRIES, retry_delay_seconds=RETRY_AFTER, retry_condition_fn=may_pass, cache_policy=NO_CACHE, persist_result=False)
def localize(desk: Desk, keys: Sequence[str]) -> Tally:
    """Make what is missing or stale of one batch of records."""
    return night.localize(desk.kit, desk.night, keys, desk.progress)


@task(retries=RETRIES, retry_delay_seconds=RETRY_AFTER, retry_condition_fn=may_pass, cache_policy=NO_CACHE, persist_result=False)
def finish(desk: Desk, tally: Tally, include_unapproved: bool) -> Summary:
    """Emit what people approved and write the report."""
    return night.finish(desk.kit, desk.night, desk.started, tally, include_unapproved=include_unapproved, stopped=desk.progress.stopped)


@flow(persist_result=False)
def nightly(sources: tuple[str, ...] = ("examples",), include_unapproved: bool = False, shop: str = "") -> State[Summary]:
    """Pull the sources, localize what is stale, emit what is approved, report. Fails at once, saying who is in, when another night is."""
    settings = Settings.read()
    with Store.open(settings.store) as store, store.hold("a night"):
        paths = [Path(source) for source in sources]
        desk = Desk(load_kit(settings, store), _watcher.get() or Spoken(), paths, shop)
        with night.accounted(desk.kit, desk.night):
            tally = pull(desk, paths, shop)
            for keys in desk.progress.until_stopped(list(night.batches(tally.keys))):
                tally += localize(desk, keys)
            summary = finish(desk, tally, include_unapproved)
    create_markdown_artifact(markdown(summary), key="night-report", description=headline(summary))
    name = "Completed with quarantine" if summary.records.quarantined else "Completed"
    if desk.progress.stopped:
        name = "Stopped"
    return Completed(name=name, message=headline(summary), data=summary)


class Spoken:
    """Progress as a line in Prefect's log now and then: the first, the last and one every SPEAK_EVERY seconds."""

    def __init__(self) -> None:
        self.log = get_run_logger()
        self.spoken = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if done == total or now - self.spoken >= SPEAK_EVERY:
            self.spoken = now
            self.log.info("%s: %d of %d", what, done, total)
