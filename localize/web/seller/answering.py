"""What sellers do: flag a sentence, take a flag back, and approve a preview where the installation lets them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.errors import EditConflict, IllegalMove
from localize.kit import Kit
from localize.reviewing.edit import readable
from localize.reviewing.flag import LONGEST_WORDS, MOST_OPEN, ReasonCode, approve_as_seller, raise_flag, withdraw
from localize.store.flags import FlagState
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import Failure
from localize.web.forms import Faults
from localize.web.languages import N_
from localize.web.seller.doors import flag_of, kit_of, record_of, text_of
from localize.web.seller.record import explained
from localize.web.site import Site, site_of

router = APIRouter()


class NotDone(Failure):
    """The store or the rules refused it; what is said is for sellers."""

    status = 409


@router.post("/shop/{key}/flag")
def flag(
    request: Request,
    who: Annotated[Who, may(Act.FLAG, of=text_of)],
    key: str,
    target: str,
    position: int = -1,
    seen: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
    suggestion: Annotated[str, Form()] = "",
) -> Response:
    """Flag the sentence that was seen, with a reason, words, and a wording that one would like better."""
    site, kit = site_of(request), kit_of(site_of(request))
    typed = {"reason": reason[:20], "words": words[: LONGEST_WORDS * 2], "suggestion": suggestion[: LONGEST_WORDS * 2]}
    faults = _faults(reason, words, suggestion)
    if faults:
        return explained(request, who, key, target[:64], position, typed, faults)
    try:
        number = raise_flag(kit, key, target, position, ReasonCode(reason), who.name, seen=seen[:20], words=words, suggestion=suggestion)
    except EditConflict:
        faults["seen"] = N_("This sentence has changed meanwhile. Read it again, then send your flag.")
        return explained(request, who, key, target[:64], position, typed, faults)
    except IllegalMove as error:
        raise NotDone(*_refused(kit, key, target)) from error
    site.store.deeds.add(site.deed(request, who, "flag.add", f"{key}@{target}", {"flag": number, "reason": reason}))
    return RedirectResponse(f"/shop/{key}?at={target}&said=flagged#flags", 303)


def _faults(reason: str, words: str, suggestion: str) -> Faults:
    faults: Faults = {}
    if reason not in list(ReasonCode):
        faults["reason"] = N_("Choose what is wrong.")
    elif reason == ReasonCode.OTHER and not words.strip():
        faults["words"] = N_("Say in a sentence what is wrong.")
    for name, text in (("words", words), ("suggestion", suggestion)):
        if len(text) > LONGEST_WORDS:
            faults[name] = N_("Write at most 2,000 characters.")
        elif not _is_readable(text):
            faults[name] = N_("This holds characters that cannot be seen. Type it again.")
    return faults


def _is_readable(text: str) -> bool:
    try:
        readable(text)
    except IllegalMove:
        return False
    return True


def _refused(kit: Kit, key: str, target: str) -> tuple[str, str]:
    """Why a flag was not kept, and what to do."""
    sheet = kit.store.desk.sheet(key)
    if sheet is None or not any(str(v.target) == target and v.units for v in sheet.variants):
        return N_("There is no text here that could be flagged."), N_("Go back to your notes and listings.")
    if sum(f.target == target and f.state is FlagState.OPEN for f in sheet.flags) >= MOST_OPEN:
        return N_("This text has very many open flags already."), N_("Wait until an editor has answered, or withdraw one.")
    return N_("This sentence could not be flagged."), N_("Open the record again and try once more.")


@router.post("/shop/flags/{number}/withdraw")
def flag_withdraw(request: Request, who: Annotated[Who, may(Act.FLAG, of=flag_of)], number: int, back: Annotated[str, Form()] = "") -> Response:
    """Take back a flag of one's own that nobody has answered."""
    site = site_of(request)
    try:
        done = withdraw(site.store, number, who.name)
    except IllegalMove as error:
        raise NotDone(N_("This flag cannot be withdrawn: it is answered already, or somebody else's."), N_("Open the record again.")) from error
    site.store.deeds.add(site.deed(request, who, "flag.withdraw", f"{done.record}@{done.target}", {"flag": number}))
    page = "/shop/flags?said=withdrawn" if back == "flags" else f"/shop/{done.record}?at={done.target}&said=withdrawn#flags"
    return RedirectResponse(page, 303)


@router.post("/shop/{key}/approve")
def approve(
    request: Request, who: Annotated[Who, may(Act.APPROVE_OWN, of=record_of)], key: str, target: str = "", seen: Annotated[str, Form()] = ""
) -> Response:
    """Approve the text that was seen, where CHUHAI_SELLERS_APPROVE lets sellers do so."""
    site, kit = site_of(request), kit_of(site_of(request))
    if not kit.settings.sellers_approve:
        raise NotDone(N_("Here an editor approves the texts."), N_("Flag what is wrong; the editor sees it."))
    if not seen:
        raise NotDone(N_("Look at the text first, then approve it."), N_("Open the record again."))
    try:
        approve_as_seller(kit, key, target[:64], who.name, seen=seen[:2000])
    except IllegalMove as error:
        raise NotDone(
            N_("This text cannot be approved: it has changed meanwhile, or something in it is stopped."), N_("Open the record again.")
        ) from error
    _audited(site, request, who, key, target[:64])
    return RedirectResponse(f"/shop/{key}?at={target[:64]}&said=approved", 303)


def _audited(site: Site, request: Request, who: Who, key: str, target: str) -> None:
    site.store.deeds.add(site.deed(request, who, "variant.approve", f"{key}@{target}", {"by": "seller"}))
