"""The glossary's pages as people use them: a new editor's first approval, a change by two people, a file in and out, found words; and axe on all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from localize import candidates, glossary, night
from localize.domain.account import Account, Deed, Role
from localize.domain.concept import Concept
from localize.domain.locale import Locale
from localize.domain.record import Field, Kind, Record
from localize.domain.record import Role as RecordRole
from localize.domain.term import Audience, Term
from localize.kit import load_kit
from localize.settings import Settings
from localize.sources.files import FileSource
from localize.store.repository import Store
from localize.web.passwords import Passwords
from tests.browser.conftest import PASSWORD, ROOT, Server, serving
from tests.browser.test_pages import NARROW, NARROWEST, WIDE, context, fill, issues, listen, small_targets, tab_to

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

Photograph = Callable[..., None]
LIN = Term("home.zhuo-mian", "home", "桌面", Locale("en"), Audience.ANY, "tabletop", accepted=("desktop surface",), forbidden=("desktop computer",))
LONG = replace(
    LIN,
    concept="home.long",
    source="超长" * 20,
    target="a rendering that goes on and on " * 8,
    note="noted " * 120,
    forbidden=tuple(f"wrong wording number {n}" for n in range(20)),
)
LONG = replace(LONG, target=LONG.target.strip(), note=LONG.note.strip())
HOSTILE = replace(LIN, concept="home.hostile", source="<script>alert(1)</script>", target='"><img src=x onerror=alert(1)>', forbidden=("{{ 7*7 }}",))


def quiet(_what: str, _done: int, _total: int) -> None:
    """Progress nobody watches."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Server]:
    """The pages over the shipped glossary, a night of the examples, two editors and what one of them proposed."""
    folder = tmp_path_factory.mktemp("glossary")
    store = f"sqlite:///{folder / 'store.db'}"
    settings = Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": store, "CHUHAI_OUT": str(folder)})
    with Store.open(store) as opened:
        kit = load_kit(settings, opened)
        records = [each for each in FileSource([ROOT / "examples" / "notes.jsonl"]).fetch() if not isinstance(each, Exception)][:24]
        found = ("琉璃风铃摆件", "手作琉璃风铃", "夏天的琉璃风铃", "阳台琉璃风铃", "琉璃风铃声音清脆", "日式琉璃风铃")
        records += [Record(f"bell{n}", Kind.NOTE, (Field("title", RecordRole.TITLE, text),)) for n, text in enumerate(found)]
        number = opened.start_night(datetime.now(UTC))
        opened.save_records(
            [replace(each, fields=tuple(replace(f, text=f.text + "，放在桌面") if f.path == "desc" else f for f in each.fields)) for each in records],
            number,
        )
        night.localize(kit, number, [each.key for each in records], quiet)
        opened.finish_night(number, "finished", {})
        for term in (LIN, LONG, HOSTILE):
            glossary.add(opened, term, "lin", "sellers write it in every second note")
        glossary.add(opened, candidates_word(), candidates.WHO, "Mined: in 7 records.")
        opened.save_concepts(
            [Concept(LIN.concept, "The top of a table or desk, where things are put.", evidence=("摆在桌面上很好看", "桌面收纳"))], "lin", "new"
        )
        now, hashed = datetime.now(UTC), Passwords().hashed(PASSWORD)
        for name, locales in (("mei", ("en",)), ("lin", ("en", "zh-Hant"))):
            opened.accounts.add(Account(0, name, (Role.EDITOR,), now, locales=locales, password=hashed), Deed(now, "test", "account.add", name))
    with serving(folder, store, CHUHAI_ENGINE="pseudo") as running:
        yield running


def candidates_word() -> Term:
    return replace(
        LIN, concept="home.x-1a2b3c4d", source="收纳神器", target="", accepted=(), forbidden=(), note="Mined from 7 records: 收纳神器真好用"
    )


def signed_in(browser: Browser, server: Server, name: str, **wanted: object) -> tuple[BrowserContext, Page]:
    window = context(browser, server, **wanted)  # type: ignore[arg-type]
    page = window.new_page()
    page.goto("/login")
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(f"{server.url}/")
    return window, page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(WIDE, "en"), (NARROW, "zh-CN"), (NARROWEST, "en")])
def test_every_page_is_fit_for_everybody(browser: Browser, server: Server, photograph: Photograph, theme: str, width: int, language: str) -> None:
    window, page = signed_in(browser, server, "mei", width=width, theme=theme, language=language)
    said, found = listen(page), {}
    for name, path in PAGES.items():
        page.goto(path)
        settle(page)
        for details in page.query_selector_all("main details:not([open]) > summary"):
            details.click()
        photograph(page, f"glossary-{name}-{width}-{theme}-{language}")
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        found[name] = [*issues(page), *([f"{wide} px wide"] if wide > width else []), *small_targets(page)]
    assert {name: each for name, each in found.items() if each} == {}
    assert said == []
    window.close()


