"""What is installed here and what it means: findings in words, each with what to do about it. Nothing is changed, loaded or fetched."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from localize.adapt.rates import OLD, load_rates
from localize.engines.local import LocalEngine
from localize.engines.models import ModelSpec, ModelStore, Progress, best_precision, silent
from localize.engines.routing import load_routes, manifest, model_engine, model_store
from localize.errors import LocalizeError, ModelMissing
from localize.exchange.packs import load_regions
from localize.exchange.tables import read_terms
from localize.prompts import Prompts
from localize.settings import Settings
from localize.store.connection import connect, parse_url
from localize.store.repository import Store

PACKAGES = {
    "torch": "runs the language model",
    "transformers": "reads the model and its tokenizer",
    "ctranslate2": "runs translation models quickly; pip install 'chuhai[mt]'",
    "xllamacpp": "runs GGUF models without torch; pip install 'chuhai[llamacpp]'",
    "accelerate": "lets transformers read the model's file",
    "prefect": "schedules nights (flows/); a night runs without it too",
    "psycopg": "a store in PostgreSQL; pip install 'chuhai[postgres]'",
    "pytest": "the tests; pip install 'chuhai[test]'",
}
# instructions of x86 processors, and what they are good for here
FEATURES = {
    "avx512_vnni": "multiplies bytes: int8 weights are quick",
    "avx_vnni": "multiplies bytes: int8 weights are quick",
    "amx_int8": "multiplies tiles of bytes: int8 weights are quickest",
    "avx512_bf16": "multiplies bf16: bf16 weights are quick",
    "amx_bf16": "multiplies tiles of bf16: bf16 weights are quick",
}
_ROOM = 5e9  # bytes: the model file and the weights prepared from it
_GPU = Path("/proc/driver/nvidia/gpus")


class Mark(StrEnum):
    GOOD = "good"
    NOTE = "note"  # worth knowing, nothing to do
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    group: str
    name: str
    value: str
    mark: Mark = Mark.GOOD
    advice: str = ""


def examine(settings: Settings, *, hashes: bool = False, progress: Progress = silent) -> Iterator[Finding]:
    """All findings, in the order to read them. With `hashes` the model's file is read and compared with its pinned SHA-256."""
    yield from _machine()
    yield from _packages()
    yield from _disk(settings)
    yield from _files(settings)
    yield from _models(settings, hashes, progress)
    yield from _engines(settings)
    yield from _store(settings)


def check_ready(settings: Settings) -> None:
    """Raise ModelMissing when a model that the routes chose is not ready: better before a night than in the middle of it."""
    routes = load_routes(settings, Prompts(settings.prompts), load_regions(settings.glossaries / "regions"))
    for engine in dict.fromkeys(routes.engines.values()):
        if isinstance(engine, LocalEngine) and engine.state != "ready":
            what = "its files are here, its weights are not prepared" if engine.state == "fetched" else "it is not on this machine"
            fetch = f"Run `localize models fetch {engine.spec.id}`, or try without it: {_PSEUDO}."
            raise ModelMissing(f"The model {engine.spec.id} is not ready: {what}.", next_step=fetch)


_PSEUDO = "`localize night SOURCES --engine pseudo`"


def _machine() -> Iterator[Finding]:
    right = sys.version_info >= (3, 11)
    yield Finding("machine", "Python", platform.python_version(), Mark.GOOD if right else Mark.BAD, "" if right else "Use Python 3.11 or newer.")
    yield Finding("machine", "platform", f"{platform.system()} {platform.release()} {platform.machine()}, {os.cpu_count()} processors")
    cpu = Path("/proc/cpuinfo")
    flags = cpu.read_text(encoding="ascii", errors="ignore").split() if cpu.exists() else []
    found = [name for name in FEATURES if name in flags]
    for name in found:
        yield Finding("machine", f"instruction {name}", FEATURES[name])
    if not found:
        yield Finding("machine", "instructions", "none for int8 or bf16: the model runs, slowly", Mark.NOTE)
    cards = [_card(path) for path in sorted(_GPU.glob("*/information"))]
    yield Finding("machine", "GPU", ", ".join(cards) or "none: the model runs on the processor", Mark.GOOD if cards else Mark.NOTE)
    yield Finding("machine", "weights chosen by `auto`", best_precision())


def _card(path: Path) -> str:
    lines = path.read_text(encoding="ascii", errors="ignore").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("Model:")), "an NVIDIA card")


def _packages() -> Iterator[Finding]:
    yield Finding("packages", "chuhai", version("chuhai"))
    for name, purpose in PACKAGES.items():
        try:
            yield Finding("packages", name, f"{version(name)}: {purpose}")
        except PackageNotFoundError:
            yield Finding("packages", name, f"not installed: {purpose}", Mark.NOTE)


