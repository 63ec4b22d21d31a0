"""What would become of a text that somebody typed or pasted: the way of a record without a store. Nothing of it is kept, no draft and no variant.

Terms, claims, memory and conversions are those of the next night. Where a language has a model that is not here, the pseudo engine stands in and its
text says so; where it has none at all, the variant says that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from localize.build import build
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.domain.request import Draft
from localize.domain.variant import Variant
from localize.engines.base import Engine
from localize.engines.local import LocalEngine
from localize.engines.pseudo import PseudoEngine
from localize.engines.routing import Routes
from localize.errors import EngineUnavailable
from localize.kit import Kit
from localize.plan import plan, read
from localize.store.drafts import KeptDraft
from localize.termbase.match import TermIndex
from localize.translate import Progress, topics, translate

LONGEST = 2000  # characters of title and body together
PSEUDO = "pseudo"


class Passing:
    """Drafts for as long as a preview is made, so that two regions of one language ask an engine once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], KeptDraft] = {}

    def drafts(self, engine: str, keys: Iterable[str]) -> dict[str, KeptDraft]:
        return {key: self._kept[engine, key] for key in keys if (engine, key) in self._kept}

    def save_drafts(self, engine: str, batch: Iterable[Draft]) -> None:
        """Kept here and nowhere else."""
        self._kept.update({(engine, draft.request.key): KeptDraft(draft.text, draft.score, draft.tokens) for draft in batch})


def pasted(title: str, body: str) -> Record:
    """The note that these words would be; a part that is empty is left out.

    >>> pasted("春茶上新", "").key, len(pasted("春茶上新", "明前龙井").fields)
    ('note:pasted', 2)
    """
    texts = (("title", Role.TITLE, title.strip()), ("desc", Role.BODY, body.strip()))
    return Record("pasted", Kind.NOTE, tuple(Field(path, role, text) for path, role, text in texts if text))


def ready(kit: Kit) -> Kit:
    """The kit with the terms of now, and with the pseudo engine where a language's model is not here."""
    engines: dict[str, Engine] = {}
    for language, engine in kit.routes.engines.items():
        absent = isinstance(engine, LocalEngine) and engine.state != "ready"
        engines[language] = PseudoEngine(frozenset({language})) if absent else engine
    return replace(kit, routes=Routes(engines, kit.routes.reasons), index=TermIndex(kit.store.terms()))


def render(kit: Kit, record: Record, target: Target, drafts: Passing, progress: Progress) -> Variant:
    """The variant of a pasted text. Raises EngineUnavailable where an engine went away, and what an engine raises that cannot work here."""
    work = plan(read(record, kit), target, kit)
    texts, counts = translate([work], drafts, progress)
    if counts.waiting:
        raise EngineUnavailable(next(iter(counts.waiting.values())), next_step="Try again in a minute.")
    return build(work, texts, topics(work, drafts), kit)
