"""The glossary as a file: CSV, XLSX, TBX, and empty tables to fill in. The same entries always give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from localize.domain.term import Term
from localize.exchange.rows import COLUMNS, cell, order
from localize.exchange.tables import as_csv
from localize.exchange.tbx_writing import as_tbx, has_place
from localize.exchange.template import EXAMPLE
from localize.exchange.xlsx import as_xlsx
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.failures import NotThere
from localize.web.glossary.base import shelf_of

router = APIRouter()
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "tbx": "application/xml",
}


def _rows(terms: Sequence[Term]) -> list[list[str]]:
    return [[cell(term, column) for column in COLUMNS] for term in sorted(terms, key=order)]


FILES: Mapping[str, Callable[[Sequence[Term]], bytes]] = {
    "terms.csv": lambda terms: as_csv(_rows(terms)),
    "terms.xlsx": lambda terms: as_xlsx(_rows(terms)),
    "terms.tbx": lambda terms: as_tbx([term for term in terms if has_place(term)]),
    "template.csv": lambda _: as_csv([list(EXAMPLE.values())]),
    "template.xlsx": lambda _: as_xlsx([list(EXAMPLE.values())]),
}


@router.get("/glossary/export/{name}")
def export(request: Request, who: Annotated[Who, may(Act.READ_GLOSSARY)], name: str) -> Response:
    if name not in FILES:
        raise NotThere
    content = FILES[name]([each.term for each in shelf_of(request).entries])
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=_TYPES[name.rpartition(".")[2]], headers=headers)
