"""`localize doctor`: what is installed here, and what is missing."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from localize.cli.terminal import ATTENTION, console, in_megabytes, say, settings


def doctor(hashes: Annotated[bool, typer.Option("--hash", help="Also read the model's file and compare its SHA-256.")] = False) -> None:
    """Look at this machine: Python, processor, GPU, packages, disk, models, which engine writes which language and why, store, regions, prompts.

    Exit code 4 when something is wrong; each such line says what to do.
    """
    from localize.doctor import Mark, examine
    from localize.progress import shown as bar
    from localize.shown import shown

    styles = {Mark.GOOD: "green", Mark.NOTE: "yellow", Mark.BAD: "bold red"}
    with bar(console()) as progress:
        findings = list(examine(settings(), hashes=hashes, progress=in_megabytes(progress)))
    group = ""
    for finding in findings:
        if finding.group != group:
            group = finding.group
            say(Text(group, style="bold"))
        advice = f" → {finding.advice}" if finding.advice else ""
        say(Text.assemble("  ", (f"{finding.mark:<5}", styles[finding.mark]), f"{finding.name}: ", shown(finding.value + advice, longest=1000)))
    bad = sum(finding.mark is Mark.BAD for finding in findings)
    if bad:
        say(f"{bad} of {len(findings)} findings need something done.")
        raise typer.Exit(ATTENTION)
