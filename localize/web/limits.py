"""How often something may be tried, counted in this process: two processes allow twice as much, and a restart forgets."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

_MOST_KEYS = 10_000  # a flood of made-up names must not fill the memory; those asked about longest ago are forgotten


class Limit:
    """At most `most` times in `seconds` for each key.

    >>> limit = Limit(1, 60)
    >>> limit.wait("mei"), limit.wait("mei") > 59, limit.wait("lin")
    (0, True, 0)
    """

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self._seconds, self._clock = most, seconds, clock
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: str) -> int:
        """0 where one more is allowed, which is then counted; otherwise the seconds until it is."""
        now = self._clock()
        with self._lock:
            tries = self._tries.setdefault(key, deque())
            self._tries.move_to_end(key)
            while len(self._tries) > _MOST_KEYS:
                self._tries.popitem(last=False)
            while tries and tries[0] <= now - self._seconds:
                tries.popleft()
            if len(tries) >= self.most:
                return int(tries[0] + self._seconds - now) + 1
            tries.append(now)
            return 0

    def left(self, key: str) -> tuple[int, int]:
        """How many more are allowed now, and the seconds until all of them are again."""
        now = self._clock()
        with self._lock:
            tries = [each for each in self._tries.get(key, ()) if each > now - self._seconds]
        return self.most - len(tries), int(tries[-1] + self._seconds - now) + 1 if tries else 0

    def forget(self, key: str) -> None:
        with self._lock:
            self._tries.pop(key, None)
