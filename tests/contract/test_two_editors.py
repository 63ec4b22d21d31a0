"""Two people change the same entry at the same moment: one is first, the other is told, nothing is lost. On SQLite and on PostgreSQL."""

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from threading import Barrier

import pytest

from localize import glossary
from localize.domain.locale import Locale
from localize.domain.term import Audience, Status, Term
from localize.errors import IllegalMove
from localize.merging import merge
from localize.store.repository import Store
from localize.store.terms import SEEDED_BY
from localize.termbase import lifecycle

ROUNDS = 220
ACTS = ("approve", "reject", "edit", "rollback", "merge")
PEOPLE = ("Lin", "Mei")


@dataclass(frozen=True)
class Turn:
    """What somebody is about to do in a round: to which entry, after how long, and whether they looked at it before the start."""

    who: str
    act: str
    key: str
    looked_before: bool
    wait: float


def entry(number: int, side: str = "") -> Term:
    return Term(
        f"t.n{number}{side}",
        "t",
        f"茶{number}号{side}",
        Locale("en"),
        Audience.ANY,
        f"tea {number}",
        status=Status.APPROVED if side else Status.PROPOSED,
    )


def act(store: Store, turn: Turn, start: Barrier) -> str:
    """Do it; gives "" or what the person was told."""
    seen = glossary.one(store, turn.key) if turn.looked_before else None
    start.wait(30)
    time.sleep(turn.wait)
    try:
        seen = seen or glossary.one(store, turn.key)
        if turn.act == "edit":
            glossary.edit(store, seen, replace(seen, target=f"{turn.who}'s {seen.target}"), turn.who, "edit")
        elif turn.act == "rollback":
            glossary.rollback(store, turn.key, 1, turn.who, "rollback")
        elif turn.act == "merge":
            merge(store, seen.concept, seen.concept + "b", turn.who, "merge")
        else:
            glossary.move(store, seen, turn.act, turn.who, turn.act)
    except IllegalMove as refusal:
        assert refusal.next_step
        return refusal.message
    return ""


class TwoEditors:
    """Inherit it and give the fixture `url`: the address of an empty store."""

    @pytest.fixture
    def stores(self, url: str) -> Iterator[tuple[Store, Store]]:
        with Store.open(url) as one, Store.open(url) as other:
            yield one, other

    def test_one_wins_and_the_other_is_told(self, stores: tuple[Store, Store]) -> None:
        chance = random.Random(20260301)
        stores[0].seed_terms([entry(n, side) for n in range(ROUNDS) for side in ("", "b")])
        start = Barrier(2)
        both, mixed = 0, 0
        with ThreadPoolExecutor(2) as pool:
            for number in range(ROUNDS):
                before = chance.random() < 0.5
                turns = [
                    Turn(who, chance.choice(ACTS[:3] if before else ACTS), entry(number).key, before, chance.random() * (0.004 if before else 0.15))
                    for who in PEOPLE
                ]
                said = list(pool.map(act, stores, turns, (start, start)))
                self.check(stores[0], turns, said)
                both += said == ["", ""]
                mixed += sorted(map(bool, said)) == [False, True]
        assert mixed > ROUNDS / 3 and both > 0, (mixed, both)  # the rounds met both ways

    def check(self, store: Store, turns: list[Turn], said: list[str]) -> None:
        """One revision and one event for each that was not refused, in an order that the life cycle allows."""
        history = store.term_history(turns[0].key)
        winners = [turn for turn, words in zip(turns, said, strict=True) if not words]
        assert [h.term.revision for h in history] == list(range(1, len(history) + 1))
        assert list(dict.fromkeys(sorted(h.who for h in history[1:]))) == [turn.who for turn in winners], (turns, said)
        assert [(e.who, e.detail["revision"]) for e in store.events(turns[0].key)] == [(h.who, h.term.revision) for h in history[1:]]
        if turns[0].looked_before:  # both saw revision 1: exactly one can have made revision 2
            assert len(winners) == 1 and len(history) == 2
        # it says who was faster; who looked late and moved first may also have been refused for what the tables say
        names = [turn.who for turn in winners] + ([] if turns[0].looked_before else [SEEDED_BY])
        for words in filter(None, said):
            assert any(f"{name} made revision" in words for name in names), words
        for earlier, later in pairwise(history):
            if later.term.status is not earlier.term.status:
                assert any(earlier.term.status in before and later.term.status is after for before, after in lifecycle.MOVES.values())
            else:
                assert replace(later.term, revision=0) != replace(earlier.term, revision=0) and earlier.term.status in lifecycle.OPEN

    def test_a_new_entry_is_added_once(self, stores: tuple[Store, Store]) -> None:
        start = Barrier(2)

        def add(store: Store, who: str, number: int) -> str:
            start.wait(30)
            try:
                glossary.add(store, entry(number), who, "new")
            except IllegalMove as refusal:
                return refusal.message
            return ""

        with ThreadPoolExecutor(2) as pool:
            for number in range(30):
                said = list(pool.map(add, stores, PEOPLE, (number, number)))
                assert sorted(map(bool, said)) == [False, True], said
                assert len(stores[0].term_history(entry(number).key)) == 1


class TestSqlite(TwoEditors):
    @pytest.fixture
    def url(self, store_url: str) -> str:
        return store_url


class TestPostgres(TwoEditors):
    @pytest.fixture
    def url(self, postgres: str) -> str:
        return postgres
