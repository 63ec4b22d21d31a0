"""Read and write the glossary as one CSV file a domain: glossaries/terms/<domain>.csv, one row an entry.

The columns are the fields of a Term; lists are joined with "|". Nothing is repaired on reading except spaces around a value: a file that is
wrong is refused with its line, its column and what would be right. Writing sorts, so that the same entries always give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from localize.domain.locale import Locale
from localize.domain.term import Audience, Demand, Status, Term
from localize.errors import GlossaryError
from localize.exchange.rows import Row, join, read_rows, table

COLUMNS = tuple(f.name for f in fields(Term))
LISTS = ("source_variants", "accepted", "forbidden", "needs", "excludes")
RISKS = ("", "A", "B", "C", "L", "R", "S")
UNDECIDED = (Status.PROPOSED, Status.REJECTED)  # a word that was mined has no target until a person gives it one

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f]")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HAN_LANGUAGES = ("zh", "ja")
_Choice = TypeVar("_Choice", bound=StrEnum)


class _TermRow(Row):
    """A row of the terms."""

    def choice(self, column: str, kind: type[_Choice]) -> _Choice:
        value = self.text(column)
        allowed = [str(member) for member in kind]
        if value not in allowed:
            raise self.wrong(column, f"{value!r} is not allowed.", f"Write one of: {', '.join(allowed)}.")
        return kind(value)

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

        if term.demand is Demand.KEEP:
            self._check_kept(term)
        self._check_renderings(term)

    def _check_kept(self, term: Term) -> None:
        """What is not translated stands in the target as it is spelled in the source: a brand or a code. RedNote is no spelling of 小红书."""
        spellings = (term.source, *term.source_variants)
        for column, renderings in (("target", (term.target,)), ("accepted", term.accepted)):
            for rendering in renderings:
                if rendering not in spellings:
                    raise self.wrong(
                        column,
                        f"{rendering!r} is none of the spellings {', '.join(spellings)}.",
                        "A keep entry is not translated: write one of its spellings, add this one to source_variants, or make it required.",
                    )

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
        for row in read_rows(path, COLUMNS, _TermRow):
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
        entries.sort(key=lambda t: (t.concept, str(t.locale), list(Audience).index(t.audience)))
        path.write_bytes(table(COLUMNS, ([_cell(term, column) for column in COLUMNS] for term in entries)))
        written.append(path)
    return tuple(written)


def _cell(term: Term, column: str) -> str:
    value = getattr(term, column)
    return join(value, column, term.key) if column in LISTS else str(value)
