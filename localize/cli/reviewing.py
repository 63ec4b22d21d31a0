"""`localize queue`, `edit`, `undo`, `flags`: what people do with texts before they approve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from localize.cli.records import RecordName, TargetName, Who
from localize.cli.terminal import console, opened, say, settings

if TYPE_CHECKING:
    from localize.domain.unit import Unit
    from localize.errors import EditConflict
    from localize.reviewing.again import Found
    from localize.store.flags import Flag
    from localize.store.queue import Filter, Queue
    from localize.store.variants import StoredVariant

Yes = Annotated[bool, typer.Option("--yes", help="Save without asking.")]
Why = Annotated[str, typer.Option(help="A word on it, if there is one.", show_default=False)]
_LONGEST = 2000


def queue(
    region: Annotated[str, typer.Option(help="Only this region: HK.", show_default=False)] = "",
    locale: Annotated[str, typer.Option(help="Only this locale: zh-Hant-HK.", show_default=False)] = "",
    decision: Annotated[str, typer.Option(help="block, review, release, not eligible or no engine.", show_default=False)] = "",
    kind: Annotated[str, typer.Option(help="listing or note.", show_default=False)] = "",
    rule: Annotated[str, typer.Option(help="Only variants with a reason of this rule: number_lost.", show_default=False)] = "",
    term: Annotated[str, typer.Option(help="Only variants that hold this concept: herb.ai-cao.", show_default=False)] = "",
    engine: Annotated[str, typer.Option(help="Only what this engine made.", show_default=False)] = "",
    words: Annotated[str, typer.Option(help="Only records with these words in their text.", show_default=False)] = "",
    flagged: Annotated[bool | None, typer.Option("--flagged/--not-flagged", help="Only what a seller flagged.", show_default=False)] = None,
    edited: Annotated[bool | None, typer.Option("--edited/--not-edited", help="Only what a person wrote in.", show_default=False)] = None,
    waiting: Annotated[bool, typer.Option("--waiting", help="Only where a source changed under a person's text.")] = False,
    after: Annotated[str, typer.Option(help="Where the next page begins, as the page before said.", show_default=False)] = "",
    view: Annotated[str, typer.Option(help="A saved view of yours, instead of the other options.", show_default=False)] = "",
    save: Annotated[str, typer.Option(help="Save these options as a view of yours, under this name.", show_default=False)] = "",
    who: Annotated[str, typer.Option(help="Whose views.", envvar="CHUHAI_WHO")] = "",
) -> None:
    """Open variants, those first that are worth reading first: risk times value, 50 a page, with what there is to narrow to.

    Examples: `localize queue --region HK --decision block` · `localize queue --flagged` · `localize queue --waiting --save mine --who Lin`
    """
    from localize.store.queue import Filter

    wanted = Filter(
        region=region,
        locale=locale,
        decision=decision,
        kind=kind,
        rule=rule,
        concept=term,
        engine=engine,
        words=words,
        flagged=flagged,
        edited=edited,
        waiting=waiting or None,
    )
    with opened() as store:
        if save:
            store.queue.save_view(who, save, wanted)
        _show_queue(store.queue, _view(store.queue, who, view) if view else wanted, after)


def _view(queue: Queue, who: str, name: str) -> Filter:
    from localize.errors import SettingsError

    views = queue.views(who)
    if name not in views:
        raise SettingsError(
            f"{who or 'Nobody'} has no view {name[:40]!r}.", next_step=f"Use one of: {', '.join(views) or 'none yet; --save makes one'}."
        )
    return views[name]


def _show_queue(queue: Queue, wanted: Filter, after: str) -> None:
    from rich.table import Table

    from localize.preview import STYLES
    from localize.shown import shown

    page, counts = queue.page(wanted, after), queue.counts(wanted)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("first", "record", "target", "decision", "why", "estimate", "title"):
        table.add_column(column, overflow="fold")
    for e in page.entries:
        marks = [f"{e.flags} flags" * bool(e.flags), f"{e.edits} edited" * bool(e.edits), f"{e.waiting} waiting" * bool(e.waiting)]
        decision = Text.assemble((str(e.decision), STYLES[e.decision]), *(f", {m}" for m in marks if m))
        table.add_row(f"{e.priority}", shown(e.record), shown(e.target), decision, shown(e.gravest), f"{e.estimate:.2f}", shown(e.title, longest=40))
    console().print(table)
    for name, found in (("region", counts.regions), ("decision", counts.decisions), ("kind", counts.kinds)):
        if len(found) > 1:
            say(f"{name:<9} {', '.join(f'{number} {key}' for key, number in sorted(found.items(), key=lambda each: -each[1]))}")
    say(f"{counts.total} open variants; {counts.edited} with a person's text, {counts.waiting} of them wait for a choice.")
    if page.next:
        say(f"The next page: --after {page.next}")


def edit(
    record: RecordName,
    target: TargetName,
    who: Who,
    line: Annotated[int, typer.Option(help="Which line, as the list numbers them; asked for otherwise.", min=0)] = 0,
    text: Annotated[str | None, typer.Option(help="The new text; $EDITOR opens on the old one otherwise.", show_default=False)] = None,
    take: Annotated[
        str, typer.Option(help="Where the source changed: mine keeps the person's text, theirs takes the machine's.", show_default=False)
    ] = "",
    why: Why = "",
    yes: Yes = False,
) -> None:
    """Write a line of a variant anew: shows what changes and what the checks say of it, asks, and saves it as a new revision.

    Somebody who was faster on the same line is not written over: both texts are shown. A night carries the text along from then on.

    Examples: `localize edit note:n0001 HK --line 2` · `localize edit note:n0001 US --line 2 --text "Soak for 20 minutes" --yes`
    """
    from localize import preview as shows
    from localize.errors import EditConflict
    from localize.kit import load_kit
    from localize.reviewing.again import check_live
    from localize.reviewing.edit import edit as write
    from localize.reviewing.edit import readable

    chosen = settings()
    with opened(chosen) as store:
        variant = shows.one(store, shows.find(store, record), target)
        place = _line(variant, line)
        unit = variant.units[place]
        kit = load_kit(chosen, store)
        new = readable(_taken(unit, take) if take else _written(unit, text))
        _show_change(unit, new, check_live(kit, variant, place, new))
        if not yes and not typer.confirm("Save it?"):
            say("Nothing was changed.")
            return
        try:
            say(write(kit, variant.record, str(variant.target), place, new, who, seen=unit.token, why=why).said)
        except EditConflict as late:
            _side_by_side(late)
            raise


def _line(variant: StoredVariant, line: int) -> int:
    """The position of a line; asked for where none was named."""
    from localize.errors import IllegalMove
    from localize.shown import shown

    lines = [n for n, unit in enumerate(variant.units) if unit.segment.text.strip()]
    if not line:
        for number, n in enumerate(lines, start=1):
            waits = " (its source has changed)" if variant.units[n].waits else ""
            say(
                Text.assemble(
                    (f"{number:>3}  ", "bold"), shown(variant.units[n].segment.text), " → ", shown(variant.units[n].target), (waits, "yellow")
                )
            )
        line = typer.prompt("Which line", type=int) if lines else 1
    if not 1 <= line <= len(lines):
        raise IllegalMove(f"There is no line {line}; the variant has {len(lines)} with text.", next_step="Leave --line out to see them.")
    return lines[line - 1]


def _taken(unit: Unit, take: str) -> str:
    from localize.errors import IllegalMove

    if take not in ("mine", "theirs") or unit.proposal is None:
        raise IllegalMove("There is nothing to take here.", next_step="--take mine or --take theirs is for a line whose source has changed.")
    return unit.target if take == "mine" else unit.proposal.text


def _written(unit: Unit, text: str | None) -> str:
    """The text that was given, or what $EDITOR leaves of the old one. Its first lines are the source, which is not saved."""
    from localize.cli.editor import changed
    from localize.reviewing.settle import offered

    if text is not None:
        return text
    about = [f"# {part}" for part in unit.segment.text.splitlines()]
    if unit.proposal:
        about += [f"# the machine would write now: {unit.proposal.text!r}", f"# both changes together: {offered(unit)!r}"]
    kept = changed("\n".join([*about, unit.target]) + "\n").splitlines()
    while kept and kept[0].startswith("# "):
        kept.pop(0)
    return "\n".join(kept).rstrip("\n")


def _show_change(unit: Unit, new: str, found: Found) -> None:
    from localize.shown import shown

    for label, words, style in (("source", unit.segment.text, "dim"), ("-", unit.target, "red"), ("+", new, "green")):
        say(Text.assemble((f"{label:<7}", style), shown(words, longest=_LONGEST, lines=True, style=style)))
    for issue in found.issues:
        say(Text.assemble((f"  {issue.severity.name.lower()} ", "yellow"), f"{issue.check}: ", shown(issue.message)))
    for receipt in found.receipts:
        say(Text.assemble(("  term ", "dim"), shown(receipt.told)))
    say(f"  estimate {unit.estimate.value:.2f} → {found.estimate.value:.2f}")


def _side_by_side(late: EditConflict) -> None:
    from localize.shown import shown

    for label, words in (("yours", late.mine), (late.who, late.theirs)):
        say(Text.assemble(shown(f"{label:<12}", longest=20, style="bold"), shown(words, longest=_LONGEST, lines=True)))


def undo(record: RecordName, target: TargetName, who: Who, why: Why = "") -> None:
    """Take back the last edit, choice, approval or rejection of a variant. The history keeps both; undo again to go further back."""
    from localize import preview as shows
    from localize.kit import load_kit
    from localize.reviewing.undo import undo as take_back

    chosen = settings()
    with opened(chosen) as store:
        variant = shows.one(store, shows.find(store, record), target)
        say(take_back(load_kit(chosen, store), variant.record, str(variant.target), who, why).said)


def flags(
    everything: Annotated[bool, typer.Option("--all", help="Also those that are answered or withdrawn.")] = False,
    decline: Annotated[int, typer.Option(help="Decline the flag of this number; --why says the reason to its seller.", min=0)] = 0,
    accept: Annotated[int, typer.Option(help="Accept the flag of this number: its line is edited.", min=0)] = 0,
    text: Annotated[str | None, typer.Option(help="With --accept: the new text; the suggestion otherwise.", show_default=False)] = None,
    who: Annotated[str, typer.Option(help="Your name, for an answer.", envvar="CHUHAI_WHO")] = "",
    why: Why = "",
) -> None:
    """What sellers flagged, oldest first; answer one with --accept or --decline. A suggestion is applied by nobody but whoever accepts it.

    Examples: `localize flags` · `localize flags --accept 7 --text "Foot soak sachets" --who Lin` · `localize flags --decline 8 --why …`
    """
    from localize.kit import load_kit
    from localize.reviewing import flag
    from localize.store.flags import FlagState

    chosen = settings()
    with opened(chosen) as store:
        if decline:
            done = flag.decline(store, decline, who, why)
            say(f"Flag {done.id} is declined.")
        elif accept:
            say(flag.accept_shown(load_kit(chosen, store), accept, text, who).said)
        else:
            found = list(store.desk.flags(None if everything else FlagState.OPEN))
            for each in found:
                _show_flag(each)
            say(f"{len(found)} flags.")


def _show_flag(flag: Flag) -> None:
    from localize.shown import shown

    state = "" if flag.state == "open" else f"  {flag.state} by {flag.answered_by}: {flag.answer}"
    say(
        Text.assemble(
            (f"{flag.id:>4}  ", "bold"), shown(f"{flag.record} {flag.target}"), f"  {flag.reason}  ", shown(f"{flag.who}, {flag.at:%Y-%m-%d}{state}")
        )
    )
    for label, words in (("source", flag.source), ("text", flag.text), ("says", flag.words), ("suggests", flag.suggestion)):
        if words:
            say(Text.assemble((f"      {label:<10}", "dim"), shown(words, longest=_LONGEST)))
