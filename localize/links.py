"""Which listings a note belongs to, and what they call things: read once a batch from the store, and replaced as the batch makes listings anew."""

from __future__ import annotations

from collections.abc import Iterable

from localize.domain.record import Kind, Record
from localize.domain.region import Target
from localize.domain.variant import Variant
from localize.domain.wordings import Wordings
from localize.store.repository import Store


class Links:
    """The wordings of the listings that the notes of a batch are bound to by item id."""

    def __init__(self, store: Store, records: Iterable[Record]) -> None:
        self._items = {item for record in records if record.kind is Kind.NOTE for item in record.items}
        stored = store.wordings(self._items) if self._items else {}
        self._found = {place: {each.record: each for each in those} for place, those in stored.items()}

    def of(self, record: Record, target: Target) -> tuple[Wordings, ...]:
        """What a note's listings say in this target, in the order of its items; nothing for a listing."""
        if record.kind is not Kind.NOTE:
            return ()
        return tuple(each for item in record.items for each in self._found.get((item, str(target)), {}).values())

    def add(self, record: Record, variant: Variant) -> None:
        """A listing's new text takes the place of what the store had."""
        if record.kind is Kind.LISTING:
            for item in self._items.intersection(record.items):
                receipts = (receipt for unit in variant.units for receipt in unit.receipts)
                self._found.setdefault((item, str(variant.target)), {})[record.key] = Wordings.of(record.key, receipts)
