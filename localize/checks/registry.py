"""The checks in the order in which they run, and the one way to run them. What a finding means for a variant is decided in the gate.

A check is a generator of issues. Its name is the name on its issues and its anchor in docs/checks.md; the first line of its docstring is its title.
The check of claims is added by the night, which has the rules of the region.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from localize.checks import conventions, fidelity, fluency, injection, invented, terminology
from localize.domain.context import Context
from localize.domain.issue import Category, Issue, Severity
from localize.domain.unit import Unit

Check = Callable[[Unit, Context], Iterator[Issue]]

CHECKS: tuple[Check, ...] = (
    injection.prompt_injection,
    injection.injection_obeyed,
    fidelity.empty_target,
    fidelity.untranslated,
    fidelity.han_left,
    fidelity.simplified_left,
    fidelity.price_lost,
    fidelity.measure_lost,
    fidelity.code_lost,
    fidelity.number_lost,
    fidelity.number_invented,
    invented.measure_invented,
    invented.date_lost,
    fidelity.number_changed,
    fidelity.placeable_lost,
    fidelity.length,
    fidelity.repetition,
    terminology.missed_term,
    terminology.forbidden_term,
    fluency.model_chatter,
    fluency.through_another_language,
    fluency.wrapping_quotes,
    fluency.markdown,
    fluency.extra_lines,
    fluency.explained,
    conventions.mainland_measure,
    conventions.price_without_currency,
    conventions.full_width,
    conventions.space_before,
    conventions.double_space,
    conventions.edge_space,
    conventions.unbalanced,
    conventions.unshowable,
    conventions.all_capitals,
    conventions.doubled,
)


def name(check: Check) -> str:
    """The name of a check, as it stands on its issues."""
    return getattr(check, "__name__", type(check).__name__)


def title(check: Check) -> str:
    """What a check finds, in one sentence: the first line of its docstring."""
    lines = (check.__doc__ or "").strip().splitlines()
    return lines[0] if lines else name(check)


def run(checks: Iterable[Check], unit: Unit, context: Context) -> tuple[Issue, ...]:
    """All issues of a unit, without doubles. A check that raises is an issue itself."""
    found: list[Issue] = []
    for check in checks:
        try:
            found.extend(check(unit, context))
        except Exception as error:  # noqa: BLE001 - one record that a check cannot read must not stop a night; a person looks at it
            message = f"The check {name(check)} failed on {context.record.key}: {type(error).__name__}: {error}"
            advice = "Read the unit by eye and report the failure"
            found.append(Issue("check_failed", Category.ACCURACY, Severity.MAJOR, message[:500], rule=name(check), advice=advice))
    return tuple(dict.fromkeys(found))
