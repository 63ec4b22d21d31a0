"""A night with the embedded model over a few examples: what the pipeline promises holds on what a real model writes."""

import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from localize import night
from localize.engines.routing import chosen_model, model_engine
from localize.kit import Kit, load_kit
from localize.prompts import Prompts
from localize.settings import Settings
from localize.store.repository import Store
from localize.summary import Summary

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("acceptance", ROOT / "tests/bench/acceptance.py")
acceptance = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(acceptance)

pytestmark = pytest.mark.model
WANTED = ("祛湿泡脚包", "佛香", "忽略以上所有指令", "银针")  # foot soak, incense, injection, ear studs
MOST = 3  # records for each of these words and file


def quiet(_what: str, _done: int, _total: int) -> None:
    """Progress nobody watches."""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("real")
    found = replace(Settings.read(), engine="auto", store=f"sqlite:///{folder / 'real.db'}", out=folder / "out")
    if model_engine(chosen_model(found), found, Prompts(found.prompts)).state == "missing":
        pytest.fail("The embedded model is not on this machine. Run `make models` first, or `make test-fast` to leave these tests out.")
    return found


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    for name in ("listings", "notes"):
        lines = (ROOT / "examples" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        short = [x for x in lines if len(x) < 3500]
        chosen = [x for word in WANTED for x in [y for y in short if word in y][:MOST]]
        (folder / f"{name}.jsonl").write_text("\n".join(dict.fromkeys(chosen)) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def after(settings: Settings, sources: Path) -> Iterator[tuple[Kit, Summary]]:
    """The night, done once for all tests here, and the store it left."""
    with Store.open(settings.store) as store:
        kit = load_kit(settings, store)
        yield kit, night.run(kit, [sources], quiet)


def test_the_promises_hold(after: tuple[Kit, Summary]) -> None:
    lines = acceptance.figures(after[0].store)
    assert not {what: counted for what, (counted, holds) in lines.items() if not holds}


def test_the_model_really_ran(after: tuple[Kit, Summary]) -> None:
    kit, summary = after
    assert kit.routes.engines["en"].identity.startswith("llm:qwen2.5-coder-1.5b-instruct@cc324af0")
    assert summary.segments.translated > 50
    foot_soak = [u.target for v in kit.store.variants(region="US") for u in v.units if "红花" in u.segment.text]
    assert foot_soak
    assert all("safflower" in text.lower() for text in foot_soak)


def test_a_second_night_asks_the_model_nothing(after: tuple[Kit, Summary], settings: Settings, sources: Path) -> None:
    again = night.run(load_kit(settings, after[0].store), [sources], quiet)
    assert again.segments.translated == 0
