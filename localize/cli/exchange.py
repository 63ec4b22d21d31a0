"""`localize glossary template | import | export` and `localize memory`: terms and approved texts as files of other programs, and theirs as ours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from localize.cli.glossary import app as glossary
from localize.cli.terminal import ATTENTION, opened, say, settings

if TYPE_CHECKING:
    from localize.exchange.line import Fault
    from localize.glossary import Difference

memory = typer.Typer(help="Texts that people approved, as TMX: export; texts of other programs as evidence: import.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="The file to read.", metavar="FILE")]
Apply = Annotated[bool, typer.Option("--apply", help="Take it over, all of it in one transaction; without it nothing is changed.")]
Who = Annotated[str, typer.Option(help="Your name: a change is somebody's. Needed with --apply.", envvar="CHUHAI_WHO", show_default=False)]
FaultFile = Annotated[Path | None, typer.Option("--faults", help="Write every fault to this file, as CSV.", show_default=False)]
_MOST = 20  # lines of one kind on the terminal


@glossary.command()
def template(file: Annotated[Path, typer.Argument(help="The file to write: words.xlsx or words.csv.", metavar="FILE")]) -> None:
    """Write an empty table of terms to fill in: columns, choices, and an example row that is never imported."""
    from localize.errors import SettingsError
    from localize.exchange.files import put
    from localize.exchange.tables import as_csv
    from localize.exchange.template import EXAMPLE
    from localize.exchange.xlsx import as_xlsx

    form = file.suffix.lower()
    if form not in (".csv", ".xlsx"):
        raise SettingsError(f"A template is CSV or XLSX, not {file.suffix[:20] or 'a file without an ending'}.", next_step="Write words.xlsx.")
    if file.exists():
        raise SettingsError(f"{file} is there already.", next_step="Choose another name: nothing is written over.")
    example = [list(EXAMPLE.values())]
    put(file, as_xlsx(example) if form == ".xlsx" else as_csv(example))
    say(f"{file} is written. Fill it in, then: localize glossary import {file}")


@glossary.command("import")
def import_terms(
    file: File,
    apply: Apply = False,
    who: Who = "",
    why: Annotated[str, typer.Option(help="The reason, for the history.", show_default=False)] = "",
    as_approved: Annotated[
        bool, typer.Option("--as-approved", help="The status column counts, and approvals are yours: nobody else is asked. Needs --who and --why.")
    ] = False,
    domain: Annotated[str, typer.Option(help="For a TBX of another program: the domain of its entries.", show_default=False)] = "",
    faults: FaultFile = None,
) -> None:
    """Show what a CSV, XLSX or TBX file of terms would change; with --apply take over its good rows (exit code 4 when some are not).

    New entries arrive as proposed by you, whatever the file says, and somebody else approves them. With --as-approved the program takes your
    word for what is approved. The same file again changes nothing.

    Examples: `localize glossary import words.xlsx` · `localize glossary import words.xlsx --apply --who Mei --why "autumn teas"`
    """
    from localize.exchange.reading import read_file
    from localize.glossary import take_over
    from localize.intake import arriving

    if as_approved and not (who.strip() and why.strip()):
        raise typer.BadParameter("an approval is somebody's, with a reason: add --who and --why", param_hint="--as-approved")
    if apply and not who.strip():
        raise typer.BadParameter("a change is somebody's: add --who", param_hint="--apply")
    read = read_file(file, domain)
    with opened() as store:
        difference = arriving(store, read.terms, decides=as_approved)
        _show(difference)
        _show_faults(read.faults, read.wrong, faults)
        if apply:
            say(f"{take_over(store, difference, why.strip() or f'imported from {file.name}', who.strip())} entries taken over.")
        elif difference.new or difference.changed:
            say("Nothing was changed. The same command with --apply --who NAME takes the good rows over.")
        if difference.new and not as_approved:
            say("New entries arrive as proposed; somebody else lets one take part with `localize glossary approve`.")
    if read.faults or difference.refused:
        raise typer.Exit(ATTENTION)


@glossary.command()
def export(
    form: Annotated[str, typer.Option("--format", help="csv: one table a domain. xlsx, tbx: one file of all.")] = "csv",
    folder: Annotated[Path | None, typer.Option(help="Where to; glossaries/ for csv, CHUHAI_OUT otherwise.", show_default=False)] = None,
) -> None:
    """Write the store's entries, sorted: the same entries give the same bytes, ready to be reviewed, committed or sent.

    csv also writes the concept cards, one table a domain in the folder concepts; the other forms have no place for them.
    """
    from localize.exchange.concepts import write_concepts
    from localize.exchange.files import put
    from localize.exchange.rows import COLUMNS, cell, order
    from localize.exchange.tables import write_terms
    from localize.exchange.tbx_writing import as_tbx, has_place
    from localize.exchange.xlsx import as_xlsx

    if form not in ("csv", "xlsx", "tbx"):
        raise typer.BadParameter(f"{form!r} is not one of: csv, xlsx, tbx", param_hint="--format")
    chosen = settings()
    with opened(chosen) as store:
        terms, cards = store.terms(), store.concepts()
    if form == "csv":
        words, told = folder or chosen.glossaries / "terms", (folder or chosen.glossaries) / "concepts"
        tables = len(write_terms(terms, words)), len(write_concepts(cards, told))
        say(f"{tables[0]} tables written to {words}, {tables[1]} tables of concept cards to {told}.")
        return
    kept = [term for term in terms if form == "xlsx" or has_place(term)]
    content = as_tbx(kept) if form == "tbx" else as_xlsx([cell(term, column) for column in COLUMNS] for term in sorted(kept, key=order))
    say(f"{len(kept)} entries written to {put((folder or chosen.out) / f'terms.{form}', content)}.")
    if len(kept) < len(terms):
        say(f"{len(terms) - len(kept)} entries that wait for a target are left out: a TBX has no place for them.")


@memory.command("export")
def export_memory(
    file: Annotated[Path, typer.Argument(help="The file to write: memory.tmx.", metavar="FILE")],
    target: Annotated[str, typer.Option(help="Only this target, or those that begin so: US, HK/zh-Hant-HK.", show_default=False)] = "",
) -> None:
    """Write what people approved, by target, as TMX 1.4."""
    from localize.domain.region import Target
    from localize.errors import SettingsError
    from localize.exchange.files import put
    from localize.exchange.tmx import as_tmx

    with opened() as store:
        there = store.memory_targets()
        wanted = [each for each in there if each.startswith(target)]
        if not wanted:
            known = f"It has: {', '.join(there)}." if there else "It grows when people approve: approve a variant first."
            raise SettingsError(f"The memory has nothing for {target[:60] or 'any target'}.", next_step=known)
        entries = [(Target.parse(each), tuple(store.memory_entries(each))) for each in wanted]
    put(file, as_tmx(entries))
    say(f"{sum(len(texts) for _, texts in entries)} approved texts for {', '.join(wanted)} written to {file}.")


@memory.command("import")
def import_memory(
    file: File,
    who: Annotated[str, typer.Option(help="Your name: an import is somebody's.", envvar="CHUHAI_WHO")],
    why: Annotated[str, typer.Option(help="Where the texts come from, in a sentence.")],
    target: Annotated[str, typer.Option(help="Whom the texts of a foreign file were for: US/en-US/general.", show_default=False)] = "",
    apply: Apply = False,
    faults: FaultFile = None,
) -> None:
    """Show what a TMX holds; with --apply keep its texts as evidence. Evidence is shown to people and used by no night; nothing is approved by it."""
    from localize.intake import read_evidence, take_evidence

    found = read_evidence(file, target)
    for name, number in found.targets.items():
        say(f"{number} texts for {name}")
    if found.elsewhere:
        say(f"{found.elsewhere} texts are left out: they name no target of ours. --target says whom the texts of one language were for.")
    _show_faults(found.faults, len(found.faults), faults)
    if apply and found.texts:
        with opened() as store:
            say(
                f"{take_evidence(store, file, found, who, why)} new texts kept as evidence. `localize preview RECORD --why` shows those that are alike."
            )
    elif found.texts:
        say("Nothing was changed. The same command with --apply keeps the texts as evidence.")
    if found.faults:
        raise typer.Exit(ATTENTION)


def _show(difference: Difference) -> None:
    from localize.shown import shown

    lines = {
        ("new      ", "green"): [f"{row.table.key}: {row.table.source} → {row.table.target or '(forbids only)'}" for row in difference.new[:_MOST]],
        ("changed  ", "yellow"): [
            f"{row.table.key}: " + "; ".join(f"{name} {getattr(row.held, name)!s} → {getattr(row.table, name)!s}" for name in row.columns)
            for row in difference.changed[:_MOST]
        ],
        ("refused  ", "red"): [f"{row.table.key}: {row.problem}" for row in difference.refused[:_MOST]],
    }
    for label, words in lines.items():
        for each in words:
            say(Text.assemble(label, shown(each)))
    numbers = f"{len(difference.new)} new, {len(difference.changed)} changed, {difference.same} the same, {len(difference.refused)} refused"
    behind = f", {len(difference.behind)} older than the store" if difference.behind else ""
    more = max(len(difference.new), len(difference.changed), len(difference.refused)) > _MOST
    say(f"{numbers}{behind}{f'; {_MOST} of each are shown' if more else ''}.")


def _show_faults(faults: Sequence[Fault], wrong: int, file: Path | None) -> None:
    from localize.exchange.files import put
    from localize.exchange.reading import fault_table
    from localize.shown import shown

    for fault in faults[:_MOST]:
        say(Text.assemble(("wrong    ", "red"), shown(f"{fault} {fault.next_step}", longest=600)))
    if file is not None:
        put(file, fault_table(faults))
    if faults:
        where = f"; all are in {file}" if file else f"; {_MOST} are shown, --faults FILE writes all" if len(faults) > _MOST else ""
        say(f"{wrong} rows are wrong, for {len(faults)} reasons{where}. They are left out.")
