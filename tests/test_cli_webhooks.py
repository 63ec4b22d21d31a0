"""`localize webhooks`: list, test, deliver, with what came of it as the exit code."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from localize.cli import app
from localize.domain.account import Deed
from localize.domain.webhook import Endpoint, Happening
from localize.store.repository import Store
from tests.webhooks.receiver import receiving

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def run(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    for name, value in {"CHUHAI_STORE": store_url, "CHUHAI_OUT": str(tmp_path), "CHUHAI_WEBHOOKS_PRIVATE": "1"}.items():
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(app, ["webhooks", *words])


def added(store_url: str, url: str) -> None:
    with Store.open(store_url) as store:
        made = store.webhooks.add(Endpoint(0, url, "", ("night.finished",), NOW, "olga", secret="s" * 43), Deed(NOW, "olga", "webhook.add", ""))
        store.webhooks.put(made.id, Happening.NIGHT, NOW, {"night": 1})


def test_they_are_listed_tested_and_sent(run, store_url: str) -> None:  # type: ignore[no-untyped-def]
    assert "no webhook yet" in run("list").output
    with receiving() as receiver:
        added(store_url, receiver.url)
        assert f"1  {receiver.url}  night.finished  on" in run("list").output
        arrived = run("test")
        assert arrived.exit_code == 0 and "arrived, it answered 200" in arrived.output
        assert run("deliver").output.startswith("1 arrived, 0 are tried again")
        receiver.status = 404
        lost = run("test", "1")
        assert lost.exit_code == 4 and "It answered 404." in lost.output
    assert [headers["Chuhai-Event"] for headers, _ in receiver.got] == ["test", "night.finished", "test"]
    assert run("test", "7").exit_code == 2
