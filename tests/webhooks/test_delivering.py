"""What happened is told once it is sure, tried again with longer waits, given up in the end; and the example of docs/webhooks.md checks it."""

import json
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from localize.domain.account import Deed
from localize.domain.variant import Variant
from localize.domain.webhook import DELAYS, WANTED, Delivery, DeliveryState, Endpoint, Happening
from localize.errors import IllegalMove, TransientError
from localize.review import approve, reject
from localize.store.flags import Flag
from localize.store.repository import Store
from localize.webhooks.delivering import deliver, sender
from localize.webhooks.delivering import test as send_test
from localize.webhooks.signing import HEADER, WINDOW, holds, signature
from tests.webhooks.receiver import receiving

NOW = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
ALL = tuple(each.value for each in WANTED)
PAGE = Path(__file__).parent.parent.parent / "docs" / "webhooks.md"


def endpoint(store: Store, url: str = "https://erp.example.com/", events: tuple[str, ...] = ALL, *, active: bool = True) -> Endpoint:
    return store.webhooks.add(Endpoint(0, url, "", events, NOW, "olga", active, "s" * 43), Deed(NOW, "olga", "webhook.add", ""))


def waiting(store: Store) -> list[str]:
    return [each.event for each, _ in store.webhooks.due(NOW + timedelta(days=400))]


def test_each_happening_is_told_to_who_wants_it(filled_store: Store, make_variant: Callable[..., Variant]) -> None:
    all_of_it = endpoint(filled_store)
    nights_only = endpoint(filled_store, events=("night.finished",))
    endpoint(filled_store, active=False)
    filled_store.save_variants(1, [make_variant()])
    flag = Flag("note:n0001", "US/en-US/general", 0, "title", "艾草泡脚包", "Mugwort foot soak", "term", "<script>", "x", "Lin", NOW)
    filled_store.desk.add_flag(flag, 40)
    approve(filled_store, "note:n0001", "US/en-US/general", "Mei", now=NOW)
    reject(filled_store, "note:n0001", "US/en-US/general", "Mei", "no", now=NOW)
    filled_store.finish_night(1, "finished", {"records": 3}, NOW)
    told = {e.id: [json.loads(d.body) for d in reversed(filled_store.webhooks.deliveries(e.id))] for e in (all_of_it, nights_only)}
    assert [t["event"] for t in told[all_of_it.id]] == ["flag.raised", "variant.approved", "night.finished"]
    assert [t["data"] for t in told[all_of_it.id]] == [
        {"flag": 1, "record": "note:n0001", "target": "US/en-US/general", "position": 0, "reason": "term"},
        {"record": "note:n0001", "target": "US/en-US/general", "revision": 1},
        {"night": 1, "status": "finished"},
    ]
    assert [t["id"] for t in told[nights_only.id]] == [told[all_of_it.id][2]["id"]], "the same happening has the same id everywhere"


def test_what_did_not_happen_is_not_told(filled_store: Store) -> None:
    endpoint(filled_store)
    flag = Flag("note:n0001", "US/en-US/general", 0, "title", "a", "b", "term", "", "", "Lin", NOW)
    with pytest.raises(IllegalMove):
        filled_store.desk.add_flag(flag, 0)
    assert waiting(filled_store) == []


def test_it_arrives_signed(filled_store: Store) -> None:
    with receiving() as receiver:
        made = endpoint(filled_store, receiver.url)
        filled_store.finish_night(1, "finished", {}, NOW)
        sent = deliver(filled_store, sender(private=True), NOW)
        assert (sent.done, sent.waiting, sent.failed) == (1, 0, 0)
        assert deliver(filled_store, sender(private=True), NOW).done == 0, "once"
    headers, body = receiver.got[0]
    assert holds(made.secret, headers[HEADER], body, int(NOW.timestamp())) and headers["Chuhai-Event"] == "night.finished"
    assert filled_store.webhooks.deliveries(made.id)[0].status == 200


