"""What a listing calls things, for the notes about it to call them the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from localize.domain.term import Receipt


@dataclass(frozen=True)
class Wordings:
    """The renderings that stand in one variant of a listing: concept → the words as they stand, the first ones first."""

    record: str  # the listing's key
    found: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, record: str, receipts: Iterable[Receipt]) -> Wordings:
        """From the receipts of a variant's units, in their order. A missed term has no wording."""
        found: dict[str, tuple[str, ...]] = {}
        for receipt in receipts:
            words = found.get(receipt.concept, ())
            if receipt.found and receipt.found not in words:
                found[receipt.concept] = (*words, receipt.found)
        return cls(record, found)
