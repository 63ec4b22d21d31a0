"""Read one file of terms, CSV, XLSX or TBX, whole: the entries that are right and everything that is wrong, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from localize.domain.term import Term
from localize.errors import GlossaryError
from localize.exchange import tbx, xlsx
from localize.exchange.cells import written
from localize.exchange.csvfile import table
from localize.exchange.files import MOST_ENTRIES, MOST_WRONG
from localize.exchange.line import Fault
from localize.exchange.rows import Row
from localize.exchange.tables import csv_rows
from localize.exchange.template import EXAMPLE


@dataclass(frozen=True)
class Reading:
    """What a file holds. `wrong` counts the rows that are no entry; `faults` are all the reasons, several for one row where there are."""

    terms: tuple[Term, ...]
    faults: tuple[Fault, ...]
    wrong: int


def read_file(path: Path, domain: str = "") -> Reading:
    """All entries of one file. `domain` is where entries of a foreign TBX belong that do not say so.

    Raises GlossaryError for a file that cannot be read as a whole, that has more than MOST_ENTRIES rows, or more than MOST_WRONG wrong ones.
    """
    return collected(path, _rows(path, domain))


def _rows(path: Path, domain: str) -> Iterator[Row]:
    match path.suffix.lower():
        case ".csv":
            return csv_rows(path)
        case ".xlsx":
            return xlsx.rows(path)
        case ".tbx" | ".xml":
            return tbx.rows(path, domain)
        case other:
            raise GlossaryError(f"{path}: a file {other or 'without an ending'} is not read.", next_step="Give a .csv, .xlsx or .tbx file.")


def collected(path: Path, rows: Iterable[Row]) -> Reading:
    """Every row read and every entry held against those before it. The template's example row is left out."""
    seen: dict[str, str] = {}
    terms: list[Term] = []
    faults: list[Fault] = []
    wrong = 0
    for number, row in enumerate(rows, start=1):
        if number > MOST_ENTRIES:
            raise GlossaryError(f"{path} has more than {MOST_ENTRIES} rows.", next_step="Split the file into several.")
        if row.cells == EXAMPLE:
            continue
        term = row.read()
        if term is not None and term.key in seen:
            row.wrong("concept", f"{term.key} stands already in {seen[term.key]}.", "Keep one row for a concept, locale and audience.")
        if term is None or row.faults:
            faults += row.faults
            wrong += 1
        else:
            seen[term.key] = row.place
            terms.append(term)
        if wrong > MOST_WRONG:
            raise GlossaryError(f"{path} has more than {MOST_WRONG} wrong rows; the first: {faults[0]}", next_step=faults[0].next_step)
    return Reading(tuple(terms), tuple(faults), wrong)


def fault_table(faults: Iterable[Fault]) -> bytes:
    """The faults as CSV, to be worked through beside the file."""
    rows = ([written(text) for text in (f.file, f.place, f.column, f.problem, f.next_step)] for f in faults)
    return table(("file", "place", "column", "problem", "what would be right"), rows)
