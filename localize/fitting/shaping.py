"""Fit one text to one part of a channel: take out what may not stand, then shorten by rules in their order, whole pieces only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from localize.domain.unit import Step
from localize.fitting.cleaning import CLEANING, Change, Rule
from localize.fitting.faults import Fault, faults
from localize.fitting.scope import Scope, length

_ROUNDS = 40  # of one rule over one text; what is left then is for a person
_LONGEST, _TIMES = 12_000, 20  # characters of a text that is looked into, and how often its maximum: nobody's title is that long
_NUMBER, _NEAR = re.compile(r"\d{1,16}(?:[.,]\d{1,16}){0,4}"), 16  # characters on either side of an edge
_TIDY: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"[(（【\[]\s{0,4}[)）】\]]", " "),
        (r"[ \u3000]{2,200}", " "),
        (r" {1,4}(?=[,.;:!?)\]）】，。；：！？、](?!\d))", ""),
        (r"(?<=[(\[（【]) {1,4}", ""),
        (r"[,;，；] ?(?=[,;，；。])", ""),
        (r"(?m)^[ ,;，；、|]{1,20}", ""),
        (r"(?m)(?: ?[,;，；、|]| [-–—&+·•:/]| ){1,20}$", ""),
        (r"\n{3,200}", "\n\n"),
    )
)


@dataclass(frozen=True)
class Shaped:
    """One text after fitting: unchanged where `wrong` says what is still wrong with it."""

    text: str
    steps: tuple[Step, ...] = ()
    wrong: tuple[Fault, ...] = ()


def shape(text: str, scope: Scope, rules: Iterable[Rule]) -> Shaped:
    """One text fitted to one part; as it was where that cannot be done."""
    longest = min(_LONGEST, _TIMES * scope.part.max or _LONGEST)
    if len(text) > longest:
        return Shaped(text, (), (Fault("max", f"longer than {longest} characters"),))
    if not faults(text, scope):
        return Shaped(text)
    work = Shaped(text)
    for rule in CLEANING:
        work = _run(work, rule, scope)
    for rule in rules:
        if scope.over(work.text):
            work = _run(work, rule, scope, shortens=True)
    left = faults(work.text, scope)
    if text and not work.text and scope.part.name.endswith("title"):
        left = (Fault("max", "nothing would be left of it"),)
    return Shaped(text, (), left) if left else work


def _run(work: Shaped, rule: Rule, scope: Scope, shortens: bool = False) -> Shaped:
    """The text after one rule: as often as it finds something, and for one that shortens only until the text fits."""
    for _ in range(_ROUNDS):
        found = [change for change in rule.find(work.text, scope) if not _splits_number(work.text, change)]
        chosen = _enough(work.text, found, scope) if shortens else found
        if not chosen:
            break
        steps = [Step(rule.name, work.text[c.start : c.end].strip(), c.new.strip(), scope.part.name) for c in sorted(chosen, key=lambda c: c.start)]
        text = _without(work.text, chosen)
        if text == work.text:
            break
        work = replace(work, text=text, steps=(*work.steps, *steps))
    return work


def _enough(text: str, found: Sequence[Change], scope: Scope) -> list[Change]:
    """The first changes that together take away what is too much."""
    chosen: list[Change] = []
    over = scope.over(text)
    for change in found:
        if over <= 0:
            break
        chosen.append(change)
        over -= length(text[change.start : change.end], scope.part)
    return chosen


def _splits_number(text: str, change: Change) -> bool:
    """Whether an edge of the change is inside a number: a mention may end in the digits of what follows it."""
    for edge in (change.start, change.end):
        begin = max(edge - _NEAR, 0)
        if any(m.start() < edge - begin < m.end() for m in _NUMBER.finditer(text[begin : edge + _NEAR])):
            return True
    return False


def _without(text: str, changes: Iterable[Change]) -> str:
    """The text after the changes, tidied. What stood apart still stands apart."""
    for change in sorted(changes, key=lambda c: -c.start):
        left, right = text[: change.start], text[change.end :]
        new = change.new or (" " if left[-1:].isalnum() and right[:1].isalnum() else "")
        text = left + new + right
    for pattern, new in _TIDY:
        text = pattern.sub(new, text)
    return text.strip()
