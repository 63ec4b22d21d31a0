"""The report of a night as a Prefect artifact: counts, names of rules and paths. No text of a seller gets here, so there is none to escape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from localize.domain.variant import Decision
from localize.report import duration
from localize.summary import Summary


def headline(s: Summary) -> str:
    """One line: the message of the flow's last state."""
    r = s.records
    records = f"{r.new} new, {r.changed} changed, {r.unchanged} unchanged, {r.not_eligible} not eligible, {r.quarantined} quarantined"
    waiting = f"; {sum(s.waiting.values())} variants wait for their engine" if s.waiting else ""
    segments = f"segments {s.segments.translated} translated, {s.segments.reused} reused"
    return f"Night {s.night}: records {records}; {segments}{waiting}; {duration(s.seconds)}"


def markdown(s: Summary) -> str:
    """The page that Prefect shows beside the flow run."""
    decisions = list(Decision)
    regions = [[region, *(counts.get(d, 0) for d in decisions)] for region, counts in s.verdicts.items()]
    total = ["all", *(s.decided(d) for d in decisions)]
    terms = f"{s.terms.required} required, {s.terms.found} ({s.terms.share:.1%})"
    parts = [
        f"# Night {s.night}\n\n{headline(s)}\n\nTerms: {terms}",
        _table("Variants", ["region", *map(str, decisions)], [*regions, total]),
        _counted("Blocked", "rule", (b.rule for b in s.blocked)),
        _counted("Not eligible", "rule", (n.rule for n in s.not_eligible)),
        _table("Waiting for an engine", ["why", "variants"], [[why, n] for why, n in s.waiting.items()]),
        _table("No engine", ["target", "variants"], [[n.target, n.variants] for n in s.no_engine]),
        _counted("Quarantine", "where", (q.where for q in s.quarantine)),
        _table("Why variants were made", ["reason", "variants"], [[reason, n] for reason, n in s.stale.items()]),
        _table("Time", ["stage", "took"], [[stage, duration(seconds)] for stage, seconds in s.stages]),
        _table("Engines", ["language", "engine"], [[language, identity] for language, identity in s.engines]),
        _table("Files", ["path"], [[path] for path in s.files]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _counted(title: str, column: str, names: Iterable[str]) -> str:
    return _table(title, [column, "number"], [[name, n] for name, n in Counter(names).most_common()])


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    if not rows:
        return ""
    lines = [f"## {title}\n", _line(columns), _line(["---"] * len(columns)), *(_line([_code(cell) for cell in row]) for row in rows)]
    return "\n".join(lines)


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _code(cell: object) -> str:
    """A cell as code, so that a name of a file or a rule is never read as Markdown or HTML."""
    if isinstance(cell, int):
        return str(cell)
    plain = "".join(c if c.isprintable() and c not in "`|" else " " for c in str(cell))
    return f"`{plain[:300].strip() or ' '}`"
