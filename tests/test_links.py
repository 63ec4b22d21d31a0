"""A note is held to its listing: over whole nights, with an engine that calls the listing's scarf otherwise than the note's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from localize import night
from localize.domain.request import Draft, Request
from localize.domain.variant import Decision
from localize.engines.base import Asking, Terms
from localize.engines.routing import Routes
from localize.kit import Kit, load_kit
from localize.report import to_html
from localize.settings import Settings
from localize.store.repository import Store

US = "US/en-US/general"


class Wavering:
    """English by script: what it was not told is a soft thing."""

    identity = "wavering"
    languages = frozenset({"en"})
    asking = Asking(terms=Terms.LISTED)

    def __init__(self, words: dict[str, str]) -> None:
        self.words = words

    def translate(self, requests: Iterable[Request]) -> Iterator[Draft]:
        for request in requests:
            yield Draft(request, self.words.get(request.text, "A soft thing"), self.identity)


@pytest.fixture
def words() -> dict[str, str]:
    return {"手工围巾": "Handmade Scarf", "暖暖的围巾": "A Warm Muffler", "软软的围巾": "A Soft Scarf"}


@pytest.fixture
def kit(tmp_path: Path, words: dict[str, str]) -> Iterator[Kit]:
    settings = Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": f"sqlite:///{tmp_path / 'night.db'}", "CHUHAI_OUT": str(tmp_path / "out")})
    with Store.open(settings.store) as store:
        yield replace(load_kit(settings, store), routes=Routes({"en": Wavering(words)}, {}))


def listing(title: str, sku: str = "s1", item: str = "i1") -> dict[str, Any]:
    return {"item": {"id": item, "name": title}, "sku": {"id": sku, "itemId": item}}


def note(title: str, *items: str) -> dict[str, Any]:
    return {"note_id": "n1", "type": "normal", "title": title, "desc": "", "item_ids": list(items)}


def run(kit: Kit, folder: Path, *records: dict[str, Any]) -> Any:
    source = folder / "in.jsonl"
    source.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return night.run(kit, [source], lambda *_: None)


def unlike(kit: Kit, key: str = "note:n1") -> list[str]:
    variant = kit.store.variant(key, US)
    assert variant is not None and variant.verdict.decision is not Decision.NO_ENGINE
    return [issue.message for unit in variant.units for issue in unit.issues if issue.check == "term_unlike_listing"]


@pytest.mark.parametrize("order", [1, -1], ids=["listing first", "note first"])
def test_a_note_of_the_same_night_is_held_to_what_the_listing_says_now(kit: Kit, tmp_path: Path, order: int) -> None:
    summary = run(kit, tmp_path, *[listing("手工围巾"), note("暖暖的围巾", "i1")][::order])
    assert unlike(kit) == ["'围巾' is 'Muffler' here and 'Scarf' in listing:s1"]
    assert "term_unlike_listing" in to_html(summary)


def test_a_note_of_a_later_night_is_held_to_what_the_store_has(kit: Kit, tmp_path: Path) -> None:
    run(kit, tmp_path, listing("手工围巾"), listing("手工围巾", "s2", "i2"))
    run(kit, tmp_path, note("暖暖的围巾", "i2"))
    assert unlike(kit) == ["'围巾' is 'Muffler' here and 'Scarf' in listing:s2"]


def test_a_listing_made_anew_counts_as_it_is_now(kit: Kit, tmp_path: Path, words: dict[str, str]) -> None:
    run(kit, tmp_path, listing("手工围巾"))
    words["好看的围巾"] = "A Pretty Muffler"
    run(kit, tmp_path, listing("好看的围巾"), note("暖暖的围巾", "i1"))
    assert unlike(kit) == []


@pytest.mark.parametrize("bound", [("i9",), ()], ids=["to another item", "to nothing"])
def test_a_note_that_is_not_bound_to_the_listing_may_say_what_it_likes(kit: Kit, tmp_path: Path, bound: tuple[str, ...]) -> None:
    run(kit, tmp_path, listing("手工围巾"), note("暖暖的围巾", *bound))
    assert unlike(kit) == []


def test_agreement_is_silent_and_a_changed_listing_leaves_its_note_in_peace(kit: Kit, tmp_path: Path, words: dict[str, str]) -> None:
    run(kit, tmp_path, listing("手工围巾"), note("软软的围巾", "i1"))
    assert unlike(kit) == []
    words["好看的围巾"] = "A Pretty Muffler"
    summary = run(kit, tmp_path, listing("好看的围巾"), note("软软的围巾", "i1"))
    assert {row.record for row in summary.remade} == {"listing:s1"}


def test_a_batch_asks_the_store_once(kit: Kit, tmp_path: Path) -> None:
    asked: list[str] = []
    sa.event.listen(kit.store._engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    run(kit, tmp_path, listing("手工围巾"), *({**note("暖暖的围巾", f"i{n}", "i1"), "note_id": f"n{n}"} for n in range(30)))
    assert sum("record.item, " in statement and "JOIN unit" in statement for statement in asked) == 1
