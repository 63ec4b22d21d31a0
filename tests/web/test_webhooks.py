"""The pages of webhooks: add one and see its secret once, test it, switch it off, send again; and the thread that sends beside the pages."""

import html
import re
import time
from dataclasses import replace

from localize.domain.webhook import DeliveryState, Happening
from localize.web.courier import Courier
from localize.webhooks.delivering import sender
from localize.webhooks.signing import HEADER, holds
from tests.web.world import World
from tests.webhooks.receiver import receiving


def test_the_secret_is_shown_once(world: World) -> None:
    operator = world.browser("operator")
    page = operator.post("/webhooks", data={"url": " https://erp.example.com/chuhai ", "label": "ERP", "events": ["night.finished", "made.up"]})
    secret = re.search(r'id="secret"[^>]*value="([^"]+)"', page.text)
    assert page.status_code == 200 and secret is not None
    kept = world.store.webhooks.get(2)
    assert kept is not None and (kept.url, kept.events, kept.secret) == ("https://erp.example.com/chuhai", ("night.finished",), secret[1])
    assert secret[1] not in operator.get("/webhooks/2").text and secret[1] not in operator.get("/webhooks").text
    assert secret[1] not in operator.get("/audit").text and "webhook.add" in operator.get("/audit").text
    another = operator.post("/webhooks/2/secret")
    assert secret[1] not in another.text and world.store.webhooks.get(2).secret in another.text  # type: ignore[union-attr]


def test_what_does_not_fit_is_told_beside_its_field(world: World) -> None:
    operator = world.browser("operator")
    for url in ("", "http://erp.example.com/", "https://a:b@erp.example.com/", '"><script>alert(1)</script>'):
        page = operator.post("/webhooks", data={"url": url, "events": ["flag.raised"]})
        assert page.status_code == 422 and 'id="url-fault"' in page.text and "<script>alert" not in page.text
    assert 'id="events"' in operator.post("/webhooks", data={"url": "https://erp.example.com/"}).text
    assert len(world.store.webhooks.all()) == 1


def test_a_test_says_what_came_of_it(world: World) -> None:
    operator = world.browser("operator")
    refused = operator.post("/webhooks/1/test")
    assert refused.status_code == 200 and "127.0.0.1 is on a private network." in html.unescape(refused.text)
    with receiving() as receiver:
        object.__setattr__(world.site, "settings", replace(world.site.settings, private_webhooks=True))
        added = operator.post("/webhooks", data={"url": receiver.url, "events": ["flag.raised"]})
        assert added.status_code == 200
        assert operator.post("/webhooks/2/test").headers["location"] == "/webhooks/2?said=tested"
        receiver.status = 500
        assert "It answered 500." in operator.post("/webhooks/2/test").text
    kept = world.store.webhooks.get(2)
    assert kept is not None and holds(kept.secret, receiver.got[0][0][HEADER], receiver.got[0][1], int(time.time()))
    assert operator.post("/webhooks/9/test").status_code == 404


def test_one_that_is_off_is_told_nothing_and_what_was_given_up_goes_again(world: World) -> None:
    operator = world.browser("operator")
    operator.post("/webhooks/1/test")
    assert world.store.webhooks.deliveries(1)[0].state is DeliveryState.FAILED
    assert operator.post("/webhooks/1/again", data={"delivery": "1"}).headers["location"] == "/webhooks/1?said=again"
    assert operator.post("/webhooks/1/again", data={"delivery": "1"}).status_code == 404, "it waits already"
    assert operator.post("/webhooks/1/again", data={"delivery": "-1"}).status_code == 422
    operator.post("/webhooks/1/switch", data={"active": "0"})
    assert world.store.webhooks.due(world.site.now()) == []
    operator.post("/webhooks/1/switch", data={"active": "1"})
    assert len(world.store.webhooks.due(world.site.now())) == 1
    acts = [deed.act for deed in world.store.deeds.page(limit=4)]
    assert acts == ["webhook.change", "webhook.change", "webhook.again", "webhook.test"]


def test_long_lists_come_a_page_at_a_time(world: World) -> None:
    for _ in range(120):
        world.store.webhooks.put(1, Happening.NIGHT, world.site.now(), {})
    operator = world.browser("operator")
    first = operator.get("/webhooks/1").text
    older = re.search(r"/webhooks/1\?before=(\d+)", first)
    assert first.count("a night finished</th>") == 50 and older is not None
    assert operator.get("/webhooks/1", params={"before": older[1]}).text.count("a night finished</th>") == 50
    assert operator.get("/webhooks/1?before=-5").status_code == 200 and operator.get(f"/webhooks/1?before={1 << 40}").status_code == 200


def test_the_courier_sends_beside_the_pages(world: World) -> None:
    with receiving() as receiver:
        object.__setattr__(world.site, "settings", replace(world.site.settings, private_webhooks=True))
        world.browser("operator").post("/webhooks", data={"url": receiver.url, "events": ["night.finished"]})
        with Courier(world.store, sender(private=True), every=0.05):
            world.store.finish_night(1, "finished", {})
            for _ in range(100):
                if receiver.got:
                    break
                time.sleep(0.05)
    assert receiver.got[0][0]["Chuhai-Event"] == "night.finished"
