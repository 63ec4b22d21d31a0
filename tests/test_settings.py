"""Settings: defaults that work, errors that name the variable."""

from pathlib import Path

import pytest

from localize.engines.models import load_manifest
from localize.engines.routing import chosen_model, load_routes
from localize.errors import SettingsError
from localize.exchange.packs import load_regions
from localize.prompts import Prompts
from localize.settings import Settings


def test_the_defaults_stand_in_the_checkout() -> None:
    settings = Settings.read({})
    assert settings.store == f"sqlite:///{settings.home / 'work' / 'chuhai.db'}"
    assert (settings.glossaries / "terms").is_dir()
    assert settings.engine == "auto"
    assert settings.sources == () and [str(path) for path in Settings.read({"CHUHAI_SOURCES": "/a/notes.jsonl:/b"}).sources] == [
        "/a/notes.jsonl",
        "/b",
    ]
    assert not settings.single_editor and Settings.read({"CHUHAI_SINGLE_EDITOR": "1"}).single_editor


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CHUHAI_PRECISION", "fp64"),
        ("CHUHAI_ROWS", "0"),
        ("CHUHAI_ROWS", "many"),
        ("CHUHAI_LICENCES", "none"),
        ("CHUHAI_SINGLE_EDITOR", "yes"),
        ("CHUHAI_HOME", "/nowhere"),
        ("PREFECT_API_URL", "javascript:alert(1)"),
        ("PREFECT_UI_URL", "http://user:secret@host"),
    ],
)
def test_a_wrong_setting_names_the_variable(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        Settings.read({variable: value})


def test_an_unknown_model_lists_what_there_is() -> None:
    settings = Settings.read({"CHUHAI_ENGINE": "gpt-99"})
    with pytest.raises(SettingsError, match=r"qwen2\.5-coder-1\.5b-instruct"):
        chosen_model(settings)


def test_routes_say_why_and_load_no_model(tmp_path: Path) -> None:
    settings = Settings.read({"CHUHAI_MODELS": str(tmp_path)})
    routes = load_routes(settings, Prompts(settings.prompts), load_regions(settings.glossaries / "regions"))
    assert set(routes.engines) == {"en", "zh-Hans", "zh-Hant"} < set(routes.reasons)
    assert routes.engine("ms") is None
    default = next(s for s in load_manifest(settings.glossaries / "models.toml").values() if s.default)
    assert default.digest in routes.engines["en"].identity
    assert not list(tmp_path.iterdir())
