"""The order of the queue."""

from hypothesis import given
from hypothesis import strategies as st

from localize.domain.issue import Category, Issue, Severity
from localize.domain.rank import SEVERITIES, rank, worth
from localize.domain.record import Kind, Record, Role
from localize.domain.segment import Segment
from localize.domain.unit import Estimate, Origin, State, Unit
from localize.domain.variant import Decision, Reason, Verdict


def unit(estimate: float = 1.0, *severities: Severity) -> Unit:
    issues = tuple(Issue("c", Category.ACCURACY, severity, "m") for severity in severities)
    return Unit(Segment("d", Role.BODY, 0, "艾草"), "x", State.TRANSLATED, Origin.ENGINE, issues=issues, estimate=Estimate(estimate))


def test_the_parts_of_a_risk() -> None:
    found = rank(Verdict(Decision.BLOCK, (Reason("cure", "m"),)), (unit(0.5, Severity.MAJOR, Severity.MINOR),), 2.0)
    assert (found.risk, found.severity, found.gravest, found.estimate, found.priority) == (0.78, 5, "cure", 0.5, 1560)
    assert rank(Verdict(Decision.NOT_ELIGIBLE), (), 9.0).priority == rank(Verdict(Decision.NO_ENGINE), (), 9.0).priority == 0


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(list(Severity)), st.sampled_from([Decision.BLOCK, Decision.REVIEW, Decision.RELEASE]))
def test_a_worse_text_never_comes_later(one: float, other: float, severity: Severity, decision: Decision) -> None:
    worse, better = (rank(Verdict(decision), (unit(value, severity),), 1.0) for value in sorted((one, other)))
    assert worse.risk >= better.risk and 0 <= better.risk <= 1 and set(SEVERITIES) == set(Severity)
    assert rank(Verdict(decision), (unit(one, Severity.CRITICAL),), 1.0).risk >= rank(Verdict(decision), (unit(one, severity),), 1.0).risk


@given(st.one_of(st.integers(), st.floats(allow_nan=False), st.text(max_size=3), st.booleans()))
def test_no_fact_breaks_the_order(price: int | float | str | bool) -> None:
    assert 1 <= worth(Record("s1", Kind.LISTING, (), (("price_fen", price), ("likes", price)))) < 100
