"""`localize db`: where the store is, whether it is sound, and bringing its tables up to date."""

from __future__ import annotations

import typer

from localize.cli.terminal import ATTENTION, opened, say, settings

app = typer.Typer(help="The store: info, check, migrate.", no_args_is_help=True)


@app.command()
def info() -> None:
    """The store's address and what is in it."""
    from collections import Counter

    with opened() as store:
        counts = store.counts()
        decisions: Counter[str] = Counter()
        approvals: Counter[str] = Counter()
        for (_, decision, approval), number in counts.items():
            decisions[decision] += number
            approvals[approval] += number
        terms = Counter(str(term.status) for term in store.terms())
        nights = store.nights(1)
        say(f"store     {store.address}, revision {store.revision()}")
        say(f"records   {sum(1 for _ in store.records())}")
        say(f"variants  {sum(counts.values())}: {_list(decisions)}")
        say(f"people    {_list(approvals)}")
        say(f"terms     {sum(terms.values())}: {_list(terms)}")
        say(f"nights    {_night(nights[0].id, nights[0].status, f'{nights[0].started:%Y-%m-%d %H:%M}') if nights else 'none yet'}")


def _list(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items()) or "none"


def _night(number: int, status: str, started: str) -> str:
    return f"the latest is {number}, {status}, started {started} UTC"


@app.command()
def check() -> None:
    """Look for damage. Exit code 4 when something was found."""
    with opened() as store:
        faults = store.faults()
        for fault in faults:
            say(f"fault  {fault}")
        if faults:
            say("The store is damaged. Keep a copy of the file, then restore the last good one.")
            raise typer.Exit(ATTENTION)
        say(f"{store.address} is sound.")


@app.command()
def migrate() -> None:
    """Bring the tables to this program's revision. Every command does so when it opens the store; this one says what was done."""
    from localize.store.connection import connect, parse_url
    from localize.store.repository import Store

    with Store(connect(parse_url(settings().store))) as store:
        ran = store.migrate()
        say(f"{store.address} is at revision {store.revision()}; ran: {', '.join(ran) or 'nothing, it was up to date'}.")
