"""Which engine writes which language here, and why. A language without an engine is no error of the night: its variants say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from localize.engines.base import Engine
from localize.engines.chinese import ChineseEngine
from localize.engines.llm import LlmEngine
from localize.engines.local import LocalEngine
from localize.engines.models import ModelSpec, ModelStore, best_precision, load_manifest
from localize.engines.pseudo import PseudoEngine
from localize.errors import SettingsError
from localize.prompts import Prompts
from localize.settings import Settings


@dataclass(frozen=True)
class Routes:
    """Language → engine. `reasons` says for people how each choice came about."""

    engines: Mapping[str, Engine]
    reasons: Mapping[str, str]

    def engine(self, language: str) -> Engine | None:
        return self.engines.get(language)


def model_store(settings: Settings) -> ModelStore:
    return ModelStore(settings.models, policy=settings.policy)


def manifest(settings: Settings) -> dict[str, ModelSpec]:
    return load_manifest(settings.glossaries / "models.toml")


def chosen_model(settings: Settings) -> ModelSpec:
    """The model that the settings name; `auto` is the manifest's default. Raises SettingsError listing what there is."""
    specs = manifest(settings)
    found = next((s for s in specs.values() if s.default), None) if settings.engine == "auto" else specs.get(settings.engine)
    if found is None:
        raise SettingsError(f"There is no model {settings.engine!r}.", next_step=f"Set CHUHAI_ENGINE to one of: auto, pseudo, {', '.join(specs)}.")
    return found


def model_engine(spec: ModelSpec, settings: Settings, prompts: Prompts) -> LocalEngine:
    """The engine that runs a model here. Nothing is loaded yet. Raises LicenceRefused."""
    store = model_store(settings)
    store.allowed(spec)
    precision = best_precision() if settings.precision == "auto" else settings.precision
    return LlmEngine(spec, store, prompts, precision=precision, rows=settings.rows)


def load_routes(settings: Settings, prompts: Prompts) -> Routes:
    """The engines of this installation. No model is loaded here; that happens at the first request."""
    chinese = ChineseEngine.load(settings.glossaries / "lexicon")
    engines: dict[str, Engine] = dict.fromkeys(sorted(chinese.languages), chinese)
    reasons = dict.fromkeys(engines, "Chinese to Chinese is OpenCC and the region's lexicon; it never goes through another language")
    if settings.engine == "pseudo":
        return Routes({**engines, "en": PseudoEngine()}, {**reasons, "en": "CHUHAI_ENGINE is pseudo: no model, for trying the pipeline"})
    spec = chosen_model(settings)
    engine = model_engine(spec, settings, prompts)
    why = f"{spec.title} ({spec.licence}), {engine.form or 'unchanged'} weights"
    return Routes({**engines, **dict.fromkeys(spec.languages, engine)}, {**reasons, **dict.fromkeys(spec.languages, why)})
