"""The same acts as JSON, for programs: under /api/v1, with a token or a session. Errors are application/problem+json.

Lists come a page at a time: `next` is what to ask `after` for. Things have an ETag; who changes one says by If-Match which one was seen.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from localize import review
from localize.domain.record import Record
from localize.domain.variant import digest
from localize.store.variants import StoredVariant
from localize.web.access import Act, Thing, Who, named_records, readable_shops
from localize.web.admission import may
from localize.web.failures import Failure, NotThere
from localize.web.languages import N_
from localize.web.site import Site, site_of

router = APIRouter(prefix="/api/v1", tags=["v1"])
MOST = 200  # things in a page
Key = Annotated[str, Query(max_length=200, description="A record's key: note:64cc…")]
TargetName = Annotated[str, Query(max_length=64, description="A target: US/en-US/general")]


class NotSeen(Failure):
    """A change without If-Match, or with that of another text."""

    status = 412

    def __init__(self) -> None:
        super().__init__(N_("This is not the text that was looked at."), N_("Read it again and send its ETag as If-Match."))


class Decided(BaseModel):
    """A decision on a variant."""

    model_config = ConfigDict(extra="forbid")

    why: str = Field("", max_length=2000, description="The reason. A rejection needs one.")


def record_of(request: Request) -> Thing | None:
    """The record in the address, for the door."""
    found = site_of(request).store.record(request.query_params.get("key", "")[:200])
    return None if found is None else Thing(found.key, found.shop)


def variant_of(request: Request) -> Thing | None:
    """The record and the language in the address, for the door."""
    record, variant = record_of(request), _variant(site_of(request), request.query_params.get("key", ""), request.query_params.get("target", ""))
    return None if record is None or variant is None else Thing(record.record, record.shop, str(variant.target.locale))


def _variant(site: Site, key: str, target: str) -> StoredVariant | None:
    return site.store.variant(key[:200], target[:64])


@router.get("/me")
def me(request: Request, who: Annotated[Who, may(Act.START)]) -> dict[str, Any]:
    """Who the token or the session belongs to."""
    account = who.account
    found: dict[str, Any] = {"name": who.name, "roles": list(who.roles), "shops": list(who.shops)}
    return found | {"locales": list(account.locales) if account else [], "scopes": list(who.token.scopes) if who.token else None}


@router.get("/records")
def records(
    request: Request,
    who: Annotated[Who, may(Act.READ_RECORD)],
    after: Annotated[str, Query(max_length=200, description="The `next` of the page before.")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> dict[str, Any]:
    """The records that one may read, by key."""
    site, named = site_of(request), named_records(who)
    if named:
        mine = sorted((r for r in site.store.records(named) if r.shop in who.shops and r.key > after), key=lambda r: r.key)
        found = mine[: limit + 1]
    else:
        found = site.store.records_page(readable_shops(who), after, limit + 1)
    return {"items": [_brief(r) for r in found[:limit]], "next": found[limit - 1].key if len(found) > limit else None}


def _brief(record: Record) -> dict[str, Any]:
    return {"key": record.key, "kind": record.kind, "title": record.title, "shop": record.shop, "fingerprint": record.fingerprint}


@router.get("/record")
def record(
    request: Request, who: Annotated[Who, may(Act.READ_RECORD, of=record_of)], key: Key, if_none_match: Annotated[str, Header()] = ""
) -> Response:
    """One record with its fields as they were pulled. Its ETag is its fingerprint."""
    found = site_of(request).store.record(key)
    if found is None:
        raise NotThere
    fields = [{"path": f.path, "role": f.role, "text": f.text} for f in found.fields]
    return _tagged(_brief(found) | {"fields": fields}, found.fingerprint, if_none_match)


@router.get("/variant")
def variant(
    request: Request,
    who: Annotated[Who, may(Act.READ_RECORD, of=variant_of)],
    key: Key,
    target: TargetName,
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """The latest variant of a record for a target. Its ETag changes with the text and with what people decided."""
    found = _variant(site_of(request), key, target)
    if found is None:
        raise NotThere
    reasons = [{"rule": r.rule, "message": r.message, "phrase": r.phrase, "remedy": r.remedy} for r in found.verdict.reasons]
    body = {
        "record": found.record,
        "target": str(found.target),
        "revision": found.revision,
        "approval": found.approval,
        "decision": found.verdict.decision,
        "reasons": reasons,
        "notices": list(found.notices),
        "fields": {path: found.field_text(path) for path in found.field_paths()},
        "signature": str(found.signature),
    }
    return _tagged(body, _etag(found), if_none_match)


@router.post("/variant/approve")
def approve(
    request: Request,
    who: Annotated[Who, may(Act.APPROVE, of=variant_of)],
    key: Key,
    target: TargetName,
    decided: Decided,
    if_match: Annotated[str, Header()] = "",
) -> dict[str, str]:
    """Approve the variant that was seen."""
    site, found = site_of(request), _seen(request, key, target, if_match)
    said = review.approve(site.store, key, target, who.name, decided.why, seen=str(found.signature))
    site.store.deeds.add(site.deed(request, who, "variant.approve", found.key))
    return {"said": said}


@router.post("/variant/reject")
def reject(
    request: Request,
    who: Annotated[Who, may(Act.APPROVE, of=variant_of)],
    key: Key,
    target: TargetName,
    decided: Decided,
    if_match: Annotated[str, Header()] = "",
) -> dict[str, str]:
    """Reject the variant that was seen, with a reason."""
    site, found = site_of(request), _seen(request, key, target, if_match)
    said = review.reject(site.store, key, target, who.name, decided.why, seen=str(found.signature))
    site.store.deeds.add(site.deed(request, who, "variant.reject", found.key))
    return {"said": said}


@router.get("/audit")
def audit(
    request: Request,
    who: Annotated[Who, may(Act.READ_AUDIT)],
    before: Annotated[int, Query(ge=0, le=(1 << 31) - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> dict[str, Any]:
    """The audit log, newest first; `next` is what to ask `before` for."""
    found = site_of(request).store.deeds.page(before, limit + 1)
    items = [{"id": d.id, "at": d.at.isoformat(), "who": d.who, "act": d.act, "subject": d.subject, "detail": d.detail} for d in found[:limit]]
    return {"items": items, "next": found[limit - 1].id if len(found) > limit else None}


@router.get("/openapi.json", include_in_schema=False)
def described(request: Request, who: Annotated[Who, may(Act.OPEN)]) -> JSONResponse:
    """What is here, as OpenAPI."""
    return JSONResponse(request.app.openapi())


def _seen(request: Request, key: str, target: str, if_match: str) -> StoredVariant:
    found = _variant(site_of(request), key, target)
    if found is None or if_match.strip().strip('"') != _etag(found):
        raise NotSeen
    return found


def _etag(variant: StoredVariant) -> str:
    return digest(variant.id, variant.signature, variant.approval)


def _tagged(body: dict[str, Any], tag: str, if_none_match: str) -> Response:
    headers = {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"}
    known = {each.strip().removeprefix("W/").strip('"') for each in if_none_match[:1000].split(",")}
    return Response(status_code=304, headers=headers) if tag in known else JSONResponse(body, headers=headers)
