"""What people wrote goes along when a variant is made anew. Pure: units in, units out.

A text whose source stands goes along silently. Where the source changed, the person's text stays in its place and the machine's new text is laid
beside it as a proposal: old source, new source, both texts. A person takes one of them or a merge; nobody else does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from localize.domain.segment import Segment
from localize.domain.unit import CONFIRMED, EDITED, Origin, Proposal, State, Step, Unit
from localize.domain.variant import Reason

WAITS = "human.source-changed"
GONE = "human.source-gone"
LONGEST_COMPARED = 2000  # characters: comparing takes time with the product of two lengths


@dataclass(frozen=True)
class People:
    """People's units on their way into a variant that is made anew.

    `units` are all of the revision that they come from; `held` those that have a place, by position in the new one; `gone` those whose line is no
    longer there.
    """

    units: tuple[Unit, ...] = ()
    held: Mapping[int, Unit] = field(default_factory=dict)
    gone: tuple[Unit, ...] = ()


NOBODY = People()
Key = Callable[[Segment], tuple[str, str]]


def carried(units: Sequence[Unit], segments: Sequence[Segment]) -> People:
    """Where each unit of a person goes: to the same line, to the same text elsewhere, else to the most alike new line of its field."""
    left = {n: u for n, u in enumerate(units) if u.by_person}
    held: dict[int, Unit] = {}
    for key in (_line, _text):
        for old, new in _same(units, segments, key):
            if old in left and new not in held:
                held[new] = left.pop(old)
    known = {(u.segment.field, u.segment.text) for u in units}
    fresh = [n for n, s in enumerate(segments) if n not in held and s.text.strip() and _line(s) not in known]
    for old, unit in list(left.items()):
        here = [n for n in fresh if segments[n].field == unit.segment.field]
        # what was only confirmed was the machine's text of a line that is no longer there
        if here and unit.origin is Origin.HUMAN:
            new = max(here, key=lambda n: (_likeness(unit.segment.text, segments[n].text), -n))
            fresh.remove(new)
            held[new] = left.pop(old)
    return People(tuple(units), held, tuple(u for u in left.values() if u.origin is Origin.HUMAN))


def _line(segment: Segment) -> tuple[str, str]:
    return segment.field, segment.text


def _text(segment: Segment) -> tuple[str, str]:
    return segment.role, segment.text


def _same(units: Sequence[Unit], segments: Sequence[Segment], key: Key) -> Iterator[tuple[int, int]]:
    """Pairs of an old and a new position with the same key: the first with the first, the second with the second."""
    places: dict[tuple[str, str], list[int]] = {}
    for n, segment in enumerate(segments):
        places.setdefault(key(segment), []).append(n)
    for n, unit in enumerate(units):
        if there := places.get(key(unit.segment)):
            yield n, there.pop(0)


def _likeness(one: str, other: str) -> float:
    return fuzz.ratio(one[:LONGEST_COMPARED], other[:LONGEST_COMPARED])


def kept(fresh: Unit, old: Unit) -> Unit:
    """The unit of a person in the place of the machine's new one. A text that was only confirmed stands as long as the machine writes it."""
    if old.origin is not Origin.HUMAN:
        same = fresh.target == old.target and fresh.segment.text == old.segment.text
        confirmed = tuple(step for step in old.steps if step.rule == CONFIRMED)
        return replace(fresh, state=State.REVIEWED, steps=(*fresh.steps, *confirmed)) if same else fresh
    source = old.proposal.source if old.proposal else old.segment.text
    before = old.by_machine
    differs = (source, before) != (fresh.segment.text, fresh.target) and fresh.target != old.target
    note = next((step.note for step in old.steps if step.rule == EDITED), "")
    return replace(
        fresh,
        target=old.target,
        state=State.REVIEWED,
        origin=Origin.HUMAN,
        draft=old.draft,
        engine=old.engine,
        steps=(*fresh.steps, Step(EDITED, before, old.target, note)),
        score=None,
        proposal=Proposal(source, before, fresh.target) if differs else None,
    )


def reasons(units: Iterable[Unit], gone: Iterable[Unit] = ()) -> tuple[Reason, ...]:
    """Why a variant waits for a person: texts whose source has changed, or is no longer there."""
    waiting = (
        Reason(
            WAITS, "The source has changed since a person wrote this line.", u.segment.text[:80], "Take the person's text, the machine's or a merge."
        )
        for u in units
        if u.waits
    )
    lost = (Reason(GONE, "A line that a person wrote has no source any more; its history has it.", u.target[:80], "Read the text.") for u in gone)
    return (*waiting, *lost)


def as_read(unit: Unit, before: Sequence[Step]) -> Unit:
    """A unit as the checks read it. `before` are the steps that were made on the source.

    A machine is held to the source by its draft, for adapters write converted numbers after it. Of a person there is no draft: it is the text with
    those conversions taken back that still stand in it.
    """
    if unit.origin is not Origin.HUMAN:
        return unit
    text, standing = unit.target, []
    for step in reversed(unit.steps):
        if step not in before and step.rule != EDITED and _converts(step) and step.after in text:
            text = text.replace(step.after, step.before, 1)
            standing.append(step)
    return replace(unit, draft=text, steps=(*before, *reversed(standing)))


def _converts(step: Step) -> bool:
    return bool(step.before) and bool(step.after) and any(c.isdigit() for c in step.before + step.after)
