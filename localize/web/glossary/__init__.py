"""The pages of the glossary, a module a journey: search, concept, entry, deciding, proposing, impacts, mined, importing, exporting."""

from __future__ import annotations

from localize.web.glossary import concept, deciding, entry, exporting, impacts, importing, mined, proposing, search

ROUTERS = (
    search.router,
    concept.router,
    entry.router,
    deciding.router,
    proposing.router,
    impacts.router,
    mined.router,
    importing.router,
    exporting.router,
)
