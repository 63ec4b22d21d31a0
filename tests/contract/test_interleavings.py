"""Two editors on the same lines while a night writes: no accepted edit is ever lost. On SQLite and on PostgreSQL, in many random orders.

After each history: every edit that was accepted is in it, in its order, and each line reads as the last accepted edit left it or, where the source
changed since, still does and waits. Whoever was late was shown the text that stood there.
"""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from localize import night
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.domain.unit import Unit
from localize.errors import EditConflict, IllegalMove
from localize.kit import Kit, load_kit
from localize.reviewing.edit import edit
from localize.reviewing.settle import Choice, settle
from localize.reviewing.undo import undo
from localize.settings import Settings
from localize.store.repository import Store
from localize.store.variants import StoredVariant

US = "US/en-US/general"
LINES = ("每包250克", "一家人都喜欢", "红花、茯苓、艾叶", "包装很好")
SHORT, LONG = 60, 1000
ACTS = ("edit", "edit", "edit", "look", "undo", "settle")


def quiet(_what: str, _done: int, _total: int) -> None:
    """Progress nobody watches."""


@dataclass
class Story:
    """What happened in one history: the texts that the store accepted, how often somebody was shown another's, and the lines that were gone for a
    night, of which the gate told a person."""

    key: str
    accepted: list[str] = field(default_factory=list)
    told: int = 0
    vanished: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Editor:
    """Somebody with a page open: what they see grows old until they look again."""

    def __init__(self, kit: Kit, story: Story, name: str, chance: random.Random) -> None:
        self.kit, self.story, self.name, self.chance = kit, story, name, chance
        self.number = 0
        self.look()

    def look(self) -> None:
        found = self.kit.store.variant(self.story.key, US)
        assert found is not None
        self.seen: StoredVariant = found

    def act(self) -> None:
        what = self.chance.choice(ACTS)
        if what == "look":
            self.look()
            return
        place = self.chance.randrange(1, len(self.seen.units))
        self.number += 1
        text = f"{self.name} {self.number}"
        try:
            if what == "undo":
                undo(self.kit, self.story.key, US, self.name)
                self.look()
            elif what == "settle":
                settle(self.kit, self.story.key, US, place, self.chance.choice(list(Choice)), self.name, seen=self.seen.units[place].token)
            else:
                edit(self.kit, self.story.key, US, place, text, self.name, seen=self.seen.units[place].token)
                with self.story.lock:
                    self.story.accepted.append(text)
        except EditConflict as late:
            assert late.theirs or late.token == "" or late.source
            with self.story.lock:
                self.story.told += 1
            self.look()
        except IllegalMove as refusal:
            assert refusal.next_step


def record(number: int, chance: random.Random | None = None) -> Record:
    """The note; with `chance` as a seller may have changed it over the day."""
    lines = list(LINES)
    if chance:
        change = chance.randrange(4)
        if change == 0:
            lines.insert(chance.randrange(len(lines)), "新到的一批")
        elif change == 1:
            lines[0] = f"每包{chance.randrange(2, 9)}00克"
        elif change == 2:
            chance.shuffle(lines)
        elif change == 3:
            lines.pop()
    return Record(f"n{number}", Kind.NOTE, (Field("title", Role.TITLE, "艾草泡脚包"), Field("desc", Role.BODY, "\n".join(lines))))


def a_night(kit: Kit, number: int, made: Record, story: Story) -> None:
    story.vanished |= {each.segment.text for each in _units(kit, made.key)} - {line for f in made.fields for line in f.text.split("\n")}
    kit.store.save_records([made], number)
    night.localize(kit, number, [made.key], quiet)


def _units(kit: Kit, key: str) -> tuple[Unit, ...]:
    found = kit.store.variant(key, US)
    return found.units if found else ()


class Interleavings:
    """Inherit it and give the fixture `url`: the address of an empty store."""

    @pytest.fixture
    def kits(self, url: str) -> Iterator[tuple[Kit, Kit, Kit]]:
        """Three programs on one store: two editors' and the night's."""
        settings = Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": url})
        stores = [Store.open(url) for _ in range(3)]
        whole = load_kit(settings, stores[0])
        region = whole.regions["US"]
        narrow = {"US": replace(region, targets=(Target.parse(US),))}
        yield tuple(replace(whole, store=store, regions=narrow) for store in stores)  # type: ignore[misc]
        for store in stores:
            store.close()

    @pytest.mark.parametrize("histories", [SHORT, pytest.param(LONG, marks=pytest.mark.slow)])
    def test_no_edit_is_lost(self, kits: tuple[Kit, Kit, Kit], histories: int) -> None:
        chance = random.Random(20260301)
        number = kits[2].store.start_night(datetime.now(UTC))
        told = accepted = 0
        for each in range(histories):
            story = Story(f"note:n{each}")
            a_night(kits[2], number, record(each), story)
            editors = [Editor(kit, story, name, random.Random(chance.random())) for kit, name in zip(kits, ("Lin", "Mei"), strict=False)]
            for _ in range(chance.randrange(4, 14)):
                turn = chance.random()
                if turn < 0.2:
                    a_night(kits[2], number, record(each, chance if turn < 0.15 else None), story)
                else:
                    chance.choice(editors).act()
            self.check(kits[2].store, story)
            told, accepted = told + story.told, accepted + len(story.accepted)
        assert told > histories / 10 and accepted > histories, (told, accepted)  # the histories met both

    def test_no_edit_is_lost_at_the_same_moment(self, kits: tuple[Kit, Kit, Kit]) -> None:
        """The same with three threads that nobody orders."""
        chance = random.Random(20260302)
        number = kits[2].store.start_night(datetime.now(UTC))
        with ThreadPoolExecutor(3) as pool:
            for each in range(8):
                story = Story(f"note:n{each}")
                a_night(kits[2], number, record(each), story)
                editors = [Editor(kit, story, name, random.Random(chance.random())) for kit, name in zip(kits, ("Lin", "Mei"), strict=False)]
                nights = random.Random(chance.random())
                done = [pool.submit(lambda e=e: [e.act() for _ in range(6)]) for e in editors]
                done.append(pool.submit(lambda n=each, c=nights, s=story: [a_night(kits[2], number, record(n, c), s) for _ in range(3)]))
                for future in done:
                    future.result(120)
                self.check(kits[2].store, story, ordered=False)

    def check(self, store: Store, story: Story, *, ordered: bool = True) -> None:
        edits = store.desk.history(story.key, US)
        texts = [e.after for e in edits if e.act == "edit"]
        assert (texts if ordered else sorted(texts)) == (story.accepted if ordered else sorted(story.accepted))
        now = store.variant(story.key, US)
        assert now is not None
        revisions = [v for v in store.variants() if v.record == story.key]
        assert len(revisions) == 1, "one latest revision"
        standing = {(u.segment.text, u.target) for u in now.units}
        waiting = {u.target for u in now.units if u.proposal}
        for unit in (u for u in now.units if u.by_person):
            assert unit.target in {e.after for e in edits}
        for n, e in enumerate(edits):
            followed = any(later.before == e.after for later in edits[n + 1 :])  # somebody saw it, and wrote or took something else
            taken_back = e.act == "undo" or e.after == e.was.by_machine
            told = e.source in story.vanished
            assert (e.source, e.after) in standing or e.after in waiting or followed or taken_back or told, e


class TestSqlite(Interleavings):
    @pytest.fixture
    def url(self, store_url: str) -> str:
        return store_url


class TestPostgres(Interleavings):
    @pytest.fixture
    def url(self, postgres: str) -> str:
        return postgres
