"""Read and write the glossary as one CSV file a domain: glossaries/terms/<domain>.csv, one row an entry.

The columns are the fields of a Term; lists are joined with "|". Nothing is repaired on reading except spaces around a value: a file that is
wrong is refused with its line, its column and what would be right. Writing sorts, so that the same entries always give the same bytes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from localize.domain.locale import Locale
from localize.domain.term import Audience, Demand, Status, Term
from localize.errors import GlossaryError

COLUMNS = tuple(f.name for f in fields(Term))
LISTS = ("source_variants", "accepted", "forbidden", "needs", "excludes")
RISKS = ("", "A", "B", "C", "L", "R", "S")
UNDECIDED = (Status.PROPOSED, Status.REJECTED)  # a word that was mined has no target until a person gives it one
LONGEST_CELL = 1_000  # the longest list of the shipped tables is under 400; a cell beyond this is a slipped quote

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f]")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HAN_LANGUAGES = ("zh", "ja")
_Choice = TypeVar("_Choice", bound=StrEnum)


class _Row:
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

    def choice(self, column: str, kind: type[_Choice]) -> _Choice:
        value = self.text(column)
        allowed = [str(member) for member in kind]
        if value not in allowed:
            raise self.wrong(column, f"{value!r} is not allowed.", f"Write one of: {', '.join(allowed)}.")
        return kind(value)

    def items(self, column: str) -> tuple[str, ...]:
        value = self.text(column)
        if not value:
            return ()
        items = tuple(item.strip() for item in value.split("|"))
        if "" in items or len(set(items)) != len(items):
            raise self.wrong(column, f"{value!r} has an empty or a repeated item.", 'Join different items with one "|" each.')
        return items

    def locale(self) -> Locale:
        value = self.text("locale")
        try:
            locale = Locale.parse(value)
        except ValueError as error:
            raise self.wrong("locale", f"{error}.", "Write it like en, zh-Hant-HK or zh-Hant-TW.") from error
        if str(locale) != value:
            raise self.wrong("locale", f"{value!r} is not the usual form.", f"Write {locale}.")
        return locale

    def revision(self) -> int:
        value = self.text("revision")
        if not (value.isascii() and value.isdigit() and int(value[:9]) > 0 and len(value) < 10):
            raise self.wrong("revision", f"{value!r} is not a count.", "Write 1 for a new entry.")
        return int(value)

    def term(self) -> Term:
        term = Term(
            concept=self.text("concept"), domain=self.text("domain"), source=self.text("source"), locale=self.locale(), audience=self.choice("audience", Audience),
            target=self.text("target"), demand=self.choice("demand", Demand), source_variants=self.items("source_variants"), accepted=self.items("accepted"),
            forbidden=self.items("forbidden"), needs=self.items("needs"), excludes=self.items("excludes"), status=self.choice("status", Status),
            risk=self.text("risk"), note=self.text("note"), revision=self.revision(),
        )  # fmt: skip
        self._check(term)
        return term

    def _check(self, term: Term) -> None:
        """What the columns must be to each other."""
        domain, _, name = term.concept.partition(".")
        if domain != term.domain or not _SLUG.fullmatch(name):
            raise self.wrong("concept", f"{term.concept!r} is not a name in {term.domain}.", f"Write {term.domain}.<name> with a-z, 0-9 and hyphens.")
        if term.domain != self.path.stem:
            raise self.wrong("domain", f"{term.domain!r} stands in the file of {self.path.stem!r}.", f"Move the row to {term.domain}.csv.")
        if not term.source:
            raise self.wrong("source", "it is empty.", "Write the Chinese headword.")
        if term.risk not in RISKS:
            raise self.wrong("risk", f"{term.risk!r} is not allowed.", f"Leave it empty or write one of: {', '.join(RISKS[1:])}.")
        forbids = term.demand is Demand.FORBID
        if (forbids and term.target) or not (forbids or term.target or term.status in UNDECIDED):
            raise self.wrong(
                "target",
                f"demand {term.demand} with target {term.target!r}.",
                "A forbid entry has no target, every other has one; only a proposed or rejected one may wait for it.",
            )
        if forbids and not term.forbidden:
            raise self.wrong("forbidden", "a forbid entry forbids nothing.", "List the renderings that must not stand.")
        self._check_renderings(term)

    def _check_renderings(self, term: Term) -> None:
        if term.locale.language not in _HAN_LANGUAGES:
            for column, renderings in (("target", (term.target,)), ("accepted", term.accepted)):
                for rendering in renderings:
                    if _HAN.search(rendering):
                        raise self.wrong(column, f"{rendering!r} has Chinese characters for {term.locale}.", "Write pinyin or a short gloss instead.")
        both = {x.casefold() for x in (term.target, *term.accepted)} & {x.casefold() for x in term.forbidden}
        if both:
            raise self.wrong("forbidden", f"{min(both)!r} is wanted and forbidden.", "Take it out of one of the two.")


def read_terms(folder: Path) -> tuple[Term, ...]:
    """All entries of all CSV files of `folder`, in the order of file and row. Raises GlossaryError for the first thing that is wrong."""
    paths = sorted(folder.glob("*.csv"))
    if not paths:
        raise GlossaryError(f"{folder} holds no glossary table.", next_step="Point at the folder with the <domain>.csv files.")
    seen: dict[str, str] = {}
    terms: list[Term] = []
    for path in paths:
        for row in _rows(path):
            term = row.term()
            if term.key in seen:
                raise row.wrong("concept", f"{term.key} stands already at {seen[term.key]}.", "Keep one row for a concept, locale and audience.")
            seen[term.key] = f"{path.name}:{row.line}"
            terms.append(term)
    return tuple(terms)


def write_terms(terms: Iterable[Term], folder: Path) -> tuple[Path, ...]:
    """Write one file a domain, sorted by concept, locale and audience. Files of domains that have no entry are left alone."""
    domains: dict[str, list[Term]] = {}
    for term in terms:
        if not _SLUG.fullmatch(term.domain):
            raise GlossaryError(f"{term.domain!r} of {term.key} is not a domain.", next_step="A domain names a file: a-z, 0-9 and hyphens.")
        domains.setdefault(term.domain, []).append(term)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for domain, entries in sorted(domains.items()):
        path = folder / f"{domain}.csv"
        path.write_bytes(_table(entries).encode())
        written.append(path)
    return tuple(written)


def _table(terms: Sequence[Term]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for term in sorted(terms, key=lambda t: (t.concept, str(t.locale), list(Audience).index(t.audience))):
        writer.writerow([_cell(term, column) for column in COLUMNS])
    return out.getvalue()


def _cell(term: Term, column: str) -> str:
    value = getattr(term, column)
    if column not in LISTS:
        return str(value)
    if any("|" in item for item in value):
        raise GlossaryError(f'{column} of {term.key} holds a "|", which joins items.', next_step="Write the item without it.")
    return "|".join(value)


def _rows(path: Path) -> Iterable[_Row]:
    try:
        # utf-8-sig: spreadsheets put a byte order mark before the first column's name
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise GlossaryError(f"{path} cannot be read: {error}.", next_step="Save the table as CSV in UTF-8.") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        _check_header(path, header)
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(header):
                raise GlossaryError(
                    f"{path}, line {reader.line_num}: {len(cells)} cells for {len(header)} columns.", next_step="Quote cells that hold a comma."
                )
            yield _Row(path, reader.line_num, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise GlossaryError(f"{path}, line {reader.line_num}: {error}.", next_step="Close every quotation mark.") from error


def _check_header(path: Path, header: Sequence[str]) -> None:
    for name in header:
        if name not in COLUMNS or header.count(name) > 1:
            raise GlossaryError(f"{path}, line 1, column {name!r}: unknown or repeated.", next_step=f"The columns are: {', '.join(COLUMNS)}.")
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise GlossaryError(f"{path}, line 1: the column {missing[0]} is missing.", next_step=f"The columns are: {', '.join(COLUMNS)}.")
