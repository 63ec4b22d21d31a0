"""What the store keeps for the pages, a room each: accounts, sessions, ways in, the audit log."""

from __future__ import annotations

from localize.store.accounts import Accounts
from localize.store.deeds import Deeds
from localize.store.passes import Passes
from localize.store.room import Room
from localize.store.sessions import Sessions


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
