"""Variants: those of a record, and one with all its lines."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from starlette.requests import Request
from starlette.responses import Response

from localize.store.flags import FlagState
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.api.base import IfNoneMatch, Key, Shape, TargetName, routes, tagged
from localize.web.api.shapes import Head, VariantShape, head_values, variant_shape
from localize.web.api.things import record_of, variant_in, variant_of, variant_tag
from localize.web.failures import NotThere
from localize.web.site import site_of

router = routes("variants")


class Heads(Shape):
    items: list[Head]


@router.get("/variants", response_model=Heads)
def variants(request: Request, who: Annotated[Who, may(Act.READ_RECORD, of=record_of)], key: Key) -> Heads:
    """The latest variant of a record for each target, without their lines."""
    sheet = site_of(request).store.desk.sheet(key)
    if sheet is None:
        raise NotThere
    flagged = Counter(flag.target for flag in sheet.flags if flag.state is FlagState.OPEN)
    items = [Head.model_validate(head_values(v) | {"open_flags": flagged[str(v.target)]}) for v in sheet.variants]
    return Heads(items=items)


@router.get("/variant", response_model=VariantShape)
def variant(
    request: Request, who: Annotated[Who, may(Act.READ_RECORD, of=variant_of)], key: Key, target: TargetName, if_none_match: IfNoneMatch = ""
) -> Response:
    """The latest variant of a record for a target, with its lines. Its ETag changes with the text and with what people decided."""
    found = variant_in(request)
    return tagged(variant_shape(found), variant_tag(found), if_none_match)
