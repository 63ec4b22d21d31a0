"""What a variant rests on that nobody has verified."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from localize.build import build
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target, Value
from localize.grounds import unverified
from localize.kit import Kit, load_kit
from localize.plan import plan, read
from localize.settings import Settings
from localize.store.repository import Store
from localize.translate import topics, translate

RECORD = Record(
    "g1", Kind.NOTE, (Field("title", Role.TITLE, "充电宝收纳袋"), Field("desc", Role.BODY, "建议拍大一码，一只39.9元，重半斤。[笑哭R]\n#穿搭[话题]#"))
)
PLAIN = Record("g2", Kind.NOTE, (Field("title", Role.TITLE, "abc 123"),))


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kit]:
    settings = Settings.read({"CHUHAI_ENGINE": "pseudo"})
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('grounds') / 's.db'}") as store:
        yield load_kit(settings, store)


def rests(kit: Kit, record: Record, target: str) -> tuple[str, ...]:
    work = plan(read(record, kit), Target.parse(target), kit)
    texts, _ = translate([work], kit.store, lambda *_: None)
    return unverified(build(work, texts, topics(work, kit.store), kit), kit)


def test_values_rows_and_tables_are_named(kit: Kit) -> None:
    found = rests(kit, RECORD, "TW/zh-Hant-TW/general")
    assert {"conventions.price_prefix", "conventions.measures", "rates"} <= set(found)
    assert any(name.startswith("words.tw") for name in found)
    assert "conventions.currency" not in found, "a currency's code is verified"
    assert len(found) == len(set(found))


def test_off_the_platform_stickers_and_topics_count(kit: Kit) -> None:
    found = rests(kit, RECORD, "US/en-US/general")
    assert "social.sticker [笑哭R]" in found and any(name.startswith("social.topic") for name in found)
    assert not any(name.startswith("words.") for name in found)


def test_a_text_that_nothing_touched_rests_on_what_stands_under_it(kit: Kit) -> None:
    assert rests(kit, PLAIN, "US/en-US/general") == ("after_sale.en",), "the sentence under each text"


def test_what_is_verified_no_longer_counts(kit: Kit) -> None:
    region = kit.regions["US"]
    sure = replace(region, values=tuple(replace(value, verified=True) for value in region.values))
    doubted = set(rests(kit, RECORD, "US/en-US/general"))
    left = set(rests(replace(kit, regions={**kit.regions, "US": sure}), RECORD, "US/en-US/general"))
    assert left < doubted and not any(name.startswith(("conventions", "claims", "after_sale")) for name in left)
    assert isinstance(region.values[0], Value)


def test_a_night_reports_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from localize.cli import app

    monkeypatch.setenv("CHUHAI_STORE", f"sqlite:///{tmp_path / 's.db'}")
    monkeypatch.setenv("CHUHAI_OUT", str(tmp_path))
    source = tmp_path / "in.jsonl"
    source.write_text('{"note_id": "g1", "type": "normal", "title": "充电宝收纳袋", "desc": "一只39.9元，重半斤。"}\n', encoding="utf-8")
    said = CliRunner().invoke(app, ["night", str(source), "--engine", "pseudo"], env={"COLUMNS": "160"})
    assert "values a variant rests on" in said.output
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["resting"]["TW"][1] >= 3 and report["doubts"]["rates"] >= 6
    assert "Not verified by anyone" in (tmp_path / "report.html").read_text(encoding="utf-8")
