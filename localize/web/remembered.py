"""Counts over the whole store, remembered for a moment: a large store is counted once for everybody who looks, not once for each of them.

What took long to count is remembered long: at most a twentieth of the time goes into counting, and in a small store every number is of this moment.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Found = TypeVar("Found")
TIMES = 20  # how much longer than it took something is remembered
LONGEST = 60.0  # seconds
_MOST = 200  # different questions


@dataclass(frozen=True)
class _Kept(Generic[Found]):
    value: Found
    until: float


class Remembered(Generic[Asked, Found]):
    """A question whose answer is remembered. While one asks anew, others get the older answer.

    >>> ticks = iter([0.0, 0.0, 1.0, 15.0, 30.0, 30.0, 31.0])
    >>> asked = Remembered(lambda what: what * 2, clock=lambda: next(ticks))
    >>> asked("a"), asked("a"), asked("a")
    ('aa', 'aa', 'aa')
    """

    def __init__(self, ask: Callable[Asked, Found], clock: Callable[[], float] = time.monotonic) -> None:
        self._ask, self._clock = ask, clock
        self._kept: OrderedDict[Hashable, _Kept[Found]] = OrderedDict()
        self._lock = threading.Lock()  # of what is kept; never held while something is asked
        self._asking: dict[Hashable, threading.Lock] = {}

    def __call__(self, *args: Asked.args, **more: Asked.kwargs) -> Found:
        key = (args, tuple(sorted(more.items())))
        with self._lock:
            kept = self._kept.get(key)
            turn = self._asking.setdefault(key, threading.Lock())
        if kept is not None and self._clock() < kept.until:
            return kept.value
        if not turn.acquire(blocking=kept is None):
            return kept.value  # type: ignore[union-attr]  # without an older answer one waits
        try:
            with self._lock:
                again = self._kept.get(key)
            if again is not kept and again is not None:
                return again.value  # somebody asked while one waited
            return self._fresh(key, lambda: self._ask(*args, **more))
        finally:
            turn.release()

    def _fresh(self, key: Hashable, ask: Callable[[], Found]) -> Found:
        begun = self._clock()
        value = ask()
        took = self._clock() - begun
        with self._lock:
            self._kept[key] = _Kept(value, begun + took + min(TIMES * took, LONGEST))
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST:
                gone, _ = self._kept.popitem(last=False)
                self._asking.pop(gone, None)
        return value
