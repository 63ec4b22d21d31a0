"""What judgements say together: the rate with its interval, and where the gate's bound should be."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.domain.region import Conventions, GatePolicy, Region
from localize.domain.spot import Drawn, Judgement, wilson
from localize.spot import Advice, Proposal, result

US = Region("US", "United States", (), Conventions("USD", "$"), gate=GatePolicy(0.75, 0.25))


def drawn(judgement: Judgement | None, estimate: float = 0.9) -> Drawn:
    return Drawn(1, "note:n1", "US/en-US/general", "title", "泡脚包", "Soak", estimate, "open", judgement, "accuracy", "mei", datetime.now(UTC))


FINE, WRONG, SMALL = drawn(Judgement.FINE), drawn(Judgement.WRONG), drawn(Judgement.SMALL)


@pytest.mark.parametrize(
    ("judged", "proposal"),
    [
        ([FINE] * 29, Proposal(Advice.MORE, 0.75)),
        ([FINE] * 60, Proposal(Advice.MORE, 0.75)),
        ([FINE] * 100, Proposal(Advice.LOWER, 0.75, 0.7)),
        ([FINE] * 80 + [replace(WRONG, estimate=0.78)] * 20, Proposal(Advice.RAISE, 0.75, 0.8, 20)),
        ([FINE] * 80 + [WRONG] * 20, Proposal(Advice.NO_BOUND, 0.75)),
    ],
)
def test_the_bound_moves_only_where_the_interval_is_on_one_side(judged: list[Drawn], proposal: Proposal) -> None:
    assert result(judged, US).proposal == proposal


def test_what_nobody_judged_counts_for_nothing_and_small_mistakes_did_not_escape() -> None:
    found = result([FINE, WRONG, SMALL, SMALL, drawn(None)], None)
    assert (found.judged, found.drawn, found.escaped.hits, found.small.hits) == (4, 5, 1, 2)
    assert found.categories == {"accuracy": 1} and found.proposal is None


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_interval_holds_the_share(hits: int, rest: int) -> None:
    rate = wilson(hits, hits + rest)
    assert 0 <= rate.low <= rate.share <= rate.high <= 1
    assert rate.high - rate.low > wilson(hits * 4, (hits + rest) * 4).high - wilson(hits * 4, (hits + rest) * 4).low or hits + rest == 0
