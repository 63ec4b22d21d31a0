"""What the doctor finds, and that it changes nothing."""

import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from localize.doctor import Finding, Mark, check_ready, examine
from localize.engines.routing import chosen_model, model_store
from localize.errors import ModelMissing
from localize.settings import Settings


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return Settings.read(
        {"CHUHAI_STORE": f"sqlite:///{tmp_path / 'none.db'}", "CHUHAI_OUT": str(tmp_path / "out"), "CHUHAI_MODELS": str(tmp_path / "models")}
    )


def _of(settings: Settings, group: str, **more: bool) -> dict[str, Finding]:
    return {f.name: f for f in examine(settings, **more) if f.group == group}


def test_every_group_is_looked_at(chosen: Settings) -> None:
    groups = {f.group for f in examine(chosen)}
    assert groups == {"machine", "packages", "disk", "regions", "glossary", "prompts", "models", "engines", "store"}


def test_looking_makes_nothing(chosen: Settings, tmp_path: Path) -> None:
    list(examine(chosen, hashes=True))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("days", "mark"), [(30, Mark.GOOD), (31, Mark.NOTE)])
def test_old_rates_are_worth_a_note(chosen: Settings, tmp_path: Path, days: int, mark: Mark) -> None:
    shutil.copytree(chosen.glossaries, tmp_path / "glossaries")
    table = tmp_path / "glossaries" / "rates.toml"
    day = date.today() - timedelta(days=days)
    table.write_text(re.sub(r'as_of = ".*"', f'as_of = "{day}"', table.read_text(encoding="utf-8")), encoding="utf-8")
    found = _of(replace(chosen, home=tmp_path), "glossary")["rates"]
    assert found.mark is mark
    assert bool(found.advice) is (mark is Mark.NOTE)
    assert str(day) in found.value


def test_a_missing_model_is_bad_and_says_what_to_do(chosen: Settings) -> None:
    found = _of(chosen, "models")["engine"]
    assert found.mark is Mark.BAD
    assert "localize models fetch" in found.advice


def test_without_a_model_nothing_is_missing_for_the_pseudo_engine(chosen: Settings) -> None:
    pseudo = replace(chosen, engine="pseudo")
    assert not [f for f in examine(pseudo) if f.mark is Mark.BAD]
    check_ready(pseudo)


def test_a_language_without_an_engine_is_a_note_not_a_fault(chosen: Settings) -> None:
    found = _of(chosen, "engines")
    assert found["zh→ms"].mark is Mark.NOTE
    assert found["zh→zh-Hant"].mark is Mark.GOOD
    assert "llm:" in found["zh→en"].value


def test_an_unknown_model_is_bad(chosen: Settings) -> None:
    found = _of(replace(chosen, engine="babelfish"), "models")["engine"]
    assert found.mark is Mark.BAD
    assert "pseudo" in found.advice


def test_a_wrong_hash_is_found_only_when_asked_for(chosen: Settings) -> None:
    spec, store = chosen_model(chosen), model_store(chosen)
    store.paths(spec)[0].parent.mkdir(parents=True)
    store.paths(spec)[0].write_bytes(b"not the model")
    assert f"{spec.id} hash" not in _of(chosen, "models")
    assert _of(chosen, "models", hashes=True)[f"{spec.id} hash"].mark is Mark.BAD


@pytest.mark.parametrize("url", ["mysql://u@h/d", "no address", "sqlite://"])
def test_a_store_that_cannot_be_used_is_bad(chosen: Settings, url: str) -> None:
    found = list(_of(replace(chosen, store=url), "store").values())
    assert [f.mark for f in found] == [Mark.BAD]


def test_a_file_that_is_no_store_is_bad(chosen: Settings, tmp_path: Path) -> None:
    (tmp_path / "none.db").write_text("hello " * 500, encoding="utf-8")
    found = list(_of(chosen, "store").values())
    assert [f.mark for f in found] == [Mark.BAD]


def test_a_password_is_not_shown(chosen: Settings) -> None:
    text = "".join(f.value + f.name for f in examine(replace(chosen, store="postgresql://u:secret@127.0.0.1:1/d")))
    assert "secret" not in text


def test_a_broken_region_file_is_bad_and_the_rest_is_still_looked_at(chosen: Settings, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "glossaries" / "regions").mkdir(parents=True)
    (home / "glossaries" / "regions" / "US.toml").write_text("code = ", encoding="utf-8")
    (home / "glossaries" / "models.toml").write_text("", encoding="utf-8")
    found = list(examine(replace(chosen, home=home)))
    assert "files" in {f.group for f in found if f.mark is Mark.BAD}
    assert "store" in {f.group for f in found}


def test_a_model_that_is_fetched_but_not_prepared_is_not_ready(chosen: Settings) -> None:
    spec, store = chosen_model(chosen), model_store(chosen)
    store.paths(spec)[0].parent.mkdir(parents=True)
    with store.paths(spec)[0].open("wb") as file:
        file.truncate(spec.bytes)  # sparse: the size is right, the disk stays empty
    with pytest.raises(ModelMissing, match="not prepared"):
        check_ready(chosen)
