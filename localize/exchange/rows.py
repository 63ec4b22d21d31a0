"""Read and write CSV tables row by row, each row knowing where it stands. What the columns mean is in exchange.tables and exchange.concepts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from localize.errors import GlossaryError

LONGEST_CELL = 1_000  # the longest list of the shipped tables is under 400; a cell beyond this is a slipped quote


class Row:
    """One row while it is read. Knows where it is, so that every complaint says so."""

    def __init__(self, path: Path, line: int, cells: Mapping[str, str]) -> None:
        self.path, self.line, self.cells = path, line, cells

    def wrong(self, column: str, problem: str, next_step: str) -> GlossaryError:
        return GlossaryError(f"{self.path}, line {self.line}, column {column}: {problem}", next_step=next_step)

    def text(self, column: str) -> str:
        value = self.cells[column].strip()
        if len(value) > LONGEST_CELL:
            raise self.wrong(
                column, f"{len(value)} characters are too many.", f"Keep it under {LONGEST_CELL}; look for a quotation mark that is not closed."
            )
        return value

    def items(self, column: str) -> tuple[str, ...]:
        value = self.text(column)
        if not value:
            return ()
        items = tuple(item.strip() for item in value.split("|"))
        if "" in items or len(set(items)) != len(items):
            raise self.wrong(column, f"{value!r} has an empty or a repeated item.", 'Join different items with one "|" each.')
        return items


AnyRow = TypeVar("AnyRow", bound=Row)


def read_rows(path: Path, columns: Sequence[str], kind: type[AnyRow]) -> Iterator[AnyRow]:
    """The rows of a table that has exactly these columns, in any order. Raises GlossaryError for a file that is no such table."""
    try:
        # utf-8-sig: spreadsheets put a byte order mark before the first column's name
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise GlossaryError(f"{path} cannot be read: {error}.", next_step="Save the table as CSV in UTF-8.") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        _check_header(path, header, columns)
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(header):
                raise GlossaryError(
                    f"{path}, line {reader.line_num}: {len(cells)} cells for {len(header)} columns.", next_step="Quote cells that hold a comma."
                )
            yield kind(path, reader.line_num, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise GlossaryError(f"{path}, line {reader.line_num}: {error}.", next_step="Close every quotation mark.") from error


def _check_header(path: Path, header: Sequence[str], columns: Sequence[str]) -> None:
    for name in header:
        if name not in columns or header.count(name) > 1:
            raise GlossaryError(f"{path}, line 1, column {name!r}: unknown or repeated.", next_step=f"The columns are: {', '.join(columns)}.")
    missing = [name for name in columns if name not in header]
    if missing:
        raise GlossaryError(f"{path}, line 1: the column {missing[0]} is missing.", next_step=f"The columns are: {', '.join(columns)}.")


def join(items: Sequence[str], column: str, whose: str) -> str:
    """A list as one cell. Raises GlossaryError for an item that could not be read back."""
    if any("|" in item for item in items):
        raise GlossaryError(f'{column} of {whose} holds a "|", which joins items.', next_step="Write the item without it.")
    return "|".join(items)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as it stands in its file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()
