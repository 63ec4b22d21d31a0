"""`localize night`: one night in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from localize.cli.terminal import ATTENTION, BUSY, console, say, settings


def night(
    sources: Annotated[list[Path], typer.Argument(help="JSONL files, or folders that hold some.", metavar="SOURCES...")],
    include_unapproved: Annotated[
        bool, typer.Option("--include-unapproved", help="Also write what nobody approved, to demonstration/, every row marked so.")
    ] = False,
    shop: Annotated[
        str,
        typer.Option(
            help="Whose records these are: sellers see those of their own shop. Left out, records keep the shop they have.", show_default=False
        ),
    ] = "",
    engine: Annotated[str, typer.Option(help="auto, pseudo (no model), or the id of a model; CHUHAI_ENGINE otherwise.", show_default=False)] = "",
) -> None:
    """Pull the records, make the variants that are missing or stale, check them, report.

    Nothing is made twice: a night that was stopped goes on where it was, and a second night over the same records translates nothing.

    Examples: `localize night examples` · `localize night listings.jsonl notes.jsonl` · `localize night examples --engine pseudo`
    """
    chosen = settings(engine)
    from localize.doctor import check_ready

    check_ready(chosen)
    from localize import night as nightly
    from localize.kit import load_kit
    from localize.progress import shown
    from localize.report import to_terminal
    from localize.store.repository import Store

    with Store.open(chosen.store) as store:
        kit = load_kit(chosen, store)
        with shown(console()) as progress:
            done = nightly.run(kit, sources, progress, include_unapproved=include_unapproved, shop=shop.strip())
    to_terminal(done, console())
    if done.records.quarantined:
        say(
            f"{done.records.quarantined} records are in quarantine: they could not be read or localized; all others are done. "
            f"{chosen.out / 'report.html'} says which, where and why (exit code {ATTENTION})."
        )
        raise typer.Exit(ATTENTION)
    if done.waiting:
        waiting = sum(done.waiting.values())
        say(f"{waiting} variants wait for an engine that did not answer; all others are done. The same command makes them (exit code {BUSY}).")
        raise typer.Exit(BUSY)
