"""One entry: its wording, what may be done with it, its history, and the way back to an older wording, looked at before it is taken."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize import glossary
from localize.domain.term import Status, Term
from localize.errors import GlossaryError, IllegalMove
from localize.store.terms import SUGGESTED, TermRevision
from localize.takeback import may_take_back
from localize.termbase.lifecycle import LONGEST_REASON, OPEN
from localize.web import forms
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import NotThere
from localize.web.glossary.base import current, entry_of, keep, look_again, page, standing
from localize.web.languages import N_
from localize.web.site import site_of

router = APIRouter()
WORDING = tuple(f.name for f in fields(Term) if f.name not in ("concept", "domain", "locale", "audience", "status", "revision"))
MOVED = {"approve": "approved", "reject": "rejected", "deprecate": "deprecated", "propose": "proposed"}


@router.get("/glossary/entry")
def entry(request: Request, who: Annotated[Who, may(Act.READ_GLOSSARY, of=entry_of)]) -> Response:
    return shown(request, who, {})


def shown(request: Request, who: Who, faults: forms.Faults, *, status: int = 200) -> Response:
    """The entry's page."""
    site, found = site_of(request), current(request)
    history = site.store.term_history(found.term.key)
    suggested = [event for event in site.store.events(found.term.key) if event.act == SUGGESTED]
    values = {
        "found": found,
        "term": found.term,
        "standing": standing(request, who, found.term),
        "history": _steps(history),
        "back": may_take_back(history, who.name),
        "suggested": [event for event in suggested if event.detail.get("kind") != "dismissed"],
        "open": OPEN,
        "faults": faults,
    }
    return page(request, who, "entry", values, status=status)


def _steps(history: tuple[TermRevision, ...]) -> list[tuple[TermRevision, list[str]]]:
    """Each revision with the columns that it changed, the newest first."""
    before: Term | None = None
    found = []
    for past in history:
        found.append((past, [] if before is None else differing(before, past.term)))
        before = past.term
    return found[::-1]


def differing(one: Term, other: Term) -> list[str]:
    """The columns of the wording in which two entries differ."""
    return [name for name in WORDING if getattr(one, name) != getattr(other, name)]


@router.get("/glossary/entry/back")
def back_preview(request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY, of=entry_of)], revision: int = 0) -> Response:
    """What the entry would say again, beside what it says."""
    return _back(request, who, revision, "", {})


def _back(request: Request, who: Who, revision: int, why: str, faults: forms.Faults) -> Response:
    found, wanted = current(request), older(request, revision)
    values = {
        "found": found,
        "term": found.term,
        "past": wanted,
        "columns": differing(found.term, wanted.term),
        "closed": found.term.status not in OPEN,
        "why": why,
        "faults": faults,
    }
    return page(request, who, "back", values, status=422 if faults else 200)


def older(request: Request, revision: int) -> TermRevision:
    """A revision of the entry in the address. Raises NotThere."""
    history = site_of(request).store.term_history(current(request).term.key)
    wanted = next((past for past in history[:-1] if past.term.revision == revision), None)
    if wanted is None:
        raise NotThere
    return wanted


@router.post("/glossary/entry/back")
def back(
    request: Request,
    who: Annotated[Who, may(Act.EDIT_GLOSSARY, of=entry_of)],
    revision: Annotated[int, Form()] = 0,
    seen: Annotated[int, Form()] = 0,
    why: Annotated[str, Form()] = "",
) -> Response:
    """Bring the older wording back, as a new revision, where the entry is still what was looked at."""
    site, found, reason = site_of(request), current(request), forms.line(why, LONGEST_REASON - 40)
    key = found.term.key
    if found.term.revision != seen:
        return _back(request, who, revision, reason, {"revision": N_("Somebody changed the entry meanwhile. Look at both wordings again.")})
    if not reason:
        return _back(request, who, revision, reason, {"why": N_("Say why: the history keeps it.")})
    try:
        after = glossary.rollback(site.store, key, revision, who.name, reason)
    except (GlossaryError, IllegalMove) as error:
        look_again(request)
        return _back(request, who, revision, reason, {"revision": error.message})
    keep(request, who, "roll-back", key, {"to": revision, "revision": after.revision, "why": reason})
    return RedirectResponse(f"/glossary/entry?entry={quote(key)}&said={'back' if after.status is Status.APPROVED else 'back-open'}", 303)


def older_wording(term: Term, past: Term) -> Term:
    """The entry with an older wording, as it would stand after going back."""
    return replace(past, status=term.status, revision=term.revision + 1)
