"""Hostile text in everything that leaves: tables run nothing, JSON and XML are well formed and say what came, reports and Markdown show it as text."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook

from localize.domain.region import Target
from localize.emit import emit
from localize.exchange.cells import is_formula
from localize.exchange.rows import COLUMNS, cell
from localize.exchange.tables import write_terms
from localize.exchange.tbx_writing import as_tbx
from localize.exchange.tmx import as_tmx
from localize.exchange.xlsx import as_xlsx
from localize.fitted import emit_fitted
from localize.kit import Kit, load_kit
from localize.report import to_html, to_json
from localize.settings import Settings
from localize.sidebyside import compare, to_markdown
from localize.store.repository import Store
from localize.summary import Summary
from tests import hostile

pytestmark = pytest.mark.slow
XML = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Kit, Summary, Path]]:
    folder = tmp_path_factory.mktemp("hostile")
    names = {"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": f"sqlite:///{folder / 'store.db'}", "CHUHAI_OUT": str(folder / "out")}
    settings = Settings.read(names)
    with Store.open(settings.store) as store:
        kit = load_kit(settings, store)
        yield kit, hostile.fill(kit, hostile.TEXTS, folder), folder


def cells(content: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline="")))


def test_what_is_emitted_runs_nowhere(taken: tuple[Kit, Summary, Path]) -> None:
    kit, _, folder = taken
    assert hostile.approved(kit) > 60
    done = [
        emit(kit.store, folder / "emit"),
        emit(kit.store, folder / "all", include_unapproved=True),
        emit_fitted(kit.store, folder / "fitted", kit.channels["rednote"], kit.regions, include_unapproved=True),
    ]
    titles = {record.title for record in hostile.kept(kit)}
    for path in (Path(each) for emitted in done for each in emitted.files):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            rows = [json.loads(line) for line in text.split("\n") if line]
            assert all(row["record"].startswith("note:h") for row in rows)
        else:
            table = cells(text)
            assert {len(row) for row in table} == {len(table[0])}, f"{path.name}: no text ends its cell"
            assert [value for row in table for value in row if is_formula(value)] == [], path.name
    sources = {row[7] for path in (folder / "all").glob("*.csv") for row in cells(path.read_text(encoding="utf-8"))[1:]}
    assert len({title for title in titles if title in sources or f"'{title}" in sources}) > 40


def test_the_glossary_leaves_as_data(taken: tuple[Kit, Summary, Path]) -> None:
    kit, _, folder = taken
    terms = [term for term in kit.store.terms() if term.domain == "hostile"]
    assert len(terms) > 60
    for path in write_terms(terms, folder / "terms"):
        assert [value for row in cells(path.read_text(encoding="utf-8")) for value in row if is_formula(value)] == []
    sheet = load_workbook(io.BytesIO(as_xlsx([cell(term, column) for column in COLUMNS] for term in terms)))
    values = [each for page in sheet for row in page.iter_rows() for each in row]
    assert [each for each in values if each.data_type == "f" or each.hyperlink] == []
    tree = etree.fromstring(as_tbx(terms), XML)
    assert len(tree.findall(".//{*}conceptEntry")) == len([t for t in terms if t.target.strip()]) and tree.getroottree().docinfo.internalDTD is None
    known = {
        "tbx",
        "tbxHeader",
        "fileDesc",
        "titleStmt",
        "title",
        "sourceDesc",
        "p",
        "encodingDesc",
        "text",
        "body",
        "conceptEntry",
        "langSec",
        "termSec",
        "term",
    }
    assert {etree.QName(each).localname for each in tree.iter(etree.Element)} - known <= {
        "note",
        "termNote",
        "descrip",
        "admin",
        "termNoteGrp",
        "descripGrp",
        "subjectField",
        "administrativeStatus",
        "date",
    }


def test_the_memory_leaves_as_data(taken: tuple[Kit, Summary, Path]) -> None:
    kit, _, _ = taken
    memory = [(Target.parse(name), tuple(kit.store.memory_entries(name))) for name in kit.store.memory_targets()]
    tree = etree.fromstring(as_tmx(memory), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    assert len(tree.findall(".//tu")) == sum(len(entries) for _, entries in memory) > 40
    assert {etree.QName(each).localname for each in tree.iter(etree.Element)} <= {"tmx", "header", "prop", "note", "body", "tu", "tuv", "seg"}


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[tuple[str, tuple[str, ...]]] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, tuple(sorted(name for name, _ in attrs))))


def test_the_report_shows_it_as_text(taken: tuple[Kit, Summary, Path]) -> None:
    _, summary, folder = taken
    page = to_html(summary)
    found = Tags(page).found
    assert not {tag for tag, _ in found} & {"script", "img", "iframe", "form", "input", "object", "embed", "base", "a"}
    assert not [names for _, names in found if any(name.startswith("on") for name in names)]
    assert page == (folder / "out" / "report.html").read_text(encoding="utf-8") or "<h1>" in page
    json.loads(to_json(summary))


def test_markdown_holds_it_in_code(taken: tuple[Kit, Summary, Path]) -> None:
    """Outside of fences and spans of code no line has what a text brought."""
    kit, _, _ = taken
    for record in hostile.kept(kit)[:40]:
        text = to_markdown(compare(replace(kit, regions={"US": kit.regions["US"]}), [record], lambda *_: None))
        outside = re.sub(r"(?ms)^(`{3,})text\n.*?\n\1$", "", text)
        outside = re.sub(r"`[^`\n]*`", "", outside)
        assert not re.search(r"<\s*/?\s*[a-z!?]|\]\(|&lt;script|javascript:|evil\.example", outside, re.IGNORECASE), record.title[:80]
