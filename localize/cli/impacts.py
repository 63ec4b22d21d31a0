"""`localize glossary impact`: what a change of entries makes again, and how a few of its sentences would read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from localize.cli.glossary import AudienceName, Entry, LocaleName
from localize.cli.terminal import console, opened, say, settings

if TYPE_CHECKING:
    from localize.domain.term import Term
    from localize.impact import Impact
    from localize.store.repository import Store
    from localize.trial import Trial

_MOST_SAMPLES = 50  # a small model takes seconds a sentence


def impact(
    entry: Entry,
    locale: LocaleName = "",
    audience: AudienceName = "",
    target: Annotated[str | None, typer.Option(help="The rendering to try, for one entry.", show_default=False)] = None,
    names: Annotated[bool, typer.Option("--names", help="Also the record and target of each variant.")] = False,
    samples: Annotated[
        int,
        typer.Option(help="Translate so many of the sentences with the engine in use, before and after; nothing is saved.", min=0, max=_MOST_SAMPLES),
    ] = 0,
) -> None:
    """Which variants a change of these entries makes stale, by region. Nothing is changed.

    A proposed entry is taken as approved, an approved one as reworded, any other as proposed again.

    Examples: `localize glossary impact herb.ai-cao --names`, `localize glossary impact "herb.ai-ye|en|general" --target "Artemisia leaf" --samples 3`
    """
    from localize import glossary
    from localize.impact import impact as touched
    from localize.kit import load_kit
    from localize.progress import shown
    from localize.trial import trials

    chosen = settings()
    with opened(chosen) as store:
        found = glossary.find if target is None else _only
        changed = [_changed(term, target) for term in found(store, entry, locale=locale, audience=audience)]
        kit = load_kit(chosen, store)
        with shown(console()) as progress:
            made = touched(kit, changed, progress)
            tried = trials(kit, changed, made, samples, progress) if samples else ()
    say(f"{len(changed)} entries: {', '.join(term.key for term in changed)}")
    _say_impact(made, names=names)
    for trial in tried:
        _say_trial(trial)
    if samples and not tried:
        say("There is no sentence to try it on: nothing that an engine translates contains these entries.")
    elif tried and all(trial.before == trial.after for trial in tried):
        say("The texts are the same: an approved entry keeps its wording here. `--target TEXT` tries another.")


def _only(store: Store, entry: str, *, locale: str, audience: str) -> tuple[Term, ...]:
    from localize import glossary

    return (glossary.one(store, entry, locale=locale, audience=audience),)


def _changed(term: Term, target: str | None) -> Term:
    """The entry after the change that can come next, with another rendering where one is given."""
    from dataclasses import replace

    from localize.glossary import checked
    from localize.impact import next_change

    return next_change(term if target is None else checked(replace(term, target=target)))


def _say_impact(found: Impact, *, names: bool) -> None:
    say(f"When they change, these become stale: {len(found.stale)} variants in {found.records} records. By region: {_counts(found.regions)}.")
    if found.due:
        say(f"{len(found.due)} more contain them and are made in the next night anyway.")
    for record, target in found.stale if names else ():
        say(f"  {record} {target}")


def _say_trial(trial: Trial) -> None:
    from localize.shown import shown

    say(Text.assemble((f"{trial.record} {trial.target}", "bold")))
    for name, text in (("source", trial.source), ("before", trial.before), ("after", trial.after)):
        say(Text.assemble((f"  {name:<7}", "dim"), shown(text or "(no text)", longest=1000)))


def _counts(regions: Mapping[str, int]) -> str:
    return ", ".join(f"{region} {number}" for region, number in regions.items()) or "none"
