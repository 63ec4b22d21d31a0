"""Answer what sellers flagged: accept it with a text, which is an edit of whoever accepts, or decline it with a reason that the seller reads."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.errors import EditConflict, IllegalMove
from localize.reviewing import flag as flags
from localize.reviewing.edit import LONGEST
from localize.store.flags import Flag
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.editor.review import page
from localize.web.editor.saving import Text, Token, conflict, line_text, wrong_with
from localize.web.editor.sheet import Opened, kit_of, opened, thing_of
from localize.web.failures import NotThere
from localize.web.languages import N_
from localize.web.site import site_of

router = APIRouter()
Number = Annotated[int, Form(ge=0, le=(1 << 31) - 1)]
ANSWERED = N_("This flag is answered or withdrawn already.")


def _flag(found: Opened, number: int) -> Flag:
    """The flag, if it is one of this variant: the door asked about the variant."""
    flag = next((each for each in found.sheet.flags if each.id == number and each.target == found.target), None)
    if flag is None:
        raise NotThere
    return flag


@router.post("/review/flag/accept")
def accept(request: Request, who: Annotated[Who, may(Act.APPROVE, of=thing_of)], flag: Number = 0, text: Text = "", seen: Token = "") -> Response:
    """Change the line as the flag asks, or better."""
    site, found, clean = site_of(request), opened(request, who), line_text(text)
    raised = _flag(found, flag)
    if wrong := wrong_with(text):
        return page(request, who, found, status=422, faults={f"flag-{flag}": wrong})
    try:
        flags.accept(kit_of(request), flag, clean[:LONGEST], who.name, seen=seen)
    except EditConflict as late:
        return conflict(request, who, late, raised.position, clean, raised.source)
    except IllegalMove:
        return _answered(request, who, flag)
    site.store.deeds.add(site.deed(request, who, "flag.accept", found.variant.key, {"flag": flag}))
    return RedirectResponse(f"{found.address(line=raised.position, said='accepted')}#line-{raised.position}", 303)


@router.post("/review/flag/decline")
def decline(request: Request, who: Annotated[Who, may(Act.APPROVE, of=thing_of)], flag: Number = 0, why: Text = "") -> Response:
    """Let the text stand, and say why."""
    site, found = site_of(request), opened(request, who)
    raised = _flag(found, flag)
    wrong = wrong_with(why) or ("" if len(why.strip()) <= flags.LONGEST_WORDS else N_("Use at most 2,000 characters."))
    if wrong or not why.strip():
        return page(request, who, found, status=422, faults={f"flag-{flag}": wrong or N_("Say why the text is right: the seller reads it.")})
    try:
        flags.decline(site.store, flag, who.name, why)
    except IllegalMove:
        return _answered(request, who, flag)
    site.store.deeds.add(site.deed(request, who, "flag.decline", found.variant.key, {"flag": flag}))
    return RedirectResponse(f"{found.address(line=raised.position, said='declined')}#line-{raised.position}", 303)


def _answered(request: Request, who: Who, number: int) -> Response:
    del request.state.sheet
    return page(request, who, opened(request, who), status=409, faults={"decide": ANSWERED})
