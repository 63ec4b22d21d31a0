"""`localize glossary`: the terms of the store, and their exchange with the tables of glossaries/terms/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from localize.cli.terminal import ATTENTION, console, opened, say, settings

if TYPE_CHECKING:
    from enum import StrEnum

    from localize.cards import CardDifference
    from localize.domain.locale import Locale
    from localize.domain.term import Term
    from localize.glossary import Difference, Row

_ABOUT = "The terms: list, show, add, edit, decide, merge, discuss, export, sync, template, import, impact, mine."
app = typer.Typer(help=_ABOUT, no_args_is_help=True)

Entry = Annotated[str, typer.Argument(help="A concept (herb.ai-cao), its headword (艾草), or a key (herb.ai-cao|en|any).", metavar="ENTRY")]
Who = Annotated[str, typer.Option(help="Your name: a change is somebody's.", envvar="CHUHAI_WHO")]
Why = Annotated[str, typer.Option(help="The reason, in a sentence.")]
LocaleName = Annotated[str, typer.Option("--locale", help="Which entry of the concept: en, zh-Hant-HK.", show_default=False)]
AudienceName = Annotated[str, typer.Option("--audience", help="Which entry of the concept: any, general, diaspora.", show_default=False)]
Items = Annotated[list[str] | None, typer.Option(help="May be given several times; replaces what was there.", show_default=False)]
_MOST = 40


@app.command("list")
def show_all(
    domain: Annotated[str, typer.Option(help="Only this domain: tcm, tea.", show_default=False)] = "",
    status: Annotated[str, typer.Option(help="proposed, approved, deprecated or rejected.", show_default=False)] = "",
    locale: Annotated[str, typer.Option(help="Only this locale.", show_default=False)] = "",
    search: Annotated[str, typer.Option(help="Only entries with this in the headword or the target.", show_default=False)] = "",
    everything: Annotated[bool, typer.Option("--all", help=f"All lines, not the first {_MOST}.")] = False,
) -> None:
    """The entries of the store, a line each."""
    from rich.table import Table

    from localize.shown import shown

    with opened() as store:
        terms = [t for t in store.terms() if domain in ("", t.domain) and status in ("", t.status) and locale in ("", str(t.locale))]
    terms = [t for t in terms if search.casefold() in "\n".join((t.source, t.target, *t.source_variants)).casefold()]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("key", "source", "target", "demand", "status"):
        table.add_column(column, overflow="fold")
    for term in terms if everything else terms[:_MOST]:
        table.add_row(shown(term.key), shown(term.source), shown(term.target), str(term.demand), f"{term.status} {term.revision}")
    console().print(table)
    rest = "" if everything or len(terms) <= _MOST else f", {_MOST} of them shown; --all shows all"
    say(f"{len(terms)} entries{rest}.")


@app.command()
def add(
    concept: Annotated[str, typer.Argument(help="domain.name, a-z, 0-9 and hyphens: herb.ai-cao")],
    source: Annotated[str, typer.Argument(help="The Chinese headword.")],
    target: Annotated[str, typer.Argument(help='The rendering wanted; "" for an entry that only forbids.')],
    who: Who,
    why: Why,
    locale: Annotated[str, typer.Option(help="What it is for: en, zh-Hant-HK.")] = "en",
    audience: Annotated[str, typer.Option(help="any, general or diaspora.")] = "any",
    demand: Annotated[str, typer.Option(help="required, keep, preferred or forbid.")] = "required",
    accepted: Items = None,
    forbidden: Items = None,
    needs: Items = None,
    excludes: Items = None,
    note: Annotated[str, typer.Option(help="For the next reader.")] = "",
) -> None:
    """Propose a new entry. It takes effect once it is approved."""
    from localize import glossary
    from localize.domain.term import Audience, Demand, Term

    term = Term(
        concept, concept.partition(".")[0], source, _locale(locale), Audience(_one_of(Audience, audience)), target, Demand(_one_of(Demand, demand)),
        (), tuple(accepted or ()), tuple(forbidden or ()), tuple(needs or ()), tuple(excludes or ()), note=note,
    )  # fmt: skip
    with opened() as store:
        said("Proposed", glossary.add(store, term, who, why))


@app.command()
def edit(
    entry: Entry,
    who: Who,
    why: Why,
    target: Annotated[str | None, typer.Option(help="Another rendering.", show_default=False)] = None,
    demand: Annotated[str, typer.Option(help="required, keep, preferred or forbid.", show_default=False)] = "",
    accepted: Items = None,
    forbidden: Items = None,
    needs: Items = None,
    excludes: Items = None,
    note: Annotated[str | None, typer.Option(help="For the next reader.", show_default=False)] = None,
    locale: LocaleName = "",
    audience: AudienceName = "",
) -> None:
    """Change the wording of an entry; its variants are made again in the next night."""
    from dataclasses import replace

    from localize import glossary
    from localize.domain.term import Demand

    given: dict[str, object] = {"target": target, "note": note, "demand": Demand(_one_of(Demand, demand)) if demand else None}
    lists = {"accepted": accepted, "forbidden": forbidden, "needs": needs, "excludes": excludes}
    given |= {name: tuple(items) for name, items in lists.items() if items}
    with opened() as store:
        term = glossary.one(store, entry, locale=locale, audience=audience)
        wanted = replace(term, **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
        said("Changed", glossary.edit(store, term, wanted, who, why))


def _move(name: str, done: str, about: str) -> None:
    def command(entry: Entry, who: Who, why: Why, locale: LocaleName = "", audience: AudienceName = "") -> None:
        from localize import glossary

        with opened() as store:
            said(done, glossary.move(store, glossary.one(store, entry, locale=locale, audience=audience), name, who, why))

    app.command(name, help=about)(command)


_move("reject", "Rejected", "Close a proposed entry; it stays on record.")
_move("deprecate", "Deprecated", "Take an approved entry out of use.")
_move("propose", "Proposed again", "Bring a rejected or deprecated entry back for review.")


def said(done: str, term: Term) -> None:
    say(f"{done}: {term.key}, revision {term.revision}, {term.source} → {term.target or '(no target)'}.")
    say("The next night makes again what it touches. `localize glossary export` writes the tables.")


@app.command()
def sync(
    apply: Annotated[bool, typer.Option("--apply", help="Take the changes over; without it they are only shown.")] = False,
    why: Annotated[str, typer.Option(help="The reason, for the history.")] = "taken over from the tables",
) -> None:
    """Take changes of glossaries/terms/ and concepts/ into the store. What a person changed in the store since is never overwritten (exit code 4)."""
    from localize import cards, glossary
    from localize.exchange.concepts import read_concepts
    from localize.exchange.tables import read_terms

    chosen = settings()
    with opened(chosen) as store:
        difference = glossary.compare(store, read_terms(chosen.glossaries / "terms"))
        told = cards.compare(store, read_concepts(chosen.glossaries / "concepts"))
        _show(difference)
        _show_cards(told)
        if apply:
            say(f"{glossary.take_over(store, difference, why)} entries taken over, {cards.take_over(store, told, why)} cards.")
        elif difference.new or difference.changed or told.new or told.changed:
            say("Nothing was changed. `localize glossary sync --apply` takes them over.")
    if difference.refused or told.refused:
        raise typer.Exit(ATTENTION)


def _show(difference: Difference) -> None:
    from localize.shown import shown

    for row in difference.new:
        say(Text.assemble(("new      ", "green"), shown(f"{row.table.key}: {row.table.source} → {row.table.target}")))
    for row in difference.changed:
        say(Text.assemble(("changed  ", "yellow"), shown(f"{row.table.key}: {_columns(row)}")))
    for row in difference.refused:
        say(Text.assemble(("refused  ", "red"), shown(f"{row.table.key}: {row.problem}. Export, make the change again, sync.")))
    numbers = f"{len(difference.new)} new, {len(difference.changed)} changed, {len(difference.refused)} refused"
    say(f"{numbers}; {len(difference.behind)} rows are older than the store, {len(difference.missing)} entries have no row (export writes them).")


def _show_cards(difference: CardDifference) -> None:
    from localize.shown import shown

    for concept in difference.refused:
        say(Text.assemble(("refused  ", "red"), shown(f"the card {concept}: a person wrote it. Change it with `localize glossary card`.")))
    numbers = f"{len(difference.new)} new, {len(difference.changed)} changed, {len(difference.refused)} refused"
    say(f"Concept cards: {numbers}; {len(difference.behind)} rows are older than the store.")


def _columns(row: Row) -> str:
    return "; ".join(f"{name} {getattr(row.held, name)!s} → {getattr(row.table, name)!s}" for name in row.columns)


def _locale(tag: str) -> Locale:
    from localize.domain.locale import Locale

    try:
        return Locale.parse(tag)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _one_of(kind: type[StrEnum], value: str) -> str:
    if value not in [str(member) for member in kind]:
        raise typer.BadParameter(f"{value!r} is not one of: {', '.join(kind)}")
    return value
