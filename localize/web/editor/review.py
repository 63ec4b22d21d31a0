"""One variant: every line with its source, what is said of it, and the way to change it; what else was approved or brought along for a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from localize.domain.variant import Approval
from localize.memory import fuzzy
from localize.reviewing.undo import last_of
from localize.store.codec import pair
from localize.text.difference import difference
from localize.web.access import Act, Thing, Who, allowed
from localize.web.admission import may
from localize.web.editor import lines
from localize.web.editor.because import because
from localize.web.editor.lines import Typed
from localize.web.editor.rules import RULES, called
from localize.web.editor.sheet import Opened, decided_before, line_of, opened, thing_of
from localize.web.failures import NotThere
from localize.web.site import Site, site_of

router = APIRouter()
WORDS = {"rules": RULES, "called": called, "estimated": lines.estimated, "told": lines.told, "gravely": lines.gravely}


@router.get("/review")
def review(request: Request, who: Annotated[Who, may(Act.READ_QUEUE, of=thing_of)]) -> Response:
    """The page of a variant, to read for everybody who sees the queue, to work on for its editors."""
    return page(request, who, opened(request, who))


def page(
    request: Request, who: Who, found: Opened, typed: Typed | None = None, *, status: int = 200, faults: Mapping[str, str] | None = None
) -> Response:
    """The page; with what somebody typed and could not save, which stands in its line again."""
    site, variant = site_of(request), found.variant
    mine = allowed(who, Act.APPROVE, Thing(found.key, found.sheet.record.shop, str(variant.target.locale)))
    elsewhere = (
        site.store.desk.alike_counts([pair(u.segment.text, u.target) for u in variant.units], own_targets(site, who), lines.MOST_ELSEWHERE + 2)
        if mine
        else {}
    )
    values = {
        "opened": found,
        "record": found.sheet.record,
        "variant": variant,
        "groups": lines.groups(found.sheet, variant, elsewhere),
        "because": because(variant),
        "strays": lines.strays(found.sheet, variant),
        "obstacle": lines.obstacle(variant),
        "may_work": mine and site.kit is not None,
        "last": last_of(site.store.desk.recent(found.key, found.target)),
        "open": variant.approval is Approval.OPEN,
        "typed": typed,
        "line": line_of(request),
        "before": decided_before(request),
        "faults": faults or {},
        "words": WORDS,
    }
    return site.pages.render(request, who, "editor/review.html.jinja", values, status=status)


def own_targets(site: Site, who: Who) -> tuple[str, ...]:
    """The targets that this person may decide on."""
    if site.kit is None:
        return ()
    return tuple(str(target) for target in site.kit.targets if allowed(who, Act.APPROVE, Thing(locale=str(target.locale))))


@router.get("/review/near")
def near(request: Request, who: Annotated[Who, may(Act.READ_QUEUE, of=thing_of)]) -> Response:
    """Texts like a line: approved ones, and those that came from elsewhere and that nobody here approved."""
    site, found, position = site_of(request), opened(request, who), line_of(request)
    if not 0 <= position < len(found.variant.units):
        raise NotThere
    unit = found.variant.units[position]
    approved, brought = site.store.desk.near(found.target, unit.segment.text)

    def shown(entries: list[Any]) -> list[dict[str, Any]]:
        matches = fuzzy(unit.segment.text, entries)
        return [{"match": m, "percent": int(m.likeness * 100), "change": difference(m.entry.source, unit.segment.text)} for m in matches]

    values = {"opened": found, "number": position, "unit": unit, "approved": shown(approved), "brought": shown(brought), "faults": {}}
    return site.pages.render(request, who, "editor/near.html.jinja", values)
