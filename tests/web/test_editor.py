"""What editors do on their pages: find work, read, write, decide, answer, decide over many; and what the pages say when somebody else was faster."""

import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from localize.domain.unit import State
from localize.domain.variant import Approval
from localize.kit import Kit
from localize.reviewing.flag import ReasonCode, raise_flag
from localize.settings import Settings
from localize.store.flags import FlagState
from localize.store.repository import Store
from localize.store.variants import StoredVariant
from localize.web.inmemory import Held
from tests.web.desk import CUP, CURE, HK, INCENSE, SAME, SOAK, TEA, US, a_kit, a_night, furnish, line, note, write
from tests.web.world import World

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture(scope="session")
def rules(blank_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kit]:
    """The kit of a desk: two targets, and an engine whose answers are known."""
    url = f"sqlite:///{shutil.copy(blank_store, tmp_path_factory.mktemp('desk') / 'store.db')}"
    with Store.open(url) as store:
        yield a_kit(Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": url}), store)


@pytest.fixture
def desk(world: World) -> World:
    kit = kit_of(world)
    furnish(kit)
    world.app.state.site = replace(world.site, held=Held())  # the world's terms are others than those that the kit was read with
    world.site.held.kit(world.site.settings, world.store, kit)
    return world


def kit_of(world: World) -> Kit:
    assert world.site.kit is not None
    return world.site.kit


def at(path: str, key: str, target: str = US, **more: object) -> str:
    return f"{path}?{urlencode({'key': key, 'target': target, **more})}"


def variant(world: World, key: str, target: str = US) -> StoredVariant:
    found = world.store.variant(key, target)
    assert found is not None
    return found


def deeds(world: World) -> list[str]:
    return [deed.act for deed in world.store.deeds.page(limit=20) if deed.act.partition(".")[0] in ("variant", "flag", "view")]


def save(browser: TestClient, world: World, key: str, position: int, text: str, seen: str = "", **more: str) -> object:
    data = {"text": text, "seen": seen or line(kit_of(world), key, position), **more}
    return browser.post(at("/review/save", key, line=position), data=data)


class Counted:
    """How many statements a block runs."""

    def __init__(self, world: World) -> None:
        self.engine, self.number = world.store._engine, 0

    def __enter__(self) -> "Counted":
        event.listen(self.engine, "before_cursor_execute", self._count)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._count)

    def _count(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.number += not statement.startswith("BEGIN")


# the queue


def test_the_most_pressing_stand_first_and_say_why(desk: World) -> None:
    page = desk.browser("editor right").get("/queue").text
    rows = re.findall(r'<li class="entry".*?</li>', page, re.DOTALL)
    assert [re.search(r"key=([^&]+)", unescape(row))[1].replace("%3A", ":") for row in rows][:3] == [CURE, SOAK, INCENSE]  # type: ignore[index]
    assert "blocked" in rows[0] and "<q>治疗</q>" in rows[0]
    assert "source changed" in rows[1] and "edited" in rows[1]
    assert "1 flag" in rows[2]
    assert "zh-Hant" not in "".join(rows), "an editor of English sees English first"


def test_the_languages_of_others_are_there_when_asked_for(desk: World) -> None:
    mine, all_of_them = (desk.browser("editor right").get(f"/queue{query}").text for query in ("", "?languages=all"))
    assert HK.replace("/", "%2F") not in mine and HK.replace("/", "%2F") in all_of_them
    assert HK.replace("/", "%2F") in desk.browser("operator").get("/queue").text


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("decision=block", {CURE}),
        ("flagged=yes", {INCENSE}),
        ("waiting=yes", {SOAK}),
        ("edited=yes", {SOAK}),
        ("shop=花坊", {CUP}),
        ("words=龙井", {TEA}),
        ("rule=disease", {CURE}),
        ("kind=note&region=US&locale=en-US&engine=canned&flagged=no&decision=block", {CURE}),
        ("kind=listing", set()),
        ("words=%25", set()),
    ],
)
def test_filters_are_in_the_address(desk: World, query: str, keys: set[str]) -> None:
    page = desk.browser("editor right").get(f"/queue?{query}")
    assert page.status_code == 200
    found = {key for key in (CURE, SOAK, INCENSE, CUP, TEA) if f"key={key.replace(':', '%3A')}&" in page.text}
    assert found == keys
    if not keys:
        assert "Nothing fits these filters." in page.text


