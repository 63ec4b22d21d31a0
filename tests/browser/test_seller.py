"""A seller who has never seen these pages: from a link to an understandable preview with one click, on a phone and by keyboard; a flag; a text tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from localize.domain.account import Deed, Link
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.variant import Variant
from localize.kit import load_kit
from localize.pasted import Passing, render
from localize.settings import Settings
from localize.store.repository import Store
from localize.web.configuration import WebSettings
from localize.web.keys import Keys
from tests.browser.conftest import Server
from tests.browser.test_pages import NARROW, NARROWEST, WIDE, Photograph, context, issues, listen, small_targets, tab_to

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOTE = "一点睡前的小仪式🌙\n最近翻出了这款艾草泡脚包[种草R]\n撕开就是一股草本香，一包15克，水温40℃左右\n到手价39.9元30包，7天无理由还包邮\n#养生日常[话题]# #艾草[话题]#"
CLAIM = "泡完感觉真的祛湿排毒，睡得也香了"
LONG = "手工汝窑品茗杯" * 12
RECORDS = (
    Record("good", Kind.NOTE, (Field("title", Role.TITLE, "睡前泡个脚"), Field("desc", Role.BODY, NOTE)), (("images", 3),)),
    Record("claim", Kind.NOTE, (Field("title", Role.TITLE, "湿气重的宝子看过来"), Field("desc", Role.BODY, f"{NOTE}\n{CLAIM}")), (("images", 1),)),
    Record("away", Kind.LISTING, (Field("item.name", Role.TITLE, "便携充电宝 20000毫安"),), (("price_fen", 9900), ("images", 2))),
    Record(
        "long",
        Kind.LISTING,
        (
            Field("item.name", Role.TITLE, LONG),
            Field("item.description", Role.BODY, "杯口圆润，" * 60),
            *(Field(f"item.attributes.{n}.{name}", role, text) for n in range(12) for name, role, text in (("name", Role.NAME, "材质"), ("value", Role.VALUE, "陶瓷"))),
        ),
        (("price_fen", 12900), ("images", 9)),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Shop:
    link: str  # of a shop with records
    empty: str  # of a shop without
    one: str  # to one record
    many: str  # of a shop with 500


@pytest.fixture(scope="module")
def shop(server: Server) -> Iterator[Shop]:
    """Records with a night's texts in the store of the running server, and links to them."""
    folder = Path(server.store.removeprefix("sqlite:///")).parent
    keys = Keys(WebSettings.read(folder, server.url).secret)
    with Store.open(server.store) as store:
        kit = load_kit(Settings.read({"CHUHAI_ENGINE": "pseudo"}), store)
        night, now = store.start_night(datetime.now(UTC)), datetime.now(UTC)
        store.save_records([replace(record, shop="养生铺") for record in RECORDS], night)
        many = [Record(f"m{n:03}", Kind.NOTE, (Field("title", Role.TITLE, f"第{n}篇笔记"),), shop="大铺") for n in range(500)]
        store.save_records(many, night)
        made: list[Variant] = [render(kit, record, target, Passing(), lambda *_: None) for record in RECORDS for target in kit.targets]
        store.save_variants(night, made)

        def link(name: str, *records: str) -> str:
            new = Link(0, "", name, records, now, "olga", now + timedelta(days=3))
            return f"{server.url}/link/{keys.link(store.passes.add_link(new, Deed(now, 'olga', 'link.add', '')))}"

        yield Shop(link("养生铺"), link("新铺"), link("养生铺", "note:claim"), link("大铺"))


def test_from_the_link_one_click_leads_to_a_preview_that_is_understood(browser: Browser, server: Server, shop: Shop, photograph: Photograph) -> None:
    window = context(browser, server, width=NARROW, language="fr-FR")  # a browser that asks for neither language: sellers read Chinese
    page = window.new_page()
    said = listen(page)
    page.goto(shop.link)
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.locator("h1").inner_text() == "笔记和商品"
    photograph(page, "seller-shop-390")
    listed = page.locator(".shelf > li", has_text="湿气重的宝子看过来").inner_text()
    assert "已拦下" in listed and "祛湿属于中医说的对身体的功效" in listed
    assert "不能卖到这里" in page.locator(".shelf > li", has_text="充电宝").inner_text()
    page.get_by_role("link", name="睡前泡个脚").click()
    page.wait_for_url("**/shop/note:good")
    shown = page.locator(".sheet:visible")
    assert shown.count() == 1 and "审核中" in shown.inner_text() and "#養生日常[话题]#" in shown.inner_text().replace("話題", "话题")
    photograph(page, "seller-note-390")
    page.locator(".tabs a", has_text="马来西亚 · 英语").click()
    page.wait_for_url("**at=MY/en-MY/general**")
    assert page.locator(".sheet:visible h2").inner_text() == "马来西亚 · 英语"
    page.locator(".tabs a", has_text="原文").click()
    page.wait_for_url("**at=source**")
    assert page.locator(".sheet:visible h2").inner_text() == "原文" and "7天无理由" in page.locator(".sheet:visible").inner_text()
    assert issues(page) == [] and said == []
    window.close()


