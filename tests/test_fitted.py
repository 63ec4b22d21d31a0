"""Approved variants as a channel takes them: which are written, what stands beside the texts, and that nothing runs."""

import csv
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from localize.domain.channel import Channel
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Region
from localize.domain.variant import Decision, Variant
from localize.errors import SettingsError
from localize.exchange.channels import load_channels
from localize.exchange.packs import load_regions
from localize.fitted import COLUMNS, emit_fitted, fitted, lines
from localize.review import approve
from localize.store.repository import Store

GLOSSARIES = Path(__file__).parents[1] / "glossaries"
US = "US/en-US/general"
LISTING, NOTE = "listing:n0001", "note:n0001"
SOAK = "Safflower, Poria and Mugwort Herbal Foot Soak, 30 Individually Wrapped Sachets, Gift for Mom"


@pytest.fixture(scope="module")
def channels() -> dict[str, Channel]:
    return load_channels(GLOSSARIES / "channels")


@pytest.fixture(scope="module")
def regions() -> dict[str, Region]:
    return load_regions(GLOSSARIES / "regions", enabled_only=False)


@pytest.fixture
def store(filled_store: Store) -> Store:
    listing = Record("n0001", Kind.LISTING, (Field("title", Role.TITLE, "艾草泡脚包"),))
    filled_store.save_records([listing], 1)
    return filled_store


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_listing_is_written_as_the_channel_takes_it(
    store: Store, tmp_path: Path, now: datetime, make_variant: Callable[..., Variant], channels: dict[str, Channel], regions: dict[str, Region]
) -> None:
    store.save_variants(1, [make_variant(record=LISTING, title=SOAK, lines=2), make_variant(record=NOTE)])
    approve(store, LISTING, US, "lin", now=now)
    approve(store, NOTE, US, "lin", now=now)
    done = emit_fitted(store, tmp_path, channels["amazon"], regions)
    assert [path.name for path in done.files] == ["US.amazon.jsonl", "US.amazon.csv"]
    assert (done.rows, done.unfit, done.skipped) == (1, 1, {"published elsewhere": 1})
    (row,) = rows(done.files[0])
    assert row["parts"]["title"] == "Safflower, Poria and Mugwort Herbal Foot Soak"
    assert row["parts"]["body"].splitlines()[-1] == "For external use." and "#mugwort" not in row["parts"]["body"]
    assert [step["rule"] for step in row["dropped"]][:2] == ["fit.audience", "fit.keywords"]
    assert row["problems"] == ["bullets has 2 of at least 3 texts"]


def test_the_table_has_a_line_a_text_with_what_was_dropped(
    store: Store, tmp_path: Path, now: datetime, make_variant: Callable[..., Variant], channels: dict[str, Channel], regions: dict[str, Region]
) -> None:
    store.save_variants(1, [make_variant(record=LISTING, title=f"=SUM, {SOAK}")])
    approve(store, LISTING, US, "lin", now=now)
    found = table(emit_fitted(store, tmp_path, channels["amazon"], regions).files[1])
    assert tuple(found[0]) == COLUMNS
    assert (found[0]["part"], found[0]["limit"], found[0]["length"]) == ("title", "at most 75 characters", str(len(found[0]["text"]) - 1))
    assert found[0]["text"].startswith("'=SUM, Safflower") and "fit.keywords dropped “, 30 Individually Wrapped Sachets”" in found[0]["dropped"]
    assert all(not cell.startswith(("=", "+", "@")) for row in found for cell in row.values())


def test_a_text_that_cannot_be_fitted_is_whole_and_says_so(
    make_variant: Callable[..., Variant], store: Store, now: datetime, channels: dict[str, Channel]
) -> None:
    title = "Laoshan Sandalwood and Agarwood Blend Slow Burning Incense Sticks with Ceramic Holder, Gift for Dad"
    store.save_variants(1, [make_variant(record=LISTING, title=title)])
    stored = store.variant(LISTING, US)
    assert stored is not None
    done = fitted(stored, channels["amazon"])
    line = lines(stored, channels["amazon"], done)[0]
    assert (line.text, line.length, line.steps) == (title, len(title), ())
    assert "85 of at most 75" in line.problems[0]
    assert stored.field_text("title") == title


def test_what_nobody_approved_and_what_is_blocked_stay_out(
    store: Store, tmp_path: Path, make_variant: Callable[..., Variant], channels: dict[str, Channel], regions: dict[str, Region]
) -> None:
    store.save_variants(1, [make_variant(record=LISTING, title=SOAK)])
    assert emit_fitted(store, tmp_path, channels["etsy"], regions).skipped == {"not approved yet": 1}
    demonstration = emit_fitted(store, tmp_path, channels["etsy"], regions, include_unapproved=True)
    assert rows(demonstration.files[0])[0]["status"].startswith("UNAPPROVED")
    store.save_variants(1, [make_variant(record=LISTING, title=SOAK, source="b2", decision=Decision.BLOCK)])
    assert emit_fitted(store, tmp_path, channels["etsy"], regions, include_unapproved=True).rows == 0


def test_a_note_goes_where_it_is_read(
    store: Store, tmp_path: Path, now: datetime, make_variant: Callable[..., Variant], channels: dict[str, Channel], regions: dict[str, Region]
) -> None:
    target = "SG/zh-Hans-SG/general"
    store.save_variants(1, [make_variant(target=target, title="艾草泡脚包"), make_variant(record=LISTING, target=target, title="艾草泡脚包")])
    for record in (NOTE, LISTING):
        approve(store, record, target, "lin", now=now)
    done = emit_fitted(store, tmp_path, channels["rednote"], regions)
    assert [row["record"] for row in rows(done.files[0])] == [NOTE]
    assert done.skipped == {"published elsewhere": 1}


def test_a_channel_that_no_region_publishes_on(
    store: Store, tmp_path: Path, make_variant: Callable[..., Variant], channels: dict[str, Channel], regions: dict[str, Region]
) -> None:
    store.save_variants(1, [make_variant(record=LISTING)])
    with pytest.raises(SettingsError, match=r"None of these regions publishes on shopee.*ID, MY, SG"):
        emit_fitted(store, tmp_path, channels["shopee"], regions)
    assert not list(tmp_path.glob("*.jsonl"))
