"""Editors at work, by keyboard and by mouse: the first text approved by what the page says alone, a conflict, a changed source, many at once; looked at by axe."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from localize.domain.account import Account, Deed, Role, Session
from localize.domain.variant import Approval
from localize.kit import Kit
from localize.settings import Settings
from localize.store.repository import Store
from localize.web.keys import digest
from tests.browser.conftest import Server, serving
from tests.browser.test_pages import NARROW, NARROWEST, WIDE, context, issues, listen, tab_to
from tests.web.desk import CURE, INCENSE, SOAK, TEA, US, a_kit, a_night, furnish, note, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

Photograph = Callable[..., None]
LONG = "这是一段很长的文字，" * 60
COOKIES = {"mei": b"cookie of mei".hex(), "lin": b"cookie of lin".hex(), "olga": b"cookie of olga".hex()}


def sign_in(store: Store, account: Account) -> None:
    now = datetime.now(UTC)
    made = store.accounts.add(account, Deed(now, "test", "account.add", ""))
    session = Session(digest(COOKIES[account.name]), made.id, None, now, now, now + timedelta(hours=8))
    store.sessions.begin(session, Deed(now, account.name, "test", ""), instead_of=session.digest)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[tuple[Server, Kit]]:
    """The pages over a morning's work, two editors and an operator."""
    folder = tmp_path_factory.mktemp("desk")
    url = f"sqlite:///{folder / 'store.db'}"
    settings = Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": url})
    now = datetime.now(UTC)
    with Store.open(url) as store:
        kit = a_kit(settings, store)
        furnish(kit)
        for name in ("mei", "lin"):
            sign_in(store, Account(0, name, (Role.EDITOR,), now, locales=("en",)))
        sign_in(store, Account(0, "olga", (Role.OPERATOR,), now))
        with serving(folder, url, CHUHAI_ENGINE="pseudo") as running:
            yield running, kit


def window(browser: Browser, server: Server, who: str = "mei", **more: Any) -> BrowserContext:
    made = context(browser, server, **more)
    made.add_cookies([{"name": "chuhai", "value": COOKIES[who], "url": server.url}])
    return made


def at(key: str, **more: str) -> str:
    from urllib.parse import urlencode

    return f"/review?{urlencode({'key': key, 'target': US, **more})}"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(WIDE, "en"), (NARROW, "zh-CN"), (NARROWEST, "en")])
def test_every_page_of_editors_is_fit_for_everybody(
    browser: Browser, desk: tuple[Server, Kit], photograph: Photograph, theme: str, width: int, language: str
) -> None:
    made = window(browser, desk[0], width=width, theme=theme, language=language)
    page = made.new_page()
    said = listen(page)
    pages = {
        "queue": "/queue",
        "queue-filtered": "/queue?decision=block&rule=disease",
        "queue-nothing": "/queue?words=%E6%97%A0",
        "three-way": at(SOAK),
        "flagged": at(INCENSE),
        "blocked": at(CURE),
        "plain": at(TEA),
        "alike": at(TEA).replace("/review?", "/review/alike?") + "&line=2",
        "near": at(INCENSE).replace("/review?", "/review/near?") + "&line=2",
    }
    for name, path in pages.items():
        page.goto(path)
        for closed in page.locator("main details:not([open]) > summary").all()[:3] if name in ("flagged", "queue-filtered") else []:
            closed.click()
        assert issues(page) == [], (name, theme, width)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, f"{name} is too wide at {width}"
        if width != NARROWEST and (theme == "light" or name == "three-way"):
            photograph(page, f"editor-{name}-{width}-{theme}")
    assert [each for each in said if "status of 4" not in each] == []
    made.close()


