"""One file of terms, whatever its form: what is right comes back equal, what is wrong is all told with its place, and nothing runs away."""

import csv
import importlib.util
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from localize.domain.term import Term
from localize.errors import GlossaryError
from localize.exchange import reading, xlsx
from localize.exchange.reading import fault_table, read_file
from localize.exchange.rows import COLUMNS, order
from localize.exchange.tables import as_csv, read_terms
from localize.exchange.tbx_writing import as_tbx
from localize.exchange.template import CHOICES, EXAMPLE, MEANINGS
from localize.exchange.xlsx import as_xlsx

_spec = importlib.util.spec_from_file_location("entries", Path(__file__).with_name("entries.py"))
assert _spec is not None and _spec.loader is not None
given_entries = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(given_entries)
cells_of, entries, plain, valid = given_entries.cells_of, given_entries.entries, given_entries.plain, given_entries.valid

SHIPPED = Path(__file__).parents[2] / "glossaries" / "terms"
FORMS = {
    "csv": lambda terms: as_csv(map(cells_of, terms)),
    "xlsx": lambda terms: as_xlsx(map(cells_of, terms)),
    "tbx": as_tbx,
}


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("form", FORMS)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(terms=entries)
def test_any_entries_come_back_equal(tmp_path: Path, form: str, terms: list[Term]) -> None:
    assert all(map(valid, terms))
    read = read_file(put(tmp_path, f"terms.{form}", FORMS[form](terms)))
    assert sorted(read.terms, key=order) == sorted(terms, key=order)
    assert read.faults == () and read.wrong == 0


@pytest.mark.parametrize("form", FORMS)
def test_the_shipped_glossary_goes_through_every_form_and_gives_the_same_bytes(tmp_path: Path, form: str) -> None:
    terms = sorted((term for term in read_terms(SHIPPED) if term.domain in ("tea", "herb", "slang")), key=order)
    content = FORMS[form](terms)
    assert len(terms) > 400
    assert list(read_file(put(tmp_path, f"terms.{form}", content)).terms) == terms
    assert FORMS[form](terms) == content


def test_an_xlsx_says_no_time_of_day() -> None:
    with zipfile.ZipFile(io.BytesIO(as_xlsx([cells_of(plain(1))]))) as archive:
        assert {part.date_time[:3] for part in archive.infolist()} == {(1980, 1, 1)}
        assert archive.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2


def test_everything_wrong_is_told_with_its_place(tmp_path: Path) -> None:
    good, bad = dict(zip(COLUMNS, cells_of(plain(1)), strict=True)), dict(zip(COLUMNS, cells_of(plain(2)), strict=True))
    lines = [good, bad | {"audience": "all", "locale": "EN", "note": "=1+1"}, bad, bad, bad | {"concept": "tea.x", "domain": "herb"}]
    path = put(tmp_path, "mixed.csv", as_csv([list(line.values()) for line in lines]) + b"tea.y,tea\n")
    read = read_file(path)
    assert [term.key for term in read.terms] == ["tea.w1|en|any", "tea.w2|en|any"]
    assert read.wrong == 4
    assert [(fault.place, fault.column) for fault in read.faults] == [
        ("line 3", "locale"), ("line 3", "audience"), ("line 3", "note"), ("line 5", "concept"), ("line 6", "concept"), ("line 7", ""),
    ]  # fmt: skip
    assert "Write en." in read.faults[0].next_step and "stands already in line 4" in read.faults[3].problem
    table = list(csv.reader(io.StringIO(fault_table(read.faults).decode())))
    assert len(table) == 7 and table[1][:3] == [str(path), "line 3", "locale"]


def test_a_file_may_mix_domains_a_table_of_the_folder_may_not(tmp_path: Path) -> None:
    herb = plain(1, concept="herb.x", domain="herb")
    path = put(tmp_path, "tea.csv", as_csv(map(cells_of, (herb, plain(2)))))
    assert len(read_file(path).terms) == 2
    with pytest.raises(GlossaryError, match="stands in the file of 'tea'"):
        read_terms(tmp_path)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_template_is_empty_until_its_example_is_written_over(tmp_path: Path, form: str) -> None:
    write = {"csv": as_csv, "xlsx": as_xlsx}[form]
    assert read_file(put(tmp_path, f"a.{form}", write([list(EXAMPLE.values())]))).terms == ()
    mine = EXAMPLE | {"note": "mine"}
    assert len(read_file(put(tmp_path, f"b.{form}", write([list(mine.values())]))).terms) == 1


