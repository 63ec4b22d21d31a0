"""A concept: its card, its entries by locale and audience, where it is used, what people say about it, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize import cards, discussion
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import NotThere
from localize.web.forms import Faults
from localize.web.glossary.base import keep, may_edit, page, shelf_of
from localize.web.languages import N_
from localize.web.site import site_of

router = APIRouter()
MOST_LINES = 200  # of the history that a page shows, the newest


@router.get("/glossary/concepts/{name}")
def concept(request: Request, who: Annotated[Who, may(Act.READ_GLOSSARY)], name: str) -> Response:
    return _concept(request, who, name, "", {})


def _concept(request: Request, who: Who, name: str, typed: str, faults: Faults) -> Response:
    site, entries = site_of(request), shelf_of(request).concept(name)
    if not entries:
        raise NotThere
    told = discussion.history(site.store, *(each.term.key for each in entries))
    values = {
        "concept": name,
        "card": cards.card(site.store, name),
        "entries": entries,
        "editable": {each.term.key: may_edit(who, each.term) for each in entries},
        "uses": _uses(site.store.term_uses(name)),
        "remarks": [each for each in told if each.what == "remark"],
        "history": [each for each in told if each.what != "remark"][-MOST_LINES:][::-1],
        "today": site.now().date(),
        "typed": typed,
        "faults": faults,
    }
    return page(request, who, "concept", values, status=422 if faults else 200)


def _uses(counted: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """How many variants of each region hold the concept: all, and those that a person approved."""
    found: dict[str, dict[str, int]] = {}
    for (region, approval), number in sorted(counted.items()):
        row = found.setdefault(region, {"all": 0, "approved": 0})
        row["all"] += number
        row["approved"] += number if approval == "approved" else 0
    return found


@router.post("/glossary/concepts/{name}/remarks")
def remark(request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY)], name: str, text: Annotated[str, Form()] = "") -> Response:
    """Keep what somebody says about the concept: for ever, and it changes nothing."""
    if not shelf_of(request).concept(name):
        raise NotThere
    words = text.replace("\r\n", "\n").strip()
    if not words or len(words) > discussion.LONGEST_REMARK or "\x00" in words:
        return _concept(request, who, name, text[: discussion.LONGEST_REMARK * 2], {"text": N_("Write up to 2000 characters.")})
    discussion.discuss(site_of(request).store, name, who.name, words)
    keep(request, who, "remark", name)
    return RedirectResponse(f"/glossary/concepts/{name}?said=remark#remarks", 303)
