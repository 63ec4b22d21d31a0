"""`localize models`: which models there are, getting them onto this machine, and trying them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.terminal import console, in_megabytes, say, settings

if TYPE_CHECKING:
    from localize.engines.local import LocalEngine
    from localize.engines.manifest import ModelSpec
    from localize.engines.models import ModelStore

app = typer.Typer(help="The language models: list, show, fetch, verify, remove, pin, probe.", no_args_is_help=True)

ModelName = Annotated[str, typer.Argument(help="A model's id; the one the settings choose otherwise.", metavar="[MODEL]", show_default=False)]
Source = Annotated[Path | None, typer.Option("--from", help="Take the files from this folder or path, not from the network.", show_default=False)]


def _find(name: str) -> tuple[ModelSpec, ModelStore]:
    """A model with its pins, whether the policy allows it or not."""
    from localize.engines.routing import chosen_model, model_store

    chosen = settings()
    wanted = name or ("auto" if chosen.engine == "pseudo" else chosen.engine)
    store = model_store(chosen)
    return store.pinned(chosen_model(replace(chosen, engine=wanted))), store


def _engine(spec: ModelSpec) -> LocalEngine:
    """What runs a model here. Raises LicenceRefused, and ModelMissing where no engine for it is installed."""
    from localize.engines.routing import model_engine
    from localize.prompts import Prompts

    chosen = settings()
    return model_engine(spec, chosen, Prompts(chosen.prompts))


@app.command("list")
def list_models(
    model: Annotated[str, typer.Argument(help="A model's id, for everything about it.", metavar="[MODEL]", show_default=False)] = "",
) -> None:
    """All models of glossaries/models.toml: whether they are here, what they write, licence, size, what runs them, what a probe found."""
    if model:
        show(model)
        return
    from localize.cli.shelf import to_terminal
    from localize.shelf import shelf

    chosen = settings()
    to_terminal(list(shelf(chosen)), console())
    say(f"Models live in {chosen.models} (CHUHAI_MODELS); the licence policy is {chosen.policy} (CHUHAI_LICENCES).")


@app.command()
def show(model: ModelName = "") -> None:
    """Everything about one model: prompts, files and hashes, licence and the territories it excludes, memory."""
    from localize.prompts import Prompts
    from localize.shelf import details, shelved

    chosen = settings()
    spec, store = _find(model)
    say(spec.id)
    for what, value in details(shelved(spec, store, chosen, Prompts(chosen.prompts))):
        say(f"  {what:<9} {value}")


@app.command()
def fetch(model: ModelName = "", source: Source = None) -> None:
    """Obtain a model, compare its SHA-256 with the pinned ones, prepare its weights. What was begun goes on; what is there is not fetched again."""
    from localize.progress import shown

    spec, store = _find(model)
    engine = _engine(spec)
    if engine.state == "ready":
        say(f"{spec.id} is ready in {store.folder}.")
        return
    with shown(console()) as progress:
        told = in_megabytes(progress)
        store.fetch(spec, source=source, progress=told)
        _hush()
        folder = engine.prepare(told)
    say(f"{spec.id} is ready in {folder}.")


def _hush() -> None:
    """Let the engine's libraries keep their own bars and advice to themselves: they would be drawn over ours. They look here when imported."""
    for name, value in (("TQDM_DISABLE", "1"), ("TRANSFORMERS_VERBOSITY", "error"), ("HF_HUB_DISABLE_PROGRESS_BARS", "1")):
        os.environ.setdefault(name, value)


@app.command()
def pin(model: ModelName = "", source: Source = None) -> None:
    """Obtain a model that the manifest has no hashes for, and keep theirs on this machine; from then on they count like the manifest's.

    A hash of the manifest is never replaced. The lines to copy into glossaries/models.toml are printed, so that other machines get the same bytes.
    """
    from localize.cli.shelf import lines_for_manifest
    from localize.progress import shown

    spec, store = _find(model)
    before = spec.unpinned
    with shown(console()) as progress:
        pinned = store.pin(spec, source=source, progress=in_megabytes(progress))
    if not before:
        say(f"{spec.id} was pinned already, and its files are the pinned ones.")
        return
    say(f"{spec.id} is pinned on this machine: {len(before)} files in {store.home(spec)}. Now run `localize models fetch {spec.id}`.")
    say("These bytes are the ones that came; whether they are its maker's, compare with the model's page. Lines for glossaries/models.toml:")
    for line in lines_for_manifest(pinned):
        say(line)


@app.command()
def verify(model: ModelName = "") -> None:
    """Read a model's files and compare their SHA-256 with the pinned ones. A wrong file is put aside."""
    from localize.progress import shown

    spec, store = _find(model)
    with shown(console()) as progress:
        store.verify(spec, progress=in_megabytes(progress))
    for file in spec.files:
        say(f"{file.name} has SHA-256 {file.sha256}, as pinned.")


@app.command()
def remove(model: ModelName = "", yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Delete a model's files, its prepared weights, its pins and figures of this machine."""
    spec, store = _find(model)
    if not yes:
        typer.confirm(f"Delete {spec.id} from {store.folder}?", abort=True)
    say(f"{store.remove(spec) / 1e9:.1f} GB freed.")


@app.command()
def probe(
    model: ModelName = "",
    language: Annotated[str, typer.Option(help="The language to write; English where the model can, else its first.", show_default=False)] = "",
) -> None:
    """Try a model on the segments of glossaries/probe.jsonl and keep the figures: speed, numbers kept, terms met, drafts cut, Chinese left.

    Ctrl-C is safe: figures are kept when all is done, and nothing of it enters the store of the nights.
    """
    from localize.engines.figures import share, write
    from localize.errors import ModelMissing
    from localize.probe import probe as run
    from localize.progress import shown

    spec, store = _find(model)
    engine = _engine(spec)
    if engine.state != "ready":
        raise ModelMissing(f"The model {spec.id} is not ready: it is {engine.state}.", next_step=f"Run `localize models fetch {spec.id}`.")
    _hush()
    written = language or ("en" if "en" in engine.languages else spec.languages[0])
    with shown(console()) as progress:
        found = run(engine, written, settings(), progress)
    say(f"{spec.id} writing {written}, {found.segments} answers in {found.seconds:.0f} s: {found.speed:.2f} segments a second")
    if found.busy:
        say(f"  other programs worked meanwhile (load {found.load:g} for each processor): probe again when they are done, for the speed")
    say(f"  numbers kept        {share(found.numbers)} ({found.numbers[0]} of {found.numbers[1]})")
    say(f"  terms met           {share(found.terms)} ({found.terms[0]} of {found.terms[1]}), given {found.given}")
    if found.given == "inline":
        say("                      they stand in the text already: copying is enough, so this says little")
    say(f"  drafts cut          {found.cut}")
    say(f"  Chinese left        {found.han}")
    say(f"  placeholders        {share(found.marks)} came back ({found.marks[0]} of {found.marks[1]})")
    say(f"Kept in {write(store.home(spec), found)}. A small set: it tells broken from working, not good from better.")
