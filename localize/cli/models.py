"""`localize models`: which models there are, and getting them onto this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.terminal import console, in_megabytes, say, settings

if TYPE_CHECKING:
    from localize.engines.local import LocalEngine

app = typer.Typer(help="The language models: list, fetch, verify, remove.", no_args_is_help=True)

ModelName = Annotated[str, typer.Argument(help="A model's id; the one the settings choose otherwise.", metavar="[MODEL]", show_default=False)]


def _choose(name: str) -> LocalEngine:
    from dataclasses import replace

    from localize.engines.routing import chosen_model, model_engine
    from localize.prompts import Prompts

    chosen = settings()
    wanted = name or ("auto" if chosen.engine == "pseudo" else chosen.engine)
    return model_engine(chosen_model(replace(chosen, engine=wanted)), chosen, Prompts(chosen.prompts))


@app.command("list")
def show() -> None:
    """All models of glossaries/models.toml: licence, languages, size, and whether they are here."""
    from rich.table import Table

    from localize.engines.routing import manifest, model_engine
    from localize.prompts import Prompts

    chosen = settings()
    prompts = Prompts(chosen.prompts)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("model", "state", "writes", "licence", "size", ""):
        table.add_column(column, overflow="fold")
    for spec in manifest(chosen).values():
        about = ", ".join(word for word, so in (("default", spec.default), ("tested", spec.tested)) if so)
        state = model_engine(spec, chosen, prompts).state
        table.add_row(spec.id, state, " ".join(spec.languages), spec.licence, f"{spec.bytes / 1e9:.1f} GB", about)
    console().print(table)
    say(f"Models live in {chosen.models} (CHUHAI_MODELS).")


@app.command()
def fetch(
    model: ModelName = "",
    source: Annotated[
        Path | None, typer.Option("--from", help="Take the file from this folder or path, not from the network.", show_default=False)
    ] = None,
) -> None:
    """Obtain a model, compare its SHA-256 with the pinned one, prepare its weights. What was begun goes on; what is there is not fetched again."""
    from localize.progress import shown

    engine = _choose(model)
    spec, store = engine.spec, engine.store
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
def verify(model: ModelName = "") -> None:
    """Read a model's file and compare its SHA-256 with the pinned one. A wrong file is put aside."""
    from localize.progress import shown

    engine = _choose(model)
    with shown(console()) as progress:
        engine.store.verify(engine.spec, progress=in_megabytes(progress))
    for file in engine.spec.files:
        say(f"{file.name} has SHA-256 {file.sha256}, as pinned.")


@app.command()
def remove(model: ModelName = "", yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Delete a model's file and its prepared weights."""
    engine = _choose(model)
    spec, store = engine.spec, engine.store
    if not yes:
        typer.confirm(f"Delete {spec.id} from {store.folder}?", abort=True)
    say(f"{store.remove(spec) / 1e9:.1f} GB freed.")
