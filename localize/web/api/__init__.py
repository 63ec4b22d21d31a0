"""The same acts as JSON, for programs: under /api/v1, with a token or a session. Read ROUTERS for what there is.

Lists come a page at a time, with `next` for the page after. Things have an ETag; who changes one says by If-Match which one was seen. Errors are
application/problem+json. Values of the domain are put into the shapes of `shapes.py` and its like: what the API promises changes by decision only.
"""

from __future__ import annotations

from localize.web.api import (
    audit,
    decisions,
    description,
    flags,
    glossary,
    lines,
    nights,
    places,
    queue,
    records,
    variants,
)

ROUTERS = (
    records.router,
    variants.router,
    decisions.router,
    lines.router,
    flags.router,
    queue.router,
    glossary.router,
    nights.router,
    places.router,
    audit.router,
    description.router,
)
