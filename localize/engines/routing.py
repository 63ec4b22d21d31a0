"""Which engine writes which language here, and why. A language without an engine is no error of the night: its variants say so.

glossaries/routes.toml lists the models for each language, best first; the first one that may be used, is here and can be run is taken. No
model is loaded here; that happens at the first request.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from localize.domain.region import Region
from localize.engines.base import Engine
from localize.engines.chinese import ChineseEngine
from localize.engines.local import LocalEngine
from localize.engines.manifest import ModelSpec, load_manifest
from localize.engines.models import ModelStore
from localize.engines.pieces import ModelEngine
from localize.engines.pivot import PivotEngine
from localize.engines.pseudo import PseudoEngine
from localize.engines.runners import HTTP, run_on, server
from localize.errors import GlossaryError, LocalizeError, SettingsError
from localize.prompts import Prompts
from localize.settings import Settings


@dataclass(frozen=True)
class Routes:
    """Language → engine. `reasons` says for people how each choice came about, or why there is none."""

    engines: Mapping[str, Engine]
    reasons: Mapping[str, str]

    def engine(self, language: str) -> Engine | None:
        return self.engines.get(language)


@dataclass(frozen=True)
class Table:
    """glossaries/routes.toml: names of models by the language read and the language written, and languages that may go through another."""

    lists: Mapping[str, Mapping[str, tuple[str, ...]]]
    through: Mapping[str, str]

    @classmethod
    def load(cls, path: Path, specs: Mapping[str, ModelSpec]) -> Table:
        """Raises GlossaryError naming the language and the name that is wrong."""
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise GlossaryError(f"{path.name} cannot be read: {error}.", next_step="Restore it under glossaries/.") from error
        through = {str(language): str(middle) for language, middle in found.pop("through", {}).items()}
        lists = {source: {language: tuple(names) for language, names in rows.items()} for source, rows in found.items()}
        for source, rows in lists.items():
            for language, names in rows.items():
                _expect(path.name, f"{source} → {language}", language, names, specs)
        for language, middle in through.items():
            if language not in lists.get(middle, {}) or middle not in lists.get("zh", {}):
                raise GlossaryError(
                    f"{path.name}: [through] {language} = {middle!r} has no list.", next_step=f"Add zh → {middle} and {middle} → {language}."
                )
        return cls(lists, through)


def _expect(file: str, where: str, language: str, names: tuple[str, ...], specs: Mapping[str, ModelSpec]) -> None:
    for name in names:
        model, _, kind = name.partition("@")
        if model != HTTP and (model not in specs or (kind and kind not in specs[model].engines)):
            raise GlossaryError(f"{file}: {where}: there is no {name!r}.", next_step="`localize models list` shows the models and what runs them.")
        if model != HTTP and language not in specs[model].languages:
            raise GlossaryError(f"{file}: {where}: {model} does not write {language}.", next_step="Take it out of the list, or mend models.toml.")


class Choice:
    """The models of an installation, each with one engine however many languages it writes."""

    def __init__(self, settings: Settings, prompts: Prompts) -> None:
        self.settings = settings
        self.prompts = prompts
        self.specs = manifest(settings)
        self.store = model_store(settings)
        self.table = Table.load(settings.glossaries / "routes.toml", self.specs)
        self._engines: dict[tuple[str, str], ModelEngine] = {}

    def engine(self, name: str, source: str) -> ModelEngine:
        """The engine for a name of the table. Raises LocalizeError saying why there is none."""
        if (name, source) not in self._engines:
            model, _, kind = name.partition("@")
            if model == HTTP:
                made: ModelEngine = server(self.settings, self.specs, self.prompts)
            else:
                made = run_on(self.store.pinned(self.specs[model]), kind, self.store, self.settings, self.prompts, source)
            self._engines[name, source] = made
        return self._engines[name, source]

    def best(self, source: str, language: str) -> tuple[ModelEngine | None, str]:
        """The engine to use for a language, and why it and not one before it."""
        passed: list[str] = []
        for name in self._names(source, language):
            try:
                engine = self.engine(name, source)
            except LocalizeError as error:
                passed.append(f"{name}: {error.message.rstrip('.')}")
                continue
            if language not in engine.languages:
                passed.append(f"{name}: does not write {language}")
            elif isinstance(engine, LocalEngine) and engine.state != "ready" and name not in self._wanted:
                passed.append(f"{name}: {engine.state}")
            else:
                return engine, f"{about(engine)}{'; passed over: ' if passed else ''}{'; '.join(passed)}"
        return None, "; ".join(passed) or "no model is named for it in glossaries/routes.toml"

    def _names(self, source: str, language: str) -> tuple[str, ...]:
        """The names to try: the one that the settings name, the table's, and the default."""
        names = self.table.lists.get(source, {}).get(language, ())
        if source != "zh":
            return names
        named = () if self.settings.engine == "auto" else (self.settings.engine,)
        writing = [n for n in (*named, *names, self._default) if n.partition("@")[0] == HTTP or language in self.specs[n.partition("@")[0]].languages]
        return tuple(dict.fromkeys(writing))

    @cached_property
    def _default(self) -> str:
        return next((spec.id for spec in self.specs.values() if spec.default), "")

    @property
    def _wanted(self) -> tuple[str, ...]:
        """Names that are used even where they still have to be fetched: a night then says so, instead of leaving its language out."""
        return self._default, self.settings.engine


