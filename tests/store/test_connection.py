"""Addresses, and what is said when a store cannot be used."""

import json
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from localize.errors import SettingsError, StoreBusy, TransientError
from localize.store import connection
from localize.store.connection import parse_url
from localize.store.repository import Store

CASES = json.loads((Path(__file__).parents[1] / "cases" / "store_urls.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_addresses(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(SettingsError, match=case["error"]) as caught:
            parse_url(case["url"])
        assert "secret" not in str(caught.value)
    else:
        assert parse_url(case["url"]).render_as_string(hide_password=True) == case["shown"]


def test_the_folder_of_a_new_store_is_made(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/a/b/store.db") as store:
        assert store.revision() and store.faults() == ()


def test_a_file_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear customer, " * 100)
    with pytest.raises(SettingsError, match="not a database"):
        Store.open(f"sqlite:///{path}")
    assert path.read_text().startswith("Dear customer")


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be used"):
        Store.open(f"sqlite:///{tmp_path}")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="cannot be made"):
        Store.open(f"sqlite:///{tmp_path}/file/below/store.db")


def test_a_writer_that_waits_too_long_says_busy_and_readers_go_on(store_url: str, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(store_url.removeprefix("sqlite:///"), isolation_level=None)
    with Store.open(store_url) as store:
        other.execute("BEGIN IMMEDIATE")
        assert store.nights() == ()
        with pytest.raises(StoreBusy, match="is busy"):
            store.start_night(now)
        other.execute("ROLLBACK")
        assert store.start_night(now) == 1
    other.close()


def test_a_postgresql_that_is_not_there_may_come_back() -> None:
    pytest.importorskip("psycopg", reason="PostgreSQL needs psycopg, which is not installed")
    with pytest.raises(TransientError, match="did not answer") as caught:
        Store.open("postgresql://lin:secret@127.0.0.1:9/chuhai")
    assert "secret" not in str(caught.value)
