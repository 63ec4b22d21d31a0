"""The ways in and out: set-up, password, second factor, recovery codes, invitations, links, sessions that end."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from fastapi import FastAPI

from localize.domain.account import Account, Role
from localize.web import factor
from localize.web.sessions import IDLE, WHOLE
from tests.web.world import PASSWORD, URL, Browser, World

SETUP = {"name": "lin", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def code(empty_app: FastAPI) -> str:
    return empty_app.state.site.setup_code  # type: ignore[no-any-return]


def acts(world: World) -> list[str]:
    return [deed.act for deed in world.store.deeds.page(limit=200) if deed.act != "test"]


class TestSetUp:
    def test_the_first_run_makes_one_operator_and_is_then_gone(self, empty_app: FastAPI, code: str) -> None:
        browser = Browser(empty_app)
        assert browser.get("/").headers["location"] == browser.get("/login").headers["location"] == "/setup"
        assert browser.get("/setup").status_code == 200
        made = browser.post("/setup", data=SETUP | {"code": code})
        assert (made.status_code, made.headers["location"]) == (303, "/")
        assert browser.get("/people").status_code == 200, "signed in as the operator"
        (account,) = empty_app.state.site.store.accounts.all()
        assert account.name == "lin" and account.roles == (Role.OPERATOR,) and PASSWORD not in account.password
        again = Browser(empty_app)
        assert again.get("/setup").status_code == 404 and again.post("/setup", data=SETUP | {"code": code, "name": "eve"}).status_code == 404

    @pytest.mark.parametrize(
        ("typed", "field", "says"),
        [
            ({"code": "guess"}, "code", "not the code"),
            ({"code": ""}, "code", "not the code"),
            ({"name": "  "}, "name", "Give a name"),
            ({"name": "x" * 41}, "name", "at most 40"),
            ({"password": "short", "again": "short"}, "password", "at least 12"),
            ({"password": "password1234", "again": "password1234"}, "password", "easy to guess"),
            ({"password": "aaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaa"}, "password", "easy to guess"),
            ({"name": "margarethe", "password": "margarethe12", "again": "margarethe12"}, "password", "easy to guess"),
            ({"again": PASSWORD + "x"}, "again", "differ"),
        ],
    )
    def test_what_does_not_fit_is_said_beside_its_field(self, empty_app: FastAPI, code: str, typed: dict[str, str], field: str, says: str) -> None:
        page = Browser(empty_app).post("/setup", data=SETUP | {"code": code} | typed)
        assert page.status_code == 422 and not empty_app.state.site.store.accounts.exist()
        assert says in page.text and f'href="#{field}"' in page.text and f'id="{field}-fault"' in page.text
        assert "Problem:" in page.text and PASSWORD not in page.text

    def test_the_code_cannot_be_tried_for_ever(self, empty_app: FastAPI) -> None:
        browser = Browser(empty_app)
        statuses = [browser.post("/setup", data=SETUP | {"code": str(n), "password": ""}).status_code for n in range(51)]
        assert statuses[-1] == 429 and set(statuses[:50]) == {422}


class TestPassword:
    @pytest.fixture
    def mei(self, world: World) -> Account:
        account = world.accounts["editor right"]
        return world.store.accounts.save(replace(account, password=world.site.passwords.hashed(PASSWORD)), world.store.deeds.page(limit=1)[0])

    def test_the_right_one_opens_a_new_session_and_out_closes_it(self, world: World, mei: Account) -> None:
        browser = world.visitor()
        browser.cookies.set("chuhai", "prepared by somebody else", domain="127.0.0.1")
        entered = browser.post("/login", data={"name": "mei", "password": PASSWORD, "next": "/account"})
        assert (entered.status_code, entered.headers["location"]) == (303, "/account")
        cookie = entered.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie and "prepared" not in cookie
        assert browser.get("/account").status_code == 200
        token = browser.cookies["chuhai"]
        assert browser.post("/logout").headers["location"] == "/login?said=signed-out"
        assert Browser(world.app, token).get("/account").status_code == 303, "the token is worth nothing any more"
        assert acts(world)[:2] == ["session.end", "session.begin"]

    def test_signing_in_again_ends_the_session_before(self, world: World, mei: Account) -> None:
        browser = world.visitor()
        tokens = []
        for _ in range(2):
            browser.post("/login", data={"name": "mei", "password": PASSWORD})
            tokens.append(browser.cookies["chuhai"])
        assert tokens[0] != tokens[1] and Browser(world.app, tokens[0]).get("/account").status_code == 303

    @pytest.mark.parametrize(
        "typed", [{"name": "mei", "password": "wrong password"}, {"name": "nobody", "password": PASSWORD}, {"name": "minh", "password": ""}, {}]
    )
    def test_a_wrong_one_says_nothing_about_the_account(self, world: World, mei: Account, typed: dict[str, str]) -> None:
        page = world.visitor().post("/login", data=typed)
        assert page.status_code == 422 and "The name or the password is wrong." in page.text and "set-cookie" not in page.headers

    def test_who_is_switched_off_does_not_get_in(self, world: World, mei: Account) -> None:
        world.store.accounts.save(replace(mei, active=False), world.store.deeds.page(limit=1)[0])
        assert world.visitor().post("/login", data={"name": "mei", "password": PASSWORD}).status_code == 422

    def test_guessing_is_stopped_by_name(self, world: World, mei: Account) -> None:
        browser = world.visitor()
        statuses = [browser.post("/login", data={"name": "mei", "password": "wrong"}).status_code for _ in range(11)]
        assert statuses == [422] * 10 + [429]
        refused = browser.post("/login", data={"name": "mei", "password": PASSWORD})
        assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 800, "the right one neither"
        assert browser.post("/login", data={"name": "minh", "password": "wrong"}).status_code == 422
        assert acts(world).count("session.refused") == 11

    @pytest.mark.parametrize("onward", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/x\r\nSet-Cookie: a=b"])
    def test_nobody_is_led_elsewhere(self, world: World, mei: Account, onward: str) -> None:
        entered = world.visitor().post("/login", data={"name": "mei", "password": PASSWORD, "next": onward})
        assert entered.headers["location"] == "/"

    def test_a_new_password_ends_the_other_sessions(self, world: World, mei: Account) -> None:
        here, there = world.visitor(), world.visitor()
        for browser in (here, there):
            browser.post("/login", data={"name": "mei", "password": PASSWORD})
        fresh = "quiet harbour mango 12"
        assert here.post("/account/password", data={"old": "wrong", "password": fresh, "again": fresh}).status_code == 422
        changed = here.post("/account/password", data={"old": PASSWORD, "password": fresh, "again": fresh})
        assert changed.headers["location"] == "/account?said=password"
        assert here.get("/account").status_code == 200 and there.get("/account").status_code == 303
        assert world.visitor().post("/login", data={"name": "mei", "password": PASSWORD}).status_code == 422
        assert world.visitor().post("/login", data={"name": "mei", "password": fresh}).status_code == 303


class TestSecondFactor:
    @pytest.fixture
    def switched_on(self, world: World) -> tuple[str, list[str]]:
        """The secret and the recovery codes of mei, set up by the pages."""
        account = world.accounts["editor right"]
        world.store.accounts.save(replace(account, password=world.site.passwords.hashed(PASSWORD)), world.store.deeds.page(limit=1)[0])
        browser = world.visitor()
        browser.post("/login", data={"name": "mei", "password": PASSWORD})
        secret = re.search(r'class="secret">([A-Z2-7]+)<', browser.get("/account/factor").text)[1]  # type: ignore[index]
        picture = browser.get("/account/factor.svg")
        assert picture.headers["content-type"] == "image/svg+xml" and b"<svg" in picture.content
        assert browser.post("/account/factor", data={"code": "000000"}).status_code == 422
        page = browser.post("/account/factor", data={"code": pyotp.TOTP(secret).at(datetime.now(UTC) - timedelta(seconds=30))})
        codes = re.findall(r"<li><code>([a-z0-9-]+)</code>", page.text)
        assert page.status_code == 200 and len(codes) == 10
        return secret, codes

    def halfway(self, world: World) -> Browser:
        browser = world.visitor()
        entered = browser.post("/login", data={"name": "mei", "password": PASSWORD, "next": "/account"})
        assert entered.headers["location"] == "/login/code?next=/account"
        return browser

    def test_the_password_alone_opens_nothing(self, world: World, switched_on: tuple[str, list[str]]) -> None:
        browser = self.halfway(world)
        assert browser.get("/account").headers["location"] == "/login?next=/account" and browser.get("/api/v1/me").status_code == 401
        assert browser.get("/login/code").status_code == 200
        assert world.visitor().get("/login/code").headers["location"] == "/login"

    def test_a_code_opens_once(self, world: World, switched_on: tuple[str, list[str]]) -> None:
        code = pyotp.TOTP(switched_on[0]).now()
        browser, watcher = self.halfway(world), self.halfway(world)
        before = browser.cookies["chuhai"]
        entered = browser.post("/login/code", data={"code": f" {code[:3]} {code[3:]} ", "next": "/account"})
        assert entered.headers["location"] == "/account" and browser.get("/account").status_code == 200
        assert browser.cookies["chuhai"] != before, "the session is a new one"
        assert watcher.post("/login/code", data={"code": code}).status_code == 422, "who looked over a shoulder has nothing"

    def test_a_recovery_code_opens_once(self, world: World, switched_on: tuple[str, list[str]]) -> None:
        _, codes = switched_on
        assert self.halfway(world).post("/login/code", data={"code": codes[3].upper()}).status_code == 303
        assert self.halfway(world).post("/login/code", data={"code": codes[3]}).status_code == 422
        assert self.halfway(world).post("/login/code", data={"code": codes[4]}).status_code == 303

    def test_codes_cannot_be_guessed_for_ever(self, world: World, switched_on: tuple[str, list[str]]) -> None:
        browser = self.halfway(world)
        assert [browser.post("/login/code", data={"code": "1"}).status_code for _ in range(11)][-2:] == [422, 429]

    def test_it_is_switched_off_with_the_password_only(self, world: World, switched_on: tuple[str, list[str]]) -> None:
        browser = self.halfway(world)
        browser.post("/login/code", data={"code": switched_on[1][0]})
        assert browser.post("/account/factor/off", data={"old": "wrong"}).status_code == 422
        assert browser.post("/account/factor/off", data={"old": PASSWORD}).status_code == 303
        assert world.visitor().post("/login", data={"name": "mei", "password": PASSWORD}).headers["location"] == "/"


@pytest.mark.parametrize(("seconds", "right"), [(0, True), (-29, True), (31, True), (-65, False), (65, False)])
def test_clocks_may_differ_by_half_a_minute(seconds: int, right: bool) -> None:
    secret, now = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
    code = pyotp.TOTP(secret).at(now + timedelta(seconds=seconds))
    assert (factor.step_of(secret, code, now) is not None) == right
    assert factor.step_of(secret, code, now, after=10**9) is None


class TestInvitation:
    def test_it_sets_a_password_once(self, world: World) -> None:
        token = world.site.keys.invitation(world.accounts["seller own"])
        browser = world.visitor()
        assert "茶行老板" in browser.get(f"/welcome/{token}").text
        assert browser.post(f"/welcome/{token}", data={"password": "short", "again": "short"}).status_code == 422
        assert browser.post(f"/welcome/{token}", data={"password": PASSWORD, "again": PASSWORD}).headers["location"] == "/"
        assert browser.get("/account").status_code == 200
        assert world.visitor().get(f"/welcome/{token}").status_code == 404
        assert world.visitor().post(f"/welcome/{token}", data={"password": PASSWORD, "again": PASSWORD}).status_code == 404

    def test_forged_and_foreign_ones_are_not_there(self, world: World) -> None:
        token = world.site.keys.invitation(world.accounts["seller own"])
        link = world.site.keys.link(world.links["link"])
        body, _, signature = token.rpartition(".")
        other = world.site.keys.invitation(world.accounts["operator"]).rpartition(".")[0]
        for wrong in (f"{other}.{signature}", f"{body}.{signature[:-2]}AA", link, "x", "x" * 5000):
            assert world.visitor().get(f"/welcome/{wrong}").status_code == 404, wrong

    def test_an_operator_resets_an_account(self, world: World) -> None:
        operator, account = world.browser("operator"), world.accounts["seller own"]
        victim = world.browser("seller own")
        done = operator.post(f"/people/{account.id}/reset", data={"revision": account.revision, "factor": "yes"})
        assert done.headers["location"] == f"/people/{account.id}?said=reset"
        assert victim.get("/account").status_code == 303
        address = re.search(rf'value="{URL}(/welcome/[^"]+)"', operator.get(f"/people/{account.id}").text)[1]  # type: ignore[index]
        assert world.visitor().get(address).status_code == 200


class TestLink:
    def test_it_leads_away_from_its_address_into_a_session_of_its_own(self, world: World) -> None:
        browser = world.visitor()
        opened = browser.get(f"/link/{world.site.keys.link(world.links['link'])}")
        assert (opened.status_code, opened.headers["location"]) == (303, "/shop")
        page = browser.get("/")
        assert page.status_code == 200 and "茶行" in page.text and browser.get("/account").status_code == 403

    @pytest.mark.parametrize(("which", "status", "says"), [("link expired", 410, "has expired"), ("link revoked", 410, "was closed")])
    def test_a_closed_one_says_what_to_do(self, world: World, which: str, status: int, says: str) -> None:
        page = world.visitor().get(f"/link/{world.site.keys.link(world.links[which])}")
        assert page.status_code == status and says in page.text and "set-cookie" not in page.headers

    def test_a_forged_one_is_not_there(self, world: World) -> None:
        body, _, signature = world.site.keys.link(world.links["link"]).rpartition(".")
        other = world.site.keys.link(world.links["link one"]).rpartition(".")[0]
        for wrong in (f"{other}.{signature}", f"{body}.{signature[:-1]}", world.site.keys.invitation(world.accounts["operator"]), "1", "é"):
            assert world.visitor().get(f"/link/{wrong}").status_code == 404

    def test_revoking_ends_what_it_began_and_renewing_opens_it_again(self, world: World) -> None:
        operator, visitor = world.browser("operator"), world.visitor()
        expired = world.links["link expired"]
        address = f"/link/{world.site.keys.link(expired)}"
        assert visitor.get(address).status_code == 410
        operator.post(f"/links/{expired.id}/renew", data={"days": "3"})
        assert visitor.get(address).status_code == 303 and visitor.get("/").status_code == 200
        operator.post(f"/links/{expired.id}/revoke")
        assert visitor.get("/").headers["location"] == "/login" and visitor.get(address).status_code == 410
        assert operator.post(f"/links/{expired.id}/renew", data={"days": "3"}).status_code == 409

    def test_it_is_made_for_a_shop_and_records_that_are_its(self, world: World) -> None:
        operator = world.browser("operator")
        typed = {"shop": "茶行", "label": "三月", "records": "note:n0001\nnote:n0003", "days": "7"}
        assert operator.post("/links", data=typed).status_code == 422, "note:n0003 is of another shop"
        assert operator.post("/links", data=typed | {"shop": ""}).status_code == 422
        assert operator.post("/links", data=typed | {"records": "", "days": "0"}).status_code == 422
        made = operator.post("/links", data=typed | {"records": "note:n0001"})
        page = operator.get(made.headers["location"])
        address = re.search(rf'value="{URL}(/link/[^"]+)"', page.text)[1]  # type: ignore[index]
        seller = world.visitor()
        assert seller.get(address).status_code == 303
        assert [r["key"] for r in seller.get("/api/v1/records").json()["items"]] == ["note:n0001"]


@pytest.mark.parametrize(
    ("ago", "idle", "good"),
    [(timedelta(0), timedelta(0), True), (WHOLE, timedelta(0), False), (timedelta(hours=5), IDLE, False), (timedelta(hours=5), IDLE / 2, True)],
)
def test_a_session_ends_when_idle_and_in_any_case(world: World, ago: timedelta, idle: timedelta, good: bool) -> None:
    from localize.domain.account import Session
    from localize.web.keys import digest

    began = datetime.now(UTC) - ago - timedelta(seconds=1)
    seen = datetime.now(UTC) - idle - timedelta(seconds=1)
    session = Session(digest("c"), world.accounts["operator"].id, None, began, seen, began + WHOLE)
    world.store.sessions.begin(session, world.store.deeds.page(limit=1)[0])
    assert (Browser(world.app, "c").get("/people").status_code == 200) == good
