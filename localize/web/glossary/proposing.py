"""Propose an entry or change one: a form that is checked while one types, and a change by two people shown with both, never lost."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from localize import glossary
from localize.domain.term import Status, Term
from localize.errors import GlossaryError, IllegalMove
from localize.store.terms import TermRevision
from localize.termbase.lifecycle import OPEN
from localize.web import forms
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.glossary import form
from localize.web.glossary.base import current, entry_of, keep, key_of, look_again, page, shelf_of
from localize.web.languages import N_
from localize.web.site import site_of

router = APIRouter()


async def _typed(request: Request) -> dict[str, Any]:
    """The fields of a form, whatever they are called: which count is said in form.TYPED."""
    async with request.form(max_files=0, max_fields=40) as found:
        return {name: value for name, value in found.items() if isinstance(value, str)}


Fields = Annotated[dict[str, Any], Depends(_typed)]


@router.get("/glossary/new")
def new(request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY)]) -> Response:
    """An empty form, or one with what a mined word already says."""
    given = {name: forms.line(value, 1000) for name, value in request.query_params.items()}
    return _new(request, who, form.blank(given), "", {})


def _new(request: Request, who: Who, typed: dict[str, str], why: str, faults: forms.Faults) -> Response:
    return _page(request, who, typed, why, faults, None)


def _page(
    request: Request, who: Who, typed: Any, why: str, faults: forms.Faults, held: TermRevision | None, clash: Any = None, status: int = 0
) -> HTMLResponse:
    shelf = shelf_of(request)
    values = {
        "typed": typed,
        "why": why,
        "faults": faults,
        "held": held,
        "clash": clash,
        "languages_of": form.languages(shelf, who.account),
        "choices": form.CHOICES,
        "alike": () if held else form.alike(shelf, typed["source"], typed["locale"]),
        "takes_effect": held is not None and held.term.status is Status.APPROVED,
    }
    return page(request, who, "form", values, status=status or (422 if faults else 200))


@router.post("/glossary/new")
def propose(request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY)], fields: Fields) -> Response:
    """Propose the entry: somebody else then approves it."""
    typed = form.read(request, who, fields)
    if typed.term is None:
        return _new(request, who, dict(typed.fields), typed.why, typed.faults)
    try:
        made = glossary.add(site_of(request).store, typed.term, who.name, typed.why)
    except IllegalMove:
        taken = {"concept": N_("There is an entry of this concept, language and audience already. Change that one.")}
        return _new(request, who, dict(typed.fields), typed.why, taken)
    keep(request, who, "propose", made.key, {"target": made.target, "why": typed.why})
    return RedirectResponse(f"/glossary/entry?entry={quote(made.key)}&said=proposed", 303)


@router.get("/glossary/change")
def change_form(request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY, of=entry_of)]) -> Response:
    """The entry as a form; a wording that was suggested stands in it already."""
    held = current(request)
    if held.term.status not in OPEN:
        return RedirectResponse(f"/glossary/entry?entry={quote(held.term.key)}", 303)
    typed = form.of_term(form.reworded(held.term, request.query_params))
    return _page(request, who, typed, "", {}, held)


@router.post("/glossary/change")
def change(request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY, of=entry_of)], fields: Fields) -> Response:
    """Give the entry another wording, where it is still the one that was looked at."""
    site, held = site_of(request), current(request)
    typed = form.read(request, who, fields, held.term)
    seen = int(fields["seen"]) if str(fields.get("seen", "")).isdigit() and len(fields["seen"]) < 8 else 0
    if seen != held.term.revision:
        return _clash(request, who, held, typed, seen)
    if typed.term is None:
        return _page(request, who, dict(typed.fields), typed.why, typed.faults, held)
    try:
        after = glossary.edit(site.store, held.term, typed.term, who.name, typed.why)
    except (GlossaryError, IllegalMove) as error:
        look_again(request)  # somebody may have been faster by a moment
        now = current(request)
        if now.term.revision != seen:
            return _clash(request, who, now, typed, seen)
        return _page(request, who, dict(typed.fields), typed.why, {"target": error.message}, held, status=409)
    keep(request, who, "change", after.key, {"revision": after.revision, "target": after.target, "why": typed.why})
    return RedirectResponse(f"/glossary/entry?entry={quote(after.key)}&said=changed", 303)


def _clash(request: Request, who: Who, now: TermRevision, typed: form.Typed, seen: int) -> Response:
    """What one began with, what somebody else made of it, and what one typed: nothing is lost, and saving again is a choice."""
    history = site_of(request).store.term_history(now.term.key)
    began = next((past.term for past in history if past.term.revision == seen), history[0].term)
    theirs, fields = form.of_term(now.term), form.of_term(began)
    mine = {name: text for name, text in typed.fields.items() if text != fields[name]}
    columns = [name for name in form.TYPED if name in mine or theirs[name] != fields[name]]
    clash = {"who": now, "columns": [(name, fields[name], theirs[name], typed.fields[name]) for name in columns]}
    faults = {"clash": N_("Somebody else changed this entry meanwhile. Nothing was saved; both wordings are below.")}
    return _page(request, who, {**theirs, **mine}, typed.why, faults, now, clash, 409)


@router.post("/glossary/check")
def check(request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY)], fields: Fields) -> Response:
    """What the form would be told, for fields in which something stands; and entries that have the headword already."""
    shelf = shelf_of(request)
    found = shelf.entry(key_of(request))
    typed = form.read(request, who, fields, found.term if found else None)
    faults = {
        name: text for name, text in typed.faults.items() if typed.fields.get(name) or (name == "forbidden" and typed.fields["demand"] == "forbid")
    }
    if found is None and typed.term is not None and shelf.entry(typed.term.key):
        faults["concept"] = N_("There is an entry of this concept, language and audience already. Change that one.")
    others: tuple[Term, ...] = () if found else form.alike(shelf, typed.fields["source"], typed.fields["locale"])
    return page(request, who, "check", {"faults": faults, "names": form.TYPED, "alike": others})
