"""Signing in at a provider: against a small one in a second process, that signs its tokens and can be told to get things wrong."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from localize.store.repository import Store
from localize.web.app import create_app
from localize.web.configuration import Provider, WebSettings
from tests.web.world import SECRET, URL, Browser, World

STAND_IN = Path(__file__).parent / "provider.py"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with subprocess.Popen([sys.executable, str(STAND_IN)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def joined(world: World, issuer: str) -> World:
    """The same world with the provider switched on."""
    web = WebSettings(URL, SECRET, Provider(issuer, "chuhai", "a secret of the client"))
    return replace(world, app=create_app(world.site.settings, world.store, web))


def sign_in(browser: Browser, issuer: str, **wrong: str) -> tuple[int, str]:
    """Go to the provider and come back, with what it is told to get wrong; gives status and place."""
    left = browser.get("/login/oidc?next=/account")
    assert left.status_code == 303 and left.headers["location"].startswith(f"{issuer}/authorize?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(left.headers["location"]).query).items()}
    assert asked["code_challenge_method"] == "S256" and asked["redirect_uri"] == f"{URL}/login/oidc/return" and len(asked["nonce"]) > 20
    # the stand-in's codes say what the token will hold: it has no people of its own
    code = "~".join([asked["nonce"], asked["code_challenge"], wrong.get("name", "mei"), wrong.get("subject", "sub-1"), wrong.get("fault", "")])
    back = browser.get("/login/oidc/return", params={"code": code, "state": wrong.get("state", asked["state"])})
    return back.status_code, back.headers.get("location", back.text)


def test_an_invited_account_is_taken_once_by_its_name_and_then_by_its_subject(joined: World, issuer: str) -> None:
    browser = joined.visitor()
    assert "/login/oidc?next=/" in browser.get("/login").text
    assert sign_in(browser, issuer) == (303, "/account")
    assert "mei" in browser.get("/account").text
    assert sign_in(joined.visitor(), issuer, name="renamed there") == (303, "/account"), "the subject counts"
    status, text = sign_in(joined.visitor(), issuer, subject="sub-2")
    assert status == 403 and "no account for you" in text, "who has got the name there since then"
    assert [d.act for d in joined.store.deeds.page(limit=3) if d.who == "mei"] == ["session.begin", "session.begin", "account.subject"]


def test_an_account_with_a_password_is_not_taken(joined: World, issuer: str) -> None:
    account = joined.accounts["editor right"]
    joined.store.accounts.save(replace(account, password="$argon2id$hash"), joined.store.deeds.page(limit=1)[0])
    assert sign_in(joined.visitor(), issuer)[0] == 403


def test_a_stranger_and_somebody_switched_off_are_turned_away(joined: World, issuer: str) -> None:
    assert sign_in(joined.visitor(), issuer, name="nobody here")[0] == 403
    joined.store.accounts.save(replace(joined.accounts["editor right"], active=False), joined.store.deeds.page(limit=1)[0])
    assert sign_in(joined.visitor(), issuer)[0] == 403


@pytest.mark.parametrize("fault", ["issuer", "audience", "nonce", "expired", "signature", "none", "no subject", "error", "no json"])
def test_what_the_provider_gets_wrong_opens_nothing(joined: World, issuer: str, fault: str) -> None:
    browser = joined.visitor()
    status, text = sign_in(browser, issuer, fault=fault)
    assert status == 502 and "did not answer as it must" in text and browser.get("/account").status_code == 303


def test_a_way_back_that_nobody_left_by_opens_nothing(joined: World, issuer: str) -> None:
    assert sign_in(joined.visitor(), issuer, state="another")[0] == 502
    assert joined.visitor().get("/login/oidc/return?code=x&state=y").status_code == 502


def test_a_provider_that_is_away_is_said(world: World) -> None:
    web = WebSettings(URL, SECRET, Provider("http://127.0.0.1:9", "chuhai", "s"))
    page = Browser(create_app(world.site.settings, world.store, web)).get("/login/oidc")
    assert page.status_code == 502 and "sign in with a password" in page.text


def test_it_is_off_by_default(world: World) -> None:
    assert world.visitor().get("/login/oidc").status_code == 404 and "/login/oidc" not in world.visitor().get("/login").text
    assert isinstance(world.store, Store)
