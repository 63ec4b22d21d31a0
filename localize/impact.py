"""Which variants a change of terms makes stale, before the change takes effect. Nothing is changed: the plan is made again with other terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from localize.domain.term import Status, Term
from localize.kit import Kit
from localize.plan import plan, read, why_stale
from localize.termbase import lifecycle
from localize.termbase.match import TermIndex

# (what, done, of how many)
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Impact:
    """The variants, as record and target, that a change makes stale; and those that it touches but the next night makes anyway."""

    stale: tuple[tuple[str, str], ...]
    due: tuple[tuple[str, str], ...]  # stale already for another reason, or not made yet

    @property
    def regions(self) -> Mapping[str, int]:
        """How many variants of each region become stale."""
        return dict(sorted(Counter(target.partition("/")[0] for _, target in self.stale).items()))

    @property
    def records(self) -> int:
        return len({record for record, _ in self.stale})


def impact(kit: Kit, changed: Iterable[Term], progress: Progress) -> Impact:
    """What the night would do again if the entries `changed` stood in the termbase instead of those with the same keys.

    Only a variant that is up to date counts as becoming stale. Both plans are made with the terms that the store has now.
    """
    entries = {term.key: term for term in kit.store.terms()}
    now = replace(kit, index=TermIndex(tuple(entries.values())))
    then = replace(kit, index=TermIndex(tuple({**entries, **{term.key: term for term in changed}}.values())))
    keys = [record.key for record in kit.store.records()]
    heads = kit.store.heads(keys)
    stale: list[tuple[str, str]] = []
    due: list[tuple[str, str]] = []
    for number, record in enumerate(kit.store.records(keys), start=1):
        progress("planning anew", number, len(keys))
        reading = read(record, kit)
        for target in kit.targets:
            pair = (record.key, str(target))
            after = plan(reading, target, then).signature
            if not why_stale(heads.get(pair), after):
                continue
            before = plan(reading, target, now).signature
            if before != after:
                (due if why_stale(heads.get(pair), before) else stale).append(pair)
    return Impact(tuple(stale), tuple(due))


def next_change(term: Term) -> Term:
    """The change that can come next: a proposed entry is approved, an approved one gets another wording, any other is proposed again."""
    if term.status is Status.PROPOSED:
        return lifecycle.approve(term)
    return replace(term, revision=term.revision + 1) if term.status is Status.APPROVED else lifecycle.propose(term)
