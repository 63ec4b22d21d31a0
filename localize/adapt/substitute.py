"""Apply a list of rewriting rules to a text and keep a step for each change. What the rules are is the business of their own modules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from localize.domain.context import Context
from localize.domain.unit import Adapted, Step

Rewrite = Callable[[re.Match[str], Context], str | None]


@dataclass(frozen=True)
class Rule:
    """`rewrite` gives the new words for a match, or None to leave it. `note` goes into each step."""

    name: str
    pattern: re.Pattern[str]
    rewrite: Rewrite
    note: str = ""


def apply(text: str, rules: Iterable[Rule], context: Context) -> Adapted:
    """The text after all rules, in their order."""
    steps: list[Step] = []
    for rule in rules:
        if rule.pattern.search(text):  # few rules have anything to do in a text
            text = _apply(text, rule, context, steps)
    return Adapted(text, tuple(steps))


def _apply(text: str, rule: Rule, context: Context, steps: list[Step]) -> str:
    def replace(match: re.Match[str]) -> str:
        new = rule.rewrite(match, context)
        if new is None or new == match[0]:
            return match[0]
        steps.append(Step(rule.name, match[0], new, rule.note))
        return _apart(text, match.start(), match.end(), new)

    return rule.pattern.sub(replace, text)


def put(text: str, changes: Iterable[tuple[int, int, Step]]) -> Adapted:
    """The text with each step's words in the place from start to end. The places follow each other."""
    parts, steps, behind = [], [], 0
    for start, end, step in changes:
        parts += [text[behind:start], _apart(text, start, end, step.after)]
        steps.append(step)
        behind = end
    return Adapted("".join((*parts, text[behind:])), tuple(steps))


def _apart(text: str, start: int, end: int, new: str) -> str:
    """39.9元30包 is "¥39.9 30包": what stood apart by a Chinese character must not run together."""
    old, before, after = text[start:end], text[max(start - 1, 0) : start], text[end : end + 1]
    if _runs(new[-1:], after) and not _runs(old[-1:], after):
        new += " "
    return f" {new}" if _runs(before, new[:1]) and not _runs(before, old[:1]) else new


def _runs(left: str, right: str) -> bool:
    return bool(left and right) and (left + right).isascii() and left.isalnum() and right.isalnum()
