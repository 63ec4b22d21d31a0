"""What the doors of these pages look up: the record in the address, the text of it that the query names, a flag by its number. And the kit."""

from __future__ import annotations

from starlette.requests import Request

from localize.domain.account import Role
from localize.domain.region import Target
from localize.kit import Kit
from localize.web.access import Thing, Who
from localize.web.failures import Failure
from localize.web.languages import N_
from localize.web.site import Site, site_of

LONGEST_KEY = 200


class NoGlossary(Failure):
    """The program was started without its rules."""

    status = 409

    def __init__(self) -> None:
        super().__init__(N_("These pages were started without the glossary."), N_("Ask an operator to start them with localize serve."))


def kit_of(site: Site) -> Kit:
    if site.kit is None:
        raise NoGlossary
    return site.kit


def record_of(request: Request) -> Thing | None:
    """The record in the address."""
    found = site_of(request).store.record(request.path_params["key"][:LONGEST_KEY])
    return None if found is None else Thing(found.key, found.shop)


def text_of(request: Request) -> Thing | None:
    """The record in the address with the language of `target` in the query: that there is such a text, the route finds out."""
    record = record_of(request)
    try:
        target = Target.parse(request.query_params.get("target", "")[:64])
    except ValueError:
        return None
    return None if record is None else Thing(record.record, record.shop, str(target.locale))


def flag_of(request: Request) -> Thing | None:
    """The record and the language that a flag is about."""
    site, number = site_of(request), request.path_params["number"]
    flag = site.store.desk.flag(int(number)) if str(number).isascii() and str(number).isdigit() and len(str(number)) < 10 else None
    record = site.store.record(flag.record) if flag is not None else None
    return None if flag is None or record is None else Thing(record.key, record.shop, str(Target.parse(flag.target).locale))


def for_sellers(who: Who) -> bool:
    """Whether somebody is here as a seller and as nothing else."""
    return set(who.roles) <= {Role.LINK, Role.SELLER}
