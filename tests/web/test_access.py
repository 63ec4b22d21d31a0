"""The authorisation matrix: every route and every role, from the running application. A route that is not in the table fails, and so does one without a door."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from localize.domain.account import ACCOUNT_ROLES, Account, Role
from localize.web.access import SCOPES, TABLE, Act, Reach, Thing, Who, allowed
from localize.web.admission import declared
from localize.web.app import ROUTERS
from tests.web.world import URL, Browser, World

CASES = json.loads((Path(__file__).parent.parent / "cases" / "access.json").read_text(encoding="utf-8"))
EVERYBODY = CASES["everybody"]
OUTSIDE = ["anonymous", "link expired", "link revoked", "forged cookie"]
QUERY = "?key=note:n0001&target=US/en-US/general&position=0&number=1&night=1&code=HK&channel=amazon&entry=herb.ai-cao|en|any"
TERM = "?key=herb.ai-cao|en|any"


def _routes() -> Iterator[APIRoute]:
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute), f"{route} is no route that a door could stand before"
            yield route


ROUTES = list(_routes())


def names(route: APIRoute) -> list[str]:
    return [f"{method} {route.path}" for method in sorted(route.methods)]


def test_the_application_has_these_routes_and_no_others(empty_app: FastAPI) -> None:
    assert [getattr(each, "original_router", each) for each in empty_app.routes] == list(ROUTERS)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: " ".join(names(route)))
def test_every_route_has_one_door_and_a_line_in_the_table(route: APIRoute) -> None:
    assert len(declared(route)) == 1, "give it who: Annotated[Who, may(Act.…)]"
    assert all(name in CASES["routes"] for name in names(route)), "say in tests/cases/access.json who gets in"


def test_the_table_names_no_route_that_is_gone() -> None:
    assert {name for route in ROUTES for name in names(route)} == set(CASES["routes"])


def ask(client: TestClient, name: str) -> int:
    method, path = name.split(" ")
    address = path.replace("{number}", "1").replace("{token}", "forged").replace("{name}", "app.css").replace("{move}", "approve")
    address = address.replace("{key}", "note:n0001")
    body = {"json": {}} if "/api/" in path else {"data": {}}
    asked = "/api/" in path or "{key}" in path or path.startswith(("/glossary", "/review"))
    query = TERM if "/api/v1/term" in path else QUERY if asked else ""
    answered = client.request(method, address + query, **(body if method in ("POST", "PUT") else {}))  # type: ignore[arg-type]
    led_to_login = answered.status_code == 303 and answered.headers["location"].partition("?next=")[0] == "/login"
    if led_to_login and path != "/" and not path.startswith("/login"):
        return 401
    known = answered.headers.get("content-type") == "application/problem+json" or "{key}" in path or path.startswith("/shop/")
    if answered.status_code == 404 and known:
        return 403  # what somebody may not even know of is not there
    return answered.status_code


@pytest.mark.parametrize("name", CASES["routes"])
def test_who_gets_in(world: World, name: str) -> None:
    world.flag("茶行老板")
    said = CASES["routes"][name]["in"]
    inside = set(EVERYBODY if said == "everybody" else said)
    for who in EVERYBODY:
        status = ask(world.browser(who) if who != "anonymous" else world.visitor(), name)
        assert (status not in (401, 403)) == (who in inside), f"{who} gets {status}"
        assert status < 500 or "oidc" in name, f"{who} gets {status}"


@pytest.mark.parametrize("who", OUTSIDE)
def test_who_is_nobody_gets_in_nowhere(world: World, who: str) -> None:
    client = {"anonymous": world.visitor, "forged cookie": lambda: Browser(world.app, "x" * 43)}.get(who, lambda: world.browser(who))()
    closed = [name for name, case in CASES["routes"].items() if case["in"] != "everybody"]
    assert {name: ask(client, name) for name in closed} == dict.fromkeys(closed, 401)


@pytest.mark.parametrize("change", [{"active": False}, {"roles": (Role.AUDITOR,)}])
def test_a_changed_account_is_another_one_at_once(world: World, change: dict[str, object]) -> None:
    browser = world.browser("seller own")
    assert ask(browser, "GET /api/v1/record") == 200
    account = world.accounts["seller own"]
    world.store.accounts.save(replace(account, shops=(), **change), world.store.deeds.page(limit=1)[0])  # type: ignore[arg-type]
    assert ask(browser, "GET /api/v1/me") == (401 if "active" in change else 200)
    assert ask(browser, "GET /account") == (401 if "active" in change else 200)


def test_a_token_does_what_its_scopes_name_and_no_more(world: World) -> None:
    reader = world.program("editor right", "read.record")
    assert ask(reader, "GET /api/v1/record") == 200
    assert ask(reader, "POST /api/v1/variant/approve") == 403
    assert ask(world.program("editor right", "approve", "read.record"), "POST /api/v1/variant/approve") == 412, "let in, and asked for If-Match"
    assert ask(world.program("seller own", "approve", "read.audit"), "POST /api/v1/variant/approve") == 403, (
        "a scope gives nothing that the account has not"
    )
    assert ask(world.program("operator", *SCOPES), "GET /people") == 403, "people are managed by people"
    assert ask(world.program("operator", *SCOPES), "GET /account") == 403
    assert ask(world.program("editor right", "read.record", expires=-timedelta(days=1)), "GET /api/v1/record") == 401
    assert ask(TestClient(world.app, base_url=URL, headers={"Authorization": "Bearer forged"}), "GET /api/v1/record") == 401


def test_with_a_header_no_cookie_counts(world: World) -> None:
    browser = world.browser("operator")
    browser.headers["Authorization"] = "Bearer forged"
    assert ask(browser, "GET /people") == 401


def test_lists_hold_what_one_may_read(world: World) -> None:
    def keys(who: str) -> list[str]:
        return [item["key"] for item in world.browser(who).get("/api/v1/records").json()["items"]]

    assert keys("operator") == keys("editor wrong") == ["note:n0001", "note:n0002", "note:n0003"]
    assert keys("seller own") == keys("link") == ["note:n0001", "note:n0002"]
    assert keys("seller other") == ["note:n0003"] and keys("link one") == ["note:n0002"]


def test_the_table_has_a_cell_for_every_act_and_role() -> None:
    assert set(TABLE) == set(Act) and all(set(row) == set(Role) for row in TABLE.values())
    for act, row in TABLE.items():
        assert act is Act.OPEN or row[Role.ANONYMOUS] is Reach.NONE
        assert row[Role.AUDITOR] in (Reach.NONE, Reach.ALL)
        assert row[Role.LINK] in (Reach.NONE, Reach.SHOP) or act in (Act.OPEN, Act.START, Act.TRY)


@given(
    act=st.sampled_from(Act),
    roles=st.sets(st.sampled_from(ACCOUNT_ROLES), min_size=1),
    shop=st.sampled_from(["", "茶行", "花坊"]),
    locale=st.sampled_from(["", "en-US", "zh-Hant-HK"]),
)
def test_what_may_be_done_to_a_thing_may_be_done_at_all(act: Act, roles: set[Role], shop: str, locale: str) -> None:
    who = Who(Account(1, "x", tuple(roles), datetime.now(UTC), locales=("en",), shops=("茶行",)))
    thing = Thing("note:n1", shop, locale)
    if allowed(who, act, thing):
        assert allowed(who, act)
        more = Who(replace(who.account, roles=tuple({*roles, Role.AUDITOR})))  # type: ignore[type-var]
        assert allowed(more, act, thing), "another role takes nothing away"
    only_locale = {TABLE[act][role] for role in roles} <= {Reach.LOCALE, Reach.NONE}
    assert not (only_locale and allowed(who, act, thing) and locale != "en-US")
