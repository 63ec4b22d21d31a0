"""Files of terms and memories: sent, read beside the pages, looked at as a difference, taken over in one transaction, and undone again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.domain.account import Deed
from localize.errors import GlossaryError, LocalizeError
from localize.exchange.line import Fault
from localize.exchange.reading import read_file
from localize.glossary import Difference, Row, take_over
from localize.intake import Evidence, arriving, read_evidence, take_evidence
from localize.store.repository import Store
from localize.takeback import undo_import
from localize.termbase.lifecycle import LONGEST_REASON
from localize.web import forms
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import Failure, NotThere
from localize.web.glossary.base import keep, may_edit, page, place
from localize.web.glossary.impacts import Busy
from localize.web.jobs import Job, Progress
from localize.web.languages import N_
from localize.web.site import site_of

router = APIRouter()
UPLOAD = "/glossary/import"
LARGEST = 10 * 2**20 + 2**16  # bytes of a request with a file: 10 MiB and what surrounds it
PAGE = 50
LISTED = ("new", "changed", "refused", "faults")
_NOT_YOURS = N_("this language is not one of yours")


@dataclass(frozen=True)
class Arrived:
    """A file as it was read: terms as the difference that they would make, or the texts of a memory."""

    path: Path
    called: str
    decides: bool = False
    difference: Difference | None = None
    evidence: Evidence | None = None
    faults: tuple[Fault, ...] = ()
    wrong: int = 0


class Foreign(Failure):
    """What was imported is not in one's own languages."""

    status = 403

    def __init__(self) -> None:
        super().__init__(N_("This import has languages that are not yours."), N_("Ask an editor of these languages to undo it."))


@router.get("/glossary/import")
def import_page(request: Request, who: Annotated[Who, may(Act.READ_GLOSSARY)]) -> Response:
    return _page(request, who, {}, {})


def _page(request: Request, who: Who, typed: dict[str, str], faults: forms.Faults) -> Response:
    site = site_of(request)
    undone = {str(deed.detail.get("import")) for deed in site.store.deeds.page(limit=200, act="glossary.undo-import")}
    values = {
        "imports": [(deed, str(deed.id) in undone) for deed in site.store.deeds.page(limit=20, act="glossary.import")],
        "typed": {"domain": "", "target": "", **typed},
        "single": site.settings.single_editor,
        "faults": faults,
    }
    return page(request, who, "import", values, status=422 if faults else 200)


@router.post(UPLOAD)
def upload(
    request: Request,
    who: Annotated[Who, may(Act.EDIT_GLOSSARY)],
    file: Annotated[UploadFile | None, File()] = None,
    decides: Annotated[str, Form()] = "",
    domain: Annotated[str, Form()] = "",
    target: Annotated[str, Form()] = "",
) -> Response:
    """Take the file in and read it beside the pages; nothing of the glossary changes."""
    site, typed = site_of(request), {"domain": forms.line(domain), "target": forms.line(target)}
    called = forms.line(Path(file.filename or "").name) if file is not None else ""
    if file is None or not called:
        return _page(request, who, typed, {"file": N_("Choose a file.")})
    path = site.uploads.keep(file.file, called)
    if path is None:
        return _page(request, who, typed, {"file": N_("Files of this kind are not read. Choose a .csv, .xlsx, .tbx or .tmx file.")})
    counts = decides == "yes" and site.settings.single_editor  # four eyes: a status column is nobody's approval

    def work(progress: Progress) -> Arrived:
        progress("reading the file", 0, 1)
        try:
            return _arrived(site.store, who, Arrived(path, called, counts), typed)
        except GlossaryError as error:  # the path is ours, and of no use to anybody
            raise GlossaryError(error.message.replace(str(path), called), next_step=error.next_step) from error

    job = site.jobs.start(f"import {path.name}", who.name, work)
    if job is None:
        raise Busy
    return RedirectResponse(f"{UPLOAD}/{job.id}", 303)


def _arrived(store: Store, who: Who, file: Arrived, typed: dict[str, str]) -> Arrived:
    """The file read, and held against the glossary."""
    if file.path.suffix == ".tmx":
        found = read_evidence(file.path, typed["target"])
        return replace(file, evidence=found, faults=found.faults, wrong=len(found.faults))
    read = read_file(file.path, typed["domain"])
    difference = _own(who, arriving(store, read.terms, decides=file.decides))
    return replace(file, difference=difference, faults=read.faults, wrong=read.wrong)


