"""Tables as CSV in UTF-8: rows that know where they stand, exactly the columns that are wanted, and bytes that are the same for the same rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from localize.errors import GlossaryError
from localize.exchange.files import bounded
from localize.exchange.line import Line

if TYPE_CHECKING:
    from _csv import Reader

AnyLine = TypeVar("AnyLine", bound=Line)


def read_rows(path: Path, columns: Sequence[str], make: Callable[[str, str, Mapping[str, str]], AnyLine]) -> Iterator[AnyLine]:
    """The rows of a file that has exactly these columns, in any order; `make` gets the file, the place and the cells.

    Raises GlossaryError for what spoils the whole file: its columns, its encoding, an open quotation.
    """
    try:
        # utf-8-sig: spreadsheets put a byte order mark before the first column's name
        with bounded(path).open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(path, csv.reader(file, strict=True), columns, make)
    except (OSError, UnicodeDecodeError) as error:
        raise GlossaryError(f"{path} cannot be read: {error}.", next_step="Save the table as CSV in UTF-8.") from error


def _rows(path: Path, reader: Reader, columns: Sequence[str], make: Callable[[str, str, Mapping[str, str]], AnyLine]) -> Iterator[AnyLine]:
    try:
        header = next(reader, [])
        check_header(f"{path}, line 1", header, columns)
        for cells in reader:
            if not any(cells):
                continue
            row = make(str(path), f"line {reader.line_num}", dict(zip(header, cells, strict=False)))
            if len(cells) != len(header):
                row.wrong("", f"{len(cells)} cells for {len(header)} columns.", "Quote cells that hold a comma.")
            yield row
    except csv.Error as error:
        raise GlossaryError(f"{path}, line {reader.line_num}: {error}.", next_step="Close every quotation mark.") from error


def check_header(where: str, header: Sequence[str], columns: Sequence[str]) -> None:
    """All the columns, each once, in any order. `where` is the file and the place of the header."""
    for name in header:
        if name not in columns or header.count(name) > 1:
            raise GlossaryError(f"{where}, column {name[:60]!r}: unknown or repeated.", next_step=f"The columns are: {', '.join(columns)}.")
    missing = [name for name in columns if name not in header]
    if missing:
        raise GlossaryError(f"{where}: the column {missing[0]} is missing.", next_step=f"The columns are: {', '.join(columns)}.")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The rows of cells under their header, as they stand in a file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()
