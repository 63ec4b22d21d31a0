"""What did not go out, for operators and auditors: variants by verdict with the reason of each, and quarantine with the raw record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.domain.variant import Decision, Reason
from localize.errors import LocalizeError
from localize.launch import file_of
from localize.store.watch import SIZE, Quarantined, Standing, Which
from localize.web import words
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import NotThere
from localize.web.forms import LONGEST_KEY, line
from localize.web.languages import N_
from localize.web.nights import MOST_NUMBER, begin
from localize.web.site import Site, site_of

router = APIRouter()


@dataclass(frozen=True)
class Row:
    """One reason of one record, with all targets that it holds for."""

    record: str
    title: str
    decision: str
    targets: tuple[str, ...]
    reason: Reason | None


@router.get("/nights/held")
def held(
    request: Request,
    who: Annotated[Who, may(Act.READ_NIGHTS)],
    decision: str = "",
    region: str = "",
    text: str = "",
    night: int = 0,
    after: str = "",
) -> Response:
    """Variants as they stand, by verdict; or those that one night made."""
    site = site_of(request)
    regions = site.store.regions()
    asked = next((each for each in Decision if each.value == decision), None)
    wanted, text = (region if region in regions else ""), line(text)
    made = night if 0 < night < MOST_NUMBER else None
    which = Which((wanted,) if wanted else regions if asked else (), asked, made, text)
    found = site.store.watch.standing(which, line(after, LONGEST_KEY), SIZE + 1)
    keys = list(dict.fromkeys(each.record for each in found))
    values = {
        "rows": grouped(each for each in found if each.record in keys[:SIZE]),
        "next": keys[SIZE - 1] if len(keys) > SIZE else "",
        "decision": asked.value if asked else "",
        "region": wanted,
        "regions": regions,
        "text": text,
        "night": made,
        "words": words,
    }
    return site.pages.render(request, who, "operator/held.html.jinja", values)


def grouped(standing: Iterable[Standing]) -> list[Row]:
    """A row for each record, verdict and first reason: a phrase that is blocked in five regions is one thing to mend."""
    targets: dict[tuple[str, str, str, str], list[str]] = {}
    first: dict[tuple[str, str, str, str], tuple[Standing, Reason | None]] = {}
    for each in standing:
        reason = next(iter(each.reasons), None)
        key = (each.record, each.decision.value, reason.rule if reason else "", reason.phrase if reason else "")
        targets.setdefault(key, []).append(each.target)
        first.setdefault(key, (each, reason))
    return [Row(key[0], first[key][0].title, key[1], tuple(targets[key]), first[key][1]) for key in targets]


@router.get("/nights/quarantine")
def quarantine(request: Request, who: Annotated[Who, may(Act.READ_NIGHTS)], night: int = 0, after: int = 0) -> Response:
    """What a night could not read or process; of the last one where none is named."""
    site = site_of(request)
    number = night if 0 < night < MOST_NUMBER else next((each.id for each in site.store.watch.nights(limit=1)), 0)
    found = site.store.watch.quarantined(number, max(after, 0), SIZE + 1)
    older = found[SIZE - 1].id if len(found) > SIZE else 0
    return site.pages.render(request, who, "operator/quarantine.html.jinja", {"night": number, "entries": found[:SIZE], "older": older})


@router.get("/nights/quarantine/{number}")
def quarantined(request: Request, who: Annotated[Who, may(Act.READ_NIGHTS)], number: int) -> Response:
    return _quarantined(request, who, number)


def _quarantined(request: Request, who: Who, number: int, refused: LocalizeError | None = None) -> Response:
    site = site_of(request)
    found = _found(site, number)
    pulse = site.store.watch.pulse(found.night)
    file = file_of(found.fault.where, pulse)
    values = {"entry": found, "file": file, "refused": refused}
    return site.pages.render(request, who, "operator/quarantined.html.jinja", values, status=409 if refused else 200)


def _found(site: Site, number: int) -> Quarantined:
    found = site.store.watch.quarantine_entry(number) if 0 < number < MOST_NUMBER else None
    if found is None:
        raise NotThere
    return found


@router.post("/nights/quarantine/{number}/retry")
def retry(request: Request, who: Annotated[Who, may(Act.RUN_NIGHTS)], number: int) -> Response:
    """A night over the one file that the record stands in: what is there already is passed over in seconds."""
    site = site_of(request)
    found = _found(site, number)
    pulse = site.store.watch.pulse(found.night)
    file = file_of(found.fault.where, pulse)
    try:
        if not file or pulse is None:
            raise LocalizeError(
                N_("The file of this record is not there any more."), next_step=N_("Put it back, or start a night over what you have.")
            )
        begin(request, who, (file,), pulse.shop, f"quarantine {number}")
    except LocalizeError as error:
        return _quarantined(request, who, number, error)
    return RedirectResponse("/nights?said=night-asked", 303)
