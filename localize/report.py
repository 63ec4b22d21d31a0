"""What a night did, for people: the same summary as JSON, on a terminal and as one page that needs nothing but itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from rich.console import Console
from rich.table import Table
from rich.text import Text

from localize.domain.variant import Decision
from localize.shown import shown
from localize.summary import Summary

_STYLES = {
    Decision.RELEASE: "green",
    Decision.REVIEW: "yellow",
    Decision.BLOCK: "red",
    Decision.NOT_ELIGIBLE: "bright_black",
    Decision.NO_ENGINE: "blue",
}
_SHOWN_DOUBTS = 5
_SHOWN_ROWS = 12  # on a terminal; the page and the JSON have all


def to_json(summary: Summary) -> str:
    """Everything, for programs. Keys are the names of the fields; times are ISO 8601."""
    content = asdict(summary)
    content["seconds"] = round(summary.seconds, 3)
    content["beside_translating"] = round(summary.beside_translating, 3)
    content["verdicts"] = {region: {str(d): n for d, n in counts.items()} for region, counts in summary.verdicts.items()}
    for sample, made in zip(summary.samples, content["samples"], strict=True):
        made["variant"]["target"] = str(sample.variant.target)
        made["variant"]["signature"] = str(sample.variant.signature)
    return json.dumps(content, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form in the report's JSON")


def to_html(summary: Summary) -> str:
    """One page that needs nothing but itself: no scripts, nothing fetched. Text of sellers is escaped."""
    return _template().render(summary=summary, decisions=list(Decision), duration=duration, beside=beside)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("localize", "web/templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html.jinja")


def duration(seconds: float) -> str:
    """A time as people say it.

    >>> duration(0.42), duration(75), duration(3725)
    ('0.4 s', '1 min 15 s', '1 h 2 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def beside(summary: Summary) -> str:
    """How much of a night was not spent on translating, in words."""
    whole = sum(seconds for _, seconds in summary.stages)
    share = f" ({summary.beside_translating / whole:.0%})" if whole else ""
    return f"{duration(summary.beside_translating)}{share} without an engine"


def to_terminal(summary: Summary, console: Console) -> None:
    """The page for a terminal of 100 columns."""
    for label, words in _lines(summary):
        console.print(Text.assemble((f"{label:<10}", "bold"), shown(words)), highlight=False)
    if summary.verdicts:
        console.print(_verdicts(summary))
    else:
        console.print("No variant was made: everything is up to date or nothing was eligible.")
    _rows(console, "Made again", ("record", "target", "because of"), [(m.record, m.target, m.why) for m in summary.remade])
    blocked = [(b.title, b.targets, b.rule, b.phrase, b.advice or b.message) for b in summary.blocked]
    _rows(console, "Blocked", ("title", "targets", "rule", "phrase", "advice"), blocked)
    not_eligible = [(n.record, n.rule, n.phrase, n.remedy or n.message) for n in summary.not_eligible]
    _rows(console, "Not eligible", ("record", "rule", "phrase", "remedy"), not_eligible)
    _rows(console, "No engine", ("target", "why", "variants"), [(n.target, n.message, str(n.variants)) for n in summary.no_engine])
    _rows(console, "Quarantine", ("where", "field", "why"), [(q.where, q.field, q.message) for q in summary.quarantine])
    resting = [(region, str(half), str(most)) for region, (half, most) in summary.resting.items()]
    _rows(console, "Not verified", ("region", "values a variant rests on, median", "most"), resting)
    _rows(console, "To verify first", ("value", "variants"), [(name, str(number)) for name, number in summary.doubts.items()][:_SHOWN_DOUBTS])
    for path in summary.files:
        console.print(Text.assemble(("Written   ", "bold"), shown(path)), highlight=False, soft_wrap=True)


def _lines(s: Summary) -> Iterator[tuple[str, str]]:
    r = s.records
    yield "Night", f"{s.night}, {s.started:%Y-%m-%d %H:%M}, {duration(s.seconds)}"
    yield "Records", f"{r.new} new, {r.changed} changed, {r.unchanged} unchanged, {r.not_eligible} not eligible, {r.quarantined} quarantined"
    yield "Segments", f"{s.segments.translated} translated, {s.segments.reused} reused, {s.segments.repaired} repaired"
    share = f" ({s.terms.share:.1%})" if s.terms.required else ""
    yield "Terms", f"{s.terms.required} required: {s.terms.found}{share}"
    if s.stale:
        yield "Stale", ", ".join(f"{reason} {n}" for reason, n in s.stale.items())
    for why, number in s.waiting.items():
        yield "Waiting", f"{number} variants: {why} The next night makes them."
    for language, identity in s.engines:
        yield "Engine", f"{language}: {identity}"
    if s.stages:
        yield "Time", f"{', '.join(f'{stage} {duration(seconds)}' for stage, seconds in s.stages)}; {beside(s)}"


def _verdicts(summary: Summary) -> Table:
    table = Table(title="Variants", title_justify="left", box=None, pad_edge=False, header_style="bold")
    table.add_column("region")
    for decision in Decision:
        table.add_column(str(decision), justify="right", style=_STYLES[decision])
    for region, counts in summary.verdicts.items():
        table.add_row(shown(region), *(str(counts[d]) if counts.get(d) else "·" for d in Decision))
    table.add_row("all", *(str(summary.decided(d)) for d in Decision), style="bold")
    return table


def _rows(console: Console, title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    every = list(rows)
    if not every:
        return
    table = Table(title=f"{title} ({len(every)})", title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in every[:_SHOWN_ROWS]:
        table.add_row(*(shown(cell) for cell in row))
    console.print(table)
    if len(every) > _SHOWN_ROWS:
        console.print(f"… and {len(every) - _SHOWN_ROWS} more in the page", highlight=False)
