"""No page and no answer asks the store more than twelve things, however much there is: every address that can be looked at, by who may."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.web.walk import addresses
from tests.web.world import World

pytestmark = pytest.mark.usefixtures("flagged")

MOST = 12


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """The statements that reach the database inside the block, but for those that begin and end a transaction."""
    said: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.split()[0].upper() in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"):
            said.append(statement)

    engine = world.store._engine
    event.listen(engine, "before_cursor_execute", heard)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", heard)


@pytest.mark.parametrize("who", ["operator", "auditor", "editor right", "seller own", "link"])
def test_no_address_asks_the_store_more_than_twelve_things(world: World, who: str) -> None:
    browser = world.browser(who)
    asked: dict[str, int] = {}
    answered: dict[str, int] = {}
    for route, address in addresses({"key": "herb.ai-cao|en|any"}):
        mine = address if "/term" in route.path else address.replace("herb.ai-cao|en|any", "note:n0001")
        with counted(world) as said:
            answered[mine] = browser.get(mine).status_code
        asked[mine] = len(said)
    assert {address: number for address, number in asked.items() if number > MOST} == {}
    assert sum(status == 200 for status in answered.values()) > (25 if who == "operator" else 12), answered
