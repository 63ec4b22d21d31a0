"""What all commands share: the console, how an error is said, the exit codes, and how the store is opened.

0    done
2    wrong use, a wrong setting, something that is missing: the message says what to do
3    the store is busy, or something did not answer: try again
4    done, but something needs a person: records in quarantine, a fault that was found
130  stopped with Ctrl-C
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.text import Text
from typer.core import TyperGroup

from localize.errors import LocalizeError, TransientError

if TYPE_CHECKING:  # SQLAlchemy and the glossary's readers: `localize --help` does without
    from localize.settings import Settings
    from localize.store.repository import Store

GOOD, WRONG, BUSY, ATTENTION, STOPPED = 0, 2, 3, 4, 130


class Group(TyperGroup):
    """The commands. What they raise on purpose leaves as a sentence and an exit code, never as a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except LocalizeError as error:
            say_error(error)
            raise typer.Exit(BUSY if isinstance(error, TransientError) else WRONG) from error
        except KeyboardInterrupt as error:
            problems().print("\nStopped. The store is sound: what was finished is kept. The same command goes on from there.", highlight=False)
            raise typer.Exit(STOPPED) from error


def console() -> Console:
    """Made anew each time, so that it writes where standard output goes now."""
    return Console(soft_wrap=False)


def problems() -> Console:
    return Console(stderr=True, soft_wrap=True)


def say(*parts: str | Text) -> None:
    """Plain words: no markup is read in them, nothing is wrapped."""
    console().print(*parts, markup=False, highlight=False, soft_wrap=True)


def say_error(error: LocalizeError) -> None:
    from localize.shown import shown

    problems().print(Text.assemble(("Error: ", "bold red"), shown(error.message, longest=2000)), highlight=False)
    if error.next_step:
        problems().print(Text.assemble(("Next step: ", "bold"), shown(error.next_step, longest=500)), highlight=False)


def settings(engine: str = "") -> Settings:
    """The settings of the environment; `engine` as asked for on the command line."""
    from localize.settings import Settings

    found = Settings.read()
    return replace(found, engine=engine) if engine else found


@contextmanager
def opened(asked: Settings | None = None) -> Iterator[Store]:
    """The store, with a glossary in it: taken from the tables when it has none."""
    from localize.exchange.concepts import read_concepts
    from localize.exchange.tables import read_terms
    from localize.store.repository import Store

    chosen = asked or settings()
    with Store.open(chosen.store) as store:
        if not store.terms_revision():
            store.seed_terms(read_terms(chosen.glossaries / "terms"))
        if not store.concepts_revision():
            store.seed_concepts(read_concepts(chosen.glossaries / "concepts"))
        yield store


def in_megabytes(progress: Callable[[str, int, int], None]) -> Callable[[str, int, int], None]:
    """Progress over bytes, told in megabytes; what is 1 of 1 stays so."""

    def told(what: str, done: int, total: int) -> None:
        if total > 1_000_000:
            progress(f"{what} (MB)", done // 1_000_000, total // 1_000_000)
        else:
            progress(what, done, total)

    return told
