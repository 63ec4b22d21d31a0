"""The glossary: search, read, propose, word, approve, reject, deprecate, roll back, and the history of an entry.

An entry's ETag is its revision. Who moves or words one sends it as If-Match: nobody writes over a change unseen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from localize import glossary
from localize.discussion import history as told_of
from localize.domain.locale import Locale
from localize.domain.term import Audience, Demand, Status, Term
from localize.web.access import Act, Thing, Who
from localize.web.admission import check, may
from localize.web.api.base import IfMatch, IfNoneMatch, NotSeen, Reasoned, Shape, Size, Words, bare, routes, tagged
from localize.web.api.things import found_term, term_of
from localize.web.failures import Failure, NotThere
from localize.web.languages import N_
from localize.web.site import site_of

router = routes("glossary")
_LONGEST = 500  # characters of a cell
Entry = Annotated[str, Query(max_length=200, description="The entry's key: concept, language, audience.", examples=["herb.ai-cao|en|any"])]
Editor = Annotated[Who, may(Act.EDIT_GLOSSARY, of=term_of)]
List = Annotated[list[Annotated[Words, Field(max_length=_LONGEST)]], Field(max_length=100)]


class Move(StrEnum):
    """What can become of an entry."""

    PROPOSE = "propose"
    APPROVE = "approve"
    REJECT = "reject"
    DEPRECATE = "deprecate"


Becomes = Annotated[Move, Path(description="What becomes of it.")]


class Wording(Shape):
    """What an entry says."""

    source: Words = Field(min_length=1, max_length=_LONGEST, description="The Chinese headword.", examples=["艾草"])
    target: Words = Field("", max_length=_LONGEST, examples=["mugwort"])
    demand: Demand = Field(Demand.REQUIRED, description="required, keep, preferred or forbid.")
    source_variants: List = Field([], description="Other spellings of the headword.")
    accepted: List = Field([], description="Other renderings that count as met.")
    forbidden: List = Field([], description="Renderings that may not stand.")
    needs: List = Field([], description="One of these words must stand in the record.")
    excludes: List = Field([], description="None of these may.")
    risk: Words = Field("", max_length=20)
    note: Words = Field("", max_length=2000)


class Proposed(Wording):
    """A new entry, with why it is needed."""

    concept: Words = Field(max_length=100, description="Unique and stable.", examples=["herb.ai-cao"])
    domain: Words = Field(max_length=40, examples=["herb"])
    locale: Words = Field(max_length=32, examples=["en"])
    audience: Audience = Audience.ANY
    why: Words = Field(min_length=1, max_length=500)


class Reworded(Wording):
    """Another wording, with its reason."""

    why: Words = Field(min_length=1, max_length=500)


class Back(Reasoned):
    """A revision to go back to."""

    revision: int = Field(ge=1, le=1_000_000)


class TermShape(Wording):
    """An entry as it stands."""

    key: Words = Field(examples=["herb.ai-cao|en|any"])
    concept: Words
    domain: Words
    locale: str = Field(examples=["en"])
    audience: str
    status: Status = Field(description="proposed, approved, deprecated or rejected.")
    revision: int


class Terms(Shape):
    items: list[TermShape]
    next: Words | None = Field(description="What to ask for `after`; null on the last page.")


class Line(Shape):
    """One line of a history."""

    at: datetime
    who: Words
    what: str = Field(examples=["revision 3"])
    words: Words


class History(Shape):
    items: list[Line]


class Unreadable(Failure):
    """A value that the glossary cannot hold."""

    status = 422


@router.get("/terms", response_model=Terms)
def terms(
    request: Request,
    who: Annotated[Who, may(Act.READ_GLOSSARY)],
    words: Annotated[str, Query(max_length=100, description="In headword, target or concept.", examples=["艾草"])] = "",
    status: Annotated[Status | None, Query(description="Only those of this status.")] = None,
    locale: Annotated[str, Query(max_length=32, description="Only those of this language.", examples=["en"])] = "",
    after: Annotated[str, Query(max_length=200, description="The `next` of the page before.")] = "",
    limit: Size = 50,
) -> Terms:
    """Entries by key."""
    columns = {"status": status.value} if status else {}
    columns |= {"locale": str(_locale(locale))} if locale else {}
    found = site_of(request).store.terms_page(words.strip(), columns, after, limit + 1)
    return Terms(items=[_shape(each) for each in found[:limit]], next=found[limit - 1].key if len(found) > limit else None)


@router.get("/term", response_model=TermShape)
def term(request: Request, who: Annotated[Who, may(Act.READ_GLOSSARY)], key: Entry, if_none_match: IfNoneMatch = "") -> Response:
    """One entry. Its ETag is its revision."""
    found = _found(request)
    return tagged(_shape(found), str(found.revision), if_none_match)


@router.get("/term/history", response_model=History)
def history(request: Request, who: Annotated[Who, may(Act.READ_GLOSSARY)], key: Entry) -> History:
    """Everything that happened to an entry and its concept, oldest first: revisions, cards, remarks."""
    found = _found(request)
    told = told_of(site_of(request).store, found.key)
    return History(items=[Line(at=each.at, who=each.who, what=each.what, words=each.words) for each in told])


@router.post("/terms", response_model=TermShape, status_code=201)
def propose(request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY)], proposed: Proposed) -> TermShape:
    """Propose a new entry. It takes part in a night when somebody else has approved it."""
    new = Term(
        concept=proposed.concept,
        domain=proposed.domain,
        locale=_locale(proposed.locale),
        audience=proposed.audience,
        **_wording(proposed),
    )
    check(who, Act.EDIT_GLOSSARY, Thing(locale=str(new.locale)))  # said in the body, where no door looks
    made = glossary.add(site_of(request).store, new, who.person, proposed.why)
    return _done(request, who, "term.propose", made)


@router.put("/term", response_model=TermShape)
def word(request: Request, who: Editor, key: Entry, reworded: Reworded, if_match: IfMatch = "") -> TermShape:
    """Give the entry that was seen another wording."""
    found = _seen(request, if_match)
    made = glossary.edit(site_of(request).store, found, replace(found, **_wording(reworded)), who.person, reworded.why)
    return _done(request, who, "term.edit", made)


@router.post("/term/rollback", response_model=TermShape)
def rollback(request: Request, who: Editor, key: Entry, back: Back, if_match: IfMatch = "") -> TermShape:
    """The wording of an older revision, as a new one."""
    found = _seen(request, if_match)
    made = glossary.rollback(site_of(request).store, found.key, back.revision, who.person, back.why)
    return _done(request, who, "term.rollback", made)


@router.post("/term/{move}", response_model=TermShape)
def move(request: Request, who: Editor, move: Becomes, key: Entry, reasoned: Reasoned, if_match: IfMatch = "") -> TermShape:
    """Approve, reject or deprecate the entry that was seen, or propose it again. Nobody approves what they proposed or worded."""
    site, found = site_of(request), _seen(request, if_match)
    made = glossary.move(site.store, found, move.value, who.person, reasoned.why, single_editor=site.settings.single_editor)
    return _done(request, who, f"term.{move.value}", made)


def _found(request: Request) -> Term:
    found = found_term(request)
    if found is None:
        raise NotThere
    return found


def _seen(request: Request, if_match: str) -> Term:
    found = _found(request)
    if bare(if_match) != str(found.revision):
        stands = {"etag": str(found.revision), "theirs": found.target, "standing": found.status.value} if bare(if_match) else None
        raise NotSeen(N_("This is not the entry that was looked at."), more=stands)
    return found


def _locale(tag: str) -> Locale:
    try:
        return Locale.parse(tag)
    except ValueError:
        raise Unreadable(N_("This is no language tag."), N_("Use one such as en, zh-Hant or zh-Hant-HK.")) from None


def _wording(said: Wording) -> dict[str, Any]:
    lists = {name: tuple(getattr(said, name)) for name in ("source_variants", "accepted", "forbidden", "needs", "excludes")}
    return {"source": said.source, "target": said.target, "demand": said.demand, "risk": said.risk, "note": said.note, **lists}


def _done(request: Request, who: Who, act: str, made: Term) -> TermShape:
    site = site_of(request)
    site.store.deeds.add(site.deed(request, who, act, made.key, {"revision": made.revision}))
    return _shape(made)


def _shape(term: Term) -> TermShape:
    return TermShape(
        key=term.key,
        concept=term.concept,
        domain=term.domain,
        source=term.source,
        locale=str(term.locale),
        audience=term.audience.value,
        target=term.target,
        demand=term.demand,
        source_variants=list(term.source_variants),
        accepted=list(term.accepted),
        forbidden=list(term.forbidden),
        needs=list(term.needs),
        excludes=list(term.excludes),
        status=term.status,
        risk=term.risk,
        note=term.note,
        revision=term.revision,
    )
