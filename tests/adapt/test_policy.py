"""Mainland promises and contacts leave the source; negations stay."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.adapt.policy import drop_mainland_promises as drop

CASES = json.loads((Path(__file__).parent.parent / "cases" / "policy.json").read_text(encoding="utf-8"))
FEW = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
PROMISES = ["七天无理由退换", "包邮", "运费险", "退货包运费", "不满意包退", "坏了包赔", "加微信abc123", "私信领券", "七天無理由退換", "包郵"]
GOODS = ["手工毛线包很可爱", "陶瓷茶具一壶四杯", "这款佛香味道很正", "长度180cm"]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=c["label"], marks=[pytest.mark.xfail(reason=c["known_failure"], strict=True)] if "known_failure" in c else [])
        for c in CASES
    ],
)
def test_case(case, market):
    adapted = drop(case["text"], market("EN"))
    assert adapted.text == case["expected"], case["why"]
    assert bool(adapted.steps) == (case["text"] != case["expected"])
    assert {s.rule for s in adapted.steps} <= {"policy.after-sale", "policy.contact"}


def test_the_cases_are_many_and_a_third_are_negative():
    assert len(CASES) >= 75
    assert sum(c.get("negative", False) for c in CASES) >= 0.35 * len(CASES)


@FEW
@given(before=st.sampled_from(GOODS), promises=st.lists(st.sampled_from(PROMISES), min_size=1, max_size=3), after=st.sampled_from(GOODS))
def test_the_goods_stay_and_the_promises_go(before, promises, after, market):
    text = drop(f"{before}，{'，'.join(promises)}。{after}", market("EN")).text
    assert text == f"{before}。{after}"


@FEW
@given(
    text=st.one_of(st.text(max_size=80), st.lists(st.sampled_from([*PROMISES, *GOODS, "，", "。", "【", "】", "不", " "]), max_size=10).map("".join))
)
def test_what_was_dropped_is_in_the_steps(text, market):
    adapted = drop(text, market("EN"))
    if not adapted.steps:
        assert adapted.text == text
    assert len(adapted.text) <= len(text)


def test_a_long_hostile_text_is_quick(market):
    for text in ("包邮" * 5000, "包邮，" * 5000, "【" * 10000 + "包邮", "满1" * 5000 + "包邮", "不" * 10000 + "包邮", "加微信" * 3000):
        drop(text, market("EN"))