def test_a_new_editor_approves_the_first_text_by_what_the_page_says(browser: Browser, desk: tuple[Server, Kit], photograph: Photograph) -> None:
    """Keyboard only, every key that is pressed is one that the page names, in well under a minute."""
    server, kit = desk
    made = window(browser, server, "lin")
    page = made.new_page()
    said = listen(page)
    begun = time.monotonic()
    page.goto("/")
    photograph(page, "journey-1-start")
    tab_to(page, "Open the queue")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue")
    photograph(page, "journey-2-queue")
    assert "b" in page.inner_text("a[data-press=b]")
    page.keyboard.press("b")
    page.wait_for_url("**/review?**")
    photograph(page, "journey-3-blocked")
    assert "It cannot be approved as it is." in page.inner_text("#bar")
    bar, height = page.locator("#bar").bounding_box(), page.viewport_size["height"]
    assert bar["y"] + bar["height"] <= height, "it sticks to the window, however long the text is"
    while page.locator("button[data-press=a]").is_disabled():
        before = page.url
        page.keyboard.press("n")
        page.wait_for_url(lambda url, before=before: url != before)
    photograph(page, "journey-4-ready")
    assert "It can be approved." in page.inner_text("#bar")
    approved = page.url
    page.keyboard.press("a")
    page.wait_for_url(lambda url: url != approved)
    page.wait_for_selector(".said")
    photograph(page, "journey-5-approved")
    assert "The text is approved." in page.inner_text(".said") and time.monotonic() - begun < 60
    done = list(kit.store.variants(approval=Approval.APPROVED))
    assert len(done) == 1
    page.locator(".before button").click()
    page.wait_for_selector(".said")
    assert "Taken back." in page.inner_text(".said") and not list(kit.store.variants(approval=Approval.APPROVED))
    assert said == []
    made.close()


def test_lines_are_written_by_keyboard_with_checks_as_one_types(browser: Browser, desk: tuple[Server, Kit], photograph: Photograph) -> None:
    server, kit = desk
    a_night(kit, note("typed", "春茶上新，明前龙井", "一罐100克", "味道很淡，不呛人"))
    made = window(browser, server)
    page = made.new_page()
    said = listen(page)
    page.goto(at("note:typed"))
    page.keyboard.press("?")
    photograph(page, "editor-keys")
    assert "approve, then the next text" in page.inner_text("#keys")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("() => document.activeElement.id") == "line-1"
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("One tin is 200 g")
    page.wait_for_selector("#found-1 ins")
    assert "A measure is missing" in page.inner_text("#found-1")
    photograph(page, "editor-typing")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    assert "not saved" in page.inner_text("#unsaved") and kit.store.variant("note:typed", US).approval is Approval.OPEN  # type: ignore[union-attr]
    page.keyboard.press("Control+a")
    page.keyboard.type("One tin holds 3.5 oz (100 g)")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#line-1 .saved")
    assert page.evaluate("() => document.activeElement.id") == "line-2", "the next line has the focus"
    assert page.inner_text("#unsaved") == ""
    photograph(page, "editor-saved")
    assert kit.store.variant("note:typed", US).units[1].target == "One tin holds 3.5 oz (100 g)"  # type: ignore[union-attr]
    page.keyboard.press("o")
    page.wait_for_selector("#line-2 .near, #line-2 h4 ~ div h4")
    assert "A light scent, not pungent" in page.inner_text("#line-2") and "nobody here approved it" in page.inner_text("#line-2")
    photograph(page, "editor-more")
    assert issues(page) == []
    page.keyboard.press("z")
    page.wait_for_selector(".said")
    assert kit.store.variant("note:typed", US).units[1].target == "One tin is 3.5 oz (100 g)"  # type: ignore[union-attr]
    assert said == []
    made.close()


def test_two_editors_in_one_line(browser: Browser, desk: tuple[Server, Kit], photograph: Photograph) -> None:
    server, kit = desk
    a_night(kit, note("both", "春茶上新，明前龙井", "一罐100克"))
    made = window(browser, server)
    page = made.new_page()
    page.goto(at("note:both"))
    page.fill("#text-0", "New spring tea, freshly picked Longjing")
    write(kit, "note:both", 0, "Spring's first Longjing, picked before Qingming", "lin")
    page.locator("#text-0").press("Control+Enter")
    page.wait_for_selector("#line-0 .conflict")
    photograph(page, "editor-conflict-1280")
    page.set_viewport_size({"width": NARROW, "height": 800})
    photograph(page, "editor-conflict-390")
    assert issues(page) == []
    assert page.input_value("#text-0") == "New spring tea, freshly picked Longjing" and "lin was faster" in page.inner_text("#line-0")
    page.fill("#text-0", "New spring Longjing, picked before Qingming")
    page.locator("#text-0").press("Control+Enter")
    page.wait_for_selector("#line-0 .saved")
    assert [e.after for e in kit.store.desk.history("note:both")] == [
        "Spring's first Longjing, picked before Qingming",
        "New spring Longjing, picked before Qingming",
    ]
    made.close()


