"""Read and write the glossary as CSV: one file a domain in glossaries/terms/, or one file of any domains.

The columns are the fields of a Term; lists are joined with "|". Nothing is repaired on reading except spaces around a value: a file that is
wrong is refused with its line, its column and what would be right. Writing sorts, so that the same entries always give the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from localize.domain.term import Term
from localize.errors import GlossaryError
from localize.exchange.files import bounded
from localize.exchange.rows import COLUMNS, SLUG, Row, cell, order

if TYPE_CHECKING:
    from _csv import Reader


def read_terms(folder: Path) -> tuple[Term, ...]:
    """All entries of all CSV files of `folder`, in the order of file and row. Raises GlossaryError for the first thing that is wrong."""
    paths = sorted(folder.glob("*.csv"))
    if not paths:
        raise GlossaryError(f"{folder} holds no glossary table.", next_step="Point at the folder with the <domain>.csv files.")
    seen: dict[str, str] = {}
    terms: list[Term] = []
    for path in paths:
        for row in csv_rows(path, path.stem):
            term = row.term()
            if term.key in seen:
                row.wrong("concept", f"{term.key} stands already at {seen[term.key]}.", "Keep one row for a concept, locale and audience.")
                raise row.faults[0].error()
            seen[term.key] = f"{path.name}:{row.place.removeprefix('line ')}"
            terms.append(term)
    return tuple(terms)


def csv_rows(path: Path, domain: str = "") -> Iterator[Row]:
    """The rows of one CSV file, as they are read. Raises GlossaryError for what spoils the whole file: its columns, its encoding, an open quotation."""
    try:
        # utf-8-sig: spreadsheets put a byte order mark before the first column's name
        with bounded(path).open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(path, csv.reader(file, strict=True), domain)
    except (OSError, UnicodeDecodeError) as error:
        raise GlossaryError(f"{path} cannot be read: {error}.", next_step="Save the table as CSV in UTF-8.") from error


def write_terms(terms: Iterable[Term], folder: Path) -> tuple[Path, ...]:
    """Write one file a domain, sorted by concept, locale and audience. Files of domains that have no entry are left alone."""
    domains: dict[str, list[Term]] = {}
    for term in terms:
        if not SLUG.fullmatch(term.domain):
            raise GlossaryError(f"{term.domain!r} of {term.key} is not a domain.", next_step="A domain names a file: a-z, 0-9 and hyphens.")
        domains.setdefault(term.domain, []).append(term)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for domain, entries in sorted(domains.items()):
        path = folder / f"{domain}.csv"
        path.write_bytes(as_csv([cell(term, column) for column in COLUMNS] for term in sorted(entries, key=order)))
        written.append(path)
    return tuple(written)


def as_csv(rows: Iterable[Sequence[str]], columns: Sequence[str] = COLUMNS) -> bytes:
    """The rows of cells under their header, in UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def check_header(where: str, header: Sequence[str]) -> None:
    """All the columns, each once, in any order. `where` is the file and the place of the header."""
    for name in header:
        if name not in COLUMNS or header.count(name) > 1:
            raise GlossaryError(f"{where}, column {name[:60]!r}: unknown or repeated.", next_step=f"The columns are: {', '.join(COLUMNS)}.")
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise GlossaryError(f"{where}: the column {missing[0]} is missing.", next_step=f"The columns are: {', '.join(COLUMNS)}.")


def _rows(path: Path, reader: Reader, domain: str) -> Iterator[Row]:
    try:
        header = next(reader, [])
        check_header(f"{path}, line 1", header)
        for cells in reader:
            if not any(cells):
                continue
            row = Row(str(path), f"line {reader.line_num}", dict(zip(header, cells, strict=False)), domain)
            if len(cells) != len(header):
                row.wrong("", f"{len(cells)} cells for {len(header)} columns.", "Quote cells that hold a comma.")
            yield row
    except csv.Error as error:
        raise GlossaryError(f"{path}, line {reader.line_num}: {error}.", next_step="Close every quotation mark.") from error
