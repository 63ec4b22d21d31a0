"""What findings mean for a variant."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.domain.issue import Category, Issue, Severity
from localize.domain.rank import record_estimate
from localize.domain.record import Role
from localize.domain.region import Conventions, GatePolicy, Region
from localize.domain.segment import Segment
from localize.domain.term import Outcome, Receipt
from localize.domain.unit import Estimate, Origin, State, Step, Unit
from localize.domain.variant import Decision, Reason
from localize.gate import MOST_REASONS, judge

REGION = Region("US", "United States", (), Conventions("USD", "US$"))
STRICT = replace(REGION, gate=GatePolicy(release_machine=False))


def unit(
    *severities: Severity,
    estimate: float = 0.9,
    text: str = "泡脚包",
    target: str = "foot soak",
    outcome: Outcome | None = None,
    origin: Origin = Origin.ENGINE,
) -> Unit:
    issues = tuple(Issue("claims", Category.COMPLIANCE, s, f"{s.name} finding", "祛湿", rule=f"r{s}", advice="softer") for s in severities)
    receipts = (Receipt("tcm.x", "祛湿", "soak", "", outcome, "draft", 1),) if outcome else ()
    segment = Segment("title", Role.TITLE, 0, text)
    return Unit(segment, target, State.TRANSLATED, origin, receipts=receipts, issues=issues, estimate=Estimate(estimate))


def emptied(role: Role) -> Unit:
    """A unit whose whole text was a promise that does not hold abroad."""
    made = unit(text="全国包邮", target="")
    return replace(made, segment=replace(made.segment, role=role), steps=(Step("policy.after-sale", "全国包邮", ""),))


@pytest.mark.parametrize(
    ("units", "region", "decision"),
    [
        pytest.param((unit(),), REGION, Decision.RELEASE, id="nothing found"),
        pytest.param((), REGION, Decision.RELEASE, id="no units"),
        pytest.param((unit(Severity.CRITICAL),), REGION, Decision.BLOCK, id="critical"),
        pytest.param((unit(Severity.MAJOR),), REGION, Decision.REVIEW, id="major"),
        pytest.param((unit(Severity.MINOR),), REGION, Decision.RELEASE, id="minor"),
        pytest.param((unit(Severity.NEUTRAL),), REGION, Decision.RELEASE, id="remark"),
        pytest.param((unit(Severity.MAJOR), unit(Severity.CRITICAL)), REGION, Decision.BLOCK, id="the gravest decides"),
        pytest.param((unit(outcome=Outcome.MISSED),), REGION, Decision.REVIEW, id="missed term"),
        pytest.param((unit(outcome=Outcome.REPAIRED),), REGION, Decision.RELEASE, id="repaired term"),
        pytest.param((unit(estimate=0.7),), REGION, Decision.REVIEW, id="estimate under release"),
        pytest.param((unit(estimate=0.2),), REGION, Decision.BLOCK, id="estimate of the whole under block"),
        pytest.param((unit(text="长" * 90), unit(estimate=0.2)), REGION, Decision.REVIEW, id="one line under block"),
        pytest.param((unit(target=""),), REGION, Decision.REVIEW, id="a line without text"),
        pytest.param((emptied(Role.BODY),), REGION, Decision.RELEASE, id="a promise taken out"),
        pytest.param((emptied(Role.TITLE),), REGION, Decision.REVIEW, id="a title of nothing but a promise"),
        pytest.param((unit(),), STRICT, Decision.REVIEW, id="region releases nothing by machine"),
        pytest.param((unit(origin=Origin.HUMAN),), STRICT, Decision.RELEASE, id="a person wrote it"),
        pytest.param((unit(origin=Origin.MEMORY),), STRICT, Decision.REVIEW, id="reuse is read once more"),
    ],
)
def test_decision(units: tuple[Unit, ...], region: Region, decision: Decision) -> None:
    assert judge(units, region).decision is decision


def test_reasons_carry_rule_message_phrase_and_remedy() -> None:
    assert judge((unit(Severity.CRITICAL),), REGION).reasons == (Reason("r25", "CRITICAL finding", "祛湿", "softer"),)


def test_reasons_are_said_once_and_the_gravest_first() -> None:
    verdict = judge((unit(Severity.NEUTRAL), unit(Severity.MAJOR), unit(Severity.CRITICAL), unit(Severity.MAJOR)), REGION)
    assert [reason.rule for reason in verdict.reasons] == ["r25", "r5", "r0"]


def test_extra_reasons_send_to_review() -> None:
    extra = Reason("repair", "The repair changed a number.", "30", "Read it.")
    assert judge((unit(),), REGION, extra=(extra,)).decision is Decision.REVIEW
    assert judge((unit(Severity.CRITICAL),), REGION, extra=(extra,)).reasons[-1] == extra


def test_the_estimate_of_a_whole_is_weighted_by_length_and_leaves_out_pure_surroundings() -> None:
    assert record_estimate((unit(estimate=1.0, text="一" * 30), unit(estimate=0.0, text="一" * 10), unit(estimate=0.0, text=""))) == 0.75


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(list(Severity)), st.floats(0, 1)), max_size=120))
def test_no_more_findings_make_a_verdict_better(rows: list[tuple[Severity, float]]) -> None:
    order = [Decision.RELEASE, Decision.REVIEW, Decision.BLOCK]
    units = tuple(replace(unit(severity, estimate=0.9), segment=Segment("t", Role.BODY, n, f"行{value}")) for n, (severity, value) in enumerate(rows))
    before, after = judge(units, REGION), judge((*units, unit(Severity.CRITICAL)), REGION)
    assert order.index(before.decision) <= order.index(after.decision)
    assert len(after.reasons) <= MOST_REASONS and len(set(after.reasons)) == len(after.reasons)
