"""Write in a line: its checks as one types, saving it, and choosing where the source changed. Nobody is written over; what was typed is never lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.domain.unit import Unit
from localize.errors import EditConflict, IllegalMove
from localize.reviewing.again import check_live
from localize.reviewing.edit import LONGEST, Done, edit, readable
from localize.reviewing.settle import Choice, settle
from localize.text.difference import difference
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.editor import lines
from localize.web.editor.lines import Typed
from localize.web.editor.review import WORDS, page
from localize.web.editor.sheet import Opened, kit_of, line_of, opened, thing_of
from localize.web.failures import Failure, NotThere
from localize.web.languages import N_
from localize.web.site import site_of

router = APIRouter()
Text = Annotated[str, Form(max_length=4 * LONGEST)]
Token = Annotated[str, Form(max_length=16)]
CLOSED = N_("This variant has no text to work on, or it is not here any more.")


class Gone(Failure):
    """A variant that was worked on and has no text now."""

    status = 409

    def __init__(self) -> None:
        super().__init__(CLOSED, N_("Go back to the queue."))


@router.post("/review/check")
def check(request: Request, who: Annotated[Who, may(Act.APPROVE, of=thing_of)], text: Text = "") -> Response:
    """What the checks would say of a text, as somebody types it. Nothing is saved."""
    site, found = site_of(request), opened(request, who)
    unit, clean = _unit(found, line_of(request)), line_text(text)
    values: dict[str, Any] = {"words": WORDS, "wrong": wrong_with(text)}
    if not values["wrong"]:
        said = check_live(kit_of(request), found.variant, line_of(request), clean, found.sheet.record)
        now = replace(unit, target=clean, issues=said.issues, receipts=said.receipts, estimate=said.estimate)
        values |= {"unit": now, "marks": lines.target_marks(now), "change": difference(unit.target, clean)}
    return site.pages.render(request, who, "editor/found.html.jinja", values)


def _unit(found: Opened, position: int) -> Unit:
    if not 0 <= position < len(found.variant.units):
        raise NotThere
    return found.variant.units[position]


def line_text(text: str) -> str:
    """As a browser sends it: with the line breaks of forms."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def wrong_with(text: str) -> str:
    """Why a text cannot be kept, "" where it can."""
    clean = line_text(text)
    if len(clean) > LONGEST:
        return N_("This is too long: a line has at most 10,000 characters.")
    try:
        readable(clean)
    except IllegalMove:
        return N_("The text holds characters that cannot be seen. Remove them, then save again.")
    return ""


@router.post("/review/save")
def save(
    request: Request, who: Annotated[Who, may(Act.APPROVE, of=thing_of)], text: Text = "", seen: Token = "", source: Text = "", why: Text = ""
) -> Response:
    """Save a line as a person wrote it. Who was slower than somebody else sees both texts and loses none."""
    found, position, clean = opened(request, who), line_of(request), line_text(text)
    wrong = wrong_with(text) or wrong_with(why)
    if wrong:
        return page(request, who, found, Typed(position, clean, wrong, source=source, token=seen), status=422)
    try:
        done = edit(kit_of(request), found.key, found.target, position, clean, who.name, seen=seen, why=why[:2000])
    except EditConflict as late:
        return conflict(request, who, late, position, clean, source)
    except IllegalMove as refusal:
        raise Gone from refusal
    return _saved(request, who, found, done, "edit")


def conflict(request: Request, who: Who, late: EditConflict, position: int, mine: str, source: str) -> Response:
    """The page as it stands now, with both texts in the line that two people wrote."""
    del request.state.sheet  # it was read before somebody else wrote
    there = late.theirs if late.token else None
    typed = Typed(
        position, mine, N_("Somebody else changed this line meanwhile."), there, source, late.who, late.token, difference(late.theirs, mine)
    )
    return page(request, who, opened(request, who), typed, status=409)


def _saved(request: Request, who: Who, found: Opened, done: Done, act: str) -> Response:
    site, position = site_of(request), line_of(request)
    if done.changed:
        site.store.deeds.add(site.deed(request, who, f"variant.{act}", found.variant.key, {"line": position, "revision": done.variant.revision}))
    address = found.address(line=position, said="line" if done.changed else "same")
    return RedirectResponse(f"{address}#line-{position}", 303)


@router.post("/review/settle")
def choose(
    request: Request,
    who: Annotated[Who, may(Act.APPROVE, of=thing_of)],
    choice: Annotated[str, Form(max_length=8)] = "",
    seen: Token = "",
    shown: Text = "",
    source: Text = "",
) -> Response:
    """Take the person's text or the machine's new one, as they were shown."""
    found, position = opened(request, who), line_of(request)
    if choice not in list(Choice):
        raise NotThere
    try:
        done = settle(kit_of(request), found.key, found.target, position, Choice(choice), who.name, seen=seen, shown=line_text(shown))
    except EditConflict as late:
        mine = line_text(shown) if choice == Choice.THEIRS else late.theirs
        return conflict(request, who, late, position, mine, source)
    except IllegalMove:
        del request.state.sheet
        changed = N_("What the machine writes here has changed meanwhile. Look at it again, then choose.")
        return page(request, who, opened(request, who), status=409, faults={f"line-{position}": changed})
    return _saved(request, who, found, done, "settle")
