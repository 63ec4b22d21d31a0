"""The store: one method a question or a change, one transaction each. What a killed process had not finished never happened.

The statements are in the rooms beside this file (nights, records, drafts, variants, people, evidence, terms, concepts); transactions are here and in
glossary.py, which is the part for terms and concept cards. What the pages keep are rooms of their own: `accounts`, `sessions`, `passes`, `deeds`.
Anything long is read a page at a time, each in a transaction of its own, so that a slow reader keeps no writer waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, select, text

from localize.domain.record import Record
from localize.domain.request import Draft
from localize.domain.variant import Approval, Decision, Variant
from localize.domain.wordings import Wordings
from localize.errors import BadRecord
from localize.memory import Entry
from localize.store import drafts, evidence, migrations, nights, people, records, schema, variants, wordings
from localize.store.connection import connect, parse_url
from localize.store.desk import Desk
from localize.store.drafts import KeptDraft
from localize.store.glossary import GlossaryStore
from localize.store.lock import hold_store
from localize.store.nights import Night
from localize.store.pages import PagesStore
from localize.store.people import Change, Event
from localize.store.queue import Queue
from localize.store.room import utc_now
from localize.store.statements import pages
from localize.store.variants import Head, StoredVariant, Wanted


class Store(GlossaryStore, PagesStore):
    """Open it with `Store.open(url)`, use it in a `with` block."""

    @classmethod
    def open(cls, url: str) -> Store:
        """Open the store and bring its tables up to date. A store that a newer program wrote is refused with SettingsError."""
        store = cls(connect(parse_url(url)))
        try:
            store.migrate()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def desk(self) -> Desk:
        """What people write and flag."""
        return Desk(self._engine)

    @property
    def queue(self) -> Queue:
        """What people read first."""
        return Queue(self._engine)

    # the store itself

    @property
    def address(self) -> str:
        """The URL, without a password."""
        return self._engine.url.render_as_string(hide_password=True)

    def migrate(self) -> tuple[str, ...]:
        """Run the migrations that are missing, all or none; gives their revisions. Takes no write lock when there are none."""
        with self._read() as connection:
            if migrations.revision_of(connection) == migrations.revisions()[-1]:
                return ()
        with self._write() as connection:
            return migrations.upgrade(connection)

    def revision(self) -> str:
        """The revision that the tables are at."""
        with self._read() as connection:
            return migrations.revision_of(connection)

    def faults(self) -> tuple[str, ...]:
        """What is wrong inside a SQLite file; nothing for a sound one, and nothing for PostgreSQL, which checks itself."""
        if self._engine.dialect.name != "sqlite":
            return ()
        with self._read() as connection:
            damage = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
            orphans = [
                f"{row[0]} row {row[1]} points to a {row[2]} that is not there" for row in connection.execute(text("PRAGMA foreign_key_check"))
            ]
            return (*damage, *orphans)

    def hold(self, who: str = "") -> AbstractContextManager[None]:
        """Keep other nights out while the block runs. Raises StoreBusy saying who is in. People may go on reviewing."""
        return hold_store(self._engine, who)

    # nights and quarantine

    def start_night(self, now: datetime) -> int:
        """A new night's id; call it while holding the store. Nights that were killed are marked interrupted."""
        with self._write() as connection:
            return nights.start(connection, now)

    def finish_night(self, night: int, status: str, stats: Mapping[str, Any], now: datetime | None = None) -> None:
        with self._write() as connection:
            nights.finish(connection, night, status, stats, now or utc_now())

    def nights(self, limit: int = 100, before: int = 0) -> tuple[Night, ...]:
        """The latest nights, newest first; those before the one of this id, where it is not 0."""
        with self._read() as connection:
            return nights.load(connection, limit, before)

    def save_quarantine(self, night: int, fault: BadRecord) -> None:
        with self._write() as connection:
            nights.set_aside(connection, night, fault)

    def quarantine(self, night: int, after: int = 0, limit: int | None = None) -> list[BadRecord]:
        """What a night set aside, in its order: at most `limit` after the first `after`."""
        with self._read() as connection:
            return nights.aside(connection, night, after, limit)

    # records

    def save_records(self, batch: Iterable[Record], night: int) -> dict[str, str]:
        """Keep records; says of each key "new", "changed" or "unchanged". For the report: what is stale, only signatures tell."""
        with self._write() as connection:
            return records.save(connection, batch, night)

    def records(self, keys: Iterable[str] | None = None) -> Iterator[Record]:
        """All records by key, or those of `keys` that there are, in that order."""
        if keys is not None:
            for some in pages(keys):
                with self._read() as connection:
                    found = records.of_keys(connection, some)
                yield from found
            return
        after = ""
        while True:
            with self._read() as connection:
                found = records.page(connection, after)
            if not found:
                return
            yield from found
            after = found[-1].key

    def records_page(self, shops: Sequence[str] | None = None, after: str = "", limit: int = 50) -> list[Record]:
        """The next records by key after `after`: of these shops, or all of them for None."""
        with self._read() as connection:
            return records.some(connection, shops, after, limit)

    def record(self, key: str) -> Record | None:
        return next(self.records([key]), None)

    def record_count(self, shops: Sequence[str] | None = None) -> int:
        """How many there are, of these shops or in all."""
        with self._read() as connection:
            return records.count(connection, shops)

    # drafts

    def drafts(self, engine: str, keys: Iterable[str]) -> dict[str, KeptDraft]:
        """What this engine answered before, by Request.key."""
        with self._read() as connection:
            return drafts.load(connection, engine, keys)

    def save_drafts(self, engine: str, batch: Iterable[Draft]) -> None:
        with self._write() as connection:
            drafts.save(connection, engine, batch)

    # variants

    def heads(self, record_keys: Iterable[str]) -> dict[tuple[str, str], Head]:
        """The latest revision of each (record, target), without units."""
        with self._read() as connection:
            return variants.heads(connection, record_keys)

    def save_variants(
        self, night: int, batch: Iterable[Variant], now: datetime | None = None, carried: Mapping[tuple[str, str], int] | None = None
    ) -> dict[str, str]:
        """Keep variants with their units, all or none; says of each Variant.key "new", "changed", "unchanged" or "kept".

        The same signature again changes nothing. An OPEN revision is replaced; one that a person decided on stays, and an OPEN one is added.
        A revision with people's texts is kept unless `carried` has its id for the pair: then these texts went along.
        """
        with self._write() as connection:
            return variants.save(connection, night, batch, now or utc_now(), carried)

    def variant(self, record: str, target: str) -> StoredVariant | None:
        """The latest revision, with units."""
        with self._read() as connection:
            return variants.latest(connection, record, target)

    def wordings(self, items: Iterable[str]) -> dict[tuple[str, str], tuple[Wordings, ...]]:
        """What the listings of these items call things, by (item id, target); of each the latest revision that nobody rejected."""
        with self._read() as connection:
            return wordings.load(connection, items)

    def variants(
        self, night: int | None = None, region: str | None = None, decision: Decision | None = None, approval: Approval | None = None
    ) -> Iterator[StoredVariant]:
        """Latest revisions by record and target, a page at a time. `night` asks for those that this night made."""
        return self._variants(Wanted(night, region, decision, approval))

    def approved(self, region: str | None = None) -> Iterator[StoredVariant]:
        """The newest approved revision of each record and target; a later OPEN revision does not hide it."""
        return self._variants(Wanted(region=region, newest_approved=True))

    def _variants(self, wanted: Wanted) -> Iterator[StoredVariant]:
        after = ("", "")
        while True:
            with self._read() as connection:
                found = variants.page(connection, wanted, after)
            if not found:
                return
            yield from found
            after = (found[-1].record, str(found[-1].target))

    def regions(self) -> tuple[str, ...]:
        """The regions that there are variants for."""
        with self._read() as connection:
            return tuple(sorted(connection.scalars(select(schema.variant.c.region).distinct())))

    def counts(self) -> dict[tuple[str, Decision, Approval], int]:
        """How many latest revisions there are per region, decision and approval."""
        with self._read() as connection:
            return variants.counts(connection)

    # people

    def decide(self, variant_id: int, seen: Approval, change: Change, learned: Sequence[tuple[int, Entry]] = ()) -> int:
        """Write a person's decision with everything that follows from it; gives the event's id. The rules are in localize.review."""
        with self._write() as connection:
            return people.decide(connection, variant_id, seen, change, learned)

    def events(self, subject: str | None = None, after: int = 0) -> Iterator[Event]:
        """Events with an id above `after`, oldest first."""
        while True:
            with self._read() as connection:
                found = people.events_page(connection, subject, after)
            if not found:
                return
            yield from found
            after = found[-1].id

    def memory(self, target: str, sources: Iterable[str]) -> dict[str, str]:
        """What a person approved for exactly these source texts in this target."""
        with self._read() as connection:
            return people.recall(connection, target, sources)

    def memory_entries(self, target: str) -> Iterator[Entry]:
        """Everything the memory has for a target, for fuzzy matching."""
        return self._entries(people.memory_page, target)

    def memory_targets(self) -> list[str]:
        """The targets that the memory has something for."""
        with self._read() as connection:
            return people.memory_targets(connection)

    def save_evidence(self, texts: Iterable[tuple[str, Entry]], who: str, detail: Mapping[str, Any], at: datetime | None = None) -> int:
        """Keep texts of elsewhere by target, with one event, all or none; gives the number of those that were not there. No night reads them."""
        with self._write() as connection:
            return evidence.save(connection, texts, who, at or utc_now(), detail)

    def evidence(self, target: str) -> Iterator[Entry]:
        """Texts of elsewhere for a target, for people to look at."""
        return self._entries(evidence.page, target)

    def _entries(self, page: Callable[[Connection, str, int], tuple[int, list[Entry]]], target: str) -> Iterator[Entry]:
        after = 0
        while True:
            with self._read() as connection:
                after, found = page(connection, target, after)
            if not found:
                return
            yield from found
