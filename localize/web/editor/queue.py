"""The queue: what waits for a person, those first that are worth reading first, with filters in the address and views that somebody saved."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.errors import IllegalMove
from localize.store.queue import LONGEST, SIZE, Counts
from localize.web import forms
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.editor.asked import Asked, of_view, read
from localize.web.editor.because import rule_word
from localize.web.editor.rules import RULES, called
from localize.web.editor.sheet import decided_before
from localize.web.languages import N_
from localize.web.site import site_of

router = APIRouter()


@router.get("/queue")
def queue(request: Request, who: Annotated[Who, may(Act.READ_QUEUE)]) -> Response:
    """A page of the queue, with how many there are by what it can be narrowed to."""
    return _queue(request, who, read(request.query_params, who), {})


def _queue(request: Request, who: Who, asked: Asked, faults: forms.Faults, name: str = "") -> Response:
    site = site_of(request)
    page = site.store.queue.page(asked.filter, asked.place)
    counts = site.store.queue.counts(asked.filter)
    views = {name: of_view(saved, who) for name, saved in site.store.queue.views(who.name).items()}
    values = {
        "asked": asked,
        "entries": page.entries,
        "next": page.next,
        "counts": counts,
        "facets": _facets(asked, counts),
        "views": views,
        "rules": RULES,
        "called": partial(called, concepts=_concepts(request)),
        "rule_word": rule_word,
        "size": SIZE,
        "before": decided_before(request),
        "name": name,
        "faults": {**asked.faults, **faults},
    }
    return site.pages.render(request, who, "editor/queue.html.jinja", values, status=422 if values["faults"] else 200)


def _concepts(request: Request) -> frozenset[str]:
    """The concepts of the glossary: a reason may be one."""
    kit = site_of(request).kit
    return frozenset(term.concept for term in kit.index.terms) if kit is not None else frozenset()


def _facets(asked: Asked, counts: Counts) -> dict[str, dict[str, int]]:
    """What the queue can be narrowed to, most first; what it is narrowed to already is not offered again."""
    found = {"decision": counts.decisions, "region": counts.regions, "locale": counts.locales, "kind": counts.kinds}
    return {
        name: dict(sorted(each.items(), key=lambda pair: -pair[1])[:20]) for name, each in found.items() if name not in asked.parts and len(each) > 1
    }


@router.get("/queue/next")
def next_one(request: Request, who: Annotated[Who, may(Act.READ_QUEUE)]) -> RedirectResponse:
    """To the next variant after a place; to the queue where there is none."""
    asked = read(request.query_params, who)
    return RedirectResponse(next_address(request, asked), 303)


def next_address(request: Request, asked: Asked, **more: object) -> str:
    """Where the next variant of a filter is, or the queue's head. `more` goes along in the address."""
    entries = site_of(request).store.queue.page(asked.filter, asked.place, 1).entries
    if not entries:
        return asked.address("/queue", **{**more, "said": "queue-end"})
    first = entries[0]
    return asked.address("/review", key=first.record, target=first.target, from_=f"{first.priority}-{first.id}", **more)


@router.post("/queue/views")
def save_view(request: Request, who: Annotated[Who, may(Act.READ_QUEUE)], name: Annotated[str, Form()] = "") -> Response:
    """Keep the filter in the address under a name of one's own."""
    site, asked, given = site_of(request), read(request.query_params, who), forms.line(name, LONGEST)
    faults: forms.Faults = {} if given else {"name": N_("Give a name.")}
    try:
        if given:
            site.store.queue.save_view(who.name, given, asked.filter)
    except IllegalMove:
        faults["name"] = N_("You have as many views as can be kept: remove one first.")
    if faults:
        return _queue(request, who, asked, faults, given)
    site.store.deeds.add(site.deed(request, who, "view.save", given))
    return RedirectResponse(asked.address("/queue", said="view"), 303)


@router.post("/queue/views/remove")
def remove_view(request: Request, who: Annotated[Who, may(Act.READ_QUEUE)], name: Annotated[str, Form()] = "") -> Response:
    """Forget a view of one's own. Nothing else changes."""
    site, asked, given = site_of(request), read(request.query_params, who), forms.line(name, LONGEST)
    if site.store.queue.remove_view(who.name, given):
        site.store.deeds.add(site.deed(request, who, "view.remove", given))
    return RedirectResponse(asked.address("/queue", said="view-gone"), 303)
