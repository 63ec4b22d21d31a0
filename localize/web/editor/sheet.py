"""The variant that an address names: looked up once a request, for the door and for the page; and the addresses that lead to it and on."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from localize.kit import Kit
from localize.store.desk import Sheet
from localize.store.variants import StoredVariant
from localize.web.access import Thing, Who
from localize.web.editor.asked import PLACE, Asked, read
from localize.web.failures import Failure, NotThere
from localize.web.languages import N_
from localize.web.site import site_of

LONGEST_LINE = 5  # digits of a line's position


class NoKit(Failure):
    """The pages were started without what checks a text."""

    status = 503

    def __init__(self) -> None:
        super().__init__(N_("These pages only show texts: nothing can be changed here."), N_("Ask an operator to start them with `localize serve`."))


@dataclass(frozen=True)
class Opened:
    """A record with all its variants, and the one that is looked at. `asked` is the queue that it was opened from."""

    sheet: Sheet
    variant: StoredVariant
    asked: Asked

    @property
    def key(self) -> str:
        return self.variant.record

    @property
    def target(self) -> str:
        return str(self.variant.target)

    def address(self, path: str = "/review", **more: object) -> str:
        """A path with this variant and its queue."""
        return self.asked.address(path, **{"key": self.key, "target": self.target, PLACE: self.asked.place, **more})


def _found(request: Request) -> tuple[Sheet, StoredVariant] | None:
    """The record in the address with everything about it, and the variant: five statements, once a request."""
    found: tuple[Sheet, StoredVariant] | None = getattr(request.state, "sheet", None)
    if found is None:
        key, target = request.query_params.get("key", "")[:200], request.query_params.get("target", "")[:64]
        sheet = site_of(request).store.desk.sheet(key)
        variant = next((v for v in sheet.variants if str(v.target) == target), None) if sheet else None
        if sheet is None or variant is None:
            return None
        request.state.sheet = found = (sheet, variant)
    return found


def thing_of(request: Request) -> Thing | None:
    """The variant in the address, for the door."""
    found = _found(request)
    return None if found is None else Thing(found[1].record, found[0].record.shop, str(found[1].target.locale))


def opened(request: Request, who: Who) -> Opened:
    """The variant that the door has let somebody to, with the queue as this person asked for it."""
    found = _found(request)
    if found is None:
        raise NotThere
    return Opened(*found, read(request.query_params, who))


def line_of(request: Request) -> int:
    """The position of a line in the address, -1 without one."""
    text = request.query_params.get("line", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_LINE else -1


def decided_before(request: Request) -> dict[str, str]:
    """The variant that was decided on just now, so that a slip is taken back from the page that came after it."""
    given = request.query_params
    found = {name: given.get(f"was{end}", "")[:200] for name, end in (("key", ""), ("target", "_target"), ("event", "_event"), ("from_", "_from"))}
    return found if found["key"] and found["target"] and found["event"].isdigit() else {}


def kit_of(request: Request) -> Kit:
    """What checks a text, with the glossary as it is now. Raises NoKit where the pages were started without."""
    site = site_of(request)
    if site.kit is None:
        raise NoKit
    return site.held.kit(site.settings, site.store)
