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
        text = _apply(text, rule, context, steps)
    return Adapted(text, tuple(steps))


def _apply(text: str, rule: Rule, context: Context, steps: list[Step]) -> str:
    def replace(match: re.Match[str]) -> str:
        new = rule.rewrite(match, context)
        if new is None or new == match[0]:
            return match[0]
        steps.append(Step(rule.name, match[0], new, rule.note))
        return new

    return rule.pattern.sub(replace, text)