PAGES = {
    "search": "/glossary",
    "search-word": "/glossary?q=艾草",
    "search-nothing": "/glossary?q=没有这个词",
    "waiting": "/glossary/waiting",
    "waiting-word": "/glossary/waiting?group=word",
    "waiting-others": "/glossary/waiting?group=others",
    "review": f"/glossary/review?entry={LIN.key}",
    "review-long": f"/glossary/review?entry={LONG.key}",
    "review-hostile": f"/glossary/review?entry={HOSTILE.key}",
    "concept": "/glossary/concepts/herb.ai-cao",
    "entry": "/glossary/entry?entry=herb.ai-cao|en|general",
    "new": "/glossary/new",
    "change": "/glossary/change?entry=herb.ai-cao|en|general",
    "mined": "/glossary/mined",
    "files": "/glossary/import",
}


def settle(page: Page) -> None:
    """Wait until nothing is being counted on the page."""
    page.locator(".judge .impact[hx-get], .judge .impact[hx-post]").wait_for(state="detached")


def test_a_new_editor_approves_the_first_term_by_keyboard(browser: Browser, server: Server, photograph: Photograph) -> None:
    """From the login to the first approval within a minute, pressing only what the pages name; then the decision is taken back and made again."""
    window = context(browser, server)
    page = window.new_page()
    said = listen(page)
    began = time.monotonic()
    page.goto("/login")
    fill(page, Name="mei", Password=PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.url}/")
    tab_to(page, "Glossary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary")
    tab_to(page, f"{waiting(page)} proposals wait for you")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/waiting")
    tab_to(page, "Read ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/review?**")
    assert "桌面 → tabletop" in page.inner_text("h1")
    settle(page)
    assert "are made again in the next night" in page.inner_text(".impact"), "what approving does is said before"
    photograph(page, "glossary-journey-review-1280")
    page.keyboard.press("a")
    page.wait_for_url("**done=**")
    assert time.monotonic() - began < 60
    assert "tabletop" in page.inner_text(".done") and "approved" in page.inner_text(".done")
    photograph(page, "glossary-journey-next-1280")
    assert issues(page) == []
    page.keyboard.press("u")
    page.wait_for_url("**said=taken-back")
    assert "桌面 → tabletop" in page.inner_text("h1"), "taken back, and again hers to decide"
    page.keyboard.press("r")
    page.keyboard.type("a desktop is meant")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=**")
    assert "rejected" in page.inner_text(".done")
    page.keyboard.press("u")
    page.wait_for_url("**said=taken-back")
    page.keyboard.press("a")
    page.wait_for_url("**done=**")
    with Store.open(server.store) as store:
        statuses = [str(past.term.status) for past in store.term_history(LIN.key)]
        assert statuses == ["proposed", "approved", "deprecated", "proposed", "rejected", "proposed", "approved"]
        assert {each.act for each in store.deeds.page(limit=50, act="glossary")} == {"glossary.approve", "glossary.reject", "glossary.take-back"}
    assert said == []
    window.close()


def waiting(page: Page) -> str:
    return page.locator(".tabs .count").inner_text()


def test_the_same_by_mouse_on_a_phone(browser: Browser, server: Server, photograph: Photograph) -> None:
    window, page = signed_in(browser, server, "mei", width=NARROW, language="zh-CN")
    said = listen(page)
    page.get_by_role("link", name="术语库").first.click()
    page.locator(".lead a").click()
    page.locator(".lead a").click()
    settle(page)
    name = page.inner_text("h1")
    photograph(page, "glossary-phone-review-390")
    page.locator("[data-press=n]").click()
    page.wait_for_load_state()
    assert page.inner_text("h1") != name, "the next one, and this one stays undecided"
    page.locator("[data-press=a]").click()
    page.wait_for_url("**done=**")
    assert page.locator(".done [data-press=u]").is_visible() and said == []
    window.close()


def test_a_form_is_checked_while_one_types_and_a_proposal_is_for_somebody_else(browser: Browser, server: Server, photograph: Photograph) -> None:
    window, page = signed_in(browser, server, "mei")
    said = listen(page)
    page.goto("/glossary/new")
    page.keyboard.press("/")
    page.keyboard.type("艾草")
    page.locator("#alike a").first.wait_for()
    fill(page, Rendering="香囊")
    page.locator("#target-live", has_text="has Chinese characters for en").wait_for()
    photograph(page, "glossary-form-checked-1280")
    assert issues(page) == []
    page.locator("#source").fill("香囊挂件")
    page.locator("#target").fill("scented pendant")
    page.locator("#target-live", has_text="Chinese").wait_for(state="detached")
    page.locator("#concept").fill("craft.xiang-nang-gua-jian")
    page.locator("#why").fill("the usual word of sellers abroad")
    page.keyboard.press("Enter")
    page.wait_for_url("**said=proposed")
    page.goto("/glossary/review?entry=craft.xiang-nang-gua-jian|en|any")
    assert "somebody else approves it" in page.inner_text(".decision") and page.locator("[data-press=a]").count() == 0
    photograph(page, "glossary-own-1280")
    assert said == []
    window.close()


