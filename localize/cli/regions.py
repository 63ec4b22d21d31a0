"""`localize regions`: the markets, what holds in each and where that is said."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.terminal import ATTENTION, console, say, say_error, settings

if TYPE_CHECKING:
    from localize.domain.region import Region, Value

app = typer.Typer(help="The markets: list, show, check, compare.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """Every region that is described, its targets, and how much of it nobody has verified.

    A target in brackets is described and not enabled: remove its line `enabled = false` in glossaries/regions/CODE.toml.
    """
    from rich.table import Table

    from localize.exchange.packs import load_regions

    folder = settings().glossaries / "regions"
    enabled = {str(target) for region in load_regions(folder).values() for target in region.targets}
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("code", "name", "targets", "claims", "eligibility", "unverified"):
        table.add_column(column, overflow="fold", justify="right" if column in ("claims", "eligibility", "unverified") else "left")
    for code, region in load_regions(folder, enabled_only=False).items():
        targets = [f"{t.locale} {t.audience}" if str(t) in enabled else f"({t.locale} {t.audience})" for t in region.targets]
        counts = (len(region.claims), len(region.eligibility), f"{len(region.unverified)} of {len(region.values)}")
        table.add_row(code, region.name, "\n".join(targets), *map(str, counts))
    console().print(table)
    say("\nOne of them in full: localize regions show US")


@app.command()
def show(
    code: Annotated[str, typer.Argument(help="The region's code, as its file is named: US.")],
    rules: Annotated[bool, typer.Option("--rules", help="With the patterns, reasons and softer wordings of the rules.")] = False,
    only: Annotated[str, typer.Option("--only", help="Only values whose key begins so: conventions, claims.en, notices …")] = "",
    unverified: Annotated[bool, typer.Option("--unverified", help="Only what nobody has verified.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """One region as it holds after everything it inherits, each value with the file that says it.

    "from" names the files in the order of inheritance: "all, US" is a rule of all.toml that US.toml changes. "built in" is said nowhere.
    """
    region = _region(code)
    values = [v for v in region.values if v.key.startswith(only) and not (unverified and v.verified)]
    if as_json:
        typer.echo(
            json.dumps({"code": region.code, "name": region.name, "digest": region.digest, "values": [asdict(v) for v in values]}, ensure_ascii=False)
        )
        return
    say(f"{region.code} {region.name}, rules {region.digest}: {', '.join(str(target) for target in region.targets) or 'no targets'}")
    say(f"{len(values)} values, {sum(not v.verified for v in values)} of them not verified by anyone\n")
    console().print(_table(values))
    if rules:
        _rules(region, only)


def _region(code: str) -> Region:
    from localize.errors import GlossaryError
    from localize.exchange.packs import read_packs, resolve

    packs = read_packs(settings().glossaries / "regions")
    found = next((c for c in packs if c.casefold() == code.casefold()), None)
    if found is None:
        known = ", ".join(c for c, pack in packs.items() if "targets" in pack.data)
        raise GlossaryError(f"There is no region {code!r}.", next_step=f"One of: {known}. To add one, see docs/regions.md.")
    return resolve(found, packs, enabled_only=False)


def _table(values: list[Value]) -> object:
    from rich.table import Table

    from localize.shown import shown

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("key", "value", "from", "verified", "source"):
        table.add_column(column, overflow="fold")
    for value in values:
        packs = ", ".join(value.packs) or "built in"
        table.add_row(shown(value.key), shown(value.text) or "(empty)", packs, "yes" if value.verified else "no", shown(value.source))
    return table


def _rules(region: Region, only: str) -> None:
    for key, rules in (("claims", region.claims), ("eligibility", region.eligibility)):
        for rule in rules:
            if f"{key}.{rule.id}".startswith(only):
                say(f"\n{key}.{rule.id}")
                for name, value in asdict(rule).items():
                    if name != "id" and value not in ("", (), False, 0):
                        say(f"  {name:<12} {'; '.join(map(str, value)) if isinstance(value, tuple) else value}")


@app.command()
def check() -> None:
    """Read every pack and say what is wrong in each, all files at once. Exit code 4 where anything is."""
    from localize.errors import GlossaryError
    from localize.exchange.channels import hold_regions, load_channels
    from localize.exchange.packs import Pack, read_pack, resolve
    from localize.notices import Notices

    folder = settings().glossaries / "regions"
    packs: dict[str, Pack] = {}
    wrong = 0
    for path in sorted(folder.glob("*.toml")):
        try:
            packs[path.stem] = read_pack(path)
        except GlossaryError as error:
            say_error(error)
            wrong += 1
    channels = load_channels(settings().glossaries / "channels")
    notices = Notices(settings().glossaries / "notices")
    for code in packs if not wrong else ():
        try:
            hold_regions([region := resolve(code, packs)], channels)
            notices.hold([region])
        except GlossaryError as error:
            say_error(error)
            wrong += 1
    if wrong:
        raise typer.Exit(ATTENTION)
    say(f"{len(packs)} packs, {sum('targets' in p.data for p in packs.values())} of them markets: all of them can be used.")


@app.command()
def compare(
    sources: Annotated[list[Path], typer.Argument(help="JSONL files with a few records.", metavar="SOURCES...")],
    out: Annotated[Path | None, typer.Option(help="Write Markdown to this file; to the terminal otherwise.", show_default=False)] = None,
    engine: Annotated[str, typer.Option(help="auto, pseudo (no model), or the id of a model; CHUHAI_ENGINE otherwise.", show_default=False)] = "",
    most: Annotated[int, typer.Option("--most", min=1, max=50, help="At most so many records.")] = 10,
) -> None:
    """Records in every region side by side, those that are not enabled too, each difference with the step that makes it. Nothing is saved
    but drafts.

    Example: `localize regions compare docs/side-by-side.jsonl --out side-by-side.md`
    """
    from itertools import islice

    from localize.cli.terminal import settings as chosen
    from localize.domain.record import Record
    from localize.errors import SettingsError
    from localize.kit import load_kit
    from localize.progress import shown
    from localize.sidebyside import compare as compared
    from localize.sidebyside import to_markdown
    from localize.sources.files import FileSource
    from localize.store.repository import Store

    records = list(islice((r for r in FileSource(sources).fetch() if isinstance(r, Record)), most))
    if not records:
        raise SettingsError("There is no record to compare in these files.", next_step="Give JSONL files as a night reads them; see docs/sources.md.")
    with Store.open(chosen(engine).store) as store:
        kit = load_kit(chosen(engine), store, enabled_only=False)
        with shown(console()) as progress:
            done = compared(kit, records, progress)
    text = to_markdown(done)
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text, encoding="utf-8")
        say(
            f"{len(done)} records in {len(kit.targets)} targets written to {out}; differences without a step: {sum(len(c.unexplained()) for c in done)}."
        )
