"""A text tried before it is posted: from the form to the last region, in a thread beside the pages, and nothing of it is kept."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from localize import pasted
from localize.domain.variant import Variant
from localize.engines.local import LocalEngine
from localize.errors import EngineUnavailable
from localize.kit import load_kit
from localize.settings import Settings
from localize.web.seller import previews
from localize.web.seller.previews import LASTS, WAITING, Previews, Stage
from tests.web.world import Browser, World

US, HK = "US/en-US/general", "HK/zh-Hant-HK/general"
TEXT = {"title": "湿气重的宝子看过来", "body": "这款祛湿泡脚包 一包15克[种草R]\n#艾草[话题]#", "regions": [US, HK]}
CHINESE = {"Accept-Language": "zh-CN"}


def waited(browser: Browser, path: str) -> str:
    """The page once all regions are there."""
    for _ in range(200):
        page = browser.get(path, headers=CHINESE).text
        if "所有地区都好了" in page:
            return page
        time.sleep(0.05)
    raise TimeoutError(page)


def tables(world: World) -> dict[str, int]:
    """How many rows there are of what a text could be kept in."""
    with world.store._engine.connect() as connection:
        return {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in ("record", "variant", "unit", "draft", "memory")
        }


def test_a_pasted_text_is_shown_in_every_region_and_kept_nowhere(world: World) -> None:
    before = tables(world)
    browser = world.browser("link")
    sent = browser.post("/try", data=TEXT)
    assert sent.status_code == 303 and sent.headers["location"].startswith("/try/")
    page = waited(browser, sent.headers["location"])
    assert "中国香港" in page and "美国" in page and "祛湿" in page and "草本足浴，泡出一段放松时光" in page
    assert "这里没有语言模型" in page and "⟦" in page, "the pseudo engine says what it is"
    why = browser.get(f"{sent.headers['location']}/why?target={HK}&position=0", headers=CHINESE).text
    assert "湿气重的宝子看过来" in why and "固定的字词表" in why and "提交给编辑" not in why, "nobody answers a flag on what is kept nowhere"
    assert tables(world) == before
    fresh = browser.get(f"{sent.headers['location']}?after=1").text
    assert fresh.count('class="sheet current fresh"') == 1, "a script takes only what came since"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": "", "body": " "}, "请在这里粘贴或输入文字"),
        ({"body": "茶" * 2001}, "最多 2,000 字"),
        ({"title": "only English", "body": ""}, "没有中文"),
        ({"body": "茶\x00\x07"}, "看不见的字符"),
        ({"regions": []}, "请至少选一个地区"),
        ({"regions": ["XX/xx/general", "<script>"]}, "请至少选一个地区"),
    ],
)
def test_what_does_not_fit_comes_back(world: World, changed: dict[str, Any], said: str) -> None:
    page = world.browser("seller own").post("/try", data=TEXT | changed, headers=CHINESE)
    assert page.status_code == 422 and said in page.text


def test_a_preview_is_its_owners_alone_and_can_be_thrown_away(world: World) -> None:
    seller = world.browser("seller own")
    address = seller.post("/try", data=TEXT).headers["location"]
    for who in ("link", "operator", "seller other"):
        assert world.browser(who).get(address).status_code == 404
        world.browser(who).post(f"{address}/away")
    waited(seller, address)
    assert seller.post(f"{address}/away").headers["location"] == "/try?said=thrown-away"
    gone = seller.get(address, headers=CHINESE)
    assert gone.status_code == 404 and "只保留半小时" in gone.text


def test_hostile_text_is_only_shown(world: World) -> None:
    browser = world.browser("link")
    address = browser.post("/try", data=TEXT | {"title": '<script>alert(1)</script>茶"><img src=x>', "body": "{{7*7}}茶</textarea>"}).headers[
        "location"
    ]
    page = waited(browser, address)
    assert "<script>alert" not in page and "<img src=x" not in page and "&lt;script&gt;" in page


def test_somebody_who_tries_too_often_waits(world: World) -> None:
    browser = world.browser("seller own")
    statuses = [browser.post("/try", data=TEXT | {"regions": [HK]}).status_code for _ in range(14)]
    assert 429 in statuses or 503 in statuses
    for _ in range(14):
        last = browser.post("/try", data=TEXT | {"regions": [HK]})
    assert last.status_code == 429 and last.headers["retry-after"].isdigit()


def test_one_is_made_at_a_time_and_few_wait(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue is bounded, a page says who is before it, and whoever is thrown away makes room."""
    kit, gate, working = world.site.kit, threading.Event(), threading.Semaphore(0)
    assert kit is not None
    most = 0
    running = 0

    def slow(*given: Any) -> Variant:
        nonlocal most, running
        running += 1
        most = max(most, running)
        working.release()
        assert gate.wait(10)
        running -= 1
        return pasted.render(*given)

    monkeypatch.setattr(previews, "render", slow)
    made, record, targets = Previews(), pasted.pasted("茶", ""), kit.targets[:1]
    first = made.submit("a", kit, record, targets)
    assert working.acquire(timeout=10)
    queued = [made.submit("a", kit, record, targets) for _ in range(WAITING)]
    assert all(queued) and made.submit("a", kit, record, targets) is None
    assert [made.get(str(number), "a").ahead for number in queued] == [1, 2, 3, 4, 5]  # type: ignore[union-attr]
    assert made.throw_away(str(queued[0]), "a") and not made.throw_away(str(queued[1]), "b")
    assert made.submit("a", kit, record, targets) is not None
    gate.set()
    for _ in range(200):
        if made.get(str(queued[-1]), "a").stage is Stage.DONE:  # type: ignore[union-attr]
            break
        time.sleep(0.05)
    last = made.get(str(queued[-1]), "a")
    assert last is not None and last.stage is Stage.DONE and last.finished == targets and most == 1
    assert made.get(str(first), "a") is not None


