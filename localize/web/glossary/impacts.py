"""What a change would do, counted beside the pages: the variants that become stale, and on request a few sentences before and after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from localize.domain.term import Status, Term
from localize.impact import Impact, impact, next_change
from localize.kit import Kit
from localize.trial import Trial, trials
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import Failure, NotThere
from localize.web.glossary import form
from localize.web.glossary.base import current, entry_of, page, place, shelf_of
from localize.web.glossary.entry import older, older_wording
from localize.web.glossary.proposing import Fields
from localize.web.jobs import Job, Progress
from localize.web.languages import N_
from localize.web.site import Site, site_of

router = APIRouter()
SAMPLES = 3
MOST_LISTED = 100  # variants that the fragment names


class Busy(Failure):
    """Too much long work waits."""

    status = 503

    def __init__(self) -> None:
        super().__init__(N_("Much is being counted already."), N_("Try again in a minute."), wait=60)


class Unready(Failure):
    """The wording in a form that is not right yet."""

    status = 422

    def __init__(self) -> None:
        super().__init__(N_("Something in this form does not fit."), N_("Go back, check the fields and send it again."))


@dataclass(frozen=True)
class Asked:
    """What is counted: the change of one entry, and what it changes from."""

    key: str
    wanted: Term
    samples: bool = False

    def name(self, revision: int) -> str:
        """The same for the same change of the same termbase."""
        return f"impact {revision} {self.samples} {self.wanted!r}"


@dataclass(frozen=True)
class Counted:
    """What came of it. `trials` is None where no samples were asked for."""

    asked: Asked
    impact: Impact
    trials: tuple[Trial, ...] | None = None

    @property
    def same(self) -> bool:
        """Whether the samples read as they do now: of an approved entry nothing changes but its revision."""
        return bool(self.trials) and all(trial.before == trial.after for trial in self.trials or ())


def kit_of(site: Site) -> Kit:
    """What a night works with here."""
    return site.kit or site.held.kit(site.settings, site.store)


@router.post("/glossary/impact")
def start(
    request: Request, who: Annotated[Who, may(Act.READ_GLOSSARY, of=entry_of)], fields: Fields, back: int = 0, wording: str = "", samples: str = ""
) -> Response:
    """Begin to count: for the change that can come next, for the wording in a form, or for the way back to a revision."""
    term = current(request).term
    if back:
        wanted = older_wording(term, older(request, back).term)
    elif wording:
        typed = form.read(request, who, {**fields, "why": "-"}, term)
        if typed.term is None:
            raise Unready
        wanted = replace(typed.term, revision=term.revision + 1)
    else:
        wanted = term if _asks_nothing(term) else next_change(term)
    return _fragment(request, who, _begun(request, who, Asked(term.key, wanted, bool(samples))))


def _asks_nothing(term: Term) -> bool:
    """Whether a proposal waits for a rendering: then there is no approval whose impact could be counted."""
    return term.status is Status.PROPOSED and not term.target and term.demand.value != "forbid"


def _begun(request: Request, who: Who, asked: Asked) -> Job:
    site = site_of(request)

    def work(progress: Progress) -> Counted:
        kit = kit_of(site)
        found = impact(kit, [asked.wanted], progress)
        return Counted(asked, found, trials(kit, [asked.wanted], found, SAMPLES, progress) if asked.samples else None)

    job = site.jobs.start(asked.name(shelf_of(request).revision), who.name, work)
    if job is None:
        raise Busy
    return job


@router.post("/glossary/samples/{token}")
def samples(request: Request, who: Annotated[Who, may(Act.READ_GLOSSARY)], token: str) -> Response:
    """Translate a few sentences of a change that was counted, with the terms as they are and as they would be. Nothing is saved."""
    job = _job(request, who, token)
    if not isinstance(job.result, Counted):
        raise NotThere
    return _fragment(request, who, _begun(request, who, replace(job.result.asked, samples=True)))


@router.get("/glossary/impact/{token}")
def progress(request: Request, who: Annotated[Who, may(Act.READ_GLOSSARY)], token: str, after: str = "") -> Response:
    """How far it is, or what came of it."""
    return _fragment(request, who, _job(request, who, token), place(after))


def _job(request: Request, who: Who, token: str) -> Job:
    job = site_of(request).jobs.get(token, who.name)
    if job is None:
        raise NotThere
    return job


def _fragment(request: Request, who: Who, job: Job, after: int = 0) -> Response:
    """The counting as a piece of a page, or as a page of its own where there is no script."""
    counted = job.result if isinstance(job.result, Counted) else None
    stale = counted.impact.stale if counted else ()
    values = {
        "job": job,
        "counted": counted,
        "listed": stale[after : after + MOST_LISTED],
        "more": after + MOST_LISTED if len(stale) > after + MOST_LISTED else 0,
        "whole": request.headers.get("HX-Request") != "true",
    }
    return page(request, who, "impact" if values["whole"] else "impact_part", values)
