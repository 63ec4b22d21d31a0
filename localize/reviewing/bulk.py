"""One decision over many variants: the same machine text for the same source is confirmed, or edited the same way, wherever it stands open.

What it would do is shown first. It is done a page at a time, each page in one transaction, and one undo takes all of it back. A line that somebody
changes meanwhile is left alone and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from localize.domain.unit import Origin, State, Unit
from localize.errors import IllegalMove
from localize.kit import Kit
from localize.review import person
from localize.reviewing.edit import by, confirmed, latest, readable, rewrite
from localize.reviewing.undo import place_of, restored
from localize.store.codec import pair
from localize.store.edits import Act, Edit, Rewritten
from localize.store.variants import StoredVariant

Made = Callable[[Unit], Unit]
PAGE = 50  # variants a transaction: well under a second, so that a person's save never waits long
SAMPLES = 5


@dataclass(frozen=True)
class Alike:
    """The units that one decision is about: this source with this text of a machine's, in these targets, all of them where none is named."""

    source: str
    text: str
    targets: tuple[str, ...] = ()

    @property
    def pair(self) -> str:
        return pair(self.source, self.text)


@dataclass(frozen=True)
class Sample:
    """One of the lines, with what stands around it."""

    record: str
    target: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """What a decision would touch: how many variants of which targets, and of the samples what differs in their context."""

    count: int
    targets: Mapping[str, int]
    samples: tuple[Sample, ...]
    differs: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """`number` names the whole for its undo; `skipped` are lines that somebody changed meanwhile."""

    number: int
    changed: int
    skipped: int


def alike(kit: Kit, record: str, target: str, position: int, targets: Iterable[str] = ()) -> Alike:
    """What is like a line of a variant. Raises IllegalMove for a line that a person wrote, or one without text."""
    units = latest(kit, record, target).units
    if not 0 <= position < len(units) or not _machines(units[position]) or not pair(units[position].segment.text, units[position].target):
        raise IllegalMove("Only a machine's text can be decided on in many variants at once.", next_step="Choose another line.")
    return Alike(units[position].segment.text, units[position].target, tuple(targets))


