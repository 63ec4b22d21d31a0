"""`localize glossary`, continued: an entry with its card and history, approving, going back, merging, talking, and what is due."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from localize.cli.glossary import AudienceName, Entry, Items, LocaleName, Who, Why, said
from localize.cli.mining import suggestions
from localize.cli.terminal import opened, say, settings

if TYPE_CHECKING:
    from datetime import date

    from localize.domain.concept import Concept
    from localize.domain.term import Term
    from localize.store.repository import Store

Entries = Annotated[list[str], typer.Argument(help="Concepts, headwords or keys; each must stand for one entry.", metavar="ENTRY...")]
ConceptName = Annotated[str, typer.Argument(help="A concept: herb.ai-cao.", metavar="CONCEPT")]
_MOST_LINES = 40


def show(
    entry: Entry,
    locale: LocaleName = "",
    audience: AudienceName = "",
    everything: Annotated[bool, typer.Option("--all", help=f"The whole history, not the last {_MOST_LINES} lines.")] = False,
) -> None:
    """Everything about an entry: its card, its wording, who proposed it, and its history with the remarks in between."""
    from localize import cards, glossary

    with opened() as store:
        told = ""
        for term in glossary.find(store, entry, locale=locale, audience=audience):
            card = cards.card(store, term.concept)
            if card and card.concept != told:
                told = card.concept
                _show_card(card)
            _show_term(store, term)
            _show_history(store, term, None if everything else _MOST_LINES)


def _line(label: str, words: str) -> None:
    from localize.shown import shown

    if words:
        say(Text.assemble(f"  {label:<16}", shown(words, longest=1000)))


def _show_card(card: Concept) -> None:
    say(Text(f"{card.concept} (card, revision {card.revision})", style="bold"))
    _line("definition", card.definition)
    _line("picture", card.picture)
    _line("review by", card.review_by.isoformat() if card.review_by else "")
    _line("evidence", " | ".join(card.evidence))


def _show_term(store: Store, term: Term) -> None:
    from localize import glossary
    from localize.exchange.rows import COLUMNS

    say(Text(term.key, style="bold"))
    for column in COLUMNS:
        value = getattr(term, column)
        if column not in ("concept", "locale", "audience"):
            _line(column, " | ".join(value) if isinstance(value, tuple) else str(value))
    written = glossary.written_by(store, term.key)
    _line("proposed by", written.proposer or "the shipped tables")
    _line("worded by", written.editor if written.editor != written.proposer else "")


def _show_history(store: Store, term: Term, most: int | None) -> None:
    from localize import discussion
    from localize.shown import shown

    lines = discussion.history(store, term.key)
    left_out = 0 if most is None else max(0, len(lines) - most)
    if left_out:
        say(f"  … {left_out} earlier lines; --all shows them")
    for line in lines[left_out:]:
        words = f"{line.at:%Y-%m-%d %H:%M} {line.who}: {line.words}"
        say(Text.assemble((f"  {line.what:<16}", "dim"), shown(words, longest=discussion.LONGEST_REMARK + 100)))
    for suggestion in suggestions(store, term.key):
        say(suggestion)


def approve(entries: Entries, who: Who, why: Why, locale: LocaleName = "", audience: AudienceName = "") -> None:
    """Let proposed entries take part in the nights; several of them all or none. Who proposed or worded one cannot approve it."""
    from localize import glossary

    chosen = settings()
    with opened(chosen) as store:
        terms = [glossary.one(store, entry, locale=locale, audience=audience) for entry in entries]
        for term in glossary.move_all(store, terms, "approve", who, why, single_editor=chosen.single_editor):
            said("Approved", term)


def rollback(
    entry: Entry,
    revision: Annotated[
        int, typer.Argument(help="The revision whose wording should come back; `localize glossary show` lists them.", metavar="REVISION")
    ],
    who: Who,
    why: Why,
    locale: LocaleName = "",
    audience: AudienceName = "",
) -> None:
    """Bring back the wording of an older revision, as a new one. A closed entry becomes proposed and waits for its approval."""
    from localize import glossary

    with opened() as store:
        term = glossary.one(store, entry, locale=locale, audience=audience)
        after = glossary.rollback(store, term.key, revision, who, why)
        said(f"Back to the wording of revision {revision}, {after.status}", after)


def merge(
    gone: Annotated[str, typer.Argument(help="The concept that goes: its headwords move, its entries are closed.", metavar="FROM")],
    kept: Annotated[str, typer.Argument(help="The concept that stays.", metavar="INTO")],
    who: Who,
    why: Why,
) -> None:
    """Make one concept of two that mean the same. Refused with reasons where their senses differ; nothing is changed then."""
    from localize.merging import merge as merge_concepts
    from localize.shown import shown

    with opened() as store:
        merged = merge_concepts(store, gone, kept, who, why)
    moved = ", ".join(merged.moved.headwords) or "no headword"
    say(Text.assemble("Merged: ", shown(f"{moved} moved from {gone} to {kept}; {len(merged.closed)} entries closed.", longest=1000)))
    for word, concept in merged.moved.taken:
        say(Text.assemble("  ", shown(f"{word} stayed behind: {concept} has it.")))
    say("The next night makes again what it touches. `localize glossary export` writes the tables.")


def discuss(entry: Entry, text: Annotated[str, typer.Argument(help="What you want to say, up to 2000 characters.")], who: Who) -> None:
    """Say something about an entry (give its key) or a concept. It is kept for ever and shown with the history; nothing else changes."""
    from localize import discussion

    with opened() as store:
        subject = discussion.discuss(store, entry, who, text)
    say(f"Kept with {subject}. `localize glossary show` shows it.")


def card(
    concept: ConceptName,
    definition: Annotated[str | None, typer.Option(help="What it is, in one English sentence.", show_default=False)] = None,
    picture: Annotated[str | None, typer.Option(help='The https address of a picture; "" for none.', show_default=False)] = None,
    review_by: Annotated[str | None, typer.Option(help='Until when it holds: 2027-06-30; "" for always.', show_default=False)] = None,
    evidence: Items = None,
    who: Annotated[str, typer.Option(help="Your name, for a change.", envvar="CHUHAI_WHO")] = "",
    why: Annotated[str, typer.Option(help="The reason, for a change.")] = "",
) -> None:
    """Show the card of a concept; with --definition, --picture, --review-by or --evidence, write it. Cards inform people, no text is made of them."""
    from localize import cards, glossary
    from localize.domain.concept import Concept
    from localize.errors import GlossaryError

    given = {"definition": definition, "picture": picture, "evidence": tuple(evidence) if evidence else None}
    changes: dict[str, object] = {name: value for name, value in given.items() if value is not None}
    if review_by is not None:
        changes["review_by"] = _day(review_by)
    with opened() as store:
        name = glossary.find(store, concept)[0].concept
        held = cards.card(store, name)
        if changes:
            held = cards.write(store, replace(held or Concept(name, ""), **changes), who, why)  # type: ignore[arg-type]
    if held is None:
        raise GlossaryError(f"{name} has no card.", next_step=f"Write one: localize glossary card {name} --definition … --who NAME --why TEXT.")
    _show_card(held)


def due(on: Annotated[str, typer.Option(help="The day to ask for; today otherwise.", show_default=False)] = "") -> None:
    """The concepts whose card should have been read again by now: slang ages. A new --review-by on the card says that somebody did."""
    from datetime import date as days

    from localize import cards
    from localize.shown import shown

    today = _day(on) or days.today()
    with opened() as store:
        late = cards.due(store, today)
    for each in late:
        keys = ", ".join(dict.fromkeys(term.source for term in each.terms))
        say(shown(f"{each.card.review_by}  {each.card.concept}  {keys}: {each.card.definition}", longest=500))
    say(f"{len(late)} concepts are due on {today}.")


def _day(text: str) -> date | None:
    from localize.exchange.concepts import read_day

    try:
        return read_day(text.strip())
    except ValueError as error:
        raise typer.BadParameter(f"{error}: write it as 2027-06-30") from error


COMMANDS = (show, approve, rollback, merge, discuss, card, due)
