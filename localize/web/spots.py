"""Spot audits: draw some of what goes out, judge one text after another, see how many should not have."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize import spot as audits
from localize.domain.region import Region
from localize.domain.spot import Drawn, Judgement, Spot
from localize.errors import IllegalMove
from localize.exchange.packs import load_regions
from localize.web import forms, words
from localize.web.access import Act, Thing, Who, allowed
from localize.web.admission import check, may
from localize.web.failures import NotThere
from localize.web.languages import N_
from localize.web.nights import MOST_NUMBER
from localize.web.site import Site, site_of

router = APIRouter()
PAGE = 30
OFFERED = 50  # texts


@router.get("/nights/spots")
def spots(request: Request, who: Annotated[Who, may(Act.JUDGE_TEXTS)], before: int = 0) -> Response:
    return _spots(request, who, {"of": "", "size": str(OFFERED)}, {}, before)


def _spots(request: Request, who: Who, typed: dict[str, str], faults: forms.Faults, before: int = 0) -> Response:
    site = site_of(request)
    found = site.store.spots.page(max(before, 0), PAGE + 1)
    values = {
        "spots": found[:PAGE],
        "older": found[PAGE - 1][0].id if len(found) > PAGE else 0,
        "outgoing": site.store.spots.outgoing(),
        "may_draw": allowed(who, Act.RUN_NIGHTS),
        "typed": typed,
        "faults": faults,
        "tolerated": audits.TOLERATED,
    }
    return site.pages.render(request, who, "operator/spots.html.jinja", values, status=422 if faults else 200)


@router.post("/nights/spots")
def draw(
    request: Request,
    who: Annotated[Who, may(Act.RUN_NIGHTS)],
    of: Annotated[str, Form()] = "",
    size: Annotated[str, Form()] = "",
) -> Response:
    """Draw at random, with a seed that is kept."""
    site = site_of(request)
    faults: forms.Faults = {}
    region, _, engine = forms.line(of, 400).partition(" ")
    if not (size.isascii() and size.isdigit() and len(size) < 4 and 1 <= int(size) <= audits.MOST):
        faults["size"] = N_("Give a number from 1 to 300.")
    if (region, engine) not in {(each.region, each.engine) for each in site.store.spots.outgoing()}:
        faults["of"] = N_("Nothing goes out there. Choose one of the list.")
    if not faults:
        seed = secrets.randbelow(1 << 31)
        done = site.deed(request, who, "spot.draw", f"{region} {engine}", {"size": int(size), "seed": seed})
        return RedirectResponse(f"/nights/spots/{audits.draw(site.store, region, engine, int(size), seed, done)}", 303)
    return _spots(request, who, {"of": of[:400], "size": size[:10]}, faults)


@router.get("/nights/spots/{number}")
def spot(request: Request, who: Annotated[Who, may(Act.JUDGE_TEXTS)], number: int, at: int = 0) -> Response:
    """The text at a place, or the next one that nobody judged; the result where all are."""
    return _spot(request, who, number, at, {})


def _spot(request: Request, who: Who, number: int, at: int, faults: forms.Faults) -> Response:
    site = site_of(request)
    found, drawn = _found(site, number)
    region = load_regions(site.settings.glossaries / "regions", enabled_only=False).get(found.region)
    shown = next((each for each in drawn if each.position == at), None) or next((each for each in drawn if each.judgement is None), None)
    values: dict[str, Any] = {
        "spot": found,
        "drawn": drawn,
        "shown": shown,
        "before": max((each.position for each in drawn if shown is None or each.position < shown.position), default=0),
        "may_judge": shown is not None and allowed(who, Act.JUDGE_TEXTS, _thing(shown)),
        "result": audits.result(drawn, region),
        "bound_from": _bound_from(region),
        "categories": audits.CATEGORIES,
        "faults": faults,
        "words": words,
        "tolerated": audits.TOLERATED,
    }
    return site.pages.render(request, who, "operator/spot.html.jinja", values, status=422 if faults else 200)


def _found(site: Site, number: int) -> tuple[Spot, tuple[Drawn, ...]]:
    found = site.store.spots.spot(number) if 0 < number < MOST_NUMBER else None
    if found is None:
        raise NotThere
    return found


def _thing(drawn: Drawn) -> Thing:
    return Thing(drawn.record, "", drawn.target.split("/")[1])


def _bound_from(region: Region | None) -> str:
    """The files that say the bound, the nearest last."""
    value = next((each for each in region.values if each.key == "gate.release_estimate"), None) if region else None
    return ", ".join(f"{pack}.toml" for pack in value.packs) if value else ""


@router.post("/nights/spots/{number}")
def judge(
    request: Request,
    who: Annotated[Who, may(Act.JUDGE_TEXTS)],
    number: int,
    at: Annotated[int, Form()] = 0,
    judgement: Annotated[str, Form()] = "",
    category: Annotated[str, Form()] = "",
) -> Response:
    """Keep a judgement and go on to the next text."""
    site = site_of(request)
    _, drawn = _found(site, number)
    shown = next((each for each in drawn if each.position == at), None)
    if shown is None:
        raise NotThere
    check(who, Act.JUDGE_TEXTS, _thing(shown))
    if judgement not in tuple(Judgement):
        return _spot(request, who, number, at, {"judgement": N_("Say what you think of the text.")})
    done = site.deed(request, who, "spot.judge", f"spot {number}, text {at}", {"judgement": judgement, "category": category[:40]})
    try:
        audits.judge(site.store, number, at, Judgement(judgement), category, who.name, site.now(), done)
    except IllegalMove as error:
        return _spot(request, who, number, at, {"category": error.message})
    return RedirectResponse(f"/nights/spots/{number}", 303)
