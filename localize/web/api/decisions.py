"""Decisions on variants: approve, reject, take back. Each on the text that was seen."""

from __future__ import annotations

from typing import Annotated

from starlette.requests import Request

from localize import review
from localize.reviewing.undo import undo as take_back
from localize.store.variants import StoredVariant
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.api.base import IfMatch, Key, Reasoned, Said, TargetName, kit_of, routes
from localize.web.api.things import seen_variant, variant_of
from localize.web.site import site_of

router = routes("decisions")
Editor = Annotated[Who, may(Act.APPROVE, of=variant_of)]


@router.post("/variant/approve", response_model=Said)
def approve(request: Request, who: Editor, key: Key, target: TargetName, reasoned: Reasoned, if_match: IfMatch = "") -> Said:
    """Approve the variant that was seen. What is blocked or waits for a choice is refused with the reason (409)."""
    found = seen_variant(request, if_match)
    said = review.approve(site_of(request).store, key, target, who.name, reasoned.why, seen=str(found.signature))
    return _done(request, who, "variant.approve", found, said)


@router.post("/variant/reject", response_model=Said)
def reject(request: Request, who: Editor, key: Key, target: TargetName, reasoned: Reasoned, if_match: IfMatch = "") -> Said:
    """Reject the variant that was seen, with a reason."""
    found = seen_variant(request, if_match)
    said = review.reject(site_of(request).store, key, target, who.name, reasoned.why, seen=str(found.signature))
    return _done(request, who, "variant.reject", found, said)


@router.post("/variant/undo", response_model=Said)
def undo(request: Request, who: Editor, key: Key, target: TargetName, reasoned: Reasoned, if_match: IfMatch = "") -> Said:
    """Take back the last edit, choice, approval or rejection of the variant that was seen."""
    found = seen_variant(request, if_match)
    done = take_back(kit_of(request), key, target, who.name, reasoned.why)
    return _done(request, who, "variant.undo", found, done.said)


def _done(request: Request, who: Who, act: str, found: StoredVariant, said: str) -> Said:
    site = site_of(request)
    site.store.deeds.add(site.deed(request, who, act, found.key))
    return Said(said=said)
