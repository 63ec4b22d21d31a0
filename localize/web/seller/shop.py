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
from localize.kit import Kit
from localize.store.standings import Standing
from localize.web.access import Act, Who, named_records, readable_shops
from localize.web.admission import may
from localize.web.pages import language_of
from localize.web.seller.doors import kit_of
from localize.web.seller.regions import language_name, region_name, target_name
from localize.web.seller.telling import Told, reasons
from localize.web.seller.words import CLOSED, FLAG_REASONS, FLAG_STATES, STOPPED, WORDS, Word, word
from localize.web.site import Site, site_of

router = APIRouter()
PAGE = 20  # records: a phone shows four at once
FLAGS = 50
_EXPLAINED = (STOPPED, CLOSED)  # states that are a surprise without their reason


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
    found: dict[tuple[Word, str], list[Standing]] = {}
    said: dict[tuple[Word, str], Told] = {}
    more: dict[tuple[Word, str], int] = {}
    for each in standings:
        called = word(each.decision, each.approval)
        told = reasons(kit, kit.regions.get(each.target.region), each.decision, each.reasons) if called in _EXPLAINED else ()
        key = (called, told[0].what if told else "")
        found.setdefault(key, []).append(each)
        if told:  # what is alike for many regions is said once, with the phrases of the first
            said.setdefault(key, told[0])
            more[key] = max(more.get(key, 0), sum(t.grave for t in told) - 1)
    order = sorted(found, key=lambda key: WORDS.index(key[0]))
    return tuple(Group(key[0], _names(found[key], standings, language), said.get(key), more.get(key, 0)) for key in order)


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
