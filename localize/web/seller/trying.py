"""Try a text before it is posted: type or paste it, choose regions, see them fill in. Nothing of it is kept."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.domain.region import Target
from localize.errors import IllegalMove
from localize.kit import Kit
from localize.pasted import LONGEST, pasted
from localize.reviewing.edit import readable
from localize.text.script import has_han
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import Failure, NotThere, TooOften
from localize.web.forms import Faults
from localize.web.languages import N_
from localize.web.pages import language_of
from localize.web.seller.cards import of_record, of_variant
from localize.web.seller.doors import kit_of
from localize.web.seller.previews import Preview
from localize.web.seller.regions import differing, target_name
from localize.web.seller.why import why
from localize.web.site import site_of

router = APIRouter()
MOST_REGIONS = 12


class Full(Failure):
    """Too many previews wait."""

    status = 503

    def __init__(self) -> None:
        super().__init__(N_("Several previews are being made already."), N_("Try again in a few minutes. Your text was not kept."), wait=120)


@router.get("/try")
def form(request: Request, who: Annotated[Who, may(Act.TRY)]) -> Response:
    return _form(request, who, {"title": "", "body": ""}, [str(target) for target in _begin(kit_of(site_of(request)))], {})


def _begin(kit: Kit) -> list[Target]:
    """One region for each language: what differs most is seen at once."""
    return differing([target for target in kit.targets if kit.routes.engine(target.locale.engine_language)])


def _form(request: Request, who: Who, typed: dict[str, str], ticked: list[str], faults: Faults) -> Response:
    site, language = site_of(request), language_of(request, who)
    kit = kit_of(site)
    values = {
        "typed": typed,
        "ticked": ticked,
        "faults": faults,
        "options": [(str(t), target_name(t, language)) for t in kit.targets if kit.routes.engine(t.locale.engine_language)],
        "without": sorted({target_name(t, language) for t in kit.targets if not kit.routes.engine(t.locale.engine_language)}),
        "longest": LONGEST,
    }
    return site.pages.render(request, who, "seller/try.html.jinja", values, status=422 if faults else 200)


@router.post("/try")
def submit(
    request: Request,
    who: Annotated[Who, may(Act.TRY)],
    title: Annotated[str, Form()] = "",
    body: Annotated[str, Form()] = "",
    regions: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Put a text in the queue. The page of the preview is there at once."""
    site, kit = site_of(request), kit_of(site_of(request))
    chosen = tuple(target for target in kit.targets if str(target) in (regions or []))[:MOST_REGIONS]
    faults = _faults(title, body, chosen)
    if faults:
        return _form(request, who, {"title": title[: LONGEST * 2], "body": body[: LONGEST * 2]}, [str(t) for t in chosen], faults)
    if wait := site.limits.preview.wait(who.name):
        raise TooOften(wait)
    number = site.previews.submit(who.name, kit, pasted(readable(title), readable(body)), chosen)
    if number is None:
        raise Full
    return RedirectResponse(f"/try/{number}", 303)


def _faults(title: str, body: str, chosen: tuple[Target, ...]) -> Faults:
    faults: Faults = {}
    if not (title + body).strip():
        faults["body"] = N_("Paste or type your text here.")
    elif len(title) + len(body) > LONGEST:
        faults["body"] = N_("Use at most 2,000 characters for title and text together.")
    elif not has_han(title + body):
        faults["body"] = N_("There is no Chinese in this text.")
    else:
        try:
            readable(title), readable(body)
        except IllegalMove:
            faults["body"] = N_("This holds characters that cannot be seen. Type it again.")
    if not chosen:
        faults["regions"] = N_("Choose at least one region.")
    return faults


def _found(request: Request, who: Who, token: str) -> Preview:
    found = site_of(request).previews.get(token[:40], who.name)
    if found is None:
        raise Gone
    return found


class Gone(NotThere):
    """A preview that has expired, was thrown away, or is somebody else's."""

    def __init__(self) -> None:
        super().__init__()
        self.message, self.next_step = N_("This preview is not there any more."), N_("Previews are kept for half an hour. Paste the text again.")


@router.get("/try/{token}")
def preview(request: Request, who: Annotated[Who, may(Act.TRY)], token: str, after: int = 0) -> Response:
    """The preview as it stands. `after` is how many regions the page has already: a script takes only what came since."""
    site, found = site_of(request), _found(request, who, token)
    kit, language = kit_of(site), language_of(request, who)
    cards = [(t, of_variant(kit, found.variants[t], language) if t in found.variants else None) for t in found.finished]
    values: dict[str, Any] = {
        "preview": found,
        "record": found.record,
        "source": of_record(found.record),
        "cards": cards,
        "after": max(after, 0),
        "names": {target: target_name(target, language) for target in found.targets},
    }
    return site.pages.render(request, who, "seller/preview.html.jinja", values)


@router.get("/try/{token}/why")
def reason(request: Request, who: Annotated[Who, may(Act.TRY)], token: str, target: str = "", position: int = -1) -> Response:
    """About one sentence of a preview."""
    site, found = site_of(request), _found(request, who, token)
    variant = next((v for t, v in found.variants.items() if str(t) == target[:64]), None)
    because = why(kit_of(site), variant, position) if variant is not None else None
    if variant is None or because is None:
        raise NotThere
    values = {
        "record": found.record,
        "target": variant.target,
        "name": target_name(variant.target, language_of(request, who)),
        "why": because,
        "back": f"/try/{found.id}",
        "may_flag": False,
        "reasons": {},
        "typed": {},
        "faults": {},
    }
    return site.pages.render(request, who, "seller/why.html.jinja", values)


@router.post("/try/{token}/away")
def throw_away(request: Request, who: Annotated[Who, may(Act.TRY)], token: str) -> Response:
    """Forget a preview at once."""
    site_of(request).previews.throw_away(token[:40], who.name)
    return RedirectResponse("/try?said=thrown-away", 303)
