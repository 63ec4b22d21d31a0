"""Read and write the glossary as CSV: one file a domain in glossaries/terms/, or one file of any domains.

The columns are the fields of a Term; lists are joined with "|". Nothing is repaired on reading except spaces around a value: a file that is
wrong is refused with its line, its column and what would be right. Writing sorts, so that the same entries always give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from localize.domain.term import Term
from localize.errors import GlossaryError
from localize.exchange.csvfile import read_rows, table
from localize.exchange.files import put
from localize.exchange.rows import COLUMNS, SLUG, Row, cell, order


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
                row.refuse()
            seen[term.key] = f"{path.name}:{row.place.removeprefix('line ')}"
            terms.append(term)
    return tuple(terms)


def csv_rows(path: Path, domain: str = "") -> Iterator[Row]:
    """The rows of one CSV file, as they are read. Raises GlossaryError for what spoils the whole file."""
    return read_rows(path, COLUMNS, partial(Row, domain=domain))


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
        rows = ([cell(term, column) for column in COLUMNS] for term in sorted(entries, key=order))
        written.append(put(folder / f"{domain}.csv", as_csv(rows)))
    return tuple(written)


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """A file of terms: the rows of cells under their header."""
    return table(COLUMNS, rows)
