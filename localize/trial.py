"""Try a change of terms on a few of the sentences that it touches: translated as the terms are and as they would be. Nothing is saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from localize.asking import Piece
from localize.build import build
from localize.domain.region import Target
from localize.domain.request import Draft
from localize.domain.term import Term
from localize.errors import EngineUnavailable
from localize.impact import Change, Impact, Pair, change
from localize.kit import Kit
from localize.plan import Work, plan, read
from localize.store.drafts import KeptDraft
from localize.store.repository import Store
from localize.translate import Progress, Text, translate

_LOOKED_AT = 50  # variants for each sample asked for: many records say the same


@dataclass(frozen=True)
class Trial:
    """One sentence of one variant, with its text as the engine in use writes it now and as it would."""

    record: str
    target: str
    source: str
    before: str
    after: str


class _Unsaved:
    """The drafts of a store, to which nothing is added."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def drafts(self, engine: str, keys: Iterable[str]) -> dict[str, KeptDraft]:
        return self.store.drafts(engine, keys)

    def save_drafts(self, engine: str, batch: Iterable[Draft]) -> None:
        """Nothing: a change that is only tried leaves no trace."""


def trials(kit: Kit, changed: Iterable[Term], found: Impact, count: int, progress: Progress) -> tuple[Trial, ...]:
    """At most `count` different sentences of the variants that the change touches, spread over them.

    Raises EngineUnavailable where an engine does not answer, and what an engine raises that cannot work here at all.
    """
    made = change(kit, changed)
    pairs = _spread((*found.stale, *found.due), count)
    chosen = list(islice(_different(kit, made, pairs), count))
    texts, counts = translate([work for both in chosen for work in both], _Unsaved(kit.store), progress)
    if counts.waiting:
        raise EngineUnavailable(next(iter(counts.waiting.values())), next_step="Start the engine, or leave --samples out.")
    return tuple(_trial(before, after, texts, kit) for before, after in chosen)


def _spread(pairs: Sequence[Pair], count: int) -> Sequence[Pair]:
    """Pairs from the whole of a list, not only from its beginning."""
    return pairs[:: max(1, len(pairs) // max(1, count * _LOOKED_AT))]


def _different(kit: Kit, made: Change, pairs: Iterable[Pair]) -> Iterator[tuple[Work, Work]]:
    """For each pair one sentence whose terms change, as a work of one piece before and after; no sentence twice for one language."""
    seen: set[tuple[str, str]] = set()
    for key, name in pairs:
        record, target = kit.store.record(key), Target.parse(name)
        if record is None:
            continue
        reading = read(record, kit)
        before, after = (plan(reading, target, replace(kit, index=index)) for index in (made.now, made.then))
        for old, new in zip(before.pieces, after.pieces, strict=True):
            said = (new.context.source, target.locale.engine_language)
            if said not in seen and (old.request or new.request) and _terms(old) != _terms(new):
                seen.add(said)
                yield replace(before, pieces=(old,), topics=None), replace(after, pieces=(new,), topics=None)
                break


def _terms(piece: Piece) -> set[Term]:
    return {match.term for match in piece.context.matches}


def _trial(before: Work, after: Work, texts: Mapping[int, Text], kit: Kit) -> Trial:
    old, new = (build(work, texts, {}, kit).units[0].target for work in (before, after))
    return Trial(before.record.key, str(before.target), before.pieces[0].context.segment.text, old, new)
