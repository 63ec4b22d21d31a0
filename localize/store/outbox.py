"""What is to be told to other programs, as rows: written in the transaction of what happened, so that nothing is told that did not happen, and
nothing that happened is forgotten. Sending is the business of localize.webhooks.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, Connection, Row, delete, insert, select, update

from localize.domain.account import Deed
from localize.domain.webhook import KEPT, Delivery, DeliveryState, Endpoint, Happening
from localize.store import deeds
from localize.store.codec import dump
from localize.store.room import Room
from localize.store.webhook_schema import delivery, endpoint

_LEASE = timedelta(minutes=2)  # how long a delivery is left to who took it; a killed process loses no more
_LONGEST_SAID = 300  # characters of what went wrong


def tell(connection: Connection, event: Happening, at: datetime, data: Mapping[str, Any]) -> None:
    """Write down for every active endpoint that wants it what happened."""
    wanting = [row for row in connection.execute(select(endpoint).where(endpoint.c.active)) if event.value in row.events]
    _put(connection, (row.id for row in wanting), event, at, data)


def _put(connection: Connection, endpoints: Iterable[int], event: Happening, at: datetime, data: Mapping[str, Any]) -> None:
    body = dump({"id": secrets.token_hex(12), "event": event.value, "at": at.isoformat(), "data": dict(data)})
    row = {"event": event.value, "body": body, "created": at, "due": at, "tries": 0, "state": DeliveryState.WAITING.value, "status": 0, "said": ""}
    rows = [row | {"endpoint": each} for each in endpoints]
    if rows:
        connection.execute(insert(delivery), rows)


class Webhooks(Room):
    """The part of the store that holds endpoints and the outbox."""

    def add(self, new: Endpoint, done: Deed) -> Endpoint:
        """Keep a new endpoint; gives it with its id."""
        values = {f.name: getattr(new, f.name) for f in fields(Endpoint) if f.name != "id"} | {"events": list(new.events)}
        with self._write() as connection:
            given = connection.execute(insert(endpoint).values(values).returning(endpoint.c.id)).scalar_one()
            deeds.add(connection, replace(done, subject=f"webhook {given}"))
        return replace(new, id=given)

    def change(self, changed: Endpoint, done: Deed) -> None:
        """Keep an endpoint as it is now."""
        values = {"events": list(changed.events), "active": changed.active, "secret": changed.secret, "label": changed.label}
        with self._write() as connection:
            connection.execute(update(endpoint).where(endpoint.c.id == changed.id).values(values))
            deeds.add(connection, done)

    def get(self, number: int) -> Endpoint | None:
        with self._read() as connection:
            row = connection.execute(select(endpoint).where(endpoint.c.id == number)).first()
        return None if row is None else _endpoint(row)

    def all(self) -> list[Endpoint]:
        """Every endpoint, oldest first. An operator adds them by hand: they are few."""
        with self._read() as connection:
            return [_endpoint(row) for row in connection.execute(select(endpoint).order_by(endpoint.c.id))]

    def put(self, number: int, event: Happening, at: datetime, data: Mapping[str, Any]) -> None:
        """Something for one endpoint, whatever it wants: a test."""
        with self._write() as connection:
            _put(connection, [number], event, at, data)

    def deliveries(self, number: int, before: int = 0, limit: int = 50) -> list[Delivery]:
        """Those of an endpoint, newest first, with an id below `before` where it is not 0."""
        wanted = select(delivery).where(delivery.c.endpoint == number).order_by(delivery.c.id.desc()).limit(limit)
        with self._read() as connection:
            return [_delivery(row) for row in connection.execute(wanted.where(delivery.c.id < before) if before else wanted)]

    def due(self, now: datetime, limit: int = 100) -> list[tuple[Delivery, Endpoint]]:
        """What is to be sent now, the longest due first. What waits for an endpoint that was switched off goes on waiting."""
        wanted = (
            select(delivery, endpoint)
            .join(endpoint, endpoint.c.id == delivery.c.endpoint)
            .where(delivery.c.state == DeliveryState.WAITING.value, delivery.c.due <= now, endpoint.c.active)
            .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
            .order_by(delivery.c.due, delivery.c.id)
            .limit(limit)
        )
        with self._read() as connection:
            return [(_delivery(row, "delivery_"), _endpoint(row, "endpoint_")) for row in connection.execute(wanted)]

    def take(self, wanted: Delivery, now: datetime) -> Delivery | None:
        """The delivery as tried once more, or None where another process was faster."""
        mine = update(delivery).where(delivery.c.id == wanted.id, delivery.c.tries == wanted.tries, delivery.c.state == DeliveryState.WAITING.value)
        with self._write() as connection:
            if not connection.execute(mine.values(tries=wanted.tries + 1, due=now + _LEASE)).rowcount:
                return None
        return replace(wanted, tries=wanted.tries + 1)

    def close(self, tried: Delivery, status: int, said: str, now: datetime) -> Delivery:
        """Write down what came of a try: done for "" in `said`, else the next try after a wait, or given up. A test is not tried again."""
        wait = None if tried.event == Happening.TEST else tried.next_wait
        if not said:
            state, due = DeliveryState.DONE, now
        else:
            state, due = (DeliveryState.FAILED, now) if wait is None else (DeliveryState.WAITING, now + wait)
        kept = replace(tried, state=state, due=due, status=status, said=said[:_LONGEST_SAID])
        with self._write() as connection:
            values = {"state": state.value, "due": due, "status": status, "said": kept.said}
            connection.execute(update(delivery).where(delivery.c.id == tried.id).values(values))
        return kept

    def again(self, number: int, target: int, done: Deed) -> bool:
        """Let a delivery of this endpoint be tried anew, at once. Whether there was one that is not waiting."""
        mine = update(delivery).where(delivery.c.id == target, delivery.c.endpoint == number, delivery.c.state != DeliveryState.WAITING.value)
        with self._write() as connection:
            moved = connection.execute(mine.values(state=DeliveryState.WAITING.value, due=done.at, tries=0, said="", status=0)).rowcount > 0
            if moved:
                deeds.add(connection, done)
        return moved

    def forget(self, now: datetime) -> int:
        """Remove what was told, or given up, more than 30 days ago; gives the number."""
        old = delete(delivery).where(delivery.c.state != DeliveryState.WAITING.value, delivery.c.due < now - KEPT)
        with self._write() as connection:
            return connection.execute(old).rowcount


def _endpoint(row: Row[Any], prefix: str = "") -> Endpoint:
    values: dict[str, Any] = {f.name: getattr(row, prefix + f.name) for f in fields(Endpoint)}
    return Endpoint(**values | {"events": tuple(values["events"])})


def _delivery(row: Row[Any], prefix: str = "") -> Delivery:
    values: dict[str, Any] = {f.name: getattr(row, prefix + f.name) for f in fields(Delivery)}
    return Delivery(**values | {"state": DeliveryState(values["state"])})
