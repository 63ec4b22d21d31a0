"""The cases of tests/cases/conventions.json: the checks that fire are exactly those that the case names."""

from __future__ import annotations


def test_case(case, issues_of):
    assert {issue.check for issue in issues_of(case)} == set(case["expected"])
