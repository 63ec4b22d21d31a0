"""Send what is due, and write down what came of it. At least once: who receives it knows it again by its id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from localize.domain.webhook import Delivery, DeliveryState, Endpoint, Happening
from localize.errors import LocalizeError
from localize.store.repository import Store
from localize.webhooks.sending import post
from localize.webhooks.signing import HEADER, signature

# url, body, headers → status
Send = Callable[[str, bytes, dict[str, str]], int]


@dataclass(frozen=True)
class Sent:
    """What one round did."""

    done: int = 0
    waiting: int = 0
    failed: int = 0


def sender(*, private: bool) -> Send:
    """Sends over the network; `private` where addresses of this network are allowed."""
    return lambda url, body, headers: post(url, body, headers, private=private)


def deliver(store: Store, send: Send, now: datetime | None = None) -> Sent:
    """Send what is due. An endpoint that does not answer is left alone for the rest of the round, so that it holds up no other."""
    counted = dict.fromkeys(DeliveryState, 0)
    silent: set[int] = set()
    for due, endpoint in store.webhooks.due(now or datetime.now(UTC)):
        if endpoint.id in silent:
            continue
        tried = attempt(store, due, endpoint, send, now)
        if tried is not None:
            counted[tried.state] += 1
            if tried.state is not DeliveryState.DONE:
                silent.add(endpoint.id)
    store.webhooks.forget(now or datetime.now(UTC))
    return Sent(counted[DeliveryState.DONE], counted[DeliveryState.WAITING], counted[DeliveryState.FAILED])


def attempt(store: Store, due: Delivery, endpoint: Endpoint, send: Send, now: datetime | None = None) -> Delivery | None:
    """Try one delivery; gives it as it stands then, or None where another process has taken it."""
    mine = store.webhooks.take(due, now or datetime.now(UTC))
    if mine is None:
        return None
    at, body = now or datetime.now(UTC), mine.body.encode(errors="replace")
    status, said = 0, ""
    try:
        status = send(endpoint.url, body, _headers(endpoint, mine, body, int(at.timestamp())))
    except LocalizeError as error:
        said = f"{error.message} {error.next_step}".strip()
    if not said and not 200 <= status < 300:
        said = f"It answered {status}; redirects are not followed." if 300 <= status < 400 else f"It answered {status}."
    return store.webhooks.close(mine, status, said, now or datetime.now(UTC))


def test(store: Store, endpoint: Endpoint, send: Send, now: datetime | None = None) -> Delivery:
    """Send an endpoint something harmless at once; gives what came of it."""
    at = now or datetime.now(UTC)
    store.webhooks.put(endpoint.id, Happening.TEST, at, {"webhook": endpoint.id})
    made = store.webhooks.deliveries(endpoint.id, limit=1)[0]
    return attempt(store, made, endpoint, send, now) or made


def _headers(endpoint: Endpoint, sent: Delivery, body: bytes, at: int) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "Chuhai",
        "Chuhai-Event": sent.event,
        "Chuhai-Delivery": str(sent.id),
        HEADER: signature(endpoint.secret, at, body),
    }
