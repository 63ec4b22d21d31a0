"""A night says how far it is, stops between two batches when asked, and writes down what ended it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from localize import night
from localize.domain.account import Deed
from localize.errors import SettingsError, StoreBusy
from localize.health import Health, health
from localize.kit import Kit, load_kit
from localize.pulse import Pulsing
from localize.settings import Settings
from localize.store.repository import Store

ROOT = Path(__file__).parents[1]


@pytest.fixture
def kit(store_url: str, tmp_path: Path) -> Iterator[Kit]:
    settings = Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": store_url, "CHUHAI_OUT": str(tmp_path / "out")})
    with Store.open(store_url) as store:
        yield load_kit(settings, store)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "notes.jsonl"
    path.write_text("\n".join((ROOT / "examples" / "notes.jsonl").read_text(encoding="utf-8").splitlines()[:6]), encoding="utf-8")
    return path


def test_it_stops_after_the_batch_it_is_at_and_the_next_night_does_the_rest(kit: Kit, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(night, "BATCH", 2)
    done = Deed(datetime.now(UTC), "olga", "night.stop", "night 1")
    asked: list[bool] = []

    def watch(what: str, _done: int, _total: int) -> None:
        if what == "adapting and checking" and not asked:
            asked.append(kit.store.watch.ask_stop(1, "olga", done))

    night.run(kit, [source], watch, shop="茶行")
    pulse, stopped = kit.store.watch.pulse(1), kit.store.nights(1)[0]
    assert asked == [True] and stopped.status == "stopped" and health(stopped, pulse, datetime.now(UTC)) is Health.CUT
    assert pulse is not None and (pulse.batch, pulse.batches, pulse.sources, pulse.shop) == (2, 3, (str(source),), "茶行")
    made = {variant.record for variant in kit.store.variants()}
    assert len(made) == 2, "the first batch is whole, the others are not begun"
    night.run(kit, [source], lambda *_: None)
    assert len({variant.record for variant in kit.store.variants()}) == 6 and kit.store.nights(1)[0].status == "finished"
    assert {variant.record for variant in kit.store.variants(night=1)} == made, "nothing was made twice"


def test_what_ends_a_night_stands_with_it(kit: Kit, tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        night.run(kit, [tmp_path / "nothing.jsonl"], lambda *_: None)
    failed = kit.store.nights(1)[0]
    assert failed.status == "failed" and "nothing.jsonl" in failed.stats["error"] and failed.stats["next_step"]


def test_a_busy_store_costs_a_beat_and_never_the_night(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    pulsing = Pulsing(kit.store, night.begin(kit), lambda what, *_: told.append(what))

    def busy(*_: object) -> str:
        raise StoreBusy("The store is busy.")

    monkeypatch.setattr("localize.store.watch.Watch.beat", busy)
    pulsing("translating", 1, 2)
    assert list(pulsing.until_stopped([["a"], ["b"]])) == [["a"], ["b"]] and told == ["translating"] and not pulsing.stopped
