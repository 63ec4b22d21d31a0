"""Read and write a term table as XLSX: one sheet "terms" with a frozen header and lists to choose from, one sheet "columns" that explains them.

Formulas are neither written nor read, and the same entries give the same bytes: an XLSX is a zip file, and its clocks are set to a fixed hour.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

from localize.errors import GlossaryError
from localize.exchange import cells
from localize.exchange.csvfile import check_header
from localize.exchange.files import MOST_ENTRIES, bounded
from localize.exchange.hardened import refuse_entities
from localize.exchange.rows import COLUMNS, Row
from localize.exchange.template import CHOICES, MEANINGS

LARGEST_UNPACKED = 256 * 2**20  # bytes of all parts; 50,000 entries take about 60 MB
MOST_COLUMNS = 64
_CLOCK = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms)")
# What openpyxl raises for a file that is not what it says; it has no error of its own for most of them.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OSError, EOFError, RuntimeError,
    NotImplementedError, OverflowError,
)  # fmt: skip


def rows(path: Path) -> Iterator[Row]:
    """The rows of the sheet "terms", or of the first sheet, as they are read. Raises GlossaryError for what spoils the whole file."""
    _check_parts(bounded(path))
    try:
        yield from _sheet_rows(path)
    except _BROKEN as error:
        raise _unreadable(path, str(error)) from error


def as_xlsx(table: Iterable[Sequence[str]]) -> bytes:
    """An XLSX with these rows of cells, which are neutral already (cells.written), under the header."""
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook(write_only=True)
    sheet = book.create_sheet("terms")
    sheet.freeze_panes = "A2"
    for number, column in enumerate(COLUMNS):
        sheet.column_dimensions[_letter(number)].width = 18
        if column in CHOICES:
            choice = DataValidation(type="list", formula1=f'"{",".join(CHOICES[column])}"', allow_blank=column == "risk", showErrorMessage=True)
            choice.error = f"Choose one of: {', '.join(CHOICES[column])}."
        else:
            choice = DataValidation()
        choice.showInputMessage, choice.promptTitle, choice.prompt = True, column, MEANINGS[column]
        choice.add(f"{_letter(number)}2:{_letter(number)}{MOST_ENTRIES + 1}")
        sheet.data_validations.append(choice)
    sheet.append(_bold(sheet, COLUMNS))
    for row in table:
        sheet.append([cell or None for cell in row])
    about = book.create_sheet("columns")
    about.column_dimensions["A"].width, about.column_dimensions["B"].width, about.column_dimensions["C"].width = 18, 100, 40
    about.append(_bold(about, ("column", "meaning", "choices")))
    for column in COLUMNS:
        about.append([column, MEANINGS[column], ", ".join(CHOICES.get(column, ())) or None])
    out = io.BytesIO()
    book.save(out)
    return _with_fixed_clock(out.getvalue())


def _sheet_rows(path: Path) -> Iterator[Row]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions that nobody reads here
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        if not book.worksheets:
            raise _unreadable(path, "it has no sheet")
        sheet = book["terms"] if "terms" in book.sheetnames else book.worksheets[0]
        lines = sheet.iter_rows(max_col=MOST_COLUMNS)
    try:
        header = [_plain(value).strip() for value in next(lines, ())]
        while header and not header[-1]:
            header.pop()
        check_header(f"{path}, row 1", header, COLUMNS)
        for number, values in enumerate(lines, start=2):
            if number > MOST_ENTRIES + 1:
                raise GlossaryError(f"{path} has more than {MOST_ENTRIES} rows.", next_step="Split the file into several.")
            texts = [_plain(value) for value in values]
            if any(texts):
                yield _row(path, number, header, texts)
    finally:
        book.close()


def _row(path: Path, number: int, header: Sequence[str], texts: Sequence[str]) -> Row:
    row = Row(str(path), f"row {number}", {name: texts[at] if at < len(texts) else "" for at, name in enumerate(header)})
    if any(texts[len(header) :]):
        row.wrong("", "a cell stands beside the columns.", "Delete what stands right of the last column.")
    return row


def _plain(cell: Any) -> str:
    """The cell as it would stand in CSV. A text that a person marked as text in the spreadsheet gets its apostrophe, a formula none: it is refused."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str) and cell.data_type != "f":
        return cells.written(value) if cells.read(value) is None else value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, (int, float, date, time)) else "=formula"


def _check_parts(path: Path) -> None:
    """The parts are bounded before any is unpacked, and none of them declares entities."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if unpacked > LARGEST_UNPACKED or len(parts) > 1_000:
                raise _unreadable(path, f"it unpacks to {unpacked / 2**20:.0f} MiB in {len(parts)} parts")
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        refuse_entities(stream, f"{path}, part {part.filename[:60]}")
    except _BROKEN as error:
        raise _unreadable(path, str(error)) from error


def _unreadable(path: Path, because: str) -> GlossaryError:
    return GlossaryError(f"{path} cannot be read as XLSX: {because[:200]}.", next_step="Save the table again as XLSX, or as CSV in UTF-8.")


def _letter(number: int) -> str:
    return chr(ord("A") + number)  # sixteen columns


def _bold(sheet: Any, names: Iterable[str]) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    heads = [WriteOnlyCell(sheet, value=name) for name in names]
    for head in heads:
        head.font = Font(bold=True)
    return heads


def _with_fixed_clock(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fixed:
        for part in archive.infolist():
            data = archive.read(part)
            if part.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", data)
            entry = zipfile.ZipInfo(part.filename, _CLOCK)
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, data)
    return out.getvalue()
