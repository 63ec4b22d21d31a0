"""`python -m flows.nightly`: one night in this process, with a progress bar, the report, and an exit status that a scheduler can read."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from enum import IntEnum

from rich.console import Console

from flows.quiet import served, settle
from localize.doctor import check_ready
from localize.errors import LocalizeError, StoreBusy, TransientError
from localize.progress import shown
from localize.report import to_terminal
from localize.settings import Settings
from localize.summary import Summary


class Exit(IntEnum):
    """How a night ended."""

    GOOD = 0
    FAILED = 1  # a fault of the program: the message names it
    REFUSED = 2  # a setting, a file or a model is missing; the message says the next step
    BUSY = 3  # another night holds the store, a source did not answer however often it was asked, or variants wait for an engine that did not
    QUARANTINE = 4  # the night is complete, but records wait in quarantine
    STOPPED = 130  # Ctrl-C


def main(arguments: Sequence[str], console: Console | None = None) -> int:
    """Run one night and say how it went."""
    asked = _parser().parse_args(arguments)
    screen = console or Console()
    try:
        settings = Settings.read()
        check_ready(settings)  # before any work: a night that stops at its first segment helps nobody
        settle(os.environ, settings.out.absolute() / "prefect")
        summary = _night(tuple(asked.sources), asked.include_unapproved, asked.shop, screen)
    except KeyboardInterrupt:
        screen.print("Stopped. The store is sound; the same command goes on where this one stopped.", highlight=False)
        return Exit.STOPPED
    except LocalizeError as error:
        screen.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        return _status(error)
    to_terminal(summary, screen)
    if summary.records.quarantined:
        return Exit.QUARANTINE
    return Exit.BUSY if summary.waiting else Exit.GOOD


def _night(sources: tuple[str, ...], include_unapproved: bool, shop: str, screen: Console) -> Summary:
    # imported here: Prefect takes seconds and reads its settings at import
    from flows.nightly import nightly, watched

    with served(), shown(screen) as progress, watched(progress):
        state = nightly(sources, include_unapproved, shop, return_state=True)
        summary = state.result()
    if not isinstance(summary, Summary):
        raise TypeError(f"the flow ended in {state.name} without a summary")
    return summary


def _status(error: LocalizeError) -> Exit:
    if isinstance(error, (StoreBusy, TransientError)):
        return Exit.BUSY
    return Exit.REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m flows.nightly", description="Run one night in this process, without a server.")
    parser.add_argument(
        "sources", nargs="*", default=["examples"], metavar="SOURCE", help="JSONL files, or folders that hold some (default: examples)"
    )
    parser.add_argument("--include-unapproved", action="store_true", help="emit unapproved variants too, each row marked so: for a demonstration")
    parser.add_argument("--shop", default="", metavar="NAME", help="whose records these are; left out, records keep the shop they have")
    return parser
