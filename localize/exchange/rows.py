"""One row of a term table, of any origin: what each column may hold, and what the columns must be to each other.

What is allowed in an entry is decided here and nowhere else; CSV, XLSX, TBX and `localize glossary add` all pass through `Row`.
Nothing is repaired except spaces around a value: everything that is wrong is said, with its place and what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TypeVar

from localize.domain.locale import Locale
from localize.domain.term import Audience, Demand, Status, Term
from localize.exchange import cells
from localize.exchange.line import Line, joined

COLUMNS = tuple(f.name for f in fields(Term))
LISTS = ("source_variants", "accepted", "forbidden", "needs", "excludes")
RISKS = ("", "A", "B", "C", "L", "R", "S")
UNDECIDED = (Status.PROPOSED, Status.REJECTED)  # a word that was mined has no target until a person gives it one
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f]")
_HAN_LANGUAGES = ("zh", "ja")
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass
class Row(Line):
    """One row of terms while it is read. `domain` is the domain that the whole file is for, "" for a file of any domains."""

    domain: str = ""

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
            concept=self.text("concept"), domain=self.text("domain"), source=self.text("source"), locale=self._locale(),
            audience=self._choice("audience", Audience), target=self.text("target"), demand=self._choice("demand", Demand),
            source_variants=self.items("source_variants"), accepted=self.items("accepted"), forbidden=self.items("forbidden"),
            needs=self.items("needs"), excludes=self.items("excludes"), status=self._choice("status", Status), risk=self._risk(),
            note=self.text("note"), revision=self._revision(),
        )  # fmt: skip
        if not self.faults:
            self._check(term)
        return None if self.faults else term

    def _choice(self, column: str, kind: type[_Choice]) -> _Choice:
        value = self.text(column)
        allowed = [str(member) for member in kind]
        if value not in allowed:
            self.wrong(column, f"{value[:40]!r} is not allowed.", f"Write one of: {', '.join(allowed)}.")
        return kind(value if value in allowed else allowed[0])

    def _locale(self) -> Locale:
        value = self.text("locale")
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
        value = self.text("risk")
        if value not in RISKS:
            self.wrong("risk", f"{value[:40]!r} is not allowed.", f"Leave it empty or write one of: {', '.join(RISKS[1:])}.")
        return value

    def _revision(self) -> int:
        value = self.text("revision")
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
        forbids = term.demand is Demand.FORBID
        if (forbids and term.target) or not (forbids or term.target or term.status in UNDECIDED):
            self.wrong(
                "target",
                f"demand {term.demand} with target {term.target!r}.",
                "A forbid entry has no target, every other has one; only a proposed or rejected one may wait for it.",
            )
        if forbids and not term.forbidden:
            self.wrong("forbidden", "a forbid entry forbids nothing.", "List the renderings that must not stand.")
        if term.demand is Demand.KEEP:
            self._check_kept(term)
        self._check_renderings(term)

    def _check_kept(self, term: Term) -> None:
        """What is not translated stands in the target as it is spelled in the source: a brand or a code. RedNote is no spelling of 小红书."""
        spellings = (term.source, *term.source_variants)
        for column, rendering in _renderings(term):
            if rendering not in spellings:
                self.wrong(
                    column,
                    f"{rendering!r} is none of the spellings {', '.join(spellings)}.",
                    "A keep entry is not translated: write one of its spellings, add this one to source_variants, or make it required.",
                )

    def _check_renderings(self, term: Term) -> None:
        if term.locale.language not in _HAN_LANGUAGES:
            for column, rendering in _renderings(term):
                if _HAN.search(rendering):
                    self.wrong(column, f"{rendering!r} has Chinese characters for {term.locale}.", "Write pinyin or a short gloss instead.")
        both = {x.casefold() for x in (term.target, *term.accepted)} & {x.casefold() for x in term.forbidden}
        if both:
            self.wrong("forbidden", f"{min(both)!r} is wanted and forbidden.", "Take it out of one of the two.")


def _renderings(term: Term) -> Iterator[tuple[str, str]]:
    """What may stand in a text for the word, each with its column."""
    yield "target", term.target
    yield from (("accepted", rendering) for rendering in term.accepted)


def cell(term: Term, column: str) -> str:
    """A column of an entry as a cell. Raises GlossaryError where an item holds the mark that joins items."""
    value = getattr(term, column)
    return cells.written(joined(value, column, term.key) if column in LISTS else str(value))


def order(term: Term) -> tuple[str, str, int]:
    """What entries are sorted by wherever they are written."""
    return term.concept, str(term.locale), list(Audience).index(term.audience)
