"""One decision over many variants: the same machine's text for the same source is confirmed, or written anew, wherever it stands open."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.domain.unit import token
from localize.errors import IllegalMove
from localize.kit import Kit
from localize.reviewing.bulk import Alike, Outcome, alike, confirm, edit_all, preview, undo_all
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.editor.review import own_targets
from localize.web.editor.saving import Text, Token, line_text, wrong_with
from localize.web.editor.sheet import Opened, kit_of, line_of, opened, thing_of
from localize.web.failures import Failure, NotThere
from localize.web.languages import N_
from localize.web.site import site_of

router = APIRouter()
# In what contexts may differ, as localize.reviewing.bulk names it, and what it is called.
DIFFERS = {
    "kinds of record": N_("listings and notes"),
    "roles": N_("titles, texts and values"),
    "surroundings": N_("what stands around it"),
    "regions": N_("regions"),
    "audiences": N_("audiences"),
    "required terms": N_("required terms"),
}


class NotAlike(Failure):
    """A line that is decided on in its own variant only."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            N_("Only a machine's text can be decided on in many variants at once, as it was shown."), N_("Go back to the variant and look again.")
        )


def _what(kit: Kit, found: Opened, who: Who, request: Request, seen: str | None = None) -> Alike:
    """What is like the line in the address, in the languages of this person. Raises NotAlike, also where the line is not the one that was seen."""
    try:
        what = alike(kit, found.key, found.target, line_of(request), own_targets(site_of(request), who))
    except IllegalMove as refusal:
        raise NotAlike from refusal
    if not what.targets or (seen is not None and seen != token(what.source, what.text)):
        raise NotAlike
    return what


@router.get("/review/alike")
def look(request: Request, who: Annotated[Who, may(Act.APPROVE, of=thing_of)]) -> Response:
    """What a decision would touch, before it is made."""
    kit, found = kit_of(request), opened(request, who)
    return _page(request, who, kit, found, _what(kit, found, who, request))


def _page(request: Request, who: Who, kit: Kit, found: Opened, what: Alike, typed: str | None = None, fault: str = "") -> Response:
    values = {
        "opened": found,
        "line": line_of(request),
        "what": what,
        "seen": token(what.source, what.text),
        "preview": preview(kit, what),
        "differs": DIFFERS,
        "typed": what.text if typed is None else typed,
        "faults": {"text": fault} if fault else {},
    }
    return site_of(request).pages.render(request, who, "editor/alike.html.jinja", values, status=422 if fault else 200)


@router.post("/review/alike")
def decide(request: Request, who: Annotated[Who, may(Act.APPROVE, of=thing_of)], text: Text = "", seen: Token = "") -> Response:
    """Confirm the text in all of them, or write another one there: confirmed is what was left as it is."""
    kit, found, clean = kit_of(request), opened(request, who), line_text(text)
    what = _what(kit, found, who, request, seen)
    wrong = wrong_with(text) or ("" if clean.strip() else N_("Write a text."))
    if wrong:
        return _page(request, who, kit, found, what, clean, wrong)
    outcome = confirm(kit, what, who.name) if clean == what.text else edit_all(kit, what, clean, who.name)
    act = "variant.confirm-many" if clean == what.text else "variant.edit-many"
    return _done(request, who, found, outcome, act)


def _done(request: Request, who: Who, found: Opened, outcome: Outcome, act: str) -> Response:
    site, told = site_of(request), {"changed": outcome.changed, "skipped": outcome.skipped}
    site.store.deeds.add(site.deed(request, who, act, f"decision {outcome.number}", told))
    return RedirectResponse(found.address("/review/alike/done", line=line_of(request), number=outcome.number, **told), 303)


@router.get("/review/alike/done")
def done(request: Request, who: Annotated[Who, may(Act.APPROVE, of=thing_of)], number: int = 0, changed: int = 0, skipped: int = 0) -> Response:
    """What became of it, and the way to take all of it back."""
    found = opened(request, who)
    values = {"opened": found, "line": line_of(request), "number": number, "changed": changed, "skipped": skipped, "faults": {}}
    return site_of(request).pages.render(request, who, "editor/alike_done.html.jinja", values)


@router.post("/review/alike/undo")
def undo(request: Request, who: Annotated[Who, may(Act.APPROVE, of=thing_of)], number: Annotated[int, Form(ge=1, le=(1 << 31) - 1)] = 1) -> Response:
    """Take back all of one decision of one's own."""
    site, found = site_of(request), opened(request, who)
    whole = site.store.desk.event(number)
    if whole is None or whole.who != who.name:
        raise NotThere
    try:
        outcome = undo_all(kit_of(request), number, who.name)
    except IllegalMove as refusal:
        raise NotThere from refusal
    told = {"undoes": number, "changed": outcome.changed, "skipped": outcome.skipped}
    site.store.deeds.add(site.deed(request, who, "variant.undo-many", f"decision {number}", told))
    return RedirectResponse(found.address(said="bulk-undone"), 303)
