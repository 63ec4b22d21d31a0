"""`localize preview`, `approve`, `reject`, `emit`: what people do with variants in the morning."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from localize.cli.channels import ChannelName, named, show_fitted
from localize.cli.terminal import ATTENTION, console, opened, say, settings

RecordName = Annotated[str, typer.Argument(help="A record's key, its id, the beginning of either, or words of its title.", metavar="RECORD")]
TargetName = Annotated[str, typer.Argument(help="A target such as US/en-US/general, or its beginning where that is enough: HK.", metavar="TARGET")]
Who = Annotated[str, typer.Option(help="Your name: a decision is somebody's.", envvar="CHUHAI_WHO")]


def preview(
    record: RecordName,
    target: Annotated[str, typer.Option(help="Only this target, or those that begin so: US, HK/zh-Hant-HK.", show_default=False)] = "",
    why: Annotated[bool, typer.Option("--why", help="Also each sentence's steps, terms, findings and estimate.")] = False,
    channel: ChannelName = "",
) -> None:
    """Show a record in all its variants, the source beside each, with the verdict and its reasons.

    With --channel each variant also as that channel takes it: the length of each text against the limit, and what was dropped.

    Examples: `localize preview note:n0001` · `localize preview 泡脚包 --target HK --why` · `localize preview 泡脚包 --target US --channel amazon`
    """
    from localize import preview as shows

    chosen = named(channel) if channel else None
    with opened() as store:
        found = shows.find(store, record)
        there = shows.variants(store, found, target)
        shows.to_terminal(found, there, console(), why=why, remembered=store.memory_entries, imported=store.evidence)
        for variant in there if chosen else ():
            if chosen and variant.units:
                show_fitted(variant, chosen)


def approve(
    record: RecordName,
    target: TargetName,
    who: Who,
    why: Annotated[str, typer.Option(help="A word on it, if there is one.", show_default=False)] = "",
) -> None:
    """Approve the latest variant of a record for a target: it will be emitted, and its sentences enter the memory."""
    from localize import preview as shows
    from localize import review

    with opened() as store:
        variant = shows.one(store, shows.find(store, record), target)
        say(review.approve(store, variant.record, str(variant.target), who, why, seen=str(variant.signature)))


def reject(record: RecordName, target: TargetName, who: Who, why: Annotated[str, typer.Option(help="What is wrong, in a sentence.")]) -> None:
    """Reject the latest variant, or take an approval back; what it taught the memory goes too."""
    from localize import preview as shows
    from localize import review

    with opened() as store:
        variant = shows.one(store, shows.find(store, record), target)
        say(review.reject(store, variant.record, str(variant.target), who, why, seen=str(variant.signature)))


def emit(
    include_unapproved: Annotated[
        bool, typer.Option("--include-unapproved", help="For a demonstration: also what nobody approved, every row marked so.")
    ] = False,
    region: Annotated[list[str] | None, typer.Option(help="Only this region; may be given several times.", show_default=False)] = None,
    out: Annotated[Path | None, typer.Option(help="Where to; emit/ or demonstration/ in CHUHAI_OUT otherwise.", show_default=False)] = None,
    channel: ChannelName = "",
) -> None:
    """Write the approved variants as JSONL and CSV, one of each a region.

    With --channel only those that are published there, each as that channel takes it, with what was dropped. What cannot be fitted is written
    whole with the problem beside it (exit code 4).

    Examples: `localize emit` · `localize emit --channel amazon --region US`
    """
    from localize.emit import emit as write
    from localize.errors import SettingsError
    from localize.exchange.packs import load_regions
    from localize.fitted import emit_fitted

    chosen, taker = settings(), named(channel) if channel else None
    folder = out or chosen.out / ("demonstration" if include_unapproved else "emit")
    with opened(chosen) as store:
        there = store.regions()
        unknown = [code for code in region or () if code not in there]
        if unknown:
            raise SettingsError(f"There are no variants for {', '.join(unknown)[:60]}.", next_step=f"Choose from: {', '.join(there) or 'none yet'}.")
        if taker:
            regions = load_regions(chosen.glossaries / "regions", enabled_only=False)
            done = emit_fitted(store, folder, taker, regions, region or None, include_unapproved=include_unapproved)
        else:
            done = write(store, folder, region or None, include_unapproved=include_unapproved)
    say(f"{done.rows} variants written to {folder}: {', '.join(path.name for path in done.files) or 'no file'}.")
    for reason, number in sorted(done.skipped.items()):
        say(f"  left out, {reason}: {number}")
    if done.unfit:
        say(f"{done.unfit} of them do not fit {channel} and are written whole; the column problems says why (exit code {ATTENTION}).")
        raise typer.Exit(ATTENTION)
