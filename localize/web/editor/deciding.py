"""Approve a variant, send it back with a reason, or take the last act back: each for the text that was seen, each followed by the next in the queue."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.errors import IllegalMove
from localize.review import approve as approve_variant
from localize.review import reject as reject_variant
from localize.reviewing.undo import last_of
from localize.reviewing.undo import undo as take_back
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.editor.lines import obstacle
from localize.web.editor.queue import next_address
from localize.web.editor.review import page
from localize.web.editor.sheet import Opened, kit_of, opened, thing_of
from localize.web.languages import N_
from localize.web.site import site_of

router = APIRouter()
LONGEST_WHY = 2000  # characters
Signature = Annotated[str, Form(max_length=400)]
Why = Annotated[str, Form(max_length=4 * LONGEST_WHY)]


@router.post("/review/approve")
def approve(request: Request, who: Annotated[Who, may(Act.APPROVE, of=thing_of)], seen: Signature = "", why: Why = "") -> Response:
    """Approve the text that was seen, and go on."""
    found = opened(request, who)
    if told := obstacle(found.variant):
        return page(request, who, found, status=409, faults={"decide": told})
    if seen != str(found.variant.signature):
        return _other(request, who, found)
    try:
        approve_variant(site_of(request).store, found.key, found.target, who.name, why.strip()[:LONGEST_WHY], seen=seen)
    except IllegalMove:
        return _other(request, who, found)
    return _decided(request, who, found, "approve", "approved")


@router.post("/review/reject")
def reject(request: Request, who: Annotated[Who, may(Act.APPROVE, of=thing_of)], seen: Signature = "", why: Why = "") -> Response:
    """Send the text that was seen back, with the reason that the next reader learns from."""
    found = opened(request, who)
    if not why.strip():
        return page(request, who, found, status=422, faults={"why": N_("Say in a sentence what is wrong: the next reader learns from it.")})
    if seen != str(found.variant.signature):
        return _other(request, who, found)
    try:
        reject_variant(site_of(request).store, found.key, found.target, who.name, why.strip()[:LONGEST_WHY], seen=seen)
    except IllegalMove:
        return _other(request, who, found)
    return _decided(request, who, found, "reject", "sent-back")


def _other(request: Request, who: Who, found: Opened) -> Response:
    """The page as it stands now, for who decided on an older text."""
    del request.state.sheet
    told = N_("Somebody changed this text while you read it. Look at it again, then decide.")
    return page(request, who, opened(request, who), status=409, faults={"decide": told})


def _decided(request: Request, who: Who, found: Opened, act: str, said: str) -> Response:
    site = site_of(request)
    site.store.deeds.add(site.deed(request, who, f"variant.{act}", found.variant.key, {"revision": found.variant.revision}))
    last = last_of(site.store.desk.recent(found.key, found.target))
    was = {"was": found.key, "was_target": found.target, "was_event": last.id if last else "", "was_from": found.asked.place}
    return RedirectResponse(next_address(request, found.asked, said=said, **was), 303)


@router.post("/review/undo")
def undo(request: Request, who: Annotated[Who, may(Act.APPROVE, of=thing_of)], event: Annotated[int, Form(ge=0, le=(1 << 31) - 1)] = 0) -> Response:
    """Take back the last act of a person on this variant, if it is the one that was seen."""
    site, found = site_of(request), opened(request, who)
    try:
        if not event:
            raise IllegalMove("Nothing was named that could be taken back.", next_step="Look at the variant again.")
        take_back(kit_of(request), found.key, found.target, who.name, seen=event)
    except IllegalMove:
        del request.state.sheet
        told = N_("It cannot be taken back: somebody did something else since, or it is taken back already.")
        return page(request, who, opened(request, who), status=409, faults={"decide": told})
    site.store.deeds.add(site.deed(request, who, "variant.undo", found.variant.key, {"event": event}))
    return RedirectResponse(found.address(said="text-undone"), 303)