def test_it_is_tried_again_with_longer_waits_and_given_up_in_the_end(filled_store: Store) -> None:
    made = endpoint(filled_store)
    filled_store.webhooks.put(made.id, Happening.NIGHT, NOW, {})
    at, tries = NOW, 0
    while waiting(filled_store):
        tries += 1
        deliver(filled_store, lambda *_: 500, at)
        kept = filled_store.webhooks.deliveries(made.id)[0]
        assert kept.tries == tries and kept.said == "It answered 500."
        if kept.state is DeliveryState.WAITING:
            assert kept.due - at == DELAYS[tries - 1]
            assert deliver(filled_store, lambda *_: 200, kept.due - timedelta(seconds=1)).done == 0, "not before its time"
            at = kept.due
    assert tries == len(DELAYS) + 1 and kept.state is DeliveryState.FAILED
    assert (
        filled_store.webhooks.again(made.id, kept.id, Deed(at, "olga", "webhook.again", "")) and deliver(filled_store, lambda *_: 204, at).done == 1
    )
    assert not filled_store.webhooks.again(made.id + 1, kept.id, Deed(at, "olga", "webhook.again", "")), "another endpoint's"


def test_a_silent_endpoint_holds_up_no_other(filled_store: Store) -> None:
    silent, well = endpoint(filled_store, "https://silent.example.com/"), endpoint(filled_store)
    for _ in range(3):
        filled_store.webhooks.put(silent.id, Happening.NIGHT, NOW, {})
        filled_store.webhooks.put(well.id, Happening.NIGHT, NOW, {})
    asked: list[str] = []

    def send(url: str, _body: bytes, _headers: dict[str, str]) -> int:
        asked.append(url)
        if "silent" in url:
            raise TransientError("There was no answer within 5 seconds.")
        return 200

    assert deliver(filled_store, send, NOW).done == 3 and asked.count(silent.url) == 1
    assert [d.tries for d in filled_store.webhooks.deliveries(silent.id)] == [0, 0, 1]


def test_two_processes_send_each_message_once(filled_store: Store) -> None:
    made, sent, lock = endpoint(filled_store), [], threading.Lock()
    for _ in range(20):
        filled_store.webhooks.put(made.id, Happening.NIGHT, NOW, {})

    def send(_url: str, body: bytes, _headers: dict[str, str]) -> int:
        with lock:
            sent.append(body)
        return 200

    threads = [threading.Thread(target=deliver, args=(filled_store, send, NOW)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 20 == len(set(sent))


def test_a_test_is_tried_once_and_old_messages_are_forgotten(filled_store: Store) -> None:
    made = endpoint(filled_store)
    assert send_test(filled_store, made, lambda *_: 302, NOW).said == "It answered 302; redirects are not followed."
    kept = filled_store.webhooks.deliveries(made.id)[0]
    assert (kept.event, kept.state) == ("test", DeliveryState.FAILED)
    assert filled_store.webhooks.forget(NOW + timedelta(days=31)) == 1 and filled_store.webhooks.deliveries(made.id) == []


def test_the_outbox_is_shown_a_page_at_a_time(filled_store: Store) -> None:
    made = endpoint(filled_store)
    for _ in range(5):
        filled_store.webhooks.put(made.id, Happening.NIGHT, NOW, {})
    first: list[Delivery] = filled_store.webhooks.deliveries(made.id, limit=3)
    assert [d.id for d in first + filled_store.webhooks.deliveries(made.id, first[-1].id)] == [5, 4, 3, 2, 1]


def test_the_example_of_the_page_takes_what_is_ours_and_nothing_else() -> None:
    code = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    names: dict[str, object] = {"__name__": "example"}
    exec(code[1], names)
    verified: Callable[..., bool] = names["verified"]  # type: ignore[assignment]
    body, at = b'{"event":"test"}', 1_767_225_600
    good = signature("secret", at, body)
    assert verified("secret", good, body, at + WINDOW)
    for header, sent, now in (
        (good, body + b" ", at), (good, body, at + WINDOW + 1), (good, body, at - WINDOW - 1), ("", body, at), ("t=x,v1=y", body, at), ("t=²,v1=", body, at), (f"t={'9' * 5000},v1=", body, at),
        (good.replace("t=1", "t=2"), body, at), (signature("other", at, body), body, at), (good.split(",")[0], body, at), (good + "é", body, at),
    ):  # fmt: skip
        assert not verified("secret", header, sent, now), header
