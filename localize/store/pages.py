"""What the store keeps for the pages, a room each: accounts, sessions, ways in, the audit log, webhooks, and what operators watch."""

from __future__ import annotations

from localize.store.accounts import Accounts
from localize.store.deeds import Deeds
from localize.store.measures import Measures
from localize.store.outbox import Webhooks
from localize.store.passes import Passes
from localize.store.room import Room
from localize.store.sessions import Sessions
from localize.store.spots import Spots
from localize.store.watch import Watch


class PagesStore(Room):
    """The part of the store that the pages keep; localize.store.repository.Store is the whole."""

    @property
    def accounts(self) -> Accounts:
        return Accounts(self._engine)

    @property
    def sessions(self) -> Sessions:
        return Sessions(self._engine)

    @property
    def passes(self) -> Passes:
        """Links and tokens."""
        return Passes(self._engine)

    @property
    def deeds(self) -> Deeds:
        """The audit log."""
        return Deeds(self._engine)

    @property
    def webhooks(self) -> Webhooks:
        """Where things are told to other programs, and what is to be told."""
        return Webhooks(self._engine)

    @property
    def watch(self) -> Watch:
        """Nights as they run, and what they could not let through."""
        return Watch(self._engine)

    @property
    def measures(self) -> Measures:
        """What people made of the machine's texts."""
        return Measures(self._engine)

    @property
    def spots(self) -> Spots:
        """Spot audits."""
        return Spots(self._engine)
