"""`localize accounts` and `localize night --shop`, as they are typed."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from localize.cli import app
from localize.domain.record import Record
from localize.settings import Settings
from localize.store.repository import Store
from localize.web.app import create_app
from localize.web.configuration import WebSettings
from tests.web.world import PASSWORD, Browser

Run = Callable[..., Result]


@pytest.fixture
def run(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_record: Callable[..., Record]) -> Run:
    monkeypatch.setenv("CHUHAI_STORE", store_url)
    monkeypatch.setenv("CHUHAI_OUT", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("CHUHAI_URL", "CHUHAI_SECRET"):
        monkeypatch.delenv(name, raising=False)
    with Store.open(store_url) as store:
        store.save_records([replace(make_record(1), shop="茶行"), make_record(2)], store.start_night(datetime.now(UTC)))
    return lambda *words: CliRunner().invoke(app, ["accounts", *words])


def test_an_account_is_added_listed_and_switched_off(run: Run, store_url: str, tmp_path: Path) -> None:
    assert "no account yet" in run("list").output
    added = run("add", "lin", "--role", "operator")
    assert added.exit_code == 0 and run("add", "mei", "--role", "editor", "--locale", "en", "--locale", "zh-hant").exit_code == 0
    address = re.search(r"http://127.0.0.1:8765(/welcome/\S+)", added.output)[1]  # type: ignore[index]
    assert run("list").output.splitlines() == ["lin  operator  -  invited", "mei  editor  en, zh-Hant  invited"]
    with Store.open(store_url) as store:
        browser = Browser(create_app(Settings.read(), store, WebSettings.read(tmp_path, "http://127.0.0.1:8765")))
        assert browser.post(address, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303, "the address is the server's own"
        assert [d.who for d in store.deeds.page(act="account.add")] == ["the command line"] * 2
    assert run("disable", "mei").exit_code == 0 and "mei  editor  en, zh-Hant  disabled" in run("list").output
    refused = run("disable", "lin")
    assert refused.exit_code == 2 and "Nobody would be left" in refused.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add", "x", "--role", "king"], "is not one of"),
        (["add", "x", "--role", "editor"], "needs a language"),
        (["add", "x", "--role", "seller"], "needs a shop"),
        (["add", "x", "--role", "editor", "--locale", "English!"], "language tags"),
        (["add", " ", "--role", "auditor"], "Give a name"),
        (["disable", "nobody"], "no account nobody"),
        (["link", "花坊"], "no record of a shop"),
        (["link", " "], "no record of a shop"),
        (["link", "茶行", "--record", "note:n0002"], "no record of 茶行"),
        (["link", "茶行", "--days", "0"], "days"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(run: Run, words: list[str], says: str) -> None:
    result = run(*words)
    assert result.exit_code == 2 and says in result.output and "Traceback" not in result.output


def test_a_link_opens(run: Run, store_url: str, tmp_path: Path) -> None:
    made = run("link", "茶行", "--days", "3", "--record", "note:n0001")
    address = re.search(r"http://127.0.0.1:8765(/link/\S+)", made.output)[1]  # type: ignore[index]
    with Store.open(store_url) as store:
        browser = Browser(create_app(Settings.read(), store, WebSettings.read(tmp_path, "http://127.0.0.1:8765")))
        assert browser.get(address).status_code == 303
        assert [item["key"] for item in browser.get("/api/v1/records").json()["items"]] == ["note:n0001"]
