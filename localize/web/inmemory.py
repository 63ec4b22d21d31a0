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
    _revision: int = -1  # of the terms that the kit was made of
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

    def kit(self, settings: Settings, store: Store, first: Kit | None = None) -> Kit:
        """What a night works with, for the terms as they are now: `first`, or what is made where there is none or terms have changed since."""
        with self._lock:
            revision = store.terms_revision()
            if self._kit is None and first is not None:
                self._kit, self._revision = first, revision
            elif self._kit is None or self._revision != revision:
                self._kit = load_kit(settings, store)
                self._revision = store.terms_revision()  # an empty store has taken its terms from the tables
            return self._kit
