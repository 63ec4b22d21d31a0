"""The first page of a seller: own notes and listings, and for each how it stands in every region. And what became of one's flags."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from localize.domain.record import Record
from localize.domain.region import Target
from localize.domain.variant import Approval
from localize.kit import Kit
from localize.store.standings import Standing
from localize.web.access import Act, Who, named_records, readable_shops
from localize.web.admission import may
from localize.web.pages import language_of
from localize.web.seller.doors import kit_of
from localize.web.seller.regions import language_name, region_name, target_name
from localize.web.seller.telling import Told, reasons
from localize.web.seller.words import FLAG_REASONS, FLAG_STATES, WORDS, Word, word
from localize.web.site import Site, site_of

router = APIRouter()
PAGE = 20  # records: a phone shows four at once
FLAGS = 50


@dataclass(frozen=True)
class Group:
    """The regions where a record stands alike, for the same first reason."""

    word: Word
    names: tuple[str, ...]
    told: Told | None
    more: int  # further reasons


@dataclass(frozen=True)
class Row:
    record: Record
    groups: tuple[Group, ...]
    flags: int  # open ones


@router.get("/shop")
def shop(request: Request, who: Annotated[Who, may(Act.READ_RECORD)], after: str = "") -> Response:
    """The records that one may read, by key, a page at a time."""
    site, kit = site_of(request), kit_of(site_of(request))
    found = _records(site, who, after[:200])
    shown, language = found[:PAGE], language_of(request, who)
    keys = [record.key for record in shown]
    standings, flagged = site.store.desk.standings(keys), site.store.desk.open_flags(keys)
    rows = [Row(r, groups(kit, standings.get(r.key, ()), language), flagged.get(r.key, 0)) for r in shown]
    values = {"rows": rows, "next": shown[-1].key if len(found) > PAGE else "", "after": after[:200]}
    return site.pages.render(request, who, "seller/shop.html.jinja", values)


def _records(site: Site, who: Who, after: str) -> list[Record]:
    named = named_records(who)
    if not named:
        return site.store.records_page(readable_shops(who), after, PAGE + 1)
    mine = sorted((r for r in site.store.records(named) if r.shop in who.shops and r.key > after), key=lambda r: r.key)
    return mine[: PAGE + 1]


def groups(kit: Kit, standings: Iterable[Standing], language: str) -> tuple[Group, ...]:
    """The standings of a record, grouped by how they are called and by their first reason, what is good first."""
    standings = tuple(standings)
    found: dict[tuple[Word, Told | None], list[Standing]] = {}
    more: dict[tuple[Word, Told | None], int] = {}
    for each in standings:
        called = word(each.decision, each.approval)
        told = reasons(kit, kit.regions.get(each.target.region), each.decision, each.reasons) if each.approval is Approval.OPEN else ()
        first = told[0] if told and (told[0].grave or called.kind == "bad") else None
        found.setdefault((called, first), []).append(each)
        more[called, first] = max(more.get((called, first), 0), sum(t.grave for t in told) - 1 if first else 0)
    order = sorted(found, key=lambda pair: WORDS.index(pair[0]))
    return tuple(Group(pair[0], _names(found[pair], standings, language), pair[1], more[pair]) for pair in order)


def _names(chosen: Iterable[Standing], every: Iterable[Standing], language: str) -> tuple[str, ...]:
    """Regions by name, with the language where not all texts of the region stand alike."""
    chosen, every = tuple(chosen), tuple(every)
    names = []
    for each in chosen:
        region = each.target.region
        whole = sum(s.target.region == region for s in chosen) == sum(s.target.region == region for s in every)
        names.append(region_name(region, language) if whole else f"{region_name(region, language)} {language_name(each.target, language)}")
    return tuple(dict.fromkeys(names))


@router.get("/shop/flags")
def flags(request: Request, who: Annotated[Who, may(Act.FLAG)], before: int = 0) -> Response:
    """What one has flagged, newest first, and what became of it."""
    site = site_of(request)
    found = site.store.desk.flags_by(who.name, max(before, 0), FLAGS + 1)
    language = language_of(request, who)
    values = {
        "flags": found[:FLAGS],
        "older": found[FLAGS - 1].id if len(found) > FLAGS else 0,
        "states": FLAG_STATES,
        "reasons": FLAG_REASONS,
        "names": {flag.target: target_name(Target.parse(flag.target), language) for flag in found},
    }
    return site.pages.render(request, who, "seller/flags.html.jinja", values)