def _disk(settings: Settings) -> Iterator[Finding]:
    for name, folder in (("models", settings.models), ("output", settings.out)):
        there = next((p for p in (folder, *folder.parents) if p.exists()), Path("/"))
        free = shutil.disk_usage(there).free
        needed = _ROOM if name == "models" else 1e9
        value, enough = f"{folder}, {free / 1e9:.0f} GB free", free >= needed
        advice = "" if enough else f"Free some space or set CHUHAI_{'MODELS' if name == 'models' else 'OUT'} to another folder."
        yield Finding("disk", name, value, Mark.GOOD if enough else Mark.NOTE, advice)


def _files(settings: Settings) -> Iterator[Finding]:
    try:
        for region in load_regions(settings.glossaries / "regions").values():
            yield Finding("regions", region.code, f"{region.name}: {', '.join(str(target) for target in region.targets)}")
        terms = read_terms(settings.glossaries / "terms")
        yield Finding("glossary", "tables", f"{len(terms)} entries in {settings.glossaries / 'terms'}")
        rates = load_rates(settings.glossaries / "rates.toml")
        advice = f"Prices say that their rate is more than {OLD} days old: change as_of and [rates] in rates.toml together." if rates.old else ""
        yield Finding("glossary", "rates", f"{len(rates.per_yuan)} currencies, of {rates.as_of}", Mark.NOTE if rates.old else Mark.GOOD, advice)
        prompts = Prompts(settings.prompts)
        for family in prompts.families:
            yield Finding("prompts", family, f"{', '.join(prompts.files(family))}; digest {prompts.digest(family)}")
    except LocalizeError as error:
        yield _bad("files", "cannot be read", error)


def _models(settings: Settings, hashes: bool, progress: Progress) -> Iterator[Finding]:
    try:
        store, specs = model_store(settings), manifest(settings)
    except LocalizeError as error:
        yield _bad("models", "manifest", error)
        return
    here = [spec for spec in specs.values() if store.home(spec).exists()]
    for spec in here:
        yield from _model(store.pinned(spec), settings, store, hashes, progress)
    yield Finding("models", "others", f"{len(specs) - len(here)} more can be fetched: `localize models list`")
    if settings.engine == "pseudo":
        yield Finding("models", "engine", "CHUHAI_ENGINE is pseudo: no model is used, no text is really translated", Mark.NOTE)
        return
    try:
        check_ready(settings)
    except LocalizeError as error:
        yield _bad("models", "engine", error)


def _model(spec: ModelSpec, settings: Settings, store: ModelStore, hashes: bool, progress: Progress) -> Iterator[Finding]:
    try:
        engine = model_engine(spec, settings, Prompts(settings.prompts))
        value = f"{engine.state} (on {engine.kind}, {engine.form or 'as it is'}), {spec.licence}"
        yield Finding("models", spec.id, value, Mark.GOOD if engine.state == "ready" else Mark.NOTE)
        if hashes and any(path.exists() for path in store.paths(spec)):
            store.verify(spec, progress=progress)
            yield Finding("models", f"{spec.id} hash", f"SHA-256 of {len(spec.files)} file(s) as pinned")
    except LocalizeError as error:
        yield _bad("models", f"{spec.id} hash" if hashes else spec.id, error)


def _engines(settings: Settings) -> Iterator[Finding]:
    try:
        regions = load_regions(settings.glossaries / "regions")
        routes = load_routes(settings, Prompts(settings.prompts), regions)
    except LocalizeError as error:
        yield _bad("engines", "cannot be chosen", error)
        return
    wanted = {target.locale.engine_language for region in regions.values() for target in region.targets}
    for language in sorted(wanted):
        engine = routes.engine(language)
        if engine is None:
            why = routes.reasons.get(language, "it is not in glossaries/routes.toml")
            yield Finding("engines", f"zh→{language}", f"no engine ({why}): its variants say so, the rest of the night goes on", Mark.NOTE)
        else:
            yield Finding("engines", f"zh→{language}", f"{engine.identity}: {routes.reasons.get(language, '')}")


def _store(settings: Settings) -> Iterator[Finding]:
    try:
        url = parse_url(settings.store)
        if url.drivername.startswith("sqlite") and not Path(str(url.database)).exists():
            yield Finding("store", url.render_as_string(hide_password=True), "not there yet: the first night makes it", Mark.NOTE)
            return
        with Store(connect(url)) as store:
            revision = store.revision()  # looks only; opening it the usual way would bring its tables up to date
            yield Finding("store", store.address, f"reachable, at revision {revision or 'none'}")
    except LocalizeError as error:
        yield _bad("store", "cannot be used", error)


def _bad(group: str, name: str, error: LocalizeError) -> Finding:
    return Finding(group, name, error.message, Mark.BAD, error.next_step)
