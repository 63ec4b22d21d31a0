"""The cases of tests/cases/fluency.json, and that cleaning up is mechanical: named, stable, and never empties a text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from localize.checks.fluency import strip_chatter


def test_case(case, issues_of):
    assert {issue.check for issue in issues_of(case)} == set(case["expected"])
    if "stripped" in case:
        cleaned = strip_chatter(case["target"], case["source"])
        assert cleaned.text == case["stripped"]
        assert bool(cleaned.steps) == (cleaned.text != case["target"])


def test_each_step_is_named_and_goes_on_from_the_one_before():
    cleaned = strip_chatter('Sure! Here is the translation:\n\n"Herbal foot soak"\n\nNote: casual.', "泡脚包")
    assert cleaned.text == "Herbal foot soak"
    assert all(step.rule.startswith("chatter.") for step in cleaned.steps)
    assert [step.before for step in cleaned.steps[1:]] == [step.after for step in cleaned.steps[:-1]]


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="ab \n\"'“”*`()note:sure.,是", max_size=60), st.sampled_from(["", "注意", "“好”", "围巾"]))
def test_cleaning_twice_is_cleaning_once(text, source):
    once = strip_chatter(text, source).text
    assert strip_chatter(once, source).text == once
    assert bool(once.strip()) or not text.strip()
