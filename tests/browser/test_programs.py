"""The pages for programs, as an operator sees them; and hostile text in a real browser: no script runs, no policy is broken, nothing is asked of others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from localize.domain.account import Account, Deed, Link, Role, Session
from localize.domain.webhook import Endpoint, Happening
from localize.store.repository import Store
from localize.web.keys import digest
from tests import hostile
from tests.browser.conftest import Server
from tests.browser.test_pages import NARROW, NARROWEST, WIDE, Photograph, fill, issues, listen, small_targets, tab_to

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

NOW = datetime.now(UTC)
COOKIE = b"cookie of the operator".hex()
PAGES = ["/webhooks", "/webhooks/1", "/webhooks/3", "/api"]


@pytest.fixture(scope="module")
def signed_in(server: Server) -> Server:
    """The server with an operator who is signed in, and webhooks: one that was told much, one with long texts, one that was told nothing."""
    deed = Deed(NOW, "olga", "test", "")
    with Store.open(server.store) as store:
        account = store.accounts.add(Account(0, "olga", (Role.OPERATOR, Role.EDITOR), NOW, locales=("en",)), deed)
        store.sessions.begin(Session(digest(COOKIE), account.id, None, NOW, NOW, NOW + timedelta(days=1)), deed)
        store.webhooks.add(Endpoint(0, "https://erp.example.com/chuhai", "ERP", ("variant.approved", "flag.raised"), NOW, "olga", False, "s"), deed)
        store.webhooks.add(
            Endpoint(0, "https://long.example.com/" + "a" * 400, "很长的备注" * 20, ("night.finished",), NOW, "olga", False, "s"), deed
        )
        store.webhooks.add(Endpoint(0, "https://new.example.com/", "", ("night.finished",), NOW, "olga", secret="s"), deed)
        for number in range(500):
            store.webhooks.put(1, Happening.APPROVED, NOW - timedelta(hours=number), {"record": f"note:n{number}"})
        for number, each in enumerate(store.webhooks.deliveries(1, limit=90)[3:]):
            taken = store.webhooks.take(each, NOW)
            assert taken is not None
            store.webhooks.close(taken, 200 if number % 3 else 0, "" if number % 3 else "There was no answer within 5 seconds.", NOW)
    return server


def window(browser: Browser, server: Server, *, width: int = WIDE, theme: str = "light", language: str = "en") -> BrowserContext:
    made = browser.new_context(base_url=server.url, viewport={"width": width, "height": 900}, color_scheme=theme, locale=language)  # type: ignore[arg-type]
    made.add_cookies([{"name": "chuhai", "value": COOKIE, "url": server.url}])
    made.set_default_timeout(15_000)
    return made


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(WIDE, "en"), (NARROW, "zh-CN"), (NARROWEST, "en")])
def test_the_pages_for_programs_are_fit_for_everybody(
    browser: Browser, signed_in: Server, photograph: Photograph, theme: str, width: int, language: str
) -> None:
    opened = window(browser, signed_in, width=width, theme=theme, language=language)
    page = opened.new_page()
    said = listen(page)
    found = {}
    for path in PAGES:
        page.goto(path)
        for details in page.query_selector_all("details:not([open]) > summary")[:3]:
            details.click()
        photograph(page, f"{path.strip('/').replace('/', '-')}-{width}-{theme}-{language}")
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        found[path] = [*issues(page), *([f"{wide} px wide"] if wide > width else []), *small_targets(page)]
    assert {path: each for path, each in found.items() if each} == {}
    assert said == []
    opened.close()


def test_a_webhook_is_added_tested_and_switched_off_by_keyboard(browser: Browser, signed_in: Server, photograph: Photograph) -> None:
    opened = window(browser, signed_in)
    page = opened.new_page()
    said = listen(page)
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url("**/webhooks")
    page.keyboard.press("/")
    page.keyboard.type("http://erp.example.com/")
    page.keyboard.press("Enter")
    page.wait_for_selector(".problems")
    assert issues(page) == []
    photograph(page, "webhooks-wrong-1280-light")
    page.fill("#url", "")
    page.focus("#main")
    fill(page, Address="https://127.0.0.1/chuhai", Note_for_yourself="仓库")
    tab_to(page, "Add the webhook")
    page.keyboard.press("Enter")
    page.wait_for_selector("#secret")
    assert len(page.input_value("#secret")) > 40
    photograph(page, "webhook-added-1280-light")
    assert issues(page) == []
    tab_to(page, "Send a test")
    page.keyboard.press("Enter")
    page.wait_for_selector(".problems")
    assert "private network" in page.inner_text(".problems")
    photograph(page, "webhook-refused-1280-light")
    assert issues(page) == []
    tab_to(page, "Switch off")
    page.keyboard.press("Enter")
    page.wait_for_url("**?said=switched")
    assert "off" in page.inner_text(".facts")
    assert [each for each in said if "422" not in each] == []
    opened.close()


def test_nothing_of_a_hostile_text_runs(browser: Browser, signed_in: Server, photograph: Photograph) -> None:
    with Store.open(signed_in.store) as store:
        for number, text in enumerate(hostile.TEXTS.values()):
            line, deed = text[:100], Deed(NOW, text[:100], "link.add", text[:300], {text[:50]: text[:300]})
            store.accounts.add(Account(0, f"{number} {line}", (Role.SELLER,), NOW, shops=(line,)), deed)
            store.passes.add_link(Link(0, line, line, (), NOW, line, NOW + timedelta(days=9)), deed)
            store.webhooks.add(Endpoint(0, f"https://erp.example.com/{line}", line, ("night.finished",), NOW, line, secret="s"), deed)
    opened = window(browser, signed_in)
    page = opened.new_page()
    said = listen(page)
    dialogs: list[str] = []
    asked: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script("window.broken = []; document.addEventListener('securitypolicyviolation', e => window.broken.push(e.violatedDirective))")
    paths = ["/people", "/links", "/webhooks", "/audit", *(f"/{kind}/{n}" for kind in ("links", "webhooks", "people") for n in range(5, 100, 9))]
    for path in paths:
        page.goto(path)
        assert page.evaluate("() => window.broken") == [], path
        assert page.locator("main h1").count() == 1 and page.locator("footer").is_visible(), path
        if path in ("/links", "/webhooks", "/audit"):
            photograph(page, f"hostile-{path.strip('/')}-1280-light")
            wide = "() => [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 200)).slice(0, 6)"
            assert page.evaluate("() => document.documentElement.scrollWidth") <= WIDE, f"{path}: {page.evaluate(wide)}"
    for path in ("/links", "/audit"):  # older rows come in place, through htmx
        page.goto(path)
        page.click("tr.older a")
        page.locator("tbody tr").nth(70).wait_for()
        assert page.evaluate("() => window.broken") == []
    assert dialogs == [] and said == []
    assert [url for url in asked if not url.startswith(signed_in.url)] == []
    opened.close()