def test_previews_expire(world: World) -> None:
    now = [0.0]
    made, kit = Previews(lambda: now[0]), world.site.kit
    assert kit is not None
    number = made.submit("a", kit, pasted.pasted("茶", ""), kit.targets[:1])
    assert made.get(str(number), "a") is not None and made.get(str(number), "b") is None
    now[0] = LASTS + 1
    assert made.get(str(number), "a") is None


@pytest.mark.parametrize("error", [EngineUnavailable("gone", next_step="x"), RuntimeError("broken")])
def test_a_region_that_cannot_be_made_says_so(world: World, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    real: Callable[..., Variant] = pasted.render

    def failing(kit: Any, record: Any, target: Any, *more: Any) -> Variant:
        if str(target) == US:
            raise error
        return real(kit, record, target, *more)

    monkeypatch.setattr(previews, "render", failing)
    browser = world.browser("link")
    page = waited(browser, browser.post("/try", data=TEXT).headers["location"])
    assert "这个地区暂时没有生成" in page and "broken" not in page


def test_without_rules_the_pages_say_whom_to_ask(world: World) -> None:
    world.app.state.site = replace(world.site, kit=None)
    page = world.browser("seller own").get("/shop", headers=CHINESE)
    assert page.status_code == 409 and "localize serve" in page.text


def test_where_a_model_is_not_here_the_pseudo_engine_stands_in(world: World, tmp_path: Path) -> None:
    settings = Settings.read({"CHUHAI_MODELS": str(tmp_path)})
    kit = load_kit(settings, world.store)
    engine = kit.routes.engine("en")
    assert isinstance(engine, LocalEngine) and engine.state == "missing"
    able = pasted.ready(kit)
    assert able.routes.engine("en").identity == "pseudo" and able.routes.engine("zh-Hant") is kit.routes.engine("zh-Hant")  # type: ignore[union-attr]
    assert able.routes.engine("vi") is None, "a language that nothing writes stays without an engine"