def test_a_sentence_is_touched_flagged_and_taken_back(browser: Browser, server: Server, shop: Shop, photograph: Photograph) -> None:
    window = context(browser, server, width=NARROW, language="zh-CN")
    page = window.new_page()
    said = listen(page)
    page.goto(shop.one)
    assert page.url == f"{server.url}/shop/note:claim", "a link to one record leads to it"
    assert "可以改成" in page.locator(".reasons:visible").inner_text() and "草本足浴" in page.locator(".reasons:visible").inner_text()
    photograph(page, "seller-stopped-390")
    page.locator(".sheet:visible a.line.bad").last.click()
    page.locator("#why h2").wait_for()
    assert page.evaluate("() => document.activeElement.tagName") == "H2", "who cannot see it is told that it opened"
    assert page.evaluate(
        "() => [...document.querySelectorAll('a.line.open')].every(e => e.getBoundingClientRect().bottom < document.querySelector('#why').getBoundingClientRect().top)"
    )
    assert "祛湿" in page.inner_text("#why") and issues(page) == []
    page.screenshot()
    photograph(page, "seller-why-390")
    page.locator("#why summary").click()
    page.get_by_label("说得太满").check()
    page.get_by_label("您会怎么写").fill("泡完很放松")
    page.get_by_role("button", name="提交给编辑").click()
    page.wait_for_url("**said=flagged#flags")
    assert "谢谢" in page.inner_text(".said") and "泡完很放松" in page.inner_text("#flags ~ ul") and issues(page) == []
    photograph(page, "seller-flagged-390")
    page.get_by_role("button", name="撤回这条反馈").click()
    page.wait_for_url("**said=withdrawn#flags")
    assert "已撤回" in page.inner_text(".flags") and page.get_by_role("button", name="撤回这条反馈").count() == 0
    assert said == []
    window.close()


def test_the_same_by_keyboard(browser: Browser, server: Server, shop: Shop, photograph: Photograph) -> None:
    window = context(browser, server, language="en")
    page = window.new_page()
    said = listen(page)
    page.goto(shop.link)
    photograph(page, "seller-shop-1280")
    tab_to(page, "睡前泡个脚")
    page.keyboard.press("Enter")
    page.wait_for_url("**/shop/note:good")
    assert page.locator(".sheet:visible").count() == 3, "the original and two languages side by side"
    photograph(page, "seller-note-1280")
    tab_to(page, "Choose regions")
    page.keyboard.press("Enter")
    tab_to(page, "United States · English")
    page.keyboard.press("Space")
    tab_to(page, "Show these")
    page.keyboard.press("Enter")
    page.wait_for_url("**on=US**")
    assert page.locator(".sheet:visible").count() == 4
    tab_to(page, "睡前")
    page.keyboard.press("Enter")
    page.locator("#why h2").wait_for()
    photograph(page, "seller-why-1280")
    assert issues(page) == []
    page.keyboard.press("Escape")
    assert page.locator("#why h2").count() == 0
    assert "line" in page.evaluate("() => document.activeElement.className"), "the focus is back on the sentence"
    page.keyboard.press("Enter")
    page.locator("#why h2").wait_for()
    tab_to(page, "Something is wrong here")
    page.keyboard.press("Enter")
    tab_to(page, "It says something else")
    page.keyboard.press("ArrowDown")
    tab_to(page, "In your words")
    page.keyboard.type("We call it foot bath")
    tab_to(page, "Send to an editor")
    page.keyboard.press("Enter")
    page.wait_for_url("**said=flagged#flags")
    assert "My product is called otherwise: We call it foot bath" in page.inner_text(".flags")
    page.goto("/shop/flags")
    photograph(page, "seller-flags-1280")
    assert issues(page) == [] and said == []
    window.close()