def test_a_change_by_two_people_is_shown_with_both(browser: Browser, server: Server, photograph: Photograph) -> None:
    (first, mei), (second, lin) = signed_in(browser, server, "mei"), signed_in(browser, server, "lin", width=NARROW)
    for page in (mei, lin):
        page.goto("/glossary/change?entry=herb.ai-cao|en|diaspora")
    lin.locator("#target").fill("mugwort leaf (ai cao)")
    lin.locator("#why").fill("buyers ask which part")
    lin.locator("main form button[type=submit]").click()
    lin.wait_for_url("**said=changed")
    mei.locator("#accepted").fill("mugwort\nai cao")
    mei.locator("#why").fill("the name alone is known")
    mei.locator("main form button[type=submit]").click()
    mei.locator("#clash").wait_for()
    assert "mugwort leaf (ai cao)" in mei.inner_text("#clash") and mei.input_value("#accepted") == "mugwort\nai cao"
    photograph(mei, "glossary-clash-1280")
    assert issues(mei) == []
    assert mei.input_value("#target") == "mugwort leaf (ai cao)", "what she did not touch is as the other left it"
    mei.locator("main form button[type=submit]").click()
    mei.wait_for_url("**said=changed")
    mei.get_by_role("link", name="to 1").click()
    mei.locator(".card .impact:not([hx-get]):not([hx-post])").wait_for()
    photograph(mei, "glossary-back-1280")
    assert issues(mei) == []
    mei.locator("#why").fill("both went too far")
    mei.locator("main form.narrow button").click()
    mei.wait_for_url("**said=back")
    photograph(mei, "glossary-history-1280")
    lin.goto(mei.url)
    photograph(lin, "glossary-history-390")
    assert issues(lin) == [] and lin.evaluate("() => document.documentElement.scrollWidth") <= NARROW
    first.close()
    second.close()


def test_a_file_is_looked_at_taken_over_and_undone(browser: Browser, server: Server, photograph: Photograph, tmp_path: Path) -> None:
    window, page = signed_in(browser, server, "mei")
    said = listen(page)
    header = "concept,domain,source,locale,audience,target,demand,source_variants,accepted,forbidden,needs,excludes,status,risk,note,revision\n"
    rows = [f"home.file-{n},home,词{n},en,any,word {n},required,,,,,,approved,,,1\n" for n in range(500)]
    rows += ["home.wrong,home,错,en,any,错,required,,,,,,proposed,,,1\n", "home.else,home,词,zh-Hant-HK,any,詞,required,,,,,,proposed,,,1\n"]
    file = tmp_path / "words.csv"
    file.write_text(header + "".join(rows), encoding="utf-8")
    page.goto("/glossary/import")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="Take 500 entries over").wait_for()
    photograph(page, "glossary-arrived-1280")
    assert issues(page) == []
    page.get_by_role("link", name="wrong").click()
    assert "has Chinese characters for en" in page.inner_text("tbody")
    page.locator("#why").fill("autumn words")
    page.get_by_role("button", name="Take 500 entries over").click()
    page.wait_for_url("**said=imported")
    page.goto("/glossary/waiting?group=others")
    photograph(page, "glossary-waiting-500-1280")
    page.goto("/glossary/import")
    page.locator("summary", has_text="Undo").click()
    page.get_by_role("button", name="Undo the import").click()
    page.wait_for_url("**said=undone")
    assert "undone" in page.inner_text("tbody tr")
    photograph(page, "glossary-files-1280")
    assert said == []
    window.close()


def test_found_words_become_proposals_or_are_dismissed(browser: Browser, server: Server, photograph: Photograph) -> None:
    window, page = signed_in(browser, server, "mei")
    said = listen(page)
    page.goto("/glossary/mined")
    page.get_by_role("button", name="Look through the records").click()
    page.locator("tbody tr").first.wait_for()
    photograph(page, "glossary-mined-1280")
    assert issues(page) == []
    number = page.locator("tbody tr").count()
    page.get_by_role("link", name="Propose …").first.click()
    assert page.input_value("#source") == "琉璃风铃" and page.input_value("#concept").startswith("commerce.x-")
    page.go_back()
    page.locator("summary", has_text="Dismiss").first.click()
    page.locator(".dismiss[open] input[name=why]").fill("a phrase, no term")
    page.keyboard.press("Enter")
    page.wait_for_url("**said=dismissed")
    assert page.locator("tbody tr").count() == number - 1
    assert said == []
    window.close()


def test_samples_are_translated_on_demand(browser: Browser, server: Server, photograph: Photograph) -> None:
    window, page = signed_in(browser, server, "mei")
    page.goto("/glossary/entry?entry=attribute.yao-wei|en|any")
    settle(page)
    page.get_by_role("button", name="Translate three sentences with it").click()
    page.locator(".trial").first.wait_for()
    photograph(page, "glossary-samples-1280")
    assert issues(page) == []
    window.close()
