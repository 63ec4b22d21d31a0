"""The glossary's pages: who may decide, what is refused and said, what two people do to one entry, hostile text and files, and how many queries a page runs."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import quote

import pytest
from sqlalchemy import event

from localize import glossary
from localize.domain.concept import Concept
from localize.domain.locale import Locale
from localize.domain.term import Audience, Status, Term
from localize.exchange.rows import COLUMNS, cell
from localize.exchange.tables import as_csv
from localize.exchange.xlsx import as_xlsx
from localize.web.below import FORMS, form_of, said
from tests.web.test_pages import GLOSSARY
from tests.web.world import TERM, Browser, World

KEY = quote(TERM.key)
MOST_QUERIES = 12
FORM = {
    "concept": "tea.gai-wan",
    "source": "盖碗",
    "locale": "en",
    "audience": "any",
    "target": "gaiwan",
    "demand": "required",
    "risk": "",
    "why": "usual",
}


def decide(browser: Browser, act: str, **fields: object) -> object:
    return browser.post(f"/glossary/decide?entry={KEY}", data={"act": act, "seen": "1", **{k: str(v) for k, v in fields.items()}})


def status(world: World) -> str:
    return str(world.store.term_history(TERM.key)[-1].term.status)


def finished(browser: Browser, address: str) -> str:
    """The page of a job once it is over."""
    for _ in range(200):
        text = browser.get(address).text
        if 'hx-trigger="load delay' not in text:
            return text
        time.sleep(0.05)
    raise TimeoutError(address)


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    said_to: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said_to.append(statement)

    engine = world.store._engine
    event.listen(engine, "before_cursor_execute", note)
    yield said_to
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", GLOSSARY)
def test_a_page_asks_little_of_the_store(world: World, path: str) -> None:
    glossary.add(world.store, replace(TERM, locale=Locale.parse("zh-Hant-HK"), target="艾草"), "lin", "also there")
    for number in range(30):
        world.store.save_term(replace(TERM, concept=f"herb.n{number}"), "lin", "many")
        world.store.remark(TERM.concept, "lin", f"remark {number}")
    browser = world.browser("editor right")
    browser.get(path)  # the first page after a change reads the entries once
    with counted(world) as statements:
        assert browser.get(path).status_code == 200
    assert len([each for each in statements if each.lstrip().upper().startswith(("SELECT", "WITH"))]) <= MOST_QUERIES


def test_an_approval_is_somebody_elses_and_is_written_down(world: World) -> None:
    answered = decide(world.browser("editor right"), "approve", queue="yes")
    assert answered.status_code == 303 and answered.headers["location"].startswith("/glossary/waiting?done=")  # type: ignore[attr-defined]
    assert status(world) == "approved"
    deed = world.store.deeds.page(limit=1)[0]
    assert (deed.who, deed.act, deed.subject, deed.detail["revision"]) == ("mei", "glossary.approve", TERM.key, 2)


def test_nobody_approves_what_they_proposed(world: World) -> None:
    browser = world.browser("editor right")
    assert browser.post("/glossary/new", data=FORM).headers["location"].endswith("said=proposed")
    own = "/glossary/decide?entry=tea.gai-wan|en|any"
    assert "somebody else approves it" in browser.get("/glossary/review?entry=tea.gai-wan|en|any").text
    refused = browser.post(own, data={"act": "approve", "seen": "1", "queue": "yes"})
    assert refused.status_code == 409 and "cannot approve it" in refused.text
    chinese = browser.post(own, data={"act": "approve", "seen": "1", "queue": "yes"}, headers={"Accept-Language": "zh-CN"})
    assert "不能由本人批准" in chinese.text
    assert str(world.store.term_history("tea.gai-wan|en|any")[-1].term.status) == "proposed"


@pytest.mark.parametrize(
    ("act", "fields", "code", "words"),
    [
        ("reject", {}, 422, "Say why"),
        ("approve", {"seen": 7}, 409, "Somebody changed this entry"),
        ("burn", {"why": "x"}, 422, "Choose what to do"),
        ("deprecate", {"why": "x"}, 409, "Cannot deprecate"),
    ],
)
def test_a_decision_that_does_not_fit_changes_nothing(world: World, act: str, fields: dict[str, object], code: int, words: str) -> None:
    for queue in ("", "yes"):
        answered = decide(world.browser("editor right"), act, queue=queue, **fields)
        assert answered.status_code == code and words in answered.text  # type: ignore[attr-defined]
    assert status(world) == "proposed"


def test_a_decision_is_taken_back_by_who_made_it_only(world: World) -> None:
    mei = world.browser("editor right")
    decide(mei, "reject", why="another sense")
    world.store.accounts.save(replace(world.accounts["editor wrong"], locales=("en",)), world.store.deeds.page(limit=1)[0])
    assert world.browser("editor wrong").post(f"/glossary/take-back?entry={KEY}").status_code == 409
    assert status(world) == "rejected"
    assert mei.post(f"/glossary/take-back?entry={KEY}").status_code == 303 and status(world) == "proposed"
    assert decide(mei, "approve", seen=3).status_code == 303, "she proposed nothing: it is hers to decide"  # type: ignore[attr-defined]


def test_what_is_in_another_language_is_not_hers(world: World) -> None:
    other = replace(TERM, locale=Locale.parse("zh-Hant-HK"), target="艾草")
    glossary.add(world.store, other, "lin", "there too")
    browser = world.browser("editor right")
    assert browser.get(f"/glossary/entry?entry={quote(other.key)}").status_code == 200
    assert browser.post(f"/glossary/decide?entry={quote(other.key)}", data={"act": "approve", "seen": "1"}).status_code == 403
    answered = browser.post("/glossary/new", data={**FORM, "locale": "zh-Hant-HK", "target": "蓋碗"})
    assert answered.status_code == 422 and "not one of yours" in answered.text


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"concept": "Tea"}, "concept", "is not a domain"),
        ({"concept": "tea.ai"}, "", ""),
        ({"source": ""}, "source", "it is empty"),
        ({"target": "盖碗"}, "target", "has Chinese characters"),
        ({"target": "=1+1"}, "", ""),
        ({"demand": "forbid"}, "target", "demand forbid with target"),
        ({"forbidden": "gaiwan"}, "forbidden", "wanted and forbidden"),
        ({"accepted": "a\n\na"}, "accepted", "an empty or a repeated item"),
        ({"note": "x" * 1001}, "note", "characters are too many"),
        ({"locale": "qqqqqqqqqq"}, "locale", "is not a language tag"),
        ({"why": ""}, "why", "Say why"),
        ({"concept": "herb.ai-cao"}, "concept", "already"),
    ],
)
def test_the_form_says_what_the_library_says_at_the_field(world: World, change: dict[str, str], field: str, words: str) -> None:
    answered = world.browser("editor right").post("/glossary/new", data={**FORM, **change})
    if not field:
        assert answered.status_code == 303
        return
    assert answered.status_code == 422
    assert words in answered.text.split(f'id="{field}-live"')[1].split("</p>")[0]
    assert 'name="source"' in answered.text and len(world.store.terms()) == 1


def test_the_check_speaks_of_fields_in_which_something_stands(world: World) -> None:
    browser = world.browser("editor right")
    blank = browser.post("/glossary/check", data={**FORM, "source": "", "concept": "", "target": "", "why": ""})
    assert blank.status_code == 200 and "empty" not in blank.text and "<html" not in blank.text
    told = browser.post("/glossary/check", data={**FORM, "source": "艾草", "target": "艾草"}, headers={"Accept-Language": "zh-CN"}).text
    assert "含有汉字" in told and "herb.ai-cao" in told and 'hx-swap-oob="true"' in told


def test_a_change_by_two_people_loses_neither(world: World) -> None:
    browser = world.browser("editor right")
    glossary.edit(world.store, TERM, replace(TERM, target="mugwort leaf"), "lin", "which part")
    change = {**FORM, "source": "艾草", "target": "mugwort", "forbidden": "wormwood", "accepted": "ai cao", "seen": "1", "why": "known abroad"}
    answered = browser.post(f"/glossary/change?entry={KEY}", data=change)
    assert answered.status_code == 409 and "lin changed it" in answered.text and "which part" in answered.text
    assert 'value="mugwort leaf"' in answered.text and "ai cao</textarea>" in answered.text and 'name="seen" value="2"' in answered.text
    assert len(world.store.term_history(TERM.key)) == 2, "nothing was written"
    saved = browser.post(f"/glossary/change?entry={KEY}", data={**change, "target": "mugwort leaf", "seen": "2"})
    now = world.store.term_history(TERM.key)[-1].term
    assert saved.status_code == 303 and (now.target, now.accepted) == ("mugwort leaf", ("ai cao",))


def test_going_back_is_looked_at_first(world: World) -> None:
    browser = world.browser("editor right")
    glossary.edit(world.store, TERM, replace(TERM, target="artemisia"), "lin", "Latin")
    page = browser.get(f"/glossary/entry/back?entry={KEY}&revision=1").text
    assert "artemisia" in page and "mugwort" in page and "Bring revision 1 back" in page
    assert browser.get(f"/glossary/entry/back?entry={KEY}&revision=9").status_code == 404
    assert browser.post(f"/glossary/entry/back?entry={KEY}", data={"revision": "1", "seen": "1", "why": "x"}).status_code == 422
    assert browser.post(f"/glossary/entry/back?entry={KEY}", data={"revision": "1", "seen": "2", "why": ""}).status_code == 422
    assert len(world.store.term_history(TERM.key)) == 2
    assert browser.post(f"/glossary/entry/back?entry={KEY}", data={"revision": "1", "seen": "2", "why": "too Latin"}).status_code == 303
    assert world.store.term_history(TERM.key)[-1].term.target == "mugwort"


def test_remarks_are_kept_and_bounded(world: World) -> None:
    browser = world.browser("editor right")
    address = "/glossary/concepts/herb.ai-cao/remarks"
    assert browser.post(address, data={"text": "  "}).status_code == browser.post(address, data={"text": "x" * 2001}).status_code == 422
    assert browser.post(address, data={"text": "<b>not bold</b>\nsecond line"}).status_code == 303
    page = browser.get("/glossary/concepts/herb.ai-cao").text
    assert "&lt;b&gt;not bold&lt;/b&gt;" in page and "<b>not bold" not in page
    assert browser.post("/glossary/concepts/no.such/remarks", data={"text": "x"}).status_code == 404


def test_hostile_text_is_text(world: World) -> None:
    evil = '"><script>alert(1)</script>{{ 7*7 }}'
    bad = Term("herb.bad", "herb", evil, Locale("en"), Audience.ANY, evil, forbidden=("'><img src=x>",), note=evil)
    glossary.add(world.store, bad, "lin", evil)
    world.store.save_concepts([Concept("herb.bad", f"A definition {evil}", evidence=(f"艾{evil}"[:70],))], "lin", evil)
    browser, key = world.browser("editor right"), quote(bad.key)
    paths = [
        "/glossary",
        "/glossary/waiting",
        "/glossary/concepts/herb.bad",
        f"/glossary/change?entry={key}",
        f"/glossary/entry?entry={key}",
        f"/glossary/review?entry={key}",
    ]
    for path in (*paths, f"/glossary?q={quote(evil)}", f"/glossary/new?source={quote(evil)}&concept={quote(evil)}"):
        page = browser.get(path)
        assert page.status_code == 200 and "<script>alert" not in page.text and "<img src=x" not in page.text and ">49<" not in page.text, path
    assert browser.get(f"/glossary/concepts/{quote(evil)}").status_code == 404
    assert browser.get(f"/glossary/entry?entry={quote(evil * 50)}").status_code == 404


def sent(browser: Browser, name: str, content: bytes, **fields: str) -> str:
    """The page after a file was sent and read."""
    answered = browser.post("/glossary/import", data=fields, files={"file": (name, io.BytesIO(content))})
    assert answered.status_code == 303, answered.text
    return answered.headers["location"]


def table(*terms: Term) -> list[list[str]]:
    return [[cell(term, column) for column in COLUMNS] for term in terms]


NEW = Term("tea.gai-wan", "tea", "盖碗", Locale("en"), Audience.ANY, "gaiwan", status=Status.APPROVED)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_is_looked_at_taken_over_and_undone(world: World, form: str) -> None:
    browser = world.browser("editor right")
    foreign = replace(NEW, locale=Locale.parse("zh-Hant-HK"), target="蓋碗")
    rows = table(NEW, replace(TERM, target="Chinese mugwort"), foreign)
    address = sent(browser, f"words.{form}", as_csv(rows) if form == "csv" else as_xlsx(rows))
    page = finished(browser, address)
    assert "Take 2 entries over" in page and len(world.store.terms()) == 1
    assert "not one of yours" in browser.get(f"{address}?show=refused").text
    assert browser.post(address, data={"why": ""}).status_code == 422
    assert world.browser("editor wrong").get(address).status_code == 404, "a file is its sender's"
    assert browser.post(address, data={"why": "autumn"}).headers["location"] == "/glossary/import?said=imported"
    now = {term.key: term for term in world.store.terms()}
    assert (now[NEW.key].status, now[TERM.key].target) == (Status.PROPOSED, "Chinese mugwort"), "no file approves anything"
    deed = world.store.deeds.page(limit=1)[0]
    assert browser.post(f"/glossary/imports/{deed.id}/undo").headers["location"].endswith("said=undone")
    now = {term.key: term for term in world.store.terms()}
    assert (now[NEW.key].status, now[TERM.key].target) == (Status.REJECTED, "mugwort")
    assert browser.post(f"/glossary/imports/{deed.id + 1}/undo").status_code == 404


def test_what_somebody_changed_meanwhile_stops_an_import_and_stays_in_an_undo(world: World) -> None:
    browser = world.browser("editor right")
    rows = as_csv(table(NEW, replace(TERM, target="Chinese mugwort")))
    address = sent(browser, "words.csv", rows)
    finished(browser, address)
    glossary.edit(world.store, TERM, replace(TERM, target="moxa"), "lin", "first")
    refused = browser.post(address, data={"why": "autumn"})
    assert refused.status_code == 422 and "does not follow the current one" in refused.text and len(world.store.terms()) == 1
    address = sent(browser, "words.csv", as_csv(table(NEW, replace(TERM, target="Chinese mugwort", revision=2))))
    finished(browser, address)
    assert browser.post(address, data={"why": "again"}).status_code == 303
    glossary.edit(
        world.store, world.store.term_history(NEW.key)[-1].term, replace(NEW, status=Status.PROPOSED, target="lidded bowl"), "lin", "clearer"
    )
    deed = world.store.deeds.page(limit=1)[0]
    assert browser.post(f"/glossary/imports/{deed.id}/undo").headers["location"].endswith("said=undone-in-part")
    now = {term.key: term.target for term in world.store.terms()}
    assert now == {NEW.key: "lidded bowl", TERM.key: "moxa"}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("words.csv", b"a,b\n1,2\n", "words.csv, line 1, column &#39;a&#39;: unknown"),
        ("words.xlsx", b"PK\x03\x04 no zip", "words.xlsx cannot be read as XLSX"),
        ("words.tbx", b'<!DOCTYPE x [<!ENTITY a "b">]><tbx/>', "words.tbx declares entities"),
        ("words.tmx", b"<html/>", "words.tmx is no TMX"),
    ],
)
def test_a_hostile_file_is_refused_in_the_librarys_words(world: World, name: str, content: bytes, words: str) -> None:
    browser = world.browser("editor right")
    address = sent(browser, name, content)
    page = finished(browser, address)
    assert words in page and "/tmp" not in page and "chuhai-" not in page, "no path of ours is shown"
    assert browser.post(address, data={"why": "x"}).status_code == 404


def test_what_is_no_file_of_terms_is_refused_at_once(world: World) -> None:
    browser = world.browser("editor right")
    assert browser.post("/glossary/import", files={"file": ("evil.exe", b"MZ")}).status_code == 422
    assert browser.post("/glossary/import", files={"file": ("../../etc/passwd", b"x")}).status_code == 422
    assert browser.post("/glossary/import", data={"why": "no file"}).status_code == 422
    assert browser.post("/glossary/import", files={"file": ("big.csv", b"x" * (11 << 20))}).status_code == 413
    assert browser.post("/glossary/new", data={"note": "x" * (3 << 20)}).status_code == 413, "only files may be larger"


def test_a_memory_becomes_evidence(world: World) -> None:
    tmx = (
        '<?xml version="1.0"?><tmx version="1.4"><header srclang="zh-Hans"/><body><tu><tuv xml:lang="zh-CN"><seg>艾草泡脚包</seg></tuv>'
        '<tuv xml:lang="en-US"><seg>mugwort foot soak</seg></tuv></tu></body></tmx>'
    )
    browser = world.browser("editor right")
    address = sent(browser, "old.tmx", tmx.encode(), target="US/en-US/general")
    assert "Keep 1 text" in finished(browser, address)
    assert browser.post(address, data={"why": "from the old shop"}).status_code == 303
    assert [entry.text for entry in world.store.evidence("US/en-US/general")] == ["mugwort foot soak"]


@pytest.mark.parametrize("name", ["terms.csv", "terms.xlsx", "terms.tbx", "template.csv", "template.xlsx"])
def test_the_glossary_is_a_file(world: World, name: str) -> None:
    browser = world.browser("auditor")
    got = browser.get(f"/glossary/export/{name}")
    assert got.status_code == 200 and f'filename="{name}"' in got.headers["content-disposition"]
    assert got.content == browser.get(f"/glossary/export/{name}").content and len(got.content) > 100
    assert browser.get("/glossary/export/passwords.csv").status_code == 404


def test_impact_is_counted_beside_the_pages_for_who_asked(world: World) -> None:
    browser = world.browser("editor right")
    begun = browser.post(f"/glossary/impact?entry={KEY}", headers={"HX-Request": "true"})
    assert begun.status_code == 200 and "<html" not in begun.text
    again = browser.post(f"/glossary/impact?entry={KEY}")
    assert "<html" in again.text, "without a script it is a page"
    job = begun.text.split("/glossary/impact/")[1].split('"')[0]
    assert world.browser("operator").get(f"/glossary/impact/{job}").status_code == 404
    assert "made again" in finished(browser, f"/glossary/impact/{job}") or "No variant" in finished(browser, f"/glossary/impact/{job}")


def test_a_search_finds_other_spellings_renderings_and_concepts(world: World) -> None:
    browser = world.browser("auditor")
    for words in ("艾草", "艾", "MUGWORT", "wormwood", "herb.ai-cao", "ai-cao"):
        assert "/glossary/concepts/herb.ai-cao" in browser.get(f"/glossary?q={quote(words)}").text, words
    assert "No entry fits" in browser.get("/glossary?q=xyzzy").text
    assert browser.get("/glossary?domain=%00&status=odd&locale=<>&audience=x&after=999999").status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_a_sentence_of_the_library_is_found_by_its_form(form: str) -> None:
    import re

    text = re.sub(r"%\(\w+\)s", "x", form)
    assert form_of(text) is not None and said("zh-Hans", text) != text
