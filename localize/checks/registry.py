"""The checks in the order in which they run, and the one way to run them. What a finding means for a variant is decided in the gate.

A check is a generator of issues, over one unit or, in VARIANT_CHECKS, over all units of a variant. Its name is the name on its issues and its anchor in docs/checks.md; the first line of its docstring is its title.
The checks of claims, of overused terms and of the tone of festivals are added by the kit, which has their data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from localize.checks import accounted, consistency, conventions, fidelity, fluency, injection, invented, terminology
from localize.domain.context import Context
from localize.domain.issue import Category, Issue, Severity
from localize.domain.unit import Unit
from localize.domain.wordings import Wordings

Check = Callable[[Unit, Context], Iterator[Issue]]
# all units of a variant with their contexts, and what the listings of the record's items call things → the position of a unit and its issue
VariantCheck = Callable[[consistency.Made, Sequence[Wordings]], Iterator[tuple[int, Issue]]]

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
    accounted.number_unaccounted,
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

VARIANT_CHECKS: tuple[VariantCheck, ...] = (consistency.term_inconsistent, consistency.term_unlike_listing)


def name(check: Check | VariantCheck) -> str:
    """The name of a check, as it stands on its issues."""
    return getattr(check, "__name__", type(check).__name__)


def title(check: Check | VariantCheck) -> str:
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
            found.append(_failed(check, context, error))
    return tuple(dict.fromkeys(found))


def run_over(checks: Iterable[VariantCheck], made: consistency.Made, listings: Sequence[Wordings] = ()) -> tuple[tuple[Issue, ...], ...]:
    """The issues that show only over a whole variant, for each unit. A check that raises is an issue of the first unit."""
    found: list[list[Issue]] = [[] for _ in made]
    for check in checks if made else ():
        try:
            for position, issue in check(made, listings):
                found[position].append(issue)
        except Exception as error:  # noqa: BLE001 - as above
            found[0].append(_failed(check, made[0][1], error))
    return tuple(tuple(dict.fromkeys(issues)) for issues in found)


def _failed(check: Check | VariantCheck, context: Context, error: Exception) -> Issue:
    message = f"The check {name(check)} failed on {context.record.key}: {type(error).__name__}: {error}"
    advice = "Read the unit by eye and report the failure"
    return Issue("check_failed", Category.ACCURACY, Severity.MAJOR, message[:500], rule=name(check), advice=advice)
