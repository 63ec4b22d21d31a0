"""An entry as a form: what was typed, column by column, read by the one reader of rows, and what it says is wrong, at the field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request

from localize.domain.account import Account
from localize.domain.locale import Locale
from localize.domain.term import Audience, Demand, Status, Term
from localize.exchange import cells
from localize.exchange.rows import COLUMNS, LISTS, RISKS, Row
from localize.lookup import Shelf, Wanted
from localize.termbase.lifecycle import LONGEST_REASON
from localize.web import forms
from localize.web.access import Who
from localize.web.below import said
from localize.web.glossary.base import may_edit
from localize.web.languages import N_
from localize.web.pages import language_of

LONGEST = 4_000  # characters of a field; the reader of rows then says that 1,000 are too many
MOST_ALIKE = 4
TYPED = ("concept", "source", "locale", "audience", "target", "demand", *LISTS, "risk", "note")
FIXED = ("concept", "locale", "audience")  # of an entry that is there
CHOICES: Mapping[str, tuple[str, ...]] = {"audience": tuple(map(str, Audience)), "demand": tuple(map(str, Demand)), "risk": RISKS}


@dataclass(frozen=True)
class Typed:
    """What stands in the fields, the reason, and the entry that it makes: None where it is none."""

    fields: Mapping[str, str]
    why: str
    term: Term | None
    faults: forms.Faults


def blank(given: Mapping[str, str]) -> dict[str, str]:
    """An empty form, with what an address already says."""
    usual = dict.fromkeys(TYPED, "") | {"audience": "any", "demand": "required"}
    return usual | {name: value[:LONGEST] for name, value in given.items() if name in usual and value}


def of_term(term: Term) -> dict[str, str]:
    """The fields of an entry: lists with an item a line."""
    return {name: "\n".join(getattr(term, name)) if name in LISTS else str(getattr(term, name)) for name in TYPED}


def read(request: Request, who: Who, form: Mapping[str, Any], held: Term | None = None) -> Typed:
    """The entry that a form makes. `held` is the one that it changes: its key, status and revision stay."""
    fields = {name: str(form.get(name, ""))[:LONGEST].replace("\r\n", "\n").strip() for name in TYPED}
    if held is not None:
        fields |= {name: str(getattr(held, name)) for name in FIXED}
    status, revision = (held.status, held.revision) if held else (Status.PROPOSED, 1)
    row = Row("", "", _cells(fields) | {"status": str(status), "revision": str(revision)})
    found = row.read()
    language = language_of(request, who)
    faults: forms.Faults = {}
    for fault in row.faults:
        column = "concept" if fault.column == "domain" else fault.column
        faults.setdefault(column, f"{said(language, fault.problem)} {said(language, fault.next_step)}")
    why = forms.line(str(form.get("why", "")), LONGEST_REASON)
    if not why:
        faults["why"] = N_("Say why: the history keeps it.")
    if found is not None and not may_edit(who, found):
        faults["locale"] = N_("This language is not one of yours.")
    return Typed(fields, why, None if faults else found, faults)


def _cells(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields as a row of a table: text from a form is text, whatever it begins with."""
    texts = {name: "|".join(filter(None, map(str.strip, text.split("\n")))) if name in LISTS else text for name, text in fields.items()}
    texts["domain"] = texts["concept"].partition(".")[0]
    return {name: cells.written(texts.get(name, "")) for name in COLUMNS}


def languages(shelf: Shelf, account: Account | None) -> tuple[str, ...]:
    """The locales that an editor may write for: those that the glossary has, and their own."""
    own = account.locales if account else ()
    there = [tag for tag in shelf.counts("locale") if any(str(each) in own for each in Locale.parse(tag).fallbacks())]
    return tuple(sorted({*there, *own}))


def alike(shelf: Shelf, source: str, locale: str = "") -> tuple[Term, ...]:
    """Entries that have this headword already, whatever their concept: those of the same language, or of any where it has none."""
    found = [each.term for each in shelf.found(Wanted(source))] if source else []
    same = [term for term in found if source in (term.source, *term.source_variants)]
    return tuple([term for term in same if str(term.locale) == locale] or same)[:MOST_ALIKE]


def reworded(term: Term, given: Mapping[str, str]) -> Term:
    """The entry with a wording that was suggested for it: another target, or one more that is accepted."""
    target, accepted = forms.line(given.get("target", "")), forms.line(given.get("accepted", ""))
    if target:
        kept = (term.target,) if term.target and term.target not in term.accepted else ()
        return replace(term, target=target, accepted=tuple(x for x in (*kept, *term.accepted) if x != target))
    return replace(term, accepted=(*term.accepted, accepted)) if accepted and accepted not in term.accepted else term