def test_a_changed_source_is_settled_by_a_key(browser: Browser, desk: tuple[Server, Kit]) -> None:
    server, kit = desk
    a_night(kit, note("moved", "春茶上新，明前龙井", "一包250克，够一家人用"))
    write(kit, "note:moved", 1, "A bag of 8.8 oz (250 g) lasts the family", "mei")
    a_night(kit, note("moved", "春茶上新，明前龙井", "一包300克，够一家人用"))
    made = window(browser, server)
    page = made.new_page()
    page.goto(at("note:moved"))
    page.keyboard.press("t")
    assert kit.store.variant("note:moved", US).units[1].waits, "a key of a line asks for a line"  # type: ignore[union-attr]
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("t")
    page.wait_for_url("**line=1**")
    assert kit.store.variant("note:moved", US).units[1].target == "One bag is 11 oz (300 g), enough for the whole family"  # type: ignore[union-attr]
    made.close()


def test_a_broken_line_loses_nothing_that_was_typed(browser: Browser, desk: tuple[Server, Kit]) -> None:
    made = window(browser, desk[0])
    page = made.new_page()
    page.goto(at(TEA))
    page.route("**/review/save?**", lambda route: route.abort())
    page.fill("#text-0", "Typed on a train")
    page.locator("#text-0").press("Control+Enter")
    page.wait_for_selector(".toast")
    assert page.input_value("#text-0") == "Typed on a train" and "still here" in page.inner_text(".toast")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.wait_for_url("**/queue")
    assert asked == ["beforeunload"], "who leaves with something unsaved is asked"
    made.close()


def test_the_same_work_without_a_script(browser: Browser, desk: tuple[Server, Kit]) -> None:
    server, kit = desk
    a_night(kit, note("plain", "春茶上新，明前龙井", "一罐100克"))
    made = browser.new_context(base_url=server.url, java_script_enabled=False)
    made.add_cookies([{"name": "chuhai", "value": COOKIES["mei"], "url": server.url}])
    page = made.new_page()
    page.goto("/queue?words=plain")
    page.locator(".entry a").click()
    page.fill("#text-0", "Longjing, new this spring")
    page.locator("#line-0 .saving button").click()
    page.wait_for_selector("#line-0 .saved")
    page.locator("#bar button", has_text="Approve").click()
    page.wait_for_url("**/queue?**said=queue-end**")
    assert kit.store.variant("note:plain", US).approval is Approval.APPROVED  # type: ignore[union-attr]
    made.close()


def test_long_texts_and_long_queues(browser: Browser, desk: tuple[Server, Kit], photograph: Photograph) -> None:
    server, kit = desk
    lines = [f"{n} {LONG}" for n in range(6)]
    a_night(
        kit, note("long", LONG, *lines, likes=9_000_000), *(note(f"row{n:03}", f"第{n}款 {LONG[: n % 90]}", "味道很淡，不呛人") for n in range(250))
    )
    for width in (WIDE, NARROW):
        made = window(browser, server, width=width)
        page = made.new_page()
        for name, path in (("long-queue", "/queue"), ("long", at("note:long"))):
            page.goto(path)
            assert issues(page) == []
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width
            photograph(page, f"editor-{name}-{width}")
        made.close()


def test_who_reads_only(browser: Browser, desk: tuple[Server, Kit], photograph: Photograph) -> None:
    made = window(browser, desk[0], "olga")
    page = made.new_page()
    page.goto(at(SOAK))
    photograph(page, "editor-reader")
    assert page.locator("textarea").count() == 0 and issues(page) == []
    made.close()
