"""What the pages hold in memory because making it takes a second: the entries of the glossary as they are, and what a night works with."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from localize.kit import Kit, load_kit
from localize.lookup import Shelf
from localize.settings import Settings
from localize.store.repository import Store


@dataclass
class Held:
    """Made when it is first asked for. The entries are read again whenever any of them changed."""

    _shelf: Shelf | None = None
    _kit: Kit | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def shelf(self, store: Store) -> Shelf:
        """The entries as they are now: one statement where nothing changed."""
        shelf = self._shelf
        if shelf is None or shelf.revision != store.terms_revision():
            with self._lock:  # one reader reads them, the others wait for it
                shelf = self._shelf
                if shelf is None or shelf.revision != store.terms_revision():
                    self._shelf = shelf = Shelf.read(store)
        return shelf

    def kit(self, settings: Settings, store: Store) -> Kit:
        with self._lock:
            if self._kit is None:
                self._kit = load_kit(settings, store)
            return self._kit