def _own(who: Who, difference: Difference) -> Difference:
    """The difference without what is in other languages than one's own: that is refused."""
    foreign: list[Row] = []
    kept: dict[str, tuple[Row, ...]] = {}
    for name in ("new", "changed"):
        rows: tuple[Row, ...] = getattr(difference, name)
        kept[name] = tuple(row for row in rows if may_edit(who, row.table))
        foreign += [replace(row, problem=_NOT_YOURS) for row in rows if not may_edit(who, row.table)]
    return replace(difference, new=kept["new"], changed=kept["changed"], refused=(*difference.refused, *foreign))


@router.get("/glossary/import/{token}")
def preview(request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY)], token: str, show: str = "", after: str = "") -> Response:
    """What the file would change."""
    return _preview(request, who, _job(request, who, token), show, place(after), "", {})


def _job(request: Request, who: Who, token: str) -> Job:
    job = site_of(request).jobs.get(token, who.name)
    if job is None or not job.name.startswith("import "):
        raise NotThere
    return job


def _preview(request: Request, who: Who, job: Job, show: str, after: int, why: str, faults: forms.Faults) -> Response:
    arrived = job.result if isinstance(job.result, Arrived) else None
    lists: dict[str, tuple[Any, ...]] = {}
    if arrived is not None:
        difference = arrived.difference
        lists = {name: getattr(difference, name) if difference else () for name in LISTED[:3]} | {"faults": arrived.faults}
    chosen = show if show in LISTED else next((name for name in LISTED if lists.get(name)), "new")
    all_of = lists.get(chosen, ())
    values = {
        "job": job,
        "arrived": arrived,
        "show": chosen,
        "numbers": {name: len(rows) for name, rows in lists.items()},
        "rows": all_of[after : after + PAGE],
        "more": f"{UPLOAD}/{job.id}?show={chosen}&after={after + PAGE}" if len(all_of) > after + PAGE else "",
        "not_yours": _NOT_YOURS,
        "why": why,
        "faults": faults,
    }
    return page(request, who, "arrived", values, status=422 if faults else 200)


@router.post("/glossary/import/{token}")
def apply(request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY)], token: str, why: Annotated[str, Form()] = "") -> Response:
    """Take over what was looked at, all or nothing: where somebody changed one of the entries since, nothing is changed."""
    site, job, reason = site_of(request), _job(request, who, token), forms.line(why, LONGEST_REASON)
    arrived = job.result
    if not isinstance(arrived, Arrived):
        raise NotThere
    if not reason:
        return _preview(request, who, job, "", 0, "", {"why": N_("Say why: the history keeps it.")})
    try:
        _take(request, who, arrived, reason)
    except LocalizeError as error:
        return _preview(request, who, job, "", 0, reason, {"why": error.message})
    except FileNotFoundError:
        return _preview(request, who, job, "", 0, reason, {"why": N_("The file is no longer here. Send it again.")})
    site.jobs.forget(job.name)
    return RedirectResponse(f"{UPLOAD}?said=imported", 303)


def _take(request: Request, who: Who, arrived: Arrived, reason: str) -> None:
    store = site_of(request).store
    told: dict[str, Any] = {"file": arrived.called, "why": reason}
    if arrived.evidence is not None:
        texts = take_evidence(store, arrived.path, arrived.evidence, who.name, reason)
        keep(request, who, "evidence", arrived.called, {**told, "texts": texts})
    elif arrived.difference is not None and (arrived.difference.new or arrived.difference.changed):
        entries = take_over(store, arrived.difference, reason, who.name)
        first = (*arrived.difference.new, *arrived.difference.changed)[0].table.key
        at = store.term_history(first)[-1].at
        keep(request, who, "import", arrived.called, {**told, "entries": entries, "at": at.isoformat()})
    arrived.path.unlink(missing_ok=True)


@router.post("/glossary/imports/{number}/undo")
def undo(request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY)], number: int) -> Response:
    """Give the entries of an import the wording that they had, and close those that it brought; what somebody changed since stays."""
    site, deed = site_of(request), _import(request, number)
    made = site.store.terms_made(_moment(deed), deed.who)
    if not all(may_edit(who, each.term) for each in made):
        raise Foreign
    done = undo_import(site.store, _moment(deed), deed.who, who.name, deed.subject)
    keep(
        request,
        who,
        "undo-import",
        deed.subject,
        {"import": str(number), "entries": len({term.key for term in done.back}), "left": list(done.left[:20])},
    )
    return RedirectResponse(f"{UPLOAD}?said={'undone-in-part' if done.left else 'undone'}", 303)


def _import(request: Request, number: int) -> Deed:
    found = site_of(request).store.deeds.page(number + 1, 1, act="glossary.import") if 0 < number < 1 << 31 else []
    if not found or found[0].id != number:
        raise NotThere
    return found[0]


def _moment(deed: Deed) -> datetime:
    return datetime.fromisoformat(str(deed.detail["at"]))
