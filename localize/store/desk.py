"""What the store answers and keeps of people's work on texts: edits, flags, everything about one record. One transaction a method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from localize.domain.record import Record
from localize.domain.unit import State
from localize.memory import Entry
from localize.store import edits, evidence, flags, people, records, standings, variants
from localize.store.edits import Act, Edit, Rewritten
from localize.store.flags import Flag, FlagState
from localize.store.people import Event
from localize.store.room import Room
from localize.store.standings import Standing
from localize.store.variants import StoredVariant


@dataclass(frozen=True)
class Sheet:
    """A record with the newest revision of each target, and what people did and said about it, oldest first."""

    record: Record
    variants: tuple[StoredVariant, ...]
    edits: tuple[Edit, ...]
    flags: tuple[Flag, ...]


class Desk(Room):
    """The part of the store that holds people's work on texts."""

    def sheet(self, key: str) -> Sheet | None:
        """All about one record, in five statements however many variants it has; None where it is not there."""
        with self._read() as connection:
            found = records.of_keys(connection, [key])
            if not found:
                return None
            return Sheet(
                found[0],
                tuple(variants.of_record(connection, key)),
                tuple(edits.history(connection, key)),
                tuple(flags.of_record(connection, key)),
            )

    def standings(self, record_keys: Iterable[str]) -> dict[str, tuple[Standing, ...]]:
        """Where the variants of these records stand, by record, without their texts."""
        with self._read() as connection:
            return standings.of_records(connection, record_keys)

    # what people wrote

    def by_people(self, record_keys: Iterable[str]) -> dict[tuple[str, str], StoredVariant]:
        """The latest revisions of these records that hold people's texts, by record and target."""
        with self._read() as connection:
            return {(each.record, str(each.target)): each for each in variants.by_people(connection, record_keys)}

    def revise(self, rewritten: Sequence[Rewritten], act: Act) -> dict[int, int]:
        """Put variants in place of the revisions that a person looked at; see edits.revise."""
        with self._write() as connection:
            return edits.revise(connection, rewritten, act)

    def note(self, at: datetime, who: str, act: str, subject: str, detail: Mapping[str, Any]) -> int:
        """An event by itself: the one decision over many variants that their own events point to."""
        with self._write() as connection:
            return people.add_event(connection, at, who, act, subject, detail)

    def event(self, number: int) -> Event | None:
        with self._read() as connection:
            return next((each for each in people.events_page(connection, None, number - 1) if each.id == number), None)

    def recent(self, record: str, target: str, most: int = 200) -> list[Event]:
        """The last events of a variant, oldest first."""
        with self._read() as connection:
            return people.last_events(connection, f"{record}@{target}", most)

    def history(self, record: str, target: str | None = None) -> tuple[Edit, ...]:
        """The edits of a record, or of one target, oldest first."""
        with self._read() as connection:
            return tuple(edits.history(connection, record, target))

    def edits_of(self, event: int) -> tuple[Edit, ...]:
        """The edits of one act on one variant."""
        with self._read() as connection:
            return tuple(edits.of_event(connection, event))

    def edits_of_bulk(self, event: int, after: int = 0, limit: int = 50) -> tuple[Edit, ...]:
        """The next edits of one decision over many variants."""
        with self._read() as connection:
            return tuple(edits.of_bulk(connection, event, after, limit))

    def alike(
        self, pair: str, targets: Iterable[str] = (), state: State | None = None, after: int = 0, limit: int | None = None
    ) -> list[tuple[int, str]]:
        """Ids and targets of the OPEN variants with such a unit; `pair` as codec.pair gives it."""
        with self._read() as connection:
            return edits.alike(connection, pair, targets, state, after, limit)

    def variants(self, ids: Iterable[int]) -> list[StoredVariant]:
        """The revisions of these ids that are there."""
        with self._read() as connection:
            return variants.with_ids(connection, ids)

    def alike_counts(self, pairs: Iterable[str], targets: Iterable[str], most: int = 100) -> dict[str, int]:
        """In how many OPEN variants of these targets units with each of these pairs stand, counted up to `most`."""
        with self._read() as connection:
            return edits.alike_counts(connection, pairs, tuple(targets), most)

    # what was approved or brought along before

    def near(self, target: str, source: str) -> tuple[list[Entry], list[Entry]]:
        """Entries of a target whose source is about as long as this one: of the memory, and of what came from elsewhere. The newest, not all."""
        with self._read() as connection:
            return people.memory_near(connection, target, source), evidence.near(connection, target, source)

    # what sellers said

    def add_flag(self, new: Flag, most: int) -> int:
        with self._write() as connection:
            return flags.add(connection, new, most)

    def close_flag(self, number: int, state: FlagState, who: str, answer: str, at: datetime) -> Flag:
        with self._write() as connection:
            return flags.close(connection, number, state, who, answer, at)

    def flag(self, number: int) -> Flag | None:
        with self._read() as connection:
            return flags.get(connection, number)

    def open_flags(self, record_keys: Iterable[str]) -> dict[str, int]:
        """How many open flags each of these records has, over all its targets."""
        with self._read() as connection:
            counted = flags.open_counts(connection, record_keys)
        found: dict[str, int] = {}
        for (record, _), number in counted.items():
            found[record] = found.get(record, 0) + number
        return found

    def flags_by(self, who: str, before: int = 0, limit: int = 50) -> list[Flag]:
        """What somebody flagged, newest first; `before` is the number of the last one that was seen."""
        with self._read() as connection:
            return flags.raised_by(connection, who, before, limit)

    def flags(self, state: FlagState | None = FlagState.OPEN) -> Iterator[Flag]:
        """Flags of a state, or all of them, oldest first."""
        after = 0
        while True:
            with self._read() as connection:
                found = flags.page(connection, state, after)
            if not found:
                return
            yield from found
            after = found[-1].id

    def flags_page(
        self, state: FlagState | None, shops: Sequence[str] | None = None, keys: Sequence[str] = (), after: int = 0, limit: int = 50
    ) -> list[Flag]:
        """The next flags, oldest first: of these shops, or all for None; and only of the records `keys` where there are any."""
        with self._read() as connection:
            return flags.some(connection, state, shops, keys, after, limit)