@pytest.mark.parametrize("query", ["decision=perhaps", "kind=%3Cscript%3E"])
def test_a_filter_that_there_is_not_is_named(desk: World, query: str) -> None:
    page = desk.browser("editor right").get(f"/queue?{query}")
    assert page.status_code == 422 and "Choose one from the list." in page.text and "<script>" not in page.text.replace("<script src", "")


def test_a_view_is_kept_opened_and_removed(desk: World) -> None:
    browser = desk.browser("editor right")
    assert browser.post("/queue/views?decision=block", data={"name": ""}).status_code == 422
    kept = browser.post("/queue/views?decision=block&waiting=no", data={"name": HOSTILE})
    assert kept.status_code == 303 and parse_qs(urlsplit(kept.headers["location"]).query)["decision"] == ["block"]
    page = browser.get("/queue").text
    assert "<img src=x" not in page and 'href="/queue?decision=block&amp;waiting=no"' in page
    assert HOSTILE in desk.store.queue.views("mei") and "&lt;script" in page
    assert "&lt;script" not in desk.browser("operator").get("/queue").text, "views are one's own"
    assert browser.post("/queue/views/remove", data={"name": HOSTILE}).status_code == 303
    assert not desk.store.queue.views("mei") and deeds(desk)[:2] == ["view.remove", "view.save"]


def test_a_long_queue_goes_on_page_by_page_and_says_how_long_it_is(desk: World) -> None:
    a_night(kit_of(desk), *(note(f"many{n}", f"第{n}款 {HOSTILE}", "味道很淡，不呛人") for n in range(60)))
    browser = desk.browser("editor right")
    with Counted(desk) as counted:
        first = browser.get("/queue")
    assert counted.number <= 12, counted.number
    assert first.text.count('<li class="entry"') == 50 and "67 texts wait" in first.text and "<script>" not in first.text
    onward = unescape(re.findall(r'href="([^"]+)" data-press="n"', first.text)[0])
    assert browser.get(onward).text.count('<li class="entry"') == 17


def test_an_empty_queue_says_what_would_fill_it(world: World) -> None:
    assert "Nothing waits in your languages." in world.browser("editor wrong").get("/queue").text
    assert world.browser("editor wrong").get("/queue/next").headers["location"] == "/queue?said=queue-end"


# one variant


