"""A site over a small store: people of every role, two shops, a link, and browsers that are signed in as each."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from localize.domain.account import Account, Deed, Link, Role, Session, Token
from localize.domain.locale import Locale
from localize.domain.record import Record
from localize.domain.term import Audience, Term
from localize.domain.variant import Variant
from localize.domain.webhook import WANTED, Endpoint
from localize.kit import Kit, load_kit
from localize.settings import Settings
from localize.store.flags import Flag
from localize.store.repository import Store
from localize.web.app import create_app
from localize.web.configuration import WebSettings
from localize.web.keys import digest, drawn
from localize.web.site import Site

URL = "http://127.0.0.1:8765"
SECRET = "Kx0vU7qYb3mZt9Rw2sLpQe5nHcJf8dGa"
PASSWORD = "泡脚 lantern orbit seven"
WEEK = timedelta(days=7)

PEOPLE = {
    "operator": Account(0, "olga", (Role.OPERATOR,), datetime(2026, 3, 1, tzinfo=UTC)),
    "auditor": Account(0, "anders", (Role.AUDITOR,), datetime(2026, 3, 1, tzinfo=UTC)),
    "editor right": Account(0, "mei", (Role.EDITOR,), datetime(2026, 3, 1, tzinfo=UTC), locales=("en",)),
    "editor wrong": Account(0, "minh", (Role.EDITOR,), datetime(2026, 3, 1, tzinfo=UTC), locales=("zh-Hant",)),
    "seller own": Account(0, "茶行老板", (Role.SELLER,), datetime(2026, 3, 1, tzinfo=UTC), shops=("茶行",)),
    "seller other": Account(0, "花坊老板", (Role.SELLER,), datetime(2026, 3, 1, tzinfo=UTC), shops=("花坊",)),
}


class Browser(TestClient):
    """Sends what a browser sends with every request of our own pages."""

    def __init__(self, app: FastAPI, cookie: str = "") -> None:
        super().__init__(app, base_url=URL, headers={"Sec-Fetch-Site": "same-origin", "Origin": URL}, follow_redirects=False)
        if cookie:
            self.cookies.set("chuhai", cookie, domain="127.0.0.1")


TERM = Term("herb.ai-cao", "herb", "艾草", Locale("en"), Audience.ANY, "mugwort", forbidden=("wormwood",))  # proposed by lin


@dataclass(frozen=True)
class World:
    app: FastAPI
    accounts: dict[str, Account]
    links: dict[str, Link]

    @property
    def site(self) -> Site:
        found: Site = self.app.state.site
        return found

    @property
    def store(self) -> Store:
        return self.site.store

    def visitor(self) -> Browser:
        return Browser(self.app)

    def browser(self, who: str) -> Browser:
        """A browser with a session of this account or link, put into the store directly: hashing passwords is slow by design."""
        account, link = self.accounts.get(who), self.links.get(who)
        now, cookie = datetime.now(UTC), f"cookie of {who}".encode().hex()
        session = Session(digest(cookie), account.id if account else None, link.id if link else None, now, now, now + WEEK)
        self.store.sessions.begin(session, Deed(now, who, "test", ""), instead_of=session.digest)
        return Browser(self.app, cookie)

    def flag(self, who: str) -> int:
        """A flag that somebody raised on the title of note:n0001."""
        said = Flag("note:n0001", "US/en-US/general", 0, "title", "艾草泡脚包", "Mugwort foot soak", "term", "不对", "", who, datetime.now(UTC))
        return self.store.desk.add_flag(said, most=40)

    def program(self, who: str, *scopes: str, expires: timedelta = WEEK) -> TestClient:
        """A program with a token of this account."""
        now, secret = datetime.now(UTC), drawn()
        self.store.passes.add_token(Token(0, self.accounts[who].id, "test", scopes, digest(secret), now, now + expires), Deed(now, who, "test", ""))
        return TestClient(self.app, base_url=URL, headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture(scope="session")
def rules(blank_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kit]:
    """The product's own rules with the pseudo engine, read once for all tests; each test puts its own store in."""
    url = f"sqlite:///{shutil.copy(blank_store, tmp_path_factory.mktemp('rules') / 'store.db')}"
    with Store.open(url) as store:
        yield load_kit(Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": url}), store)


@pytest.fixture
def empty_app(store_url: str, rules: Kit) -> Iterator[FastAPI]:
    """A site that nobody has set up."""
    with Store.open(store_url) as store:
        yield create_app(Settings.read({}), store, WebSettings(URL, SECRET), replace(rules, store=store))


@pytest.fixture
def world(empty_app: FastAPI, make_record: Callable[..., Record], make_variant: Callable[..., Variant]) -> World:
    site: Site = empty_app.state.site
    now = datetime.now(UTC)
    night = site.store.start_night(now)
    site.store.save_records([replace(make_record(1), shop="茶行"), replace(make_record(2), shop="茶行"), replace(make_record(3), shop="花坊")], night)
    site.store.save_variants(night, [make_variant(), make_variant("note:n0003")])
    site.store.save_term(TERM, "lin", "sellers write it often")

    def deed(act: str) -> Deed:
        return Deed(now, "test", act, "")

    site.store.seed_terms([Term("herb.ai-cao", "herb", "艾草", Locale("en"), Audience.ANY, "mugwort")])
    hook = Endpoint(0, "https://127.0.0.1/chuhai", "ERP", tuple(each.value for each in WANTED), now, "olga", secret=SECRET)
    site.store.webhooks.add(hook, deed("webhook.add"))
    accounts = {label: site.store.accounts.add(account, deed("account.add")) for label, account in PEOPLE.items()}
    made = {
        "link": Link(0, "三月", "茶行", (), now, "olga", now + WEEK),
        "link one": Link(0, "", "茶行", ("note:n0002",), now, "olga", now + WEEK),
        "link expired": Link(0, "", "茶行", (), now - 2 * WEEK, "olga", now - WEEK),
        "link revoked": Link(0, "", "茶行", (), now, "olga", now + WEEK, revoked=now),
    }
    links = {label: site.store.passes.add_link(link, deed("link.add")) for label, link in made.items()}
    return World(empty_app, accounts, links)


@pytest.fixture
def flagged(world: World) -> World:
    """The same with a flag that a seller raised."""
    world.flag("茶行老板")
    return world