def about(engine: Engine) -> str:
    """An engine in words."""
    if isinstance(engine, LocalEngine):
        return f"{engine.spec.title} ({engine.spec.licence}) on {engine.kind}, {engine.form or 'its own'} weights"
    return engine.identity


def model_store(settings: Settings) -> ModelStore:
    return ModelStore(settings.models, policy=settings.policy)


def manifest(settings: Settings) -> dict[str, ModelSpec]:
    return load_manifest(settings.glossaries / "models.toml")


def chosen_model(settings: Settings) -> ModelSpec:
    """The model that the settings name; the manifest's default for `auto` and `http`. Raises SettingsError listing what there is."""
    specs = manifest(settings)
    name, _, kind = settings.engine.partition("@")
    found = next((s for s in specs.values() if s.default), None) if name in ("auto", HTTP) else specs.get(name)
    if found is None:
        raise SettingsError(f"There is no model {name!r}.", next_step=f"Set CHUHAI_ENGINE to one of: auto, pseudo, {HTTP}, {', '.join(specs)}.")
    if kind and kind not in found.engines:
        raise SettingsError(f"{name} does not run on {kind!r}.", next_step=f"Set CHUHAI_ENGINE to {name}@ and one of: {', '.join(found.engines)}.")
    return found


def model_engine(spec: ModelSpec, settings: Settings, prompts: Prompts) -> LocalEngine:
    """The engine that runs a model here. Nothing is loaded yet. Raises LicenceRefused, or ModelMissing where no engine for it is installed."""
    store = model_store(settings)
    name, _, kind = settings.engine.partition("@")
    return run_on(store.pinned(spec), kind if name == spec.id else "", store, settings, prompts)


def load_routes(settings: Settings, prompts: Prompts, regions: Mapping[str, Region]) -> Routes:
    """The engines of this installation; the regions say how Chinese is written in each. Raises SettingsError or GlossaryError for a name that nobody knows."""
    chinese = ChineseEngine.load(settings.glossaries / "lexicon", {code: r.chinese for code, r in regions.items() if r.chinese is not None})
    engines: dict[str, Engine] = dict.fromkeys(sorted(chinese.languages), chinese)
    reasons = dict.fromkeys(engines, "Chinese to Chinese is OpenCC and the region's lexicon; it never goes through another language")
    if settings.engine == "pseudo":
        return Routes({**engines, "en": PseudoEngine()}, {**reasons, "en": "CHUHAI_ENGINE is pseudo: no model, for trying the pipeline"})
    choice = Choice(settings, prompts)
    for language in sorted({*choice.table.lists.get("zh", {}), *chosen_model(settings).languages} - set(engines)):
        engine, reasons[language] = _route(choice, language)
        if engine is not None:
            engines[language] = engine
    return Routes(engines, reasons)


def _route(choice: Choice, language: str) -> tuple[Engine | None, str]:
    """The engine for a language from Chinese; where there is none, through the language that the table names."""
    engine, why = choice.best("zh", language)
    middle = choice.table.through.get(language)
    if engine is not None or middle is None:
        return engine, why
    first, first_why = choice.best("zh", middle)
    second, second_why = choice.best(middle, language)
    if first is None or second is None:
        return None, f"{why}; through {middle}: {first_why if first is None else second_why}"
    return PivotEngine(first, second, middle, frozenset({language})), f"through {middle}: {about(first)}, then {about(second)}"