def test_a_text_is_tried_and_its_regions_fill_in(browser: Browser, server: Server, shop: Shop, photograph: Photograph) -> None:
    window = context(browser, server, width=NARROW, language="zh-CN")
    page = window.new_page()
    said = listen(page)
    page.goto(shop.link)
    page.get_by_role("link", name="试一段文字").click()
    page.get_by_label("标题").fill("湿气重的宝子看过来")
    page.locator("textarea[name=body]").fill(f"{NOTE}\n{CLAIM}")
    photograph(page, "seller-try-390")
    page.get_by_role("button", name="看看效果").click()
    page.wait_for_url("**/try/*")
    page.get_by_text("所有地区都好了").wait_for()
    assert page.locator(".sheet").count() == 4 and page.locator(".pending").count() == 0
    assert "已拦下" in page.inner_text(".beside") and "可以改成" in page.inner_text(".beside")
    photograph(page, "seller-preview-390")
    page.locator("a.line.bad").first.click()
    page.locator("#why h2").wait_for()
    assert "这里不对" not in page.inner_text("#why")
    page.locator("#why .closes").click()
    assert page.locator("#why h2").count() == 0 and "/try/" in page.url
    assert issues(page) == [] and said == []
    page.get_by_role("button", name="现在就删除").click()
    page.wait_for_url("**/try?said=thrown-away")
    window.close()


def test_all_of_it_works_without_a_script(browser: Browser, server: Server, shop: Shop) -> None:
    window = browser.new_context(base_url=server.url, java_script_enabled=False, locale="zh-CN", viewport={"width": NARROW, "height": 800})
    page = window.new_page()
    page.goto(shop.one)
    page.locator(".sheet:visible a.line").first.click()
    page.wait_for_url("**/why?**")
    page.locator("summary").click()
    page.get_by_role("button", name="提交给编辑").click()
    assert "请选择哪里不对" in page.inner_text("main")
    page.goto("/try")
    page.locator("textarea[name=body]").fill("春茶上新，明前龙井")
    page.get_by_role("button", name="看看效果").click()
    for _ in range(40):
        if "所有地区都好了" in page.inner_text("main"):
            break
        page.wait_for_timeout(250)
        page.reload()
    assert "所有地区都好了" in page.inner_text("main") and page.locator(".sheet:visible").count() == 4
    window.close()


def test_five_hundred_records_come_a_page_at_a_time(browser: Browser, server: Server, shop: Shop, photograph: Photograph) -> None:
    window = context(browser, server, width=NARROW, language="zh-CN")
    page = window.new_page()
    page.goto(shop.many)
    for rows in (40, 60):
        page.get_by_role("link", name="更多").click()
        page.locator(".shelf > li:not(.older)").nth(rows - 1).wait_for()
    assert page.locator(".shelf > li:not(.older)").count() == 60 and page.locator(".older").count() == 1
    assert page.url.endswith("/shop") and issues(page) == []
    photograph(page, "seller-many-390")
    window.close()


def test_an_empty_shop_says_what_comes_and_what_can_be_done(browser: Browser, server: Server, shop: Shop, photograph: Photograph) -> None:
    window = context(browser, server, width=NARROW, language="zh-CN")
    page = window.new_page()
    page.goto(shop.empty)
    assert "还没有笔记和商品" in page.inner_text("main") and page.locator("main a.button").get_attribute("href") == "/try"
    photograph(page, "seller-empty-390")
    assert issues(page) == []
    window.close()


PAGES = ["/shop", "/shop/note:good", "/shop/note:claim", "/shop/listing:away", "/shop/listing:long", "/shop/flags", "/try",
         "/shop/note:claim/why?target=MY/en-MY/general&position=0"]  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(WIDE, "en"), (NARROW, "zh-CN"), (NARROWEST, "zh-CN")])
def test_every_page_is_fit_for_everybody(
    browser: Browser, server: Server, shop: Shop, photograph: Photograph, theme: str, width: int, language: str
) -> None:
    window = context(browser, server, width=width, theme=theme, language=language)
    page = window.new_page()
    said = listen(page)
    page.goto(shop.link)
    found = {}
    for path in PAGES:
        page.goto(path)
        for details in page.query_selector_all("details:not([open]) > summary"):
            if details.is_visible():
                details.click()
        name = path.partition("?")[0].strip("/").replace("/", "-").replace(":", "-")
        photograph(page, f"seller-all-{name}-{width}-{theme}")
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        found[path] = [*issues(page), *([f"{wide} px wide"] if wide > width else []), *small_targets(page)]
    assert {path: each for path, each in found.items() if each} == {}
    assert said == []
    window.close()