def test_a_variant_shows_every_line_with_what_is_said_of_it(desk: World) -> None:
    browser = desk.browser("editor right")
    with Counted(desk) as counted:
        page = browser.get(at("/review", SOAK))
    assert counted.number <= 12, counted.number
    assert page.status_code == 200 and page.text.count('<article class="line') == 4
    assert "The source changed since a person wrote this line." in page.text
    assert "一包<del>250</del><ins>300</ins>克" in page.text and "One bag is" in page.text
    assert "Each 8.8 oz (250 g) bag lasts the whole family a while" in page.text
    assert "It cannot be approved as it is." in page.text and "disabled" in page.text, "said before the button is pressed"
    assert "<code>measures.us</code>" in page.text
    assert "The same text stands in 4 other variants" in page.text
    ids = re.findall(r'\sid="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", page.text)


def test_a_blocked_variant_says_by_what_and_marks_it(desk: World) -> None:
    page = desk.browser("editor right").get(at("/review", CURE)).text
    assert '<mark class="issue">治疗</mark>' in page and '<mark class="issue">cure insomnia</mark>' in page
    assert "It is blocked" in page and "Softer:" in page
    chinese = desk.browser("editor right").get(at("/review", CURE), headers={"Accept-Language": "zh-CN"}).text
    assert "说商品能助眠，需要证据。" in chinese, "what rules say is in the reader's language"


def test_who_may_not_decide_reads_and_gets_no_form(desk: World) -> None:
    for who in ("operator", "auditor", "editor wrong"):
        page = desk.browser(who).get(at("/review", SOAK))
        assert page.status_code == 200 and "/review/save" not in page.text and "/review/approve" not in page.text
        assert "decided on by its editors" in page.text


@pytest.mark.parametrize(("key", "target"), [("note:gone", US), (SOAK, "XX/en-US/general"), ("", ""), ("x" * 5000, US)])
def test_what_is_not_there_is_not_there(desk: World, key: str, target: str) -> None:
    assert desk.browser("editor right").get(at("/review", key, target)).status_code == 404


def test_similar_texts_say_whether_anybody_here_approved_them(desk: World) -> None:
    browser = desk.browser("editor right")
    approve(desk, TEA)
    own = browser.get(at("/review/near", CUP, line=2)).text
    assert "100 %" in own and "Beautiful packaging" in own and "From elsewhere" not in own
    page = browser.get(at("/review/near", INCENSE, line=2)).text
    assert "Nothing like it was approved yet." in page and "nobody here approved it" in page and "A light scent, not pungent" in page
    assert browser.get(at("/review/near", INCENSE, line=99)).status_code == 404


# writing


def test_checks_speak_as_one_types_and_nothing_is_saved(desk: World) -> None:
    browser = desk.browser("editor right")
    before = variant(desk, TEA)
    said = browser.post(at("/review/check", TEA, line=1), data={"text": f"One tin is 200 g {HOSTILE}"})
    assert said.status_code == 200 and "<ins>" in said.text and "A measure is missing" in said.text and "<script>" not in said.text
    assert variant(desk, TEA) == before
    assert browser.post(at("/review/check", TEA, line=99), data={"text": ""}).status_code == 404
    assert "cannot be seen" in browser.post(at("/review/check", TEA, line=1), data={"text": "a\x07b"}).text


def test_a_live_check_is_quick(desk: World) -> None:
    browser = desk.browser("editor right")
    with Counted(desk) as counted:
        browser.post(at("/review/check", SOAK, line=2), data={"text": "Soak for 20 minutes"})
    assert counted.number <= 12
    times = []
    for n in range(15):
        begun = time.process_time()
        browser.post(at("/review/check", SOAK, line=2), data={"text": f"Soak for {n} minutes at 104°F (40°C)"})
        times.append(time.process_time() - begun)
    assert sorted(times)[len(times) // 2] < 0.1, "with the whole request around it"


def test_a_line_is_saved_and_taken_back(desk: World) -> None:
    browser = desk.browser("editor right")
    before = variant(desk, TEA).units[0].target
    done = save(browser, desk, TEA, 0, "New spring Longjing\r\npicked before Qingming")
    assert done.status_code == 303 and done.headers["location"].endswith("#line-0")  # type: ignore[attr-defined]
    unit = variant(desk, TEA).units[0]
    assert unit.target == "New spring Longjing\npicked before Qingming" and unit.state is State.REVIEWED
    page = browser.get(done.headers["location"]).text  # type: ignore[attr-defined]
    assert "The line is saved." in page and "edited by" in page and "written by a person" in page
    number = re.findall(r'name="event" value="(\d+)"', page)[0]
    assert browser.post(at("/review/undo", TEA), data={"event": 0}).status_code == 409
    assert browser.post(at("/review/undo", TEA), data={"event": number}).status_code == 303
    assert variant(desk, TEA).units[0].target == before
    assert browser.post(at("/review/undo", TEA), data={"event": number}).status_code == 409, "an old page takes nothing else back"
    assert deeds(desk)[:2] == ["variant.undo", "variant.edit"]


def test_saving_what_stands_there_changes_nothing(desk: World) -> None:
    before = variant(desk, TEA)
    done = save(desk.browser("editor right"), desk, TEA, 0, before.units[0].target)
    assert "said=same" in done.headers["location"] and variant(desk, TEA) == before and deeds(desk) == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(("text", "words"), [("a" * 10_001, "too long"), ("soak\x1b[31m", "cannot be seen")])
def test_what_cannot_be_kept_comes_back_in_its_field(desk: World, text: str, words: str) -> None:
    answered = save(desk.browser("editor right"), desk, TEA, 0, text)
    assert answered.status_code == 422 and words in answered.text and text[:50] in unescape(answered.text)  # type: ignore[attr-defined]
    assert deeds(desk) == []


def test_hostile_text_is_text(desk: World) -> None:
    browser = desk.browser("editor right")
    assert save(browser, desk, TEA, 0, HOSTILE).status_code == 303  # type: ignore[attr-defined]
    page = browser.get(at("/review", TEA)).text
    assert "<script>" not in page and "<img src=x" not in page and "&lt;script&gt;" in page


def test_who_was_slower_sees_both_texts_and_loses_none(desk: World) -> None:
    browser, seen = desk.browser("editor right"), line(kit_of(desk), TEA, 0)
    write(kit_of(desk), TEA, 0, "The text of somebody faster", "lin")
    answered = save(browser, desk, TEA, 0, "My own long text", seen, source="春茶上新，明前龙井")
    assert answered.status_code == 409  # type: ignore[attr-defined]
    page = answered.text  # type: ignore[attr-defined]
    assert "lin was faster in this line." in page and "The text of somebody faster" in page
    assert ">\nMy own long text</textarea>" in page and "data-kept" in page
    assert variant(desk, TEA).units[0].target == "The text of somebody faster"
    token = re.findall(r'name="seen" value="(\w{8})"', page)[0]
    assert save(browser, desk, TEA, 0, "Both of ours", token).status_code == 303  # type: ignore[attr-defined]
    assert variant(desk, TEA).units[0].target == "Both of ours"
    assert [e.after for e in desk.store.desk.history(TEA)] == ["The text of somebody faster", "Both of ours"]


def test_a_line_that_is_gone_gives_the_text_back(desk: World) -> None:
    browser, seen = desk.browser("editor right"), line(kit_of(desk), TEA, 2)
    a_night(kit_of(desk), note("tea", "春茶上新，明前龙井", "一罐100克"))
    answered = save(browser, desk, TEA, 2, "Nothing to write this in", seen, source=SAME)
    assert answered.status_code == 409 and "This line is not here any more." in answered.text  # type: ignore[attr-defined]
    assert "Nothing to write this in</textarea>" in answered.text and 'id="line-2"' in answered.text  # type: ignore[attr-defined]


# where the source changed


@pytest.mark.parametrize(
    ("choice", "text"),
    [("mine", "Each 8.8 oz (250 g) bag lasts the whole family a while"), ("theirs", "One bag is 11 oz (300 g), enough for the whole family")],
)
def test_one_of_two_texts_is_taken(desk: World, choice: str, text: str) -> None:
    browser, unit = desk.browser("editor right"), variant(desk, SOAK).units[1]
    assert unit.proposal is not None
    address = at("/review/settle", SOAK, line=1)
    assert browser.post(address, data={"choice": "both", "seen": unit.token, "shown": unit.proposal.text}).status_code == 404
    late = browser.post(address, data={"choice": choice, "seen": unit.token, "shown": "what a night wrote before"})
    assert late.status_code == 409 and "has changed meanwhile" in late.text and variant(desk, SOAK).units[1] == unit
    other = browser.post(address, data={"choice": choice, "seen": "00000000", "shown": unit.proposal.text})
    assert other.status_code == 409 and "data-kept" in other.text
    assert browser.post(address, data={"choice": choice, "seen": unit.token, "shown": unit.proposal.text}).status_code == 303
    assert variant(desk, SOAK).units[1].target == text and not variant(desk, SOAK).units[1].waits
    assert deeds(desk) == ["variant.settle"]


def test_a_third_text_settles_it_too(desk: World) -> None:
    browser = desk.browser("editor right")
    assert save(browser, desk, SOAK, 1, "One 11 oz (300 g) bag lasts the family").status_code == 303  # type: ignore[attr-defined]
    assert "It can be approved." in browser.get(at("/review", SOAK)).text


# decisions


def approve(world: World, key: str, **more: str) -> object:
    return world.browser("editor right").post(at("/review/approve", key, **more), data={"seen": str(variant(world, key).signature)})


def test_approving_leads_to_the_next_and_can_be_taken_back(desk: World) -> None:
    browser = desk.browser("editor right")
    first = browser.get("/queue/next?decision=release")
    query = parse_qs(urlsplit(first.headers["location"]).query)
    key = query["key"][0]
    done = browser.post(
        at("/review/approve", key, decision="release", **{"from": query["from"][0]}), data={"seen": str(variant(desk, key).signature)}
    )
    assert done.status_code == 303 and variant(desk, key).approval is Approval.APPROVED
    after = parse_qs(urlsplit(done.headers["location"]).query)
    assert after["key"] != [key] and after["decision"] == ["release"] and after["was"] == [key]
    page = browser.get(done.headers["location"]).text
    assert "The text is approved." in page and "Take the decision back" in page
    form = re.search(r'<form method="post" action="([^"]+)" class="before">\s*<input type="hidden" name="event" value="(\d+)">', page)
    assert form is not None
    assert browser.post(unescape(form[1]), data={"event": form[2]}).status_code == 303
    assert variant(desk, key).approval is Approval.OPEN
    assert deeds(desk)[:2] == ["variant.undo", "variant.approve"]


def test_after_the_last_one_the_queue_says_so(desk: World) -> None:
    done = approve(desk, CUP, shop="花坊", words="汝窑")
    assert "/queue?" in done.headers["location"] and "said=queue-end" in done.headers["location"]  # type: ignore[attr-defined]
    page = desk.browser("editor right").get(done.headers["location"]).text  # type: ignore[attr-defined]
    assert "That was the last of these." in page and "Take the decision back" in page


@pytest.mark.parametrize("key", [CURE, SOAK])
def test_what_stands_in_the_way_is_said_and_holds(desk: World, key: str) -> None:
    refused = approve(desk, key)
    assert refused.status_code == 409 and variant(desk, key).approval is Approval.OPEN and deeds(desk) == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("act", ["approve", "reject"])
def test_a_decision_is_on_the_text_that_was_seen(desk: World, act: str) -> None:
    seen = str(variant(desk, TEA).signature)
    write(kit_of(desk), TEA, 0, "Somebody wrote this meanwhile", "lin")
    for stale in (seen, ""):
        answered = desk.browser("editor right").post(at(f"/review/{act}", TEA), data={"seen": stale, "why": "it reads badly"})
        assert (
            answered.status_code == 409
            and "changed this text while you read it" in answered.text
            and "Somebody wrote this meanwhile" in answered.text
        )
    assert variant(desk, TEA).approval is Approval.OPEN and deeds(desk) == []


def test_sending_back_needs_a_reason(desk: World) -> None:
    browser, seen = desk.browser("editor right"), str(variant(desk, TEA).signature)
    assert browser.post(at("/review/reject", TEA), data={"seen": seen, "why": "  "}).status_code == 422
    assert browser.post(at("/review/reject", TEA), data={"seen": seen, "why": "The title is flat"}).status_code == 303
    assert variant(desk, TEA).approval is Approval.REJECTED and deeds(desk) == ["variant.reject"]
    page = browser.get(at("/review", TEA)).text
    assert "It was sent back." in page and "sent back by" in page


# flags


def flag(world: World) -> int:
    return next(each.id for each in world.store.desk.flags() if each.record == INCENSE)


def test_a_suggestion_is_accepted_as_an_edit(desk: World) -> None:
    browser, number = desk.browser("editor right"), flag(desk)
    page = browser.get(at("/review", INCENSE)).text
    assert "读起来很生硬" in page and "A faint scent that never irritates the throat</textarea>" in page
    data = {"flag": number, "seen": line(kit_of(desk), INCENSE, 2), "text": "A faint scent, easy on the throat"}
    assert browser.post(at("/review/flag/accept", INCENSE), data=data).status_code == 303
    assert variant(desk, INCENSE).units[2].target == "A faint scent, easy on the throat"
    closed = desk.store.desk.flag(number)
    assert closed is not None and closed.state is FlagState.ACCEPTED and deeds(desk) == ["flag.accept"]
    assert browser.post(at("/review/flag/accept", INCENSE), data=data).status_code == 409, "answered once"


def test_a_flag_is_declined_with_a_reason(desk: World) -> None:
    browser, number = desk.browser("editor right"), flag(desk)
    assert browser.post(at("/review/flag/decline", INCENSE), data={"flag": number, "why": " "}).status_code == 422
    assert browser.post(at("/review/flag/decline", INCENSE), data={"flag": number, "why": "x" * 2001}).status_code == 422
    assert browser.post(at("/review/flag/decline", INCENSE), data={"flag": number, "why": "“Choke” is what buyers search for."}).status_code == 303
    closed = desk.store.desk.flag(number)
    assert closed is not None and closed.state is FlagState.DECLINED
    assert browser.post(at("/review/flag/decline", INCENSE), data={"flag": number, "why": "again"}).status_code == 409


def test_a_flag_of_another_variant_is_not_answered_here(desk: World) -> None:
    assert desk.browser("editor right").post(at("/review/flag/decline", TEA), data={"flag": flag(desk), "why": "no"}).status_code == 404


def test_a_flag_whose_line_changed_keeps_the_editors_words(desk: World) -> None:
    browser, seen = desk.browser("editor right"), line(kit_of(desk), INCENSE, 2)
    write(kit_of(desk), INCENSE, 2, "Light on the throat", "lin")
    answered = browser.post(at("/review/flag/accept", INCENSE), data={"flag": flag(desk), "seen": seen, "text": "My words"})
    assert answered.status_code == 409 and "My words</textarea>" in answered.text
    assert "The line has changed since." in browser.get(at("/review", INCENSE)).text


def test_a_flag_of_a_hostile_seller_is_text(desk: World) -> None:
    raise_flag(
        kit_of(desk), TEA, US, 0, ReasonCode.OTHER, HOSTILE, seen=line(kit_of(desk), TEA, 0), words=HOSTILE, suggestion=f"</textarea>{HOSTILE}"
    )
    page = desk.browser("editor right").get(at("/review", TEA)).text
    assert "<script>" not in page and "<img src=x" not in page and "&lt;/textarea&gt;" in page


# many at once


def test_the_same_text_is_shown_before_it_is_decided_on(desk: World) -> None:
    browser = desk.browser("editor right")
    page = browser.get(at("/review/alike", SOAK, line=3)).text
    assert "5 open variants" in page and page.count("<li><span") == 5 and "The places look alike" in page
    assert HK not in page, "an editor of English decides on English"
    for key in (TEA, CUP):
        approve(desk, key)
    a_night(kit_of(desk), note("leaf", "手工汝窑品茗杯", f"🌿{SAME}"))
    page = browser.get(at("/review/alike", SOAK, line=3)).text
    assert "4 open variants" in page and re.search(r"Look twice: the places differ in\s+what stands around it\.", page)


def test_many_lines_are_written_at_once_and_taken_back(desk: World) -> None:
    browser, address = desk.browser("editor right"), at("/review/alike", SOAK, line=3)
    seen, before = line(kit_of(desk), SOAK, 3), variant(desk, CUP).units[2].target
    assert browser.post(address, data={"seen": seen, "text": " "}).status_code == 422
    assert browser.post(address, data={"seen": "00000000", "text": "A lovely gift box"}).status_code == 409
    done = browser.post(address, data={"seen": seen, "text": "A lovely gift box for your mother"})
    assert done.status_code == 303 and "changed=5" in done.headers["location"]
    assert variant(desk, CUP).units[2].target == "A lovely gift box for your mother" and variant(desk, CUP).approval is Approval.OPEN
    assert variant(desk, CUP, HK).units[2].target != "A lovely gift box for your mother"
    page = browser.get(done.headers["location"]).text
    assert "5 variants changed." in page
    number = re.findall(r'name="number" value="(\d+)"', page)[0]
    stranger = desk.browser("editor wrong")
    assert stranger.post(at("/review/alike/undo", SOAK), data={"number": number}).status_code == 403
    assert browser.post(at("/review/alike/undo", SOAK), data={"number": 999999}).status_code == 404
    assert browser.post(at("/review/alike/undo", SOAK), data={"number": number}).status_code == 303
    assert variant(desk, CUP).units[2].target == before
    assert deeds(desk)[:2] == ["variant.undo-many", "variant.edit-many"]


def test_what_stands_everywhere_is_counted_no_further_than_is_read(desk: World) -> None:
    a_night(kit_of(desk), *(note(f"copy{n}", "手工汝窑品茗杯", SAME) for n in range(110)))
    assert "more than 99 other variants" in desk.browser("editor right").get(at("/review", SOAK)).text


def test_left_as_it_is_the_lines_count_as_read(desk: World) -> None:
    unit = variant(desk, SOAK).units[3]
    done = desk.browser("editor right").post(at("/review/alike", SOAK, line=3), data={"seen": unit.token, "text": unit.target})
    assert "changed=5" in done.headers["location"] and variant(desk, TEA).units[2].state is State.REVIEWED
    assert deeds(desk) == ["variant.confirm-many"]


def test_a_persons_text_is_decided_on_alone(desk: World) -> None:
    assert desk.browser("editor right").get(at("/review/alike", SOAK, line=1)).status_code == 409


# the glossary while the pages run


def test_what_checks_a_text_knows_the_terms_of_today(world: World) -> None:
    settings, store, held = world.site.settings, world.store, Held()
    first = held.kit(settings, store, world.site.kit)
    assert first is world.site.kit and held.kit(settings, store) is first
    term = store.terms()[0]
    store.save_term(replace(term, note="said anew", revision=term.revision + 1), "mei", "a test")
    second = held.kit(settings, store)
    assert second is not first and second is held.kit(settings, store)


def test_pages_without_a_kit_say_so(desk: World) -> None:
    desk.app.state.site = replace(desk.site, kit=None)
    answered = save(desk.browser("editor right"), desk, TEA, 0, "text", "00000000")
    assert answered.status_code == 503 and "nothing can be changed here" in answered.text  # type: ignore[attr-defined]


def test_every_language_has_the_words(desk: World) -> None:
    browser = desk.browser("editor right")
    for path in (
        "/queue?decision=block",
        at("/review", SOAK),
        at("/review", INCENSE),
        at("/review/alike", SOAK, line=3),
        at("/review/near", SOAK, line=1),
    ):
        page = browser.get(path, headers={"Accept-Language": "zh-CN"})
        assert page.status_code == 200 and '<html lang="zh-Hans"' in page.text and page.text.count("<h1>") == 1
        assert set(re.findall(r'<label for="([^"]+)"', page.text)) <= set(re.findall(r'\sid="([^"]+)"', page.text))


def test_every_check_and_reason_has_a_name_on_the_pages() -> None:
    from pathlib import Path

    from localize.web.editor.rules import RULES

    documented = re.findall(r"^### ([a-z_]+)$", (Path(__file__).parents[2] / "docs" / "checks.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(documented) > 30 and set(documented) <= set(RULES)
