"""One record: the original beside the texts of the regions that somebody chose, and why a sentence of them reads as it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from localize.domain.record import Record
from localize.domain.region import Target
from localize.store.flags import Flag
from localize.store.variants import StoredVariant
from localize.web.access import Act, Thing, Who, allowed
from localize.web.admission import may
from localize.web.failures import NotThere
from localize.web.forms import Faults
from localize.web.pages import language_of
from localize.web.seller.cards import of_record, of_variant
from localize.web.seller.doors import kit_of, record_of
from localize.web.seller.regions import differing, target_name
from localize.web.seller.why import why
from localize.web.seller.words import FLAG_REASONS, FLAG_STATES
from localize.web.site import site_of

router = APIRouter()
BESIDE = 2  # regions that stand beside the original until somebody chooses others
_MOST = 60  # regions in an address


@router.get("/shop/{key}")
def record(
    request: Request,
    who: Annotated[Who, may(Act.READ_RECORD, of=record_of)],
    key: str,
    on: Annotated[list[str] | None, Query()] = None,
    at: str = "",
) -> Response:
    """`on` are the targets that stand side by side, `at` the one that a narrow screen shows, "source" for the original."""
    site, kit = site_of(request), kit_of(site_of(request))
    sheet = site.store.desk.sheet(key)
    if sheet is None:
        raise NotThere
    language = language_of(request, who)
    there = {str(v.target): v for v in sorted(sheet.variants, key=lambda v: (not v.units, str(v.target)))}
    chosen = [name for name in there if name in (on or [])[:_MOST]] or _first(there)
    current = at if at in there or at == "source" else next(iter(chosen), "source")
    shown = [*chosen, *([current] if current in there and current not in chosen else [])]
    cards = [of_variant(kit, there[name], language) for name in shown]
    values: dict[str, Any] = {
        "record": sheet.record,
        "source": of_record(sheet.record),
        "facts": dict(sheet.record.facts),
        "cards": cards,
        "chosen": chosen,
        "current": current,
        "tabs": [(name, target_name(v.target, language), _tab(key, name, chosen)) for name, v in there.items()],
        "source_tab": _tab(key, "source", chosen),
        "flags": _own(sheet.flags, who),
        "states": FLAG_STATES,
        "reasons": FLAG_REASONS,
        "names": {name: target_name(v.target, language) for name, v in there.items()},
        "approves": kit.settings.sellers_approve and allowed(who, Act.APPROVE_OWN, Thing(sheet.record.key, sheet.record.shop)),
    }
    return site.pages.render(request, who, "seller/record.html.jinja", values)


def _tab(key: str, at: str, chosen: Sequence[str]) -> str:
    """The address that shows one region on a narrow screen, and leaves what stands side by side on a wide one."""
    return f"/shop/{key}?" + urlencode([("at", at), *(("on", name) for name in chosen)], safe="/")


def _first(there: dict[str, StoredVariant]) -> list[str]:
    """The regions to begin with: those that have a text, of different languages where there are some."""
    with_text = [name for name, variant in there.items() if variant.units]
    chosen = differing([there[name].target for name in with_text])
    begun = [name for name in with_text if there[name].target in chosen]
    return [*begun, *(name for name in with_text if name not in begun)][:BESIDE] or list(there)[:BESIDE]


def _own(flags: Sequence[Flag], who: Who) -> list[Flag]:
    """One's own flags, newest first."""
    return [flag for flag in reversed(flags) if flag.who == who.name]


@router.get("/shop/{key}/why")
def reason(request: Request, who: Annotated[Who, may(Act.READ_RECORD, of=record_of)], key: str, target: str = "", position: int = -1) -> Response:
    """About one sentence, and the form to flag it."""
    return explained(request, who, key, target[:64], position, {}, {})


def explained(request: Request, who: Who, key: str, target: str, position: int, typed: dict[str, str], faults: Faults) -> Response:
    """The page about one sentence, with what somebody typed into its form."""
    site, kit = site_of(request), kit_of(site_of(request))
    found, variant = site.store.record(key), site.store.variant(key, target)
    because = why(kit, variant, position) if variant is not None else None
    if found is None or variant is None or because is None:
        raise NotThere
    language = language_of(request, who)
    values = {
        "record": found,
        "target": variant.target,
        "name": target_name(variant.target, language),
        "why": because,
        "back": f"/shop/{found.key}?at={variant.target}",
        "may_flag": _may_flag(found, variant.target, who),
        "reasons": FLAG_REASONS,
        "typed": {"reason": "", "words": "", "suggestion": ""} | typed,
        "faults": faults,
    }
    return site.pages.render(request, who, "seller/why.html.jinja", values, status=422 if faults else 200)


def _may_flag(record: Record, target: Target, who: Who) -> bool:
    return allowed(who, Act.FLAG, Thing(record.key, record.shop, str(target.locale)))
