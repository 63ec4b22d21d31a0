"""A variant as its page shows it: one line after another, with the differences and marks that make reading quick. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from localize.domain.issue import Issue
from localize.domain.term import Outcome, Receipt
from localize.domain.unit import EDITED, Origin, Unit
from localize.domain.variant import Decision
from localize.review import BLOCKED
from localize.reviewing.settle import offered
from localize.store.codec import pair
from localize.store.desk import Sheet
from localize.store.edits import Edit
from localize.store.flags import Flag, FlagState
from localize.store.variants import StoredVariant
from localize.text.difference import Piece, difference, marked
from localize.web.languages import N_

SOUND, DOUBTFUL = 0.75, 0.5  # estimates from which on a line is called sound, and under which doubtful
MOST_ELSEWHERE = 99  # other variants with the same text that are counted; beyond it there are "more"
Pieces = tuple[Piece, ...]


@dataclass(frozen=True)
class ThreeWay:
    """What lies beside a person's text: how the source changed, how the machine's text did, and a merge where the changes do not touch."""

    source: Pieces
    machine: Pieces
    text: str
    merge: str | None


@dataclass(frozen=True)
class Past:
    """An edit of the line, and what it changed."""

    edit: Edit
    change: Pieces


@dataclass(frozen=True)
class Wish:
    """An open flag, and what its suggestion would change. `moved` where the line no longer reads as it did when it was flagged."""

    flag: Flag
    change: Pieces
    moved: bool


@dataclass(frozen=True)
class Line:
    """One unit. `number` counts the lines with text from 1; `elsewhere` is in how many other variants the same machine's text stands."""

    position: int
    number: int
    unit: Unit
    source: Pieces
    target: Pieces
    written: Pieces  # what a person changed of the machine's text
    three: ThreeWay | None
    past: tuple[Past, ...]
    wishes: tuple[Wish, ...]
    elsewhere: int = 0


@dataclass(frozen=True)
class Group:
    """The lines of one field."""

    path: str
    role: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Typed:
    """What somebody typed into a line and was not saved. `theirs` is what stands there now, where somebody else was faster."""

    position: int
    text: str
    fault: str = ""
    theirs: str | None = None
    source: str = ""  # the source that the person had before them
    who: str = ""
    token: str = ""
    change: Pieces = field(default=())


def groups(sheet: Sheet, variant: StoredVariant, elsewhere: Mapping[str, int]) -> tuple[Group, ...]:
    """The lines of a variant by field, in their order."""
    made = list(_lines(sheet, variant, elsewhere))
    return tuple(
        Group(path, str(lines[0].unit.segment.role), lines)
        for path, found in groupby(made, key=lambda line: line.unit.segment.field)
        if (lines := tuple(found))
    )


def _lines(sheet: Sheet, variant: StoredVariant, elsewhere: Mapping[str, int]) -> Iterator[Line]:
    number, target = 0, str(variant.target)
    edits = [each for each in sheet.edits if each.target == target]
    flags = [each for each in sheet.flags if each.target == target and each.state is FlagState.OPEN]
    for position, unit in enumerate(variant.units):
        number += bool(unit.segment.text.strip())
        here = (unit.segment.field, unit.segment.text)
        wished = tuple(Wish(f, difference(unit.target, f.suggestion) if f.suggestion else (), f.text != unit.target) for f in flags if _of(f, here))
        past = tuple(Past(e, difference(e.before, e.after)) for e in reversed(edits) if _of(e, here))[:20]
        others = elsewhere.get(pair(unit.segment.text, unit.target), 1) - 1 if unit.origin is not Origin.HUMAN else 0
        yield Line(position, number, unit, source_marks(unit), target_marks(unit), written_by(unit), _three(unit), past, wished, max(others, 0))


def _of(each: Flag | Edit, here: tuple[str, str]) -> bool:
    return (each.field, each.source) == here


def strays(sheet: Sheet, variant: StoredVariant) -> tuple[Flag, ...]:
    """Open flags of lines whose source is not there any more: they are answered all the same."""
    there = {(unit.segment.field, unit.segment.text) for unit in variant.units}
    here = str(variant.target)
    return tuple(f for f in sheet.flags if f.target == here and f.state is FlagState.OPEN and (f.field, f.source) not in there)


def source_marks(unit: Unit) -> Pieces:
    """The source with what issues are about, and the headwords of terms."""
    return marked(
        unit.segment.text, [*(("issue", issue.source_span) for issue in unit.issues), *(("term", receipt.source) for receipt in unit.receipts)]
    )


def target_marks(unit: Unit) -> Pieces:
    """The text with what issues are about; nothing where it would mark nothing."""
    found = marked(unit.target, [("issue", issue.target_span) for issue in unit.issues])
    return found if any(piece.kind for piece in found) else ()


def written_by(unit: Unit) -> Pieces:
    """What a person changed of the machine's text, nothing where no person wrote."""
    if not any(step.rule == EDITED for step in unit.steps) or unit.by_machine == unit.target:
        return ()
    return difference(unit.by_machine, unit.target)


def _three(unit: Unit) -> ThreeWay | None:
    beside = unit.proposal
    if beside is None:
        return None
    return ThreeWay(difference(beside.source, unit.segment.text), difference(beside.before, beside.text), beside.text, offered(unit))


def estimated(value: float) -> tuple[str, str]:
    """An estimate in words, and the kind of its badge.

    >>> estimated(0.95), estimated(0.3)
    (('looks sound', 'good'), ('doubtful', 'bad'))
    """
    if value >= SOUND:
        return N_("looks sound"), "good"
    return (N_("read it closely"), "wait") if value >= DOUBTFUL else (N_("doubtful"), "bad")


def told(receipt: Receipt) -> tuple[str, str]:
    """What became of a term, in words, and the kind of its badge."""
    return {
        Outcome.MET: (N_("in the text"), "good"),
        Outcome.INFLECTED: (N_("in the text, in another form"), "good"),
        Outcome.REPAIRED: (N_("put into the text afterwards"), "wait"),
        Outcome.MISSED: (N_("missing"), "bad"),
    }[receipt.outcome]


def gravely(issue: Issue) -> tuple[str, str]:
    """How grave an issue is, in words, and the kind of its badge."""
    return {25: (N_("blocks"), "bad"), 5: (N_("grave"), "wait"), 1: (N_("minor"), "plain"), 0: (N_("remark"), "plain")}[int(issue.severity)]


def obstacle(variant: StoredVariant) -> str:
    """Why a variant cannot be approved as it stands, "" where it can: said before anybody presses the button."""
    if variant.verdict.decision in (Decision.NOT_ELIGIBLE, Decision.NO_ENGINE):
        return N_("There is no text that could be approved.")
    if variant.verdict.decision in BLOCKED:
        return N_("It is blocked: the reasons above say by what. Mend the lines, or send it back.")
    if any(unit.waits for unit in variant.units):
        return N_("A source changed under a person's text: choose a text for each such line first.")
    return ""
