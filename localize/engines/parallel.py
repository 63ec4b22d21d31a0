"""Ask for many things at once, a few at a time, and hand each on as soon as it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from threading import Event
from typing import TypeVar

R = TypeVar("R")


def in_parallel(ask: Callable[[int, Event], R], count: int, workers: int) -> Iterator[tuple[int, R]]:
    """Yield (i, ask(i, cancelled)) for each i below `count` as it comes, `workers` at a time.

    After an error nothing new is begun: what was on its way is still yielded, then the first error is raised. Closing the iterator sets
    `cancelled`, begins nothing new, and waits for what is on its way.
    """
    failed: BaseException | None = None
    ended, cancelled = Event(), Event()

    def unless_ended(place: int) -> tuple[R, ...]:
        # a Future that is cancelled in the queue would never reach as_completed, so it runs and says that there is nothing
        return () if ended.is_set() else (ask(place, cancelled),)

    with ThreadPoolExecutor(max(1, min(workers, count)), thread_name_prefix="engine") as pool:
        try:
            places: dict[Future[tuple[R, ...]], int] = {pool.submit(unless_ended, place): place for place in range(count)}
            for future in as_completed(places):
                if error := future.exception():
                    ended.set()
                    failed = failed or error
                    continue
                for result in future.result():
                    yield places[future], result
        finally:
            ended.set()
            cancelled.set()
    if failed is not None:
        raise failed
