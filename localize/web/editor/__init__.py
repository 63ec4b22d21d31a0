"""The pages of editors: the queue, one variant line by line, decisions, flags, and one decision over many variants."""

from __future__ import annotations

from localize.web.editor import answering, bulk, deciding, queue, review, saving

ROUTERS = (
    queue.router,  # what waits for a person
    review.router,  # one variant, line by line
    saving.router,
    deciding.router,
    answering.router,  # flags of sellers
    bulk.router,
)
