"""Bring in what others wrote: terms of one file as proposals, memories of other programs as evidence. Nothing becomes approved unseen.

Without the word of somebody who may approve, an import only proposes: a new entry arrives as proposed whatever its file says, a proposed one
gets another wording, and what would change a decided entry is refused with the reason. What was imported is by the person who imported it, so
that somebody else approves it.

An import that decides trusts its operator: the approvals in the file count as theirs, four eyes or not, and the history says whose they are.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from localize.domain.region import Target
from localize.domain.term import Status, Term
from localize.errors import GlossaryError
from localize.exchange.line import Fault
from localize.exchange.tmx import Pair, read_tmx
from localize.glossary import Difference, Row, compare, person
from localize.memory import Entry
from localize.store.repository import Store

_OPEN = (Status.PROPOSED, Status.APPROVED)


def arriving(store: Store, terms: Iterable[Term], *, decides: bool) -> Difference:
    """What the entries of a file would change. With `decides` their status counts, as far as the life cycle allows; without, they only propose.

    Nothing is written; `glossary.take_over` does that.
    """
    held = {term.key: term for term in store.terms()}
    found = compare(store, _as_they_come(store, held, terms, decides), held)
    judged = [(row, _refusal(row, decides)) for row in (*found.new, *found.changed)]
    kept = [row for row, problem in judged if not problem]
    refused = [replace(row, problem=problem) for row, problem in judged if problem]
    new, changed = (tuple(row for row in kept if (row.held is None) is fresh) for fresh in (True, False))
    return replace(found, new=new, changed=changed, refused=(*found.refused, *refused))


def _as_they_come(store: Store, held: Mapping[str, Term], terms: Iterable[Term], decides: bool) -> Iterator[Term]:
    """The entries with the standing that they may have, and with the revision of the store that each was made from, as far as that can be told."""
    entries = [_standing(term, held.get(term.key), decides) for term in terms]
    differing = [term.key for term in entries if term.key in held and not _same(term, held[term.key])]
    histories = store.term_histories(differing)
    for term in entries:
        known = [past.term.revision for past in histories.get(term.key, ()) if _same(term, past.term)]
        if known:  # the same file again, after the entry went on: it must count as older, wherever its own numbers come from
            yield replace(term, revision=known[-1])
        elif term.key in held and term.revision > held[term.key].revision:
            yield replace(term, revision=1)  # counted in another store
        else:
            yield term


def _standing(term: Term, held: Term | None, decides: bool) -> Term:
    if decides:
        return term
    if held is None:
        return replace(term, status=Status.PROPOSED) if term.status is Status.APPROVED else term
    return replace(term, status=held.status) if term.status in _OPEN and held.status in _OPEN else term


def _same(one: Term, other: Term) -> bool:
    return replace(one, revision=0) == replace(other, revision=0)


def _refusal(row: Row, decides: bool) -> str:
    """Why a change that the life cycle allows is not taken over, "" when it is."""
    if row.held is None:
        return "" if row.table.status in _OPEN else f"a new entry cannot begin as {row.table.status}"
    if decides or (row.held.status is not Status.APPROVED and row.table.status in (row.held.status, Status.PROPOSED)):
        return ""
    return f"it would decide on an entry that is {row.held.status}: only an import with --as-approved may"


@dataclass(frozen=True)
class Evidence:
    """What a TMX holds for our targets. `elsewhere` counts texts in languages that no target was named for."""

    texts: tuple[tuple[str, Entry], ...]
    faults: tuple[Fault, ...]
    elsewhere: int

    @property
    def targets(self) -> dict[str, int]:
        return dict(sorted(Counter(target for target, _ in self.texts).items()))


def read_evidence(path: Path, target: str = "") -> Evidence:
    """The texts of a TMX. One that says its target keeps it; `target` is for the others, in its language or a more general one."""
    wanted = _target(target) if target else None
    pairs, faults = read_tmx(path)
    texts = [(str(found), pair.entry) for pair in pairs if (found := pair.target or _fitting(pair, wanted))]
    return Evidence(tuple(dict.fromkeys(texts)), faults, len(pairs) - len(texts))


def take_evidence(store: Store, path: Path, found: Evidence, who: str, why: str) -> int:
    """Keep the texts as evidence: one event, with the file and its digest. Gives the number of texts that were not there yet."""
    if not who.strip() or not why.strip():
        raise GlossaryError("An import of a memory needs a person and a reason.", next_step="Add --who and --why.")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    detail = {"file": path.name, "sha256": digest, "why": why.strip(), "targets": found.targets}
    return store.save_evidence(found.texts, person(who.strip()), detail)


def _target(text: str) -> Target:
    try:
        return Target.parse(text)
    except ValueError as error:
        raise GlossaryError(f"{text[:60]!r} is not a target.", next_step="Write it like US/en-US/general.") from error


def _fitting(pair: Pair, target: Target | None) -> Target | None:
    return target if target is not None and pair.locale.covers(target.locale) else None
