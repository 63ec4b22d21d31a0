"""How the models of the store are shown: a table where the terminal is wide, a few lines for each model where it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from localize.engines.manifest import ModelSpec
from localize.shelf import Shelved, remarks, size

WIDE = 120  # columns from which a table is easier to read than lines


def to_terminal(models: Sequence[Shelved], console: Console) -> None:
    if console.width >= WIDE:
        _table(models, console)
    else:
        for model in models:
            spec = model.spec
            console.print(Text(f"{spec.id}  {model.state}", style="bold"))
            about = f"{spec.licence}; {size(spec)}; runs on {', '.join(spec.engines)}"
            for line in (f"writes {' '.join(spec.languages)}", about, remarks(model)):
                console.print(Padding(Text(line), (0, 0, 0, 2)))


def _table(models: Sequence[Shelved], console: Console) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("model", "state", "writes", "licence", "size", "runs on", "remarks"):
        table.add_column(column, overflow="fold", no_wrap=column in ("model", "state"))
    for model in models:
        spec = model.spec
        languages, engines = " ".join(spec.languages), ", ".join(spec.engines)
        table.add_row(spec.id, model.state, languages, spec.licence, size(spec), engines, Text(remarks(model)))
    console.print(table)


def lines_for_manifest(spec: ModelSpec) -> Iterator[str]:
    """The pins of a model as the lines of glossaries/models.toml that hold them."""
    yield "file = ["
    for file in spec.files:
        yield f'  {{ name = "{file.name}", bytes = {file.bytes}, sha256 = "{file.sha256}" }},'
    yield "]"
    if spec.hub:
        yield f'hub = {{ repository = "{spec.hub[0]}", revision = "{spec.hub[1]}" }}'