def preview(kit: Kit, what: Alike) -> Preview:
    """What a decision over these units would touch, with samples from the whole of it."""
    found = kit.store.desk.alike(what.pair, what.targets)
    chosen = [found[n * len(found) // SAMPLES][0] for n in range(min(SAMPLES, len(found)))] if len(found) > SAMPLES else [n for n, _ in found]
    there = [(v, u) for v in kit.store.desk.variants(chosen) for u in (v.units[n] for n in _places(v, what))]
    samples = tuple(Sample(v.record, str(v.target), u.segment.field, u.before, u.after) for v, u in there)[:SAMPLES]
    return Preview(len(found), Counter(target for _, target in found), samples, tuple(_differences(there)))


def _differences(there: list[tuple[StoredVariant, Unit]]) -> Iterator[str]:
    """In what the samples' contexts differ, so that a person looks twice where one text may not be right everywhere."""
    for name, seen in (
        ("kinds of record", {v.record.partition(":")[0] for v, _ in there}),
        ("roles", {str(u.segment.role) for _, u in there}),
        ("surroundings", {(u.before, u.after) for _, u in there}),
        ("regions", {v.target.region for v, _ in there}),
        ("audiences", {str(v.target.audience) for v, _ in there}),
        ("required terms", {tuple(sorted(r.concept for r in u.receipts)) for _, u in there}),
    ):
        if len(seen) > 1:
            yield name


def confirm(kit: Kit, what: Alike, who: str, why: str = "", *, now: datetime | None = None) -> Outcome:
    """Let the machine's text stand in all of them: the lines count as reviewed. No variant is approved by it, for nobody read the rest."""
    return _decide(kit, what, Act("confirm", person(who), why.strip(), now or datetime.now(UTC)), lambda unit: confirmed(unit, who), State.TRANSLATED)


def edit_all(kit: Kit, what: Alike, text: str, who: str, why: str = "", *, now: datetime | None = None) -> Outcome:
    """Write one text in all of them."""
    clean = readable(text)
    if clean == what.text:
        raise IllegalMove("That is the text that stands there.", next_step="Confirm it, or write another.")
    return _decide(kit, what, Act("edit", person(who), why.strip(), now or datetime.now(UTC)), lambda unit: by(unit, clean, who), None)


def undo_all(kit: Kit, number: int, who: str, why: str = "", *, now: datetime | None = None) -> Outcome:
    """Take back all of one decision. What was edited again since is left alone and counted."""
    at, name = now or datetime.now(UTC), person(who)
    whole = kit.store.desk.event(number)
    if whole is None or whole.act not in ("bulk confirm", "bulk edit"):
        raise IllegalMove(f"{number} is no decision over many variants.", next_step="Name the number that it gave.")
    undone = kit.store.desk.note(at, name, "bulk undo", "bulk", {"undoes": number, "why": why.strip()})
    changed = skipped = after = 0
    while edits := kit.store.desk.edits_of_bulk(number, after, PAGE):
        after = edits[-1].id
        done = _write_back(kit, edits, name, why, at, undone)
        changed, skipped = changed + done, skipped + len(edits) - done
    return Outcome(undone, changed, skipped)


def _decide(kit: Kit, what: Alike, act: Act, made: Made, state: State | None) -> Outcome:
    number = kit.store.desk.note(act.at, act.who, f"bulk {act.what}", "bulk", {"source": what.source, "text": what.text, "why": act.why})
    part = Act(act.what, act.who, act.why, act.at, act.detail, bulk=number)
    changed = skipped = after = 0
    highest = max((each for each, _ in kit.store.desk.alike(what.pair, what.targets, state)), default=0)
    while found := [each for each, _ in kit.store.desk.alike(what.pair, what.targets, state, after, PAGE) if each <= highest]:
        after = found[-1]
        rewritten = list(_rewritten(kit, what, kit.store.desk.variants(found), made, state))
        done = len(kit.store.desk.revise(rewritten, part)) if rewritten else 0
        changed, skipped = changed + done, skipped + len(found) - done
    return Outcome(number, changed, skipped)


def _rewritten(kit: Kit, what: Alike, variants: Iterable[StoredVariant], made: Made, state: State | None) -> Iterator[Rewritten]:
    for variant in variants:
        places = [n for n in _places(variant, what) if state is None or variant.units[n].state is state]
        if places:
            yield rewrite(kit, variant, {n: made(variant.units[n]) for n in places})


def _write_back(kit: Kit, edits: Sequence[Edit], who: str, why: str, at: datetime, undone: int) -> int:
    """Restore the lines of some edits, by variant, in one transaction; gives how many lines were."""
    by_pair: dict[tuple[str, str], list[Edit]] = {}
    for edit in edits:
        by_pair.setdefault((edit.record, edit.target), []).append(edit)
    rewritten: list[Rewritten] = []
    lines: dict[int, int] = {}
    for (record, target), those in by_pair.items():
        variant = kit.store.variant(record, target)
        places = {place: restored(variant.units[place], e) for e in those if variant and (place := place_of(variant, e)) is not None}
        if variant and places:
            rewritten.append(replace(rewrite(kit, variant, places), detail={"undoes": those[0].event}))
            lines[variant.id] = len(places)
    act = Act("undo", who, why.strip(), at, bulk=undone)
    return sum(lines[base] for base in kit.store.desk.revise(rewritten, act)) if rewritten else 0


def _places(variant: StoredVariant, what: Alike) -> list[int]:
    return [n for n, u in enumerate(variant.units) if _machines(u) and (u.segment.text, u.target) == (what.source, what.text)]


def _machines(unit: Unit) -> bool:
    return unit.origin is not Origin.HUMAN
