"""Sends webhooks beside the pages: a thread that looks into the outbox every few seconds."""

from __future__ import annotations

import logging
import threading
from types import TracebackType

from localize.errors import LocalizeError
from localize.store.repository import Store
from localize.webhooks.delivering import Send, deliver

log = logging.getLogger("chuhai.webhooks")
EVERY = 5.0  # seconds


class Courier:
    """Works while its `with` block runs. Several at once share the work: each delivery is taken by one."""

    def __init__(self, store: Store, send: Send, every: float = EVERY) -> None:
        self._store, self._send, self._every = store, send, every
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def __enter__(self) -> Courier:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stopped.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._stopped.wait(self._every):
            try:
                deliver(self._store, self._send)
            except LocalizeError as error:  # the store is busy or away: what is due stays due
                log.warning("%s", error)
