"""Nights, for operators and auditors: how the last one went, what waits for whom, one of them in full; start, stop, go on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.domain.variant import Decision
from localize.errors import LocalizeError
from localize.health import Health, health
from localize.launch import last_words, launch
from localize.report import duration
from localize.store.nights import RUNNING, Night
from localize.web import words
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import NotThere
from localize.web.languages import N_
from localize.web.site import Site, site_of

router = APIRouter()
PAGE = 30
MOST_NUMBER = 1 << 31
BEGINS = timedelta(seconds=90)  # a night that was asked for is there by then: importing, reading the glossary


@router.get("/nights")
def nights(request: Request, who: Annotated[Who, may(Act.READ_NIGHTS)], before: int = 0) -> Response:
    return _nights(request, who, before)


def _nights(request: Request, who: Who, before: int = 0, refused: LocalizeError | None = None) -> Response:
    site = site_of(request)
    found = site.store.watch.nights(max(before, 0), PAGE + 1)
    older = found[PAGE - 1].id if len(found) > PAGE else 0
    latest = None if before else next(iter(found), None)
    values = {
        **state(site, latest),
        "nights": found[:PAGE],
        "older": older,
        "latest": latest,
        "listed_only": bool(before),
        "refused": refused,
        **({} if before else _morning(site, latest)),
        "can_start": bool(site.settings.sources or site.settings.prefect_url),
        "prefect": site.settings.prefect_ui,
        "words": words,
        "duration": duration,
        "took": took,
    }
    return site.pages.render(request, who, "operator/nights.html.jinja", values, status=409 if refused else 200)


def took(night: Night) -> str:
    """How long a night took, "–" where nobody wrote down its end."""
    return duration((night.finished - night.started).total_seconds()) if night.finished else "–"


def state(site: Site, latest: Night | None) -> dict[str, Any]:
    """How the newest night stands, and whether another one was asked for that is not there yet."""
    pulse = site.store.watch.pulse(latest.id) if latest else None
    asked = next(iter(site.store.deeds.page(limit=1, act="night.start")), None)
    if asked is not None and latest is not None and latest.started >= asked.at:
        asked = None
    now = site.now()
    overdue = asked is not None and now - asked.at > BEGINS
    return {
        "health": health(latest, pulse, now),
        "pulse": pulse,
        "asked": asked,
        "overdue": overdue,
        "log": last_words(site.settings) if overdue else "",
        "silent_minutes": round((now - (pulse.at if pulse else now)).total_seconds() / 60),
    }


def _morning(site: Site, latest: Night | None) -> dict[str, Any]:
    """What waits for whom, in variants and records."""
    totals: Counter[str] = Counter()
    for (_, decision, _), number in site.counts().items():
        totals[decision.value] += number
    return {
        "totals": totals,
        "quarantined": site.store.watch.quarantine_count(latest.id) if latest else 0,
        "editors": site.waiting(),
        "flags": site.store.watch.flags(),
    }


@router.get("/nights/now")
def now(request: Request, who: Annotated[Who, may(Act.READ_NIGHTS)], night: int = 0) -> Response:
    """The part of a page that says how far the running night is. A browser that saw another state loads its page again."""
    site = site_of(request)
    latest = next(iter(site.store.watch.nights(limit=1)), None)
    found = {**state(site, latest), "latest": latest, "words": words}
    response = site.pages.render(request, who, "operator/now.html.jinja", found)
    running = latest.id if latest is not None and latest.status == RUNNING else 0
    if running != night or found["overdue"]:
        response.headers["HX-Refresh"] = "true"
    return response


@router.get("/nights/{number}")
def night(request: Request, who: Annotated[Who, may(Act.READ_NIGHTS)], number: int) -> Response:
    return _night(request, who, number)


def _night(request: Request, who: Who, number: int, refused: LocalizeError | None = None) -> Response:
    site = site_of(request)
    found = _found(site, number)
    newest = next(iter(site.store.watch.nights(limit=1)), None)
    last = newest is not None and newest.id == number
    values = {
        **state(site, found),
        "night": found,
        "latest": found,
        "last": last,
        "verdicts": _verdicts(site, found, last=last),
        "decisions": list(Decision),
        "quarantined": site.store.watch.quarantine_count(number),
        "refused": refused,
        "prefect": site.settings.prefect_ui,
        "words": words,
        "duration": duration,
        "took": took,
        "Health": Health,
    }
    return site.pages.render(request, who, "operator/night.html.jinja", values, status=409 if refused else 200)


def _found(site: Site, number: int) -> Night:
    found = site.store.watch.night(number) if 0 < number < MOST_NUMBER else None
    if found is None:
        raise NotThere
    return found


def _verdicts(site: Site, night: Night, *, last: bool) -> dict[str, dict[str, int]]:
    """Variants by region and decision: as they stood in the morning of that night; as they stand now where the last one kept none."""
    if (kept := night.stats.get("verdicts")) or not last:
        return dict(kept or {})
    counts: dict[str, Counter[str]] = {}
    for (region, decision, _), number in site.counts().items():
        counts.setdefault(region, Counter())[decision.value] += number
    return {region: dict(found) for region, found in sorted(counts.items())}


@router.post("/nights")
def start(request: Request, who: Annotated[Who, may(Act.RUN_NIGHTS)]) -> Response:
    """Start a night over what the settings name, and come back at once."""
    site_of(request)
    try:
        begin(request, who)
    except LocalizeError as error:
        return _nights(request, who, refused=error)
    return RedirectResponse("/nights?said=night-asked", 303)


def begin(request: Request, who: Who, sources: tuple[str, ...] = (), shop: str = "", subject: str = "") -> None:
    """Start a night and write down who did. Raises StoreBusy and SettingsError."""
    site = site_of(request)
    done = site.deed(request, who, "night.start", subject, {"sources": list(sources), "shop": shop})
    launched = launch(site.settings, site.store, sources, shop)
    site.store.deeds.add(replace(done, subject=subject or launched.name, detail={**done.detail, "how": launched.how}))


@router.post("/nights/{number}/stop")
def stop(request: Request, who: Annotated[Who, may(Act.RUN_NIGHTS)], number: int) -> Response:
    """Ask a running night to end after the batch that it is at."""
    site = site_of(request)
    _found(site, number)
    if site.store.watch.ask_stop(number, who.name, site.deed(request, who, "night.stop", f"night {number}")):
        return RedirectResponse(f"/nights/{number}?said=night-stopping", 303)
    return _night(request, who, number, LocalizeError(N_("This night does not run any more."), next_step=N_("Load the page again.")))


@router.post("/nights/{number}/resume")
def resume(request: Request, who: Annotated[Who, may(Act.RUN_NIGHTS)], number: int) -> Response:
    """A new night over what that one read. Nothing is made twice, so it does what was left."""
    site = site_of(request)
    _found(site, number)
    pulse = site.store.watch.pulse(number)
    try:
        if pulse is None or not pulse.sources:
            raise LocalizeError(N_("Nobody wrote down what this night read."), next_step=N_("Start a night instead."))
        begin(request, who, pulse.sources, pulse.shop, f"night {number}")
    except LocalizeError as error:
        return _night(request, who, number, error)
    return RedirectResponse("/nights?said=night-asked", 303)
