"""What the nights work with, for operators and auditors: settings and doctor, models and engines, regions, channels. Read only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from localize.doctor import Mark, examine
from localize.engines.routing import load_routes
from localize.exchange.channels import load_channels
from localize.exchange.packs import load_regions
from localize.prompts import Prompts
from localize.settings import Settings
from localize.shelf import remarks, shelf, size
from localize.web import words
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import NotThere
from localize.web.forms import line
from localize.web.site import Site, site_of

router = APIRouter()
_HIDDEN = "http_key"  # what lets us in somewhere
_OWN_NAMES = {"policy": "CHUHAI_LICENCES", "prefect_url": "PREFECT_API_URL", "prefect_ui": "PREFECT_UI_URL"}


@router.get("/machine")
def machine(request: Request, who: Annotated[Who, may(Act.READ_NIGHTS)]) -> Response:
    site = site_of(request)
    findings = list(examine(site.settings))
    values = {
        "groups": [(name, list(some)) for name, some in groupby(findings, lambda each: each.group)],
        "bad": [each for each in findings if each.mark is Mark.BAD],
        "settings": list(_settings(site)),
        "words": words,
    }
    return site.pages.render(request, who, "operator/machine.html.jinja", values)


def _settings(site: Site) -> Iterator[tuple[str, str]]:
    """Each setting by the variable that says it. Keys and passwords are told only to be there."""
    for each in fields(Settings):
        value = getattr(site.settings, each.name)
        if each.name == "store":
            value = site.store.address
        elif each.name == _HIDDEN:
            value = "•••" if value else ""
        elif isinstance(value, bool):
            value = int(value)
        elif isinstance(value, tuple):
            value = ", ".join(map(str, value))
        yield _OWN_NAMES.get(each.name, f"CHUHAI_{each.name.upper()}"), str(value)


@router.get("/machine/models")
def models(request: Request, who: Annotated[Who, may(Act.READ_NIGHTS)]) -> Response:
    site = site_of(request)
    regions = load_regions(site.settings.glossaries / "regions")
    routes = load_routes(site.settings, Prompts(site.settings.prompts), regions)
    wanted: dict[str, list[str]] = {}
    for region in regions.values():
        for target in region.targets:
            wanted.setdefault(target.locale.engine_language, []).append(str(target))
    chosen = [(language, routes.engine(language), routes.reasons.get(language, ""), targets) for language, targets in sorted(wanted.items())]
    values = {"chosen": chosen, "models": list(shelf(site.settings)), "remarks": remarks, "size": size}
    return site.pages.render(request, who, "operator/models.html.jinja", values)


@router.get("/machine/regions")
def regions(request: Request, who: Annotated[Who, may(Act.READ_NIGHTS)]) -> Response:
    site = site_of(request)
    folder = site.settings.glossaries / "regions"
    enabled = {str(target) for region in load_regions(folder).values() for target in region.targets}
    values = {"regions": load_regions(folder, enabled_only=False), "enabled": enabled}
    return site.pages.render(request, who, "operator/regions.html.jinja", values)


@router.get("/machine/regions/{name}")
def region(request: Request, who: Annotated[Who, may(Act.READ_NIGHTS)], name: str, text: str = "", unverified: bool = False) -> Response:
    """One region as it holds, each value with the files that say it."""
    site = site_of(request)
    found = load_regions(site.settings.glossaries / "regions", enabled_only=False).get(name)
    if found is None:
        raise NotThere
    wanted = line(text)
    values = [
        each
        for each in found.values
        if wanted.casefold() in f"{each.key} {each.text} {each.source}".casefold() and not (unverified and each.verified)
    ]
    shown = {"region": found, "values": values, "text": wanted, "unverified": unverified}
    return site.pages.render(request, who, "operator/region.html.jinja", shown)


@router.get("/machine/channels")
def channels(request: Request, who: Annotated[Who, may(Act.READ_NIGHTS)]) -> Response:
    site = site_of(request)
    regions = load_regions(site.settings.glossaries / "regions", enabled_only=False)
    values = {"channels": load_channels(site.settings.glossaries / "channels"), "regions": regions}
    return site.pages.render(request, who, "operator/channels.html.jinja", values)


@router.get("/machine/channels/{name}")
def channel(request: Request, who: Annotated[Who, may(Act.READ_NIGHTS)], name: str) -> Response:
    """Every limit of a channel, where it comes from and how good that source is."""
    site = site_of(request)
    found = load_channels(site.settings.glossaries / "channels").get(name)
    if found is None:
        raise NotThere
    return site.pages.render(request, who, "operator/channel.html.jinja", {"channel": found})
