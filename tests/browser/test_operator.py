"""Eight o'clock: an operator sees how the night went, reads a raw record and a reason in two clicks, starts a night and watches it, audits some texts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from localize import night
from localize.domain.account import Account, Deed, Role, Session
from localize.kit import load_kit
from localize.settings import Settings
from localize.store.repository import Store
from localize.web.keys import digest
from tests.browser.conftest import ROOT, Server, serving
from tests.browser.test_pages import NARROW, NARROWEST, WIDE, Photograph, issues, listen, small_targets, tab_to
from tests.web.operated import HOSTILE, many_nights

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

COOKIE = b"an operator's browser".hex()


@pytest.fixture(scope="module")
def operated(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Server]:
    """`localize serve` after a month of nights, the last of them a real one over the examples and a broken line."""
    folder = tmp_path_factory.mktemp("operated")
    sources = folder / "sources"
    shutil.copytree(ROOT / "examples", sources)
    (sources / "export.jsonl").write_text(f'{{"note_id": "n9", "title": "泡脚包", "desc": "{HOSTILE}"\n' + "又长又破" * 900 + "\n", encoding="utf-8")
    settings = {
        "CHUHAI_STORE": f"sqlite:///{folder / 'store.db'}",
        "CHUHAI_OUT": str(folder),
        "CHUHAI_ENGINE": "pseudo",
        "CHUHAI_SOURCES": str(sources),
    }
    with Store.open(settings["CHUHAI_STORE"]) as store:
        many_nights(store, 29, datetime.now(UTC) - timedelta(days=1))
        night.run(load_kit(Settings.read(settings), store), [sources], lambda *_: None, shop="茶行")
        now = datetime.now(UTC)
        done = Deed(now, "test", "test", "")
        account = store.accounts.add(Account(0, "olga", (Role.OPERATOR,), now), done)
        store.sessions.begin(Session(digest(COOKIE), account.id, None, now, now, now + timedelta(days=1)), done)
    with serving(folder, settings["CHUHAI_STORE"], **{k: v for k, v in settings.items() if k not in ("CHUHAI_STORE", "CHUHAI_OUT")}) as running:
        yield running


def window(browser: Browser, operated: Server, **options: Any) -> Page:
    made = browser.new_context(base_url=operated.url, **{"viewport": {"width": WIDE, "height": 900}, **options})
    made.set_default_timeout(20_000)
    made.route(lambda url: not url.startswith(operated.url), lambda route: route.abort())
    made.add_cookies([{"name": "chuhai", "value": COOKIE, "url": operated.url}])
    return made.new_page()


def test_at_eight_the_operator_sees_how_it_went(browser: Browser, operated: Server, photograph: Photograph) -> None:
    page = window(browser, operated)
    said = listen(page)
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.wait_for_url("**/nights")
    assert page.inner_text("#how .badge") == "The night is done, and something needs you"
    waits = page.locator("table.waits").bounding_box()
    assert waits is not None and waits["y"] + waits["height"] <= 900, "how it went and what waits for whom, in one screen"
    assert "operators" in page.inner_text("table.waits") and "editors of zh-Hant-HK" in page.inner_text("table.waits")
    photograph(page, "operator-morning-1280-light")
    page.click("table.waits >> text=8 records in quarantine")
    page.click("tbody th a >> nth=0")
    assert '<script>alert("x")</script>' in page.inner_text("pre.raw"), "the raw record, as text"
    photograph(page, "operator-quarantined-1280-light")
    page.goto("/nights")
    page.click("a.tile >> text=blocked")
    page.wait_for_url("**/nights/held?decision=block")
    assert page.locator("tbody mark").count() > 3 and page.locator("tbody td:nth-child(3)").first.inner_text() != "–", (
        "phrase and remedy, in one click"
    )
    assert issues(page) == [] and said == []
    page.context.close()


def test_the_same_by_keyboard(browser: Browser, operated: Server) -> None:
    page = window(browser, operated)
    page.goto("/nights")
    tab_to(page, "8 records in quarantine")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nights/quarantine?night=*")
    for _ in range(60):
        page.keyboard.press("Tab")
        if "/nights/quarantine/" in (page.evaluate("() => document.activeElement.href || ''")):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("pre.raw")
    page.context.close()


def test_a_night_is_started_and_watched(browser: Browser, operated: Server, photograph: Photograph) -> None:
    page = window(browser, operated)
    said = listen(page)
    page.goto("/nights")
    tab_to(page, "Start a night", 200)
    page.keyboard.press("Enter")
    page.wait_for_url("**/nights?said=night-asked")
    assert "It begins in some seconds" in page.inner_text("#now")
    photograph(page, "operator-asked-1280-light")
    page.wait_for_selector("text=Night 31", timeout=60_000)
    page.wait_for_selector("#how .badge:has-text('something needs you')", timeout=90_000)
    assert page.inner_text("#how a") == "Night 31", "the page came to it by itself"
    assert [each for each in said if "409" not in each] == []
    with Store.open(operated.store) as store:
        assert store.nights(1)[0].status == "finished" and store.deeds.page(act="night.start")[0].who == "olga"
    page.context.close()


def see(page: Page, selector: str) -> None:
    """Wait for it on a page that is there with its script: keys before that are nobody's."""
    page.wait_for_selector(selector)
    page.wait_for_load_state("load")


