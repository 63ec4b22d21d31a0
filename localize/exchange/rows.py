"""One row of a term table, of any origin: what each column may hold, and what the columns must be to each other.

What is allowed in an entry is decided here and nowhere else; CSV, XLSX, TBX and `localize glossary add` all pass through `Row`.
Nothing is repaired except spaces around a value: everything that is wrong is said, with its place and what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TypeVar

from localize.domain.locale import Locale
from localize.domain.term import Audience, Demand, Status, Term
from localize.errors import GlossaryError
from localize.exchange import cells

COLUMNS = tuple(f.name for f in fields(Term))
LISTS = ("source_variants", "accepted", "forbidden", "needs", "excludes")
RISKS = ("", "A", "B", "C", "L", "R", "S")
LONGEST_CELL = 1_000  # the longest list of the shipped tables is under 400; a cell beyond this is a slipped quote
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f]")
# What XML and PostgreSQL cannot hold would come back from them as something else.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_HAN_LANGUAGES = ("zh", "ja")
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True)
class Fault:
    """What is wrong in one place of a file: "line 3" or "row 3", the column ("" for the whole row), and what would be right."""

    file: str
    place: str
    column: str
    problem: str
    next_step: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}, {self.place}{column}: {self.problem}"

    def error(self) -> GlossaryError:
        return GlossaryError(str(self), next_step=self.next_step)


@dataclass
class Row:
    """One row while it is read: the cells as they stand in the file, and what was found wrong in them.

    `domain` is the domain that the whole file is for, "" for a file of any domains.
    """

    file: str
    place: str
    cells: Mapping[str, str]
    domain: str = ""
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, column: str, problem: str, next_step: str) -> None:
        self.faults.append(Fault(self.file, self.place, column, problem, next_step))

    def term(self) -> Term:
        """The entry. Raises GlossaryError for the first thing that is wrong."""
        term = self.read()
        if term is None:
            raise self.faults[0].error()
        return term

    def read(self) -> Term | None:
        """The entry, or None and every fault in `faults`. The columns are held against each other only where each is right by itself."""
        if self.faults:
            return None
        term = Term(
            concept=self._text("concept"), domain=self._text("domain"), source=self._text("source"), locale=self._locale(),
            audience=self._choice("audience", Audience), target=self._text("target"), demand=self._choice("demand", Demand),
            source_variants=self._items("source_variants"), accepted=self._items("accepted"), forbidden=self._items("forbidden"),
            needs=self._items("needs"), excludes=self._items("excludes"), status=self._choice("status", Status), risk=self._risk(),
            note=self._text("note"), revision=self._revision(),
        )  # fmt: skip
        if not self.faults:
            self._check(term)
        return None if self.faults else term

    def _text(self, column: str) -> str:
        value = cells.read(self.cells[column])
        if value is None:
            self.wrong(column, f"{self.cells[column][:40]!r} begins like a formula.", "Write an apostrophe before it if it is meant as text.")
            return ""
        value = value.strip()
        if len(value) > LONGEST_CELL:
            self.wrong(
                column, f"{len(value)} characters are too many.", f"Keep it under {LONGEST_CELL}; look for a quotation mark that is not closed."
            )
        if _UNSTORABLE.search(value):
            self.wrong(column, f"{value[:40]!r} holds a control character.", "Write the cell anew by hand.")
        return value

    def _choice(self, column: str, kind: type[_Choice]) -> _Choice:
        value = self._text(column)
        allowed = [str(member) for member in kind]
        if value not in allowed:
            self.wrong(column, f"{value[:40]!r} is not allowed.", f"Write one of: {', '.join(allowed)}.")
        return kind(value if value in allowed else allowed[0])

    def _items(self, column: str) -> tuple[str, ...]:
        value = self._text(column)
        if not value:
            return ()
        items = tuple(item.strip() for item in value.split("|"))
        if "" in items or len(set(items)) != len(items):
            self.wrong(column, f"{value[:80]!r} has an empty or a repeated item.", 'Join different items with one "|" each.')
        return items

    def _locale(self) -> Locale:
        value = self._text("locale")
        try:
            locale = Locale.parse(value)
        except ValueError:
            self.wrong(
                "locale", f"{value[:40]!r} is not a language tag such as 'en-US' or 'zh-Hant-HK'.", "Write it like en, zh-Hant-HK or zh-Hant-TW."
            )
            return Locale("en")
        if str(locale) != value:
            self.wrong("locale", f"{value!r} is not the usual form.", f"Write {locale}.")
        return locale

    def _risk(self) -> str:
        value = self._text("risk")
        if value not in RISKS:
            self.wrong("risk", f"{value[:40]!r} is not allowed.", f"Leave it empty or write one of: {', '.join(RISKS[1:])}.")
        return value

    def _revision(self) -> int:
        value = self._text("revision")
        if value.isascii() and value.isdigit() and len(value) < 10 and int(value) > 0:
            return int(value)
        self.wrong("revision", f"{value[:40]!r} is not a count.", "Write 1 for a new entry.")
        return 1

    def _check(self, term: Term) -> None:
        """What the columns must be to each other."""
        domain, _, name = term.concept.partition(".")
        if not SLUG.fullmatch(term.domain):
            self.wrong("domain", f"{term.domain!r} is not a domain.", "A domain names a file: a-z, 0-9 and hyphens.")
        elif domain != term.domain or not SLUG.fullmatch(name):
            self.wrong("concept", f"{term.concept!r} is not a name in {term.domain}.", f"Write {term.domain}.<name> with a-z, 0-9 and hyphens.")
        elif self.domain and term.domain != self.domain:
            self.wrong("domain", f"{term.domain!r} stands in the file of {self.domain!r}.", f"Move the row to {term.domain}.csv.")
        if not term.source:
            self.wrong("source", "it is empty.", "Write the Chinese headword.")
        if (term.demand is Demand.FORBID) != (term.target == ""):
            self.wrong("target", f"demand {term.demand} with target {term.target!r}.", "A forbid entry has no target, every other has one.")
        if term.demand is Demand.FORBID and not term.forbidden:
            self.wrong("forbidden", "a forbid entry forbids nothing.", "List the renderings that must not stand.")
        self._check_renderings(term)

    def _check_renderings(self, term: Term) -> None:
        if term.locale.language not in _HAN_LANGUAGES:
            for column, renderings in (("target", (term.target,)), ("accepted", term.accepted)):
                for rendering in renderings:
                    if _HAN.search(rendering):
                        self.wrong(column, f"{rendering!r} has Chinese characters for {term.locale}.", "Write pinyin or a short gloss instead.")
        both = {x.casefold() for x in (term.target, *term.accepted)} & {x.casefold() for x in term.forbidden}
        if both:
            self.wrong("forbidden", f"{min(both)!r} is wanted and forbidden.", "Take it out of one of the two.")


def cell(term: Term, column: str) -> str:
    """A column of an entry as a cell. Raises GlossaryError where an item holds the mark that joins items."""
    value = getattr(term, column)
    if column not in LISTS:
        return cells.written(str(value))
    if any("|" in item for item in value):
        raise GlossaryError(f'{column} of {term.key} holds a "|", which joins items.', next_step="Write the item without it.")
    return cells.written("|".join(value))


def order(term: Term) -> tuple[str, str, int]:
    """What entries are sorted by wherever they are written."""
    return term.concept, str(term.locale), list(Audience).index(term.audience)
