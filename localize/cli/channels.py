"""`localize channels`: where variants are published and what is taken there; and a variant as a channel takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from localize.cli.terminal import console, say, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localize.domain.channel import Channel
    from localize.domain.region import Region
    from localize.store.variants import StoredVariant

app = typer.Typer(help="Sale channels: what each takes, and where that is said.", no_args_is_help=True)
ChannelName = Annotated[str, typer.Option(help="A sale channel: amazon, etsy, rednote, … (`localize channels list`).", show_default=False)]


@app.command("list")
def list_() -> None:
    """Every channel, how it writes topics and emoji, the length of a title there, and the regions that sell on it."""
    from rich.table import Table

    from localize.exchange.channels import hold_regions

    channels, regions = known(), _regions()
    hold_regions(regions.values(), channels)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("channel", "style", "title", "parts", "sold on in", "unverified"):
        table.add_column(column, overflow="fold")
    for code, channel in channels.items():
        title = next((part.bounds for part in channel.parts if part.name == "title"), "")
        selling = " ".join(region.code for region in regions.values() if code in region.sells_on)
        unverified = f"{sum(not fact.verified for fact in channel.facts)} of {len(channel.facts)}"
        table.add_row(code, channel.style, title, ", ".join(part.name for part in channel.parts), selling, unverified)
    console().print(table)


@app.command()
def show(code: Annotated[str, typer.Argument(help="A channel's code: amazon.", metavar="CODE")]) -> None:
    """Every limit of a channel, where it comes from, how good that source is, and whether anybody verified it.

    Grades: official (a text of the channel itself), interface (its interface's documentation), third-party, assumed (nobody's word).

    Example: `localize channels show amazon`
    """
    from rich.table import Table

    from localize.shown import shown

    channel = named(code)
    takes = f"; takes {' '.join(channel.languages)}" if channel.languages else ""
    say(f"{channel.code}: {channel.name}, written in the style {channel.style}{takes}")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("limit", "value", "grade", "verified", "source"):
        table.add_column(column, overflow="fold")
    for fact in channel.facts:
        table.add_row(*map(shown, (fact.key, fact.value, fact.grade, "yes" if fact.verified else "no", fact.source)))
    if channel.facts:
        console().print(table)
    else:
        say("It has no limits.")
    if channel.note:
        say(shown(channel.note, longest=600))


def known() -> dict[str, Channel]:
    """The channels of the checkout."""
    from localize.exchange.channels import load_channels

    return load_channels(settings().glossaries / "channels")


def named(code: str) -> Channel:
    """The channel with this code. Raises SettingsError naming those there are."""
    from localize.errors import SettingsError

    channels = known()
    found = channels.get(code.strip().lower())
    if found is None:
        raise SettingsError(f"There is no channel {code[:60]!r}.", next_step=f"Choose from: {', '.join(channels)}.")
    return found


def _regions() -> Mapping[str, Region]:
    from localize.exchange.packs import load_regions

    return load_regions(settings().glossaries / "regions", enabled_only=False)


def show_fitted(variant: StoredVariant, channel: Channel) -> None:
    """A variant as a channel takes it: each text with its length against the limit, what was dropped, what does not fit."""
    from rich.table import Table

    from localize.fitted import fitted, lines, told
    from localize.shown import shown

    done = fitted(variant, channel)
    say(Text.assemble(("\n── ", "bold"), (f"{variant.target} on {channel.name}", "bold")))
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    for column in ("part", "length", "limit"):
        table.add_column(column, style="dim", overflow="fold")
    table.add_column("text", overflow="fold", ratio=1)
    found = lines(variant, channel, done)
    for line in found:
        table.add_row(line.part.name, str(line.length), line.part.bounds, shown(line.text, longest=6000, lines=True))
    if found:
        console().print(table)
    for step in done.steps:
        say(Text.assemble(("   dropped  ", "dim"), f"{step.note.partition(':')[0]}: ", shown(f"{told(step)}{_why(step.note)}")))
    for issue in done.issues:
        say(Text.assemble(("   does not fit  ", "yellow"), shown(f"{issue.message} → {issue.advice}")))


def _why(note: str) -> str:
    why = note.partition(":")[2]
    return f" ({why.strip()})" if why else ""
