"""What the glossary lacks: words that came in often, and wordings that people keep writing. Each becomes a proposal, or is dismissed with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize import candidates, postedits
from localize.candidates import Candidate
from localize.classify import read_classes
from localize.dismissal import dismiss_word, dismiss_wording
from localize.domain.locale import Locale
from localize.domain.term import Term
from localize.lookup import Shelf
from localize.postedits import Wording
from localize.termbase.fold import folded
from localize.termbase.lifecycle import LONGEST_REASON
from localize.web import forms
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import NotThere
from localize.web.glossary.base import keep, may_edit, page, shelf_of
from localize.web.glossary.form import languages
from localize.web.glossary.impacts import Busy
from localize.web.jobs import Progress
from localize.web.languages import N_
from localize.web.site import site_of

router = APIRouter()
JOB = "mined"


@dataclass(frozen=True)
class Mined:
    """What a search found."""

    words: tuple[Candidate, ...]
    wordings: tuple[Wording, ...]


@router.get("/glossary/mined")
def mined(request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY)]) -> Response:
    return _mined(request, who, {})


def _mined(request: Request, who: Who, faults: forms.Faults) -> Response:
    site, shelf = site_of(request), shelf_of(request)
    job = site.jobs.last(JOB)
    found = job.result if job is not None and isinstance(job.result, Mined) else None
    locales = languages(shelf, who.account)
    values: dict[str, Any] = {"job": job, "locales": locales, "faults": faults, "words": [], "wordings": []}
    if found is not None:
        known = {folded(word) for each in shelf.entries for word in (each.term.source, *each.term.source_variants)}
        values["words"] = [_word(each, locales) for each in found.words if folded(each.word) not in known]
        said = site.store.events_about(each.term.key for each in found.wordings if each.term)
        dismissed = {(event.subject, str(event.detail.get("wording", "")).casefold()) for event in said if event.act == "suggest"}
        values["wordings"] = [_wording(who, each) for each in found.wordings if _open(each, shelf, known, dismissed)]
    return page(request, who, "mined", values, status=422 if faults else 200)


def _word(found: Candidate, locales: tuple[str, ...]) -> dict[str, Any]:
    """A word with the address of the form in which it stands already."""
    term = candidates.proposal(found, Locale.parse(locales[0] if locales else "en"))
    return {"found": found, "concept": term.concept, "address": _address(term)}


def _wording(who: Who, found: Wording) -> dict[str, Any]:
    if found.term is None:
        entry = postedits.entry(found)
        return {"found": found, "name": _name(found), "address": _address(entry), "own": may_edit(who, entry)}
    asked = {"entry": found.term.key, found.kind: found.found.after}
    return {"found": found, "name": _name(found), "address": f"/glossary/change?{urlencode(asked)}", "own": may_edit(who, found.term)}


def _address(term: Term) -> str:
    given = {name: str(getattr(term, name)) for name in ("concept", "source", "locale", "audience", "target", "note")}
    return f"/glossary/new?{urlencode({name: value for name, value in given.items() if value})}"


def _open(found: Wording, shelf: Shelf, known: set[str], dismissed: set[tuple[str, str]]) -> bool:
    """Whether nobody has done anything with it since."""
    if found.term is None:
        return folded(found.found.word) not in known
    now, after = shelf.entry(found.term.key), found.found.after.casefold()
    taken = now is None or after in {x.casefold() for x in (now.term.target, *now.term.accepted, *now.term.forbidden)}
    return not taken and (found.term.key, after) not in dismissed


@router.post("/glossary/mined")
def look(request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY)]) -> Response:
    """Look through all records and edits again."""
    site = site_of(request)

    def work(progress: Progress) -> Mined:
        table = read_classes(site.settings.glossaries / "lexicon" / "classes.toml")
        progress("reading the records", 0, 2)
        words = candidates.mine(site.store, table)
        progress("reading what people wrote", 1, 2)
        return Mined(words, postedits.mine(site.store, table))

    site.jobs.forget(JOB)
    running = site.jobs.last(JOB)
    if running is None and site.jobs.start(JOB, who.name, work) is None:
        raise Busy
    return RedirectResponse("/glossary/mined", 303)


@router.post("/glossary/mined/dismiss")
def dismiss(
    request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY)], what: Annotated[str, Form()] = "", why: Annotated[str, Form()] = ""
) -> Response:
    """Say why a find is no term. It stays on record and never comes again."""
    site, reason = site_of(request), forms.line(why, LONGEST_REASON - 40)
    job = site.jobs.last(JOB)
    found = job.result if job is not None and isinstance(job.result, Mined) else None
    word = next((each for each in found.words if each.word == what), None) if found else None
    wording = next((each for each in found.wordings if _name(each) == what), None) if found else None
    if word is None and wording is None:
        raise NotThere
    if not reason:
        return _mined(request, who, {"why": N_("Say why: the history keeps it.")})
    if word is not None:
        subject = dismiss_word(site.store, candidates.proposal(word, _own_locale(request, who)), who.name, reason)
    elif wording is not None and may_edit(who, wording.term or postedits.entry(wording)):
        subject = dismiss_wording(site.store, wording, who.name, reason)
    else:
        raise NotThere
    keep(request, who, "dismiss", subject, {"why": reason})
    return RedirectResponse("/glossary/mined?said=dismissed", 303)


def _name(found: Wording) -> str:
    """What a form calls it: the entry and the wording."""
    return f"{found.term.key if found.term else ''} {found.found.word} {found.found.after}"


def _own_locale(request: Request, who: Who) -> Locale:
    return Locale.parse(next(iter(languages(shelf_of(request), who.account)), "en"))
