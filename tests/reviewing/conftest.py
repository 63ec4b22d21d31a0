"""A small kit on a real store: one or two targets, the pseudo engine, and records that tests write."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from localize import night
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.kit import Kit, load_kit
from localize.settings import Settings
from localize.store.repository import Store

US, DIASPORA = "US/en-US/general", "US/en-US/diaspora"


def quiet(_what: str, _done: int, _total: int) -> None:
    """Progress nobody watches."""


def note(number: str, title: str, *lines: str) -> Record:
    return Record(number, Kind.NOTE, (Field("title", Role.TITLE, title), Field("desc", Role.BODY, "\n".join(lines))), (("likes", 10),), "notes.jsonl")


def narrowed(kit: Kit, targets: Sequence[str]) -> Kit:
    """The kit with these targets of one region only: a night over them takes milliseconds."""
    wanted = tuple(Target.parse(each) for each in targets)
    region = kit.regions[wanted[0].region]
    return replace(kit, regions={region.code: replace(region, targets=wanted)})


def make(kit: Kit, *records: Record) -> int:
    """One night over these records."""
    number = kit.store.start_night(datetime.now(UTC))
    kit.store.save_records(records, number)
    night.localize(kit, number, [r.key for r in records], quiet)
    return number


@pytest.fixture
def open_kit(store_url: str) -> Iterator[Callable[..., Kit]]:
    """Opens the kit on the same store, as each night does."""
    settings = Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": store_url})
    with Store.open(store_url) as store:

        def opened(*targets: str) -> Kit:
            return narrowed(load_kit(settings, store), targets or (US,))

        yield opened


@pytest.fixture
def kit(open_kit: Callable[..., Kit]) -> Kit:
    return open_kit()
