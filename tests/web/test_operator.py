"""The pages of operators: what they say, what they refuse, and what they cost."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from localize import launch as launching
from localize.domain.account import Deed
from localize.domain.variant import Variant
from localize.launch import Launched
from localize.settings import Settings
from localize.store.watch import Pulse
from localize.web import nights as night_pages
from tests.web.operated import HOSTILE, audit, furnish, many_nights
from tests.web.world import PEOPLE, World

PAGES = ("/nights", "/nights/36", "/nights/held?decision=block", "/nights/quarantine", "/nights/quarantine/1", "/nights/measures", "/nights/spots")
MACHINE = ("/machine", "/machine/models", "/machine/regions", "/machine/regions/US", "/machine/channels", "/machine/channels/amazon")


@pytest.fixture
def operated(world: World, make_variant: Callable[..., Variant]) -> World:
    assert furnish(world.store, make_variant) == 36, "world made the first night"
    assert audit(world.store) == 1
    return world


@contextmanager
def queries(world: World) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            said.append(statement)

    event.listen(world.store._engine, "before_cursor_execute", note)
    yield said
    event.remove(world.store._engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", [*PAGES, "/nights/spots/1", "/nights/now", *MACHINE])
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_page_is_whole_and_cheap(operated: World, path: str, language: str) -> None:
    browser = operated.browser("operator")
    with queries(operated) as said:
        page = browser.get(path, headers={"Accept-Language": language})
    assert page.status_code == 200, page.text
    assert len(said) <= 12, said
    assert "<script>alert" not in page.text and ' onmouseover="y' not in page.text
    ids = re.findall(r'\sid="([^"]+)"', page.text)
    assert len(ids) == len(set(ids)), "no id is there twice"
    assert set(re.findall(r'<label for="([^"]+)"', page.text)) <= set(ids)
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|javascript:", page.text), "no inline script or style"


@pytest.mark.parametrize("path", ["/nights", "/nights/held", "/nights/quarantine", "/nights/measures", "/nights/spots"])
def test_a_page_says_so_where_there_is_nothing(empty_app: FastAPI, path: str) -> None:
    store = empty_app.state.site.store
    olga = store.accounts.add(PEOPLE["operator"], Deed(datetime.now(UTC), "test", "account.add", ""))
    page = World(empty_app, {"operator": olga}, {}).browser("operator").get(path)
    assert page.status_code == 200 and 'class="empty"' in page.text


def test_in_the_morning_one_page_says_what_waits_for_whom(operated: World) -> None:
    page = operated.browser("operator").get("/nights").text
    assert "The night is done, and something needs you" in page
    assert re.search(r"2 records in quarantine", page)
    assert re.search(r"editors of en-US</th>\s*<td data-label=\"to review\">2</td>", page)
    assert re.search(r"editors of zh-Hant-HK</th>.*?<td data-label=\"blocked\">1</td>", page, re.S)
    assert "2 blocked variants" in page and 'href="/nights/held?decision=block"' in page


@pytest.mark.parametrize(
    ("status", "numbers", "hours", "words"),
    [
        ("finished", {"records": {"quarantined": 0}, "stale": {}}, 5, "The night went well"),
        ("finished", {"records": {"quarantined": 0}, "stale": {}, "waiting": {"no answer": 3}}, 5, "something needs you"),
        ("finished", {"records": {"quarantined": 0}, "stale": {}}, 40, "There was no night since yesterday"),
        ("failed", {"error": "The model is not ready.", "next_step": "Fetch it."}, 5, "The model is not ready."),
        ("interrupted", {}, 5, "The night did not get to its end"),
        ("stopped", {}, 5, "The night did not get to its end"),
    ],
)
def test_how_the_night_went(world: World, status: str, numbers: dict[str, Any], hours: int, words: str) -> None:
    began = datetime.now(UTC) - timedelta(hours=hours)
    full = {**{"new": 0, "changed": 0, "unchanged": 0, "not_eligible": 0}, **numbers.get("records", {})}
    world.store.finish_night(world.store.start_night(began), status, {**numbers, **({"records": full} if "records" in numbers else {})})
    assert words in world.browser("operator").get("/nights").text


def running(world: World, minutes: float = 0) -> int:
    now = datetime.now(UTC) - timedelta(minutes=minutes)
    night = world.store.start_night(now)
    world.store.watch.begin(Pulse(night, ("/data/notes.jsonl",), "茶行", "process 7 on here", now, "translate", 30, 90, 2, 5))
    return night


def test_a_running_night_tells_how_far_it_is_and_stops_when_asked(world: World) -> None:
    night, browser = running(world), world.browser("operator")
    page = browser.get("/nights").text
    assert "batch 2 of 5" in page and "30 / 90" in page and 'hx-trigger="every 3s"' in page
    part = browser.get(f"/nights/now?night={night}")
    assert "<html" not in part.text and "HX-Refresh" not in part.headers
    assert browser.post(f"/nights/{night}/stop").headers["location"].endswith("said=night-stopping")
    assert world.store.watch.beat(night, {"done": 31}) == "olga", "the night hears it with its next word"
    assert "Asked to stop by olga" in browser.get(f"/nights/{night}").text
    world.store.finish_night(night, "stopped", {})
    assert browser.get(f"/nights/now?night={night}").headers["HX-Refresh"] == "true", "a browser that saw it run loads its page again"
    assert browser.post(f"/nights/{night}/stop").status_code == 409
    assert [deed.act for deed in world.store.deeds.page(act="night")] == ["night.stop"], "what was refused changed nothing"


def test_a_silent_night_is_not_said_to_run(world: World) -> None:
    night = running(world, minutes=30)
    page = world.browser("operator").get("/nights").text
    assert "The night says nothing any more" in page and "Its last word came 30 minutes ago" in page
    assert "Go on with it" in world.browser("operator").get(f"/nights/{night}").text


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[str, ...], str]]:
    """What was started, in place of starting it."""
    started: list[tuple[tuple[str, ...], str]] = []

    def note(_settings: Settings, _store: Any, sources: tuple[str, ...] = (), shop: str = "") -> Launched:
        started.append((tuple(sources), shop))
        return Launched("process", "process 1")

    monkeypatch.setattr(night_pages, "launch", note)
    return started


def test_a_night_is_started_and_written_down(world: World, launched: list[Any]) -> None:
    world.store.finish_night(1, "finished", {})
    browser = world.browser("operator")
    assert browser.post("/nights").headers["location"] == "/nights?said=night-asked"
    assert launched == [((), "")]
    deed = world.store.deeds.page(act="night.start")[0]
    assert (deed.who, deed.subject, deed.detail["how"]) == ("olga", "process 1", "process")
    assert "olga asked for a night" in browser.get("/nights").text


def test_a_night_that_does_not_begin_shows_what_it_said(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(night_pages, "BEGINS", timedelta(0))
    world.store.finish_night(1, "finished", {})
    site = world.site
    world.app.state.site = replace(site, settings=replace(site.settings, out=tmp_path))
    (tmp_path / launching.LOG).write_text(f"Error: the model is missing {HOSTILE}", encoding="utf-8")
    world.store.deeds.add(Deed(datetime.now(UTC), "olga", "night.start", "process 1"))
    page = world.browser("operator").get("/nights").text
    assert "has not begun" in page and "Error: the model is missing &lt;script&gt;" in page


def test_none_is_started_while_one_holds_the_store(world: World) -> None:
    browser = world.browser("operator")
    with world.store.hold("night"):
        page = browser.post("/nights")
    assert page.status_code == 409 and "held by night, process" in page.text
    assert world.store.deeds.page(act="night.start") == []
    page = browser.post("/nights")
    assert page.status_code == 409 and "CHUHAI_SOURCES" in page.text, "nothing says what to read"


def test_a_night_goes_on_over_what_it_read(world: World, launched: list[Any]) -> None:
    night = running(world)
    world.store.finish_night(night, "stopped", {})
    assert world.browser("operator").post(f"/nights/{night}/resume").status_code == 303
    assert launched == [(("/data/notes.jsonl",), "茶行")]
    assert world.browser("operator").post("/nights/1/resume").status_code == 409, "that one did not say what it read"


def test_quarantine_shows_the_raw_record_and_reads_its_file_again(operated: World, tmp_path: Path, launched: list[Any]) -> None:
    browser = operated.browser("operator")
    page = browser.get("/nights/quarantine/1").text
    assert "&lt;script&gt;" in page and "Repair the line." in page and "Its file is not on this machine" in page
    assert len(re.search(r"x{500,}", browser.get("/nights/quarantine/2").text)[0]) == 2000  # type: ignore[index]
    assert browser.post("/nights/quarantine/1/retry").status_code == 409 and launched == []
    (tmp_path / "notes.jsonl").write_text("{}", encoding="utf-8")
    operated.store.watch.begin(Pulse(36, (str(tmp_path),), "茶行", "process 7 on here", datetime.now(UTC)))
    assert browser.post("/nights/quarantine/1/retry").status_code == 303
    assert launched == [((str(tmp_path / "notes.jsonl"),), "茶行")]


def test_a_blocked_listing_has_its_reason_once_with_all_its_targets(operated: World) -> None:
    page = operated.browser("auditor").get("/nights/held?decision=block").text
    assert page.count("祛湿") == 1 and "zh-Hant-HK, en-US" in page and "Say: a warm evening ritual." in page
    assert "祛湿" not in operated.browser("auditor").get("/nights/held?decision=block&region=SG").text
    assert "note:n0002" in operated.browser("auditor").get("/nights/held?text=note:n0002").text
    made = operated.browser("auditor").get("/nights/held?night=36").text
    assert "note:n0003" in made and "note:n0002" in made


@pytest.mark.parametrize(
    "path",
    [
        "/nights/0",
        "/nights/99999999999",
        "/nights/-1",
        "/nights/quarantine/99",
        "/nights/spots/99",
        "/machine/regions/XX",
        "/machine/regions/..%2f..",
        "/machine/channels/none",
    ],
)
def test_what_is_not_there_is_not_there(operated: World, path: str) -> None:
    assert operated.browser("operator").get(path).status_code == 404


@pytest.mark.parametrize(
    "query", ["decision=nonsense", "region=XX", "night=99999999999", "after=%00", "text=" + "%25" * 400, "decision=block&after=zzz"]
)
def test_strange_questions_have_answers(operated: World, query: str) -> None:
    assert operated.browser("operator").get(f"/nights/held?{query}").status_code == 200


def test_the_list_of_nights_goes_on_in_place(operated: World) -> None:
    browser = operated.browser("operator")
    first = browser.get("/nights").text
    assert 'href="/nights?before=7"' in first and "Night 6<" not in first
    assert "Night 6<" in browser.get("/nights?before=7").text


def test_measures_have_a_table_beside_each_chart(operated: World) -> None:
    page = operated.browser("auditor").get("/nights/measures").text
    assert page.count("<figure") == page.count("As a table") == 4
    assert "Over the last 30 nights" in page and page.count("<svg") > 4
    assert re.search(r"SG</th>.*?100 %.*?\(1 of 1\)", page, re.S), "one approval of one decision"
    assert re.search(r"<td[^>]*>1</td>\s*<td[^>]*>.*?2\d %", page, re.S), "and a text that a person wrote, a fifth of it changed"


def test_five_hundred_nights_and_rows_stay_a_page(world: World, make_record: Any, make_variant: Callable[..., Variant]) -> None:
    night = many_nights(world.store, 120, datetime.now(UTC))
    world.store.save_records([make_record(number, "艾草泡脚包" * 60) for number in range(10, 510)], night)
    world.store.save_variants(night, [make_variant(f"note:n{number:04}") for number in range(10, 510)])
    browser = world.browser("operator")
    with queries(world) as said:
        page = browser.get("/nights/held?decision=review").text
    assert page.count("<code") == 50 and len(said) <= 12, "fifty records, each with its key"
    assert 'hx-get="/nights/held?after=note%3A' in page or "after=note" in page


def test_a_spot_audit_is_drawn_judged_and_changed(operated: World) -> None:
    browser, store = operated.browser("operator"), operated.store
    page = browser.get("/nights/spots").text
    assert "SG · pseudo" in page
    assert browser.post("/nights/spots", data={"of": "SG pseudo", "size": "0"}).status_code == 422
    assert browser.post("/nights/spots", data={"of": "XX pseudo", "size": "3"}).status_code == 422
    assert browser.post("/nights/spots", data={"of": "SG pseudo", "size": "300"}).headers["location"] == "/nights/spots/2"
    drawn = store.spots.spot(2)
    assert drawn is not None and all(each.text != "Mugwort foot bath" for each in drawn[1]), "what a person wrote is not drawn"
    assert browser.post("/nights/spots/2", data={"at": "1"}).status_code == 422
    assert browser.post("/nights/spots/2", data={"at": "1", "judgement": "wrong"}).status_code == 422
    assert browser.post("/nights/spots/2", data={"at": "1", "judgement": "wrong", "category": HOSTILE}).status_code == 422
    assert browser.post("/nights/spots/2", data={"at": "99", "judgement": "fine"}).status_code == 404
    assert store.spots.page()[0][1] == {"": len(drawn[1])}, "nothing of that was kept"
    assert browser.post("/nights/spots/2", data={"at": "1", "judgement": "wrong", "category": "accuracy"}).status_code == 303
    assert "100.0 %" in browser.get("/nights/spots/2").text and "Text 2 of" in browser.get("/nights/spots/2").text
    assert browser.post("/nights/spots/2", data={"at": "1", "judgement": "fine", "category": "accuracy"}).status_code == 303
    again = store.spots.spot(2)
    assert again is not None and (again[1][0].judgement, again[1][0].category, again[1][0].who) == ("fine", "", "olga")
    assert [deed.act for deed in store.deeds.page(act="spot")] == ["spot.judge", "spot.judge", "spot.draw", "spot.draw"]


def test_an_editor_judges_the_own_languages_and_draws_nothing(operated: World) -> None:
    right, wrong = operated.browser("editor right"), operated.browser("editor wrong")
    form = {"at": "1", "judgement": "fine"}
    assert 'name="judgement"' in right.get("/nights/spots/1").text and 'name="judgement"' not in wrong.get("/nights/spots/1").text
    assert right.post("/nights/spots/1", data=form).status_code == 303
    assert wrong.post("/nights/spots/1", data=form).status_code == 403
    assert 'action="/nights/spots"' not in right.get("/nights/spots").text


def test_a_region_is_filtered(world: World) -> None:
    browser = world.browser("operator")
    page = browser.get("/machine/regions/US?text=conventions.").text
    assert "conventions.date" in page and "claims." not in re.sub(r"<nav.*?</nav>", "", page, flags=re.S)
    only = browser.get("/machine/regions/US?text=conventions.&unverified=1").text
    assert "conventions.currency" not in only and "conventions.price_prefix" in only


def test_no_key_is_shown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    site = world.site
    secret = "sk-very-private"
    changed = replace(site.settings, http_key=secret, prefect_ui="https://prefect.example.com")
    world.app.state.site = replace(site, settings=changed)
    page = world.browser("operator").get("/machine").text
    assert "CHUHAI_HTTP_KEY" in page and secret not in page and world.site.web.secret not in page
    assert 'href="https://prefect.example.com"' in world.browser("operator").get("/nights").text
