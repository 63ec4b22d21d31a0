"""A person's first day, by keyboard: set up, add people, make a link, read the log; and every page looked at by axe, in both themes, at two widths."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from localize.domain.account import Deed
from localize.store.repository import Store
from tests.browser.conftest import PASSWORD, Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

AXE = Path(__file__).parent / "axe.min.js"
WIDE, NARROW, NARROWEST = 1280, 390, 320
GRAVE = ("serious", "critical")
Photograph = Callable[..., None]


def context(browser: Browser, server: Server, *, width: int = WIDE, theme: str = "light", language: str = "en") -> BrowserContext:
    """A browser window that refuses every request to another host, and remembers it."""
    # the policy forbids injected scripts; axe is put in by the debugger, which it does not bind
    made = browser.new_context(base_url=server.url, viewport={"width": width, "height": 900}, color_scheme=theme, locale=language)  # type: ignore[arg-type]
    made.set_default_timeout(15_000)
    made.route(lambda url: not url.startswith(server.url), lambda route: route.abort())
    return made


def listen(page: Page) -> list[str]:
    """What the console complains about: a broken policy, a missing file, an error of a script."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def issues(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found: dict[str, Any] = page.evaluate("tags => axe.run({runOnly: tags})", tags)
    return [f"{v['id']}: {v['help']} {[node['target'] for node in v['nodes']][:3]}" for v in found["violations"] if v["impact"] in GRAVE]


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until the element with this label or text has the focus, and see that the focus shows."""
    for _ in range(most):
        page.keyboard.press("Tab")
        reached = page.evaluate("""() => { const e = document.activeElement;
            const label = e.labels?.[0]?.innerText || e.getAttribute('aria-label') || e.innerText || ''; return label.trim(); }""")
        if reached.startswith(name):
            outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"the focus on {name} does not show"
            return
    raise AssertionError(f"{name} is not reached by Tab")


def fill(page: Page, **fields: str) -> None:
    """Type into fields by their labels, going from one to the next by Tab."""
    for label, text in fields.items():
        tab_to(page, label.replace("_", " "))
        page.keyboard.type(text)


@pytest.fixture(scope="module")
def signed_in(browser: Browser, server: Server, photograph: Photograph) -> Iterator[Any]:
    """The state of a browser whose owner set the pages up, by keyboard alone."""
    window = context(browser, server)
    page = window.new_page()
    said = listen(page)
    page.goto("/")
    assert page.url.endswith("/setup")
    photograph(page, "setup-1280-light")
    assert issues(page) == []
    tab_to(page, "Skip to the content")
    page.keyboard.press("Enter")
    fill(page, Code_of_the_first_run="guess", Name="lin", Password="short")
    tab_to(page, "The password again")
    page.keyboard.type("short")
    page.keyboard.press("Enter")
    page.wait_for_selector(".problems")
    assert page.evaluate("() => document.activeElement.className") == "problems", "what is wrong is read out at once"
    photograph(page, "setup-wrong-1280-light")
    assert issues(page) == []
    tab_to(page, "Code of the first run")
    page.keyboard.type(server.code)
    fill(page, Password=PASSWORD, The_password_again=PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.url}/")
    assert [each for each in said if "status of 422" not in each] == []
    yield window.storage_state()
    window.close()


@pytest.fixture(scope="module")
def furnished(browser: Browser, server: Server, signed_in: Any, photograph: Photograph) -> Any:
    """An editor and a link, made by keyboard from the start page."""
    window = browser.new_context(base_url=server.url, storage_state=signed_in, viewport={"width": WIDE, "height": 900})
    page = window.new_page()
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/people")
    page.keyboard.press("/")
    page.keyboard.type("美玲")
    tab_to(page, "seller")
    page.keyboard.press("Space")
    tab_to(page, "editor")
    page.keyboard.press("Space")
    fill(page, Languages_of_an_editor="en, zh-Hant")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/2?said=added")
    assert "/welcome/" in page.input_value("#invitation")
    tab_to(page, "Copy")
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/links")
    photograph(page, "links-empty-1280-light")
    fill(page, Shop="茶行", Note_for_yourself="三月样品")
    page.keyboard.press("Enter")
    page.wait_for_url("**/links/1?said=link")
    yield {"state": window.storage_state(), "link": page.input_value("#address"), "invitation": "/people/2"}
    window.close()


PAGES = ["/", "/people", "/people/2", "/links", "/links/1", "/audit", "/account", "/account/factor", "/nothing-here"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(WIDE, "en"), (NARROW, "zh-CN"), (NARROWEST, "en")])
def test_every_page_is_fit_for_everybody(
    browser: Browser, server: Server, furnished: Any, photograph: Photograph, theme: str, width: int, language: str
) -> None:
    window = browser.new_context(
        base_url=server.url,
        storage_state=furnished["state"],
        viewport={"width": width, "height": 900},
        color_scheme=theme,
        locale=language,  # type: ignore[arg-type]
    )
    page = window.new_page()
    said = listen(page)
    found = {}
    for path in PAGES:
        page.goto(path)
        for details in page.query_selector_all("details:not([open]) > summary"):
            details.click()
        name = path.strip("/").replace("/", "-") or "start"
        photograph(page, f"{name}-{width}-{theme}-{language}")
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        found[path] = [*issues(page), *([f"{wide} px wide"] if wide > width else []), *small_targets(page)]
    assert {path: each for path, each in found.items() if each} == {}
    assert [each for each in said if "404" not in each] == []
    window.close()


def small_targets(page: Page) -> list[str]:
    """Buttons, fields and links outside of sentences that are lower than 44 px, or ticks without a label that is."""
    found: list[str] = (
        page.evaluate("""() => [...document.querySelectorAll('main button, main .button, main select, main textarea, main summary, nav a, footer button, footer select, .tick, main input:not([type=hidden]):not([type=checkbox]):not([type=radio])')]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => `${e.tagName} ${e.innerText || e.name} is low`)""")
    )
    return found


def test_the_help_opens_and_keys_can_be_switched_off(browser: Browser, server: Server, furnished: Any, photograph: Photograph) -> None:
    window = browser.new_context(base_url=server.url, storage_state=furnished["state"])
    page = window.new_page()
    page.goto("/people")
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    photograph(page, "keys-1280-light")
    assert issues(page) == []
    page.keyboard.press("Escape")
    assert not page.locator("dialog#keys").is_visible()
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("?")
    page.keyboard.press("Tab")
    page.locator("#keys-on").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_timeout(300)
    assert page.url.endswith("/people")
    window.close()


def test_the_audit_log_is_read_by_keyboard(browser: Browser, server: Server, furnished: Any, photograph: Photograph) -> None:
    with Store.open(server.store) as store:
        for number in range(120):
            store.deeds.add(Deed(datetime.now(UTC), "a script", "link.add", f"link {number + 100}"))
    window = browser.new_context(base_url=server.url, storage_state=furnished["state"])
    page = window.new_page()
    said = listen(page)
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/audit")
    for row in (70, 115):
        tab_to(page, "Older entries", 200)
        page.keyboard.press("Enter")
        page.locator("tbody tr").nth(row).wait_for()  # not wait_for_function: the policy forbids to evaluate text
    assert page.url.endswith("/audit"), "the rows came in place"
    assert page.locator("tbody tr").last.inner_text().split("\t")[2].strip() == "account.add", "down to the first act"
    page.keyboard.press("/")
    page.keyboard.type("lin")
    tab_to(page, "Acts on")
    page.keyboard.type("links")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/audit?name=lin&act=link")
    assert page.locator("tbody tr").count() == 1 and "茶行" in page.inner_text("tbody")
    photograph(page, "audit-filtered-1280-light")
    assert issues(page) == [] and said == []
    window.close()


def test_a_seller_opens_a_link_on_a_phone(browser: Browser, server: Server, furnished: Any, photograph: Photograph) -> None:
    window = context(browser, server, width=NARROW, language="zh-CN")
    page = window.new_page()
    said = listen(page)
    page.goto(furnished["link"])
    assert page.url == f"{server.url}/shop" and page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.locator(".shelf h2").count() == 4 and "春茶上新 明前龙井" in page.inner_text("main")
    photograph(page, "seller-390-light")
    assert issues(page) == [] and said == []
    window.close()


def test_theme_and_language_are_chosen_without_a_script(browser: Browser, server: Server, furnished: Any) -> None:
    window = browser.new_context(base_url=server.url, java_script_enabled=False)
    page = window.new_page()
    page.goto("/login")
    page.locator("footer select[name=theme]").select_option("dark")
    page.locator("footer select[name=language]").select_option("zh-Hans")
    page.locator("footer button[type=submit]").click()
    page.wait_for_url("**/login")
    assert page.locator("html").get_attribute("data-theme") == "dark" and page.locator("html").get_attribute("lang") == "zh-Hans"
    window.close()


def test_the_second_factor_is_set_up_and_asked_for(browser: Browser, server: Server, furnished: Any, photograph: Photograph) -> None:
    import pyotp

    window = context(browser, server)
    operator = browser.new_context(base_url=server.url, storage_state=furnished["state"])
    found = operator.new_page()
    found.goto(furnished["invitation"])
    page = window.new_page()
    page.goto(found.input_value("#invitation"))
    photograph(page, "welcome-1280-light")
    assert issues(page) == []
    fill(page, Password=PASSWORD, The_password_again=PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.url}/")
    page.goto("/account/factor")
    secret = page.inner_text("code.secret")
    assert page.evaluate("() => document.querySelector('img.qr').naturalWidth") > 100
    fill(page, Code=pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    page.wait_for_selector(".codes")
    photograph(page, "recovery-1280-light")
    assert issues(page) == []
    code = page.locator(".codes code").first.inner_text()
    page.locator("header button").click()
    page.wait_for_url("**/login?said=signed-out")
    photograph(page, "login-1280-light")
    assert issues(page) == []
    fill(page, Name="美玲", Password=PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/code?next=/")
    assert issues(page) == []
    fill(page, Code=code)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.url}/")
    for each in (window, operator):
        each.close()