def test_texts_are_audited_by_keys(browser: Browser, operated: Server, photograph: Photograph) -> None:
    page = window(browser, operated)
    page.goto("/nights/spots")
    photograph(page, "operator-spots-empty-1280-light")
    page.select_option("#of", index=0)
    page.fill("#size", "6")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nights/spots/1")
    photograph(page, "operator-judge-1280-light")
    assert issues(page) == []
    page.keyboard.press("w")
    see(page, "#category-fault")
    photograph(page, "operator-judge-fault-1280-light")
    page.keyboard.press("1")
    page.keyboard.press("w")
    see(page, "text=Text 2 of 6")
    page.keyboard.press("b")
    see(page, "text=Text 1 of 6")
    assert "wrong" in page.inner_text("#text")
    page.keyboard.press("f")
    for number in range(2, 7):
        see(page, f"text=Text {number} of 6")
        page.keyboard.press("f")
    page.wait_for_selector("text=Every text is judged.")
    assert "0.0 % (0 of 6; between 0.0 and 39.0 % with 95 % confidence)" in page.inner_text("dl.facts")
    photograph(page, "operator-audited-1280-light")
    assert issues(page) == []
    page.context.close()


PAGES = [
    "/nights",
    "/nights/30",
    "/nights/12",
    "/nights/held",
    "/nights/held?decision=block",
    "/nights/quarantine",
    "/nights/quarantine/1",
    "/nights/measures",
    "/nights/spots",
    "/machine",
    "/machine/models",
    "/machine/regions",
    "/machine/regions/US",
    "/machine/channels",
    "/machine/channels/amazon",
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(WIDE, "en"), (NARROW, "zh-CN"), (NARROWEST, "en")])
def test_every_page_of_operators_is_fit(browser: Browser, operated: Server, photograph: Photograph, theme: str, width: int, language: str) -> None:
    page = window(browser, operated, viewport={"width": width, "height": 900}, color_scheme=theme, locale=language)
    said = listen(page)
    found = {}
    for path in PAGES:
        page.goto(path)
        for details in page.query_selector_all("details:not([open]) > summary")[:3]:
            details.click()
        photograph(page, f"operator{path.replace('/', '-').replace('?', '-')}-{width}-{theme}-{language}")
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        found[path] = [*issues(page), *([f"{wide} px wide"] if wide > width else []), *small_targets(page)]
    assert {path: each for path, each in found.items() if each} == {}
    assert said == []
    page.context.close()