def test_a_template_explains_and_offers_choices() -> None:
    book = load_workbook(io.BytesIO(as_xlsx([list(EXAMPLE.values())])))
    sheet = book["terms"]
    assert sheet.freeze_panes == "A2"
    lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation if each.type == "list"}
    assert {text.strip('"') for text in lists.values()} == {",".join(choices) for choices in CHOICES.values()}
    assert {row[0]: row[1] for row in book["columns"].iter_rows(min_row=2, values_only=True)} == dict(MEANINGS)
    assert set(MEANINGS) == set(COLUMNS)


def _book(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in (list(COLUMNS), *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_text_that_a_person_marked_as_text_is_read(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(list(COLUMNS))
    book.active.append(cells_of(plain(1)))
    cell = book.active.cell(2, COLUMNS.index("note") + 1)
    cell.value, cell.data_type = "=5 °C", "s"  # what a spreadsheet keeps of '=5 °C
    book.save(tmp_path / "a.xlsx")
    assert [term.note for term in read_file(tmp_path / "a.xlsx").terms] == ["=5 °C"]


def test_a_formula_in_a_spreadsheet_is_refused_and_a_number_is_read(tmp_path: Path) -> None:
    one, two = cells_of(plain(1)), cells_of(plain(2))
    numbered = [*one[:-1], 7]
    run = ["=A1" if name == "target" else value for name, value in zip(COLUMNS, two, strict=True)]
    read = read_file(put(tmp_path, "a.xlsx", _book(numbered, run, [], [*two, "beside"])))
    assert [term.revision for term in read.terms] == [7]
    assert [(fault.place, fault.column) for fault in read.faults] == [("row 3", "target"), ("row 5", "")]


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"no zip", "cannot be read as XLSX"),
        (_book()[:-400], "cannot be read as XLSX"),
        (_zip(a=b"<x/>"), "cannot be read as XLSX"),
        (_zip(a=b"not xml"), "cannot be read as XML"),
        (_zip(xl__workbook=b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "declares entities"),
    ],
    ids=["no zip", "cut off", "no workbook", "no xml", "entities"],
)
def test_a_spreadsheet_that_is_none_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(GlossaryError, match=says):
        read_file(put(tmp_path, "a.xlsx", content))


def test_a_spreadsheet_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "LARGEST_UNPACKED", 2**20)
    path = put(tmp_path, "a.xlsx", _zip(a=b"<x>" + b" " * 3 * 2**20 + b"</x>"))
    assert path.stat().st_size < 10_000
    with pytest.raises(GlossaryError, match="unpacks to 3 MiB in 1 parts"):
        read_file(path)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"\xff\xfe\x00", "CSV in UTF-8"),
        ("a.csv", "概念,来源".encode("gb18030"), "CSV in UTF-8"),
        ("a.csv", b"concept;domain", "unknown or repeated"),
        ("a.csv", ",".join(COLUMNS).encode() + b'\n"open', "quotation mark"),
        ("a.doc", b"x", r"Give a \.csv"),
        ("a", b"x", "without an ending"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    with pytest.raises(GlossaryError, match=says):
        read_file(put(tmp_path, name, content))


def test_files_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "a.csv", as_csv(cells_of(plain(number)) for number in range(5)))
    monkeypatch.setattr(reading, "MOST_ENTRIES", 4)
    with pytest.raises(GlossaryError, match="more than 4 rows"):
        read_file(path)
    monkeypatch.setattr("localize.exchange.files.LARGEST", 100)
    with pytest.raises(GlossaryError, match="at most"):
        read_file(path)
    with pytest.raises(GlossaryError, match="is not a file"):
        read_file(tmp_path / "none.csv")


def test_a_file_of_nothing_but_faults_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_WRONG", 2)
    path = put(tmp_path, "a.csv", as_csv([["x"] * len(COLUMNS)] * 4))
    with pytest.raises(GlossaryError, match=r"more than 2 wrong rows; the first: .*line 2"):
        read_file(path)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), form=st.sampled_from(("csv", "xlsx", "tbx")))
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path: Path, content: bytes, form: str) -> None:
    try:
        assert read_file(put(tmp_path, f"any.{form}", content)).terms == ()
    except GlossaryError as error:
        assert error.next_step
