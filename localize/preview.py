"""A record in all its variants on a terminal: find it by what a person remembers of it, show source and target side by side.

Nothing is judged or changed here. All text of sellers goes through `shown`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from rapidfuzz import fuzz, process
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from localize.domain.record import Kind, Record
from localize.domain.term import Outcome
from localize.domain.unit import Unit
from localize.domain.variant import Decision
from localize.errors import SettingsError
from localize.memory import Entry, fuzzy
from localize.shown import LONGEST, shown
from localize.store.repository import Store
from localize.store.variants import StoredVariant

STYLES = {
    Decision.RELEASE: "green",
    Decision.REVIEW: "yellow",
    Decision.BLOCK: "red",
    Decision.NOT_ELIGIBLE: "bright_black",
    Decision.NO_ENGINE: "blue",
}
LONGEST_FIELD = 6000
# target → what people approved for it
Remembered = Callable[[str], Iterable[Entry]]
_NEAR = 6  # how many records or targets an error names
_LOOKED_AT = 20_000  # records compared with a name that is not a key


def nothing(_target: str) -> tuple[Entry, ...]:
    """A memory without entries."""
    return ()


def find(store: Store, wanted: str) -> Record:
    """The record with this key, id, beginning of either, or words of its title. Raises SettingsError naming those that come near."""
    wanted = wanted.strip()
    exact = next(store.records([wanted, *(f"{kind}:{wanted}" for kind in Kind)]), None) if wanted else None
    if exact is not None:
        return exact
    titles = {record.key: record.title for record in islice(store.records(), _LOOKED_AT)}
    if not titles:
        raise SettingsError("There is no record in the store yet.", next_step="Run a night: `localize night examples`.")
    begins = [key for key in titles if wanted and (key.startswith(wanted) or key.partition(":")[2].startswith(wanted))]
    named = begins or [key for key, title in titles.items() if wanted and wanted in title]
    if len(named) == 1:
        return next(store.records(named))
    if named:
        raise SettingsError(f"{wanted[:60]!r} fits {len(named)} records: {_names(named, titles)}.", next_step="Write more of the key.")
    described = {key: f"{key} {title[:LONGEST]}" for key, title in titles.items()}
    near = [key for _, _, key in process.extract(wanted[:LONGEST], described, scorer=fuzz.partial_ratio, limit=_NEAR)]
    raise SettingsError(f"There is no record {wanted[:60]!r}. The nearest are: {_names(near, titles)}.", next_step="Write one of these keys.")


def _names(keys: Sequence[str], titles: dict[str, str]) -> str:
    more = f" and {len(keys) - _NEAR} more" if len(keys) > _NEAR else ""
    return ", ".join(f"{key} ({titles[key][:16]})" for key in keys[:_NEAR]) + more


def variants(store: Store, record: Record, target: str = "") -> tuple[StoredVariant, ...]:
    """The latest variants of a record, those that have a text first; `target` is a target or its beginning: HK, US/en-US."""
    there = sorted(each for _, each in store.heads([record.key]))
    wanted = [each for each in there if each.lower() == target.lower()] or [each for each in there if each.lower().startswith(target.lower())]
    if not there:
        raise SettingsError(f"{record.key} has no variant yet.", next_step="Run a night over its source.")
    if not wanted:
        raise SettingsError(f"{record.key} has no variant for {target[:60]!r}. It has: {', '.join(there)}.", next_step="Choose one of these targets.")
    found = [variant for each in wanted if (variant := store.variant(record.key, each)) is not None]
    return tuple(sorted(found, key=lambda variant: not variant.units))


def one(store: Store, record: Record, target: str) -> StoredVariant:
    """The one variant for `target`. Raises SettingsError when the beginning of a target fits several."""
    found = variants(store, record, target)
    if len(found) > 1:
        fits = ", ".join(str(variant.target) for variant in found)
        raise SettingsError(f"{target[:60]!r} fits {len(found)} targets: {fits}.", next_step="Write one of them in full.")
    return found[0]


def to_terminal(
    record: Record,
    found: Sequence[StoredVariant],
    console: Console,
    *,
    why: bool = False,
    remembered: Remembered = nothing,
    imported: Remembered = nothing,
) -> None:
    """Print the variants one under the other. `why` adds each unit's steps, receipts, issues and estimate, and for like texts what people
    approved and what was imported from elsewhere."""
    console.print(Text.assemble((record.key, "bold"), "  ", shown(record.title)), highlight=False)
    console.print(Text(f"from {shown(record.where).plain or 'an unknown place'}, fingerprint {record.fingerprint}", style="dim"), highlight=False)
    for variant in found:
        console.print()
        console.print(Group(*_heading(variant)), highlight=False)
        if variant.units:
            console.print(_side_by_side(variant))
        for notice in variant.notices:
            console.print(Text.assemble(("notice  ", "bold"), shown(notice)), highlight=False)
        if why and variant.units:
            target = str(variant.target)
            console.print(Group(*_because(variant, tuple(remembered(target)), tuple(imported(target)))), highlight=False)


def _heading(variant: StoredVariant) -> Iterator[Text]:
    decision = variant.verdict.decision
    approval = f"  revision {variant.revision}, {variant.approval}"
    yield Text.assemble((f"── {variant.target}  ", "bold"), (str(decision), f"bold {STYLES[decision]}"), approval)
    for reason in variant.verdict.reasons:
        phrase = f" “{reason.phrase}”" if reason.phrase else ""
        remedy = f" → {reason.remedy}" if reason.remedy else ""
        yield Text.assemble("   ", (f"{reason.rule}: ", STYLES[decision]), shown(f"{reason.message}{phrase}{remedy}"))


def _side_by_side(variant: StoredVariant) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("field", style="dim", overflow="fold", max_width=26)
    table.add_column("source", overflow="fold", ratio=1)
    table.add_column(str(variant.target.locale), overflow="fold", ratio=1)
    for path in variant.field_paths():
        source = "".join(unit.segment.whole for unit in variant.units if unit.segment.field == path)
        table.add_row(shown(path), *(shown(text, longest=LONGEST_FIELD, lines=True) for text in (source, variant.field_text(path))))
    return table


def _because(variant: StoredVariant, memory: Sequence[Entry], imported: Sequence[Entry]) -> Iterator[Text]:
    yield Text("   why", style="bold")
    for unit in variant.units:
        if unit.steps or unit.receipts or unit.issues or unit.segment.text:
            yield from _unit(unit)
            yield from _like(unit.segment.text, memory, ("     approved ", "green"))
            yield from _like(unit.segment.text, imported, ("     imported, approved by nobody here ", "yellow"))
    yield Text(f"   made with {variant.signature}", style="dim")


def _like(text: str, entries: Sequence[Entry], label: tuple[str, str]) -> Iterator[Text]:
    for match in fuzzy(text, entries, limit=1):
        yield Text.assemble(label, shown(f"{match.likeness:.0%} like {match.entry.source} → {match.entry.text}"))


def _unit(unit: Unit) -> Iterator[Text]:
    made = f"{unit.origin}, {unit.engine}" if unit.engine else str(unit.origin)
    estimate = f"{unit.state}, {made}, estimate {unit.estimate.value:.2f}"
    reasons = f" ({'; '.join(unit.estimate.reasons)})" if unit.estimate.reasons else ""
    yield Text.assemble(("   • ", "bold"), shown(unit.segment.text or unit.segment.whole), (f"  [{estimate}]", "dim"), shown(reasons, style="dim"))
    for step in unit.steps:
        note = f"  ({step.note})" if step.note else ""
        yield Text.assemble(("     step ", "dim"), f"{step.rule}: ", shown(f"{step.before} → {step.after}{note}"))
    for receipt in unit.receipts:
        yield Text.assemble(("     term ", "yellow" if receipt.outcome is Outcome.MISSED else "dim"), shown(receipt.told))
    for issue in unit.issues:
        advice = f" → {issue.advice}" if issue.advice else ""
        yield Text.assemble((f"     {issue.severity.name.lower()} ", "yellow"), f"{issue.check}: ", shown(issue.message + advice))
