"""Which engine is chosen, and what is said of the choice. No model is loaded: the files are empty ones of the right size."""

from dataclasses import replace
from pathlib import Path

import pytest

from localize.domain.request import THROUGH, Ask, Draft, Request
from localize.engines import routing, runners
from localize.engines.manifest import ModelFile
from localize.engines.models import ModelStore
from localize.engines.pivot import PivotEngine
from localize.engines.pseudo import PseudoEngine
from localize.engines.routing import Table, chosen_model, load_routes, manifest
from localize.errors import GlossaryError, ModelMissing, SettingsError
from localize.exchange.packs import load_regions
from localize.prompts import Prompts
from localize.settings import Settings

ROOT = Path(__file__).parents[2]
SPECS = manifest(Settings.read({}))


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(runners, "suits_torch", lambda: True)
    return replace(Settings.read({}), models=tmp_path)


def put(settings: Settings, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a model seem pinned and fetched."""
    spec = replace(SPECS[name], files=tuple(ModelFile(f.name, 0, "a" * 64) for f in SPECS[name].files))
    home = settings.models / name
    home.mkdir(parents=True, exist_ok=True)
    for file in spec.files:
        (home / file.name).parent.mkdir(parents=True, exist_ok=True)
        (home / file.name).touch()
    real = ModelStore.pinned
    monkeypatch.setattr(ModelStore, "pinned", lambda self, s: spec if s.id == name else real(self, s))


def routes(settings: Settings) -> routing.Routes:
    return load_routes(settings, Prompts(settings.prompts), load_regions(ROOT / "glossaries/regions"))


def test_the_shipped_table_names_known_models() -> None:
    table = Table.load(ROOT / "glossaries/routes.toml", SPECS)
    assert SPECS["qwen2.5-coder-1.5b-instruct"].id in table.lists["zh"]["en"]
    assert not table.through, "nothing goes through another language unless somebody names it"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[zh]\nen = ["babelfish"]', "babelfish"),
        ('[zh]\nen = ["opus-mt-zh-en@llm"]', "opus-mt-zh-en@llm"),
        ('[zh]\nth = ["opus-mt-zh-en"]', "does not write th"),
        ('[zh]\nen = ["http"]\n[through]\nth = "en"', "through.*th"),
        ("[zh", "cannot be read"),
    ],
)
def test_a_wrong_table_says_where(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "routes.toml").write_text(text, encoding="utf-8")
    with pytest.raises(GlossaryError, match=rf"(?s)routes\.toml.*{words}"):
        Table.load(tmp_path / "routes.toml", SPECS)


def test_auto_takes_the_default_where_nothing_better_is_here(chosen: Settings) -> None:
    found = routes(chosen)
    assert found.engines["en"].identity.startswith("llm:qwen2.5-coder-1.5b-instruct@cc324af0/")
    assert "http: CHUHAI_HTTP_URL is not set" in found.reasons["en"]
    assert "hy-mt2-1.8b: missing" in found.reasons["en"]
    assert "th" not in found.engines
    assert "hy-mt2-1.8b: missing" in found.reasons["th"]


def test_what_was_fetched_comes_before_the_default(chosen: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    put(chosen, "hy-mt2-1.8b-gguf", monkeypatch)
    found = routes(chosen)
    assert {found.engines[x].identity.partition("@")[0] for x in ("en", "th", "ms")} == {"llamacpp:hy-mt2-1.8b-gguf"}
    assert found.engines["en"] is found.engines["th"], "one model, loaded once"


def test_a_named_model_comes_first_even_where_it_must_be_fetched(chosen: Settings) -> None:
    found = routes(replace(chosen, engine="opus-mt-zh-en@seq2seq"))
    assert found.engines["en"].identity.startswith("seq2seq:opus-mt-zh-en@unpinned")


def test_a_server_comes_first_when_it_is_set(chosen: Settings) -> None:
    there = replace(chosen, http_url="http://127.0.0.1:9", http_model="m", http_entry="hy-mt2-1.8b")
    assert routes(there).engines["th"].identity == "http:hy-mt2-1.8b@127.0.0.1:9/m"
    unknown = routes(replace(there, http_entry="m"))
    assert unknown.engines["en"].identity.startswith("llm:")
    assert "models.toml" in unknown.reasons["en"]


def test_what_a_licence_forbids_is_passed_over_and_said(chosen: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "nllb-200-distilled-600m"
    put(chosen, name, monkeypatch)
    table = Table({"zh": {"th": (f"{name}@seq2seq",)}}, {})
    monkeypatch.setattr(Table, "load", classmethod(lambda cls, path, specs: table))
    assert "CC-BY-NC" in routes(chosen).reasons["th"]
    assert "th" not in routes(chosen).engines
    assert "th" in routes(replace(chosen, policy="any")).engines


@pytest.mark.parametrize("name", ["babelfish", "qwen2.5-coder-1.5b-instruct@ctranslate"])
def test_a_name_that_nobody_knows_is_refused(chosen: Settings, name: str) -> None:
    with pytest.raises(SettingsError, match="CHUHAI_ENGINE"):
        chosen_model(replace(chosen, engine=name))
    with pytest.raises(SettingsError, match="CHUHAI_ENGINE"):
        routes(replace(chosen, engine=name))


def test_the_runner_suits_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = SPECS["qwen2.5-coder-1.5b-instruct"]
    monkeypatch.setattr(runners, "find_spec", lambda name: name)
    monkeypatch.setattr(runners, "suits_torch", lambda: False)
    assert runners.runner(spec) == "llamacpp"
    monkeypatch.setattr(runners, "suits_torch", lambda: True)
    assert runners.runner(spec) == "llm"
    monkeypatch.setattr(runners, "find_spec", lambda name: None)
    with pytest.raises(ModelMissing, match="pip install torch"):
        runners.runner(spec)
    with pytest.raises(ModelMissing, match=r"chuhai\[mt\]"):
        runners.runner(SPECS["opus-mt-zh-en"])


def test_only_a_language_that_is_named_goes_through_another(chosen: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    put(chosen, "m2m100_418m", monkeypatch)
    lists = {"zh": {"en": ("qwen2.5-coder-1.5b-instruct",), "th": ()}, "en": {"th": ("m2m100_418m",), "vi": ("m2m100_418m",)}}
    monkeypatch.setattr(Table, "load", classmethod(lambda cls, path, specs: Table({**lists, "zh": {**lists["zh"], "vi": ()}}, {"th": "en"})))
    monkeypatch.setattr(runners, "runner", lambda spec: "llm" if "llm" in spec.engines else "seq2seq")
    found = routes(chosen)
    assert found.engines["th"].identity.startswith(f"{THROUGH}en:llm:")
    assert "+seq2seq:m2m100_418m" in found.engines["th"].identity
    assert " " not in found.engines["th"].identity, "signatures are split at spaces"
    assert "vi" not in found.engines


class Second(PseudoEngine):
    """Writes Thai from English, marking what it was given."""

    def translate(self, requests):
        for request in requests:
            assert request.source == "en" and not request.terms
            yield Draft(request, f"<{request.text}>", "second", -0.5, 3)


def test_a_text_goes_through_both_engines() -> None:
    engine = PivotEngine(PseudoEngine(), Second(frozenset({"th"})), "en", frozenset({"th"}))
    wanted = [Request("佛香", "th"), Request("围巾 red", "th", terms=(Ask("围巾", "ผ้า"),)), Request("佛香", "th"), Request("", "th")]
    drafts = list(engine.translate(wanted))
    assert sorted(d.request.text for d in drafts) == sorted(r.text for r in wanted)
    assert {d.request.text: d.text for d in drafts}["围巾 red"] == "<⟦2 Han⟧ red>"
    assert all(d.engine == engine.identity and d.score == -0.5 for d in drafts)
