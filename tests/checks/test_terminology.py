"""Receipts become issues, and forbidden renderings are found in the forms in which they stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.checks.registry import CHECKS, run
from localize.domain.issue import Severity
from localize.domain.locale import Locale
from localize.domain.term import Audience, Outcome, Receipt, Status, Term, TermMatch


def term(locale, target, *forbidden, accepted=()):
    return Term("tea.qiwu", "tea", "茶宠", Locale.parse(locale), Audience.ANY, target, accepted=accepted, forbidden=forbidden, status=Status.APPROVED)


def names(case, one, built):
    unit, context = built(case)
    context = replace(context, matches=(TermMatch(one, 0, 2, "茶宠"),))
    return {issue.check for issue in run(CHECKS, unit, context)}


@pytest.mark.parametrize(
    ("target", "hit"),
    [
        ("A tea toy for the tray", True),
        ("Two Tea Toys for the tray", True),
        ("A tea-toy for the tray", True),
        ("A tea pet for the tray", False),
        ("A steatoyed tray", False),  # no word of ours inside another word
        ("A tea toy pet for the tray", False),  # accepted, and holds the forbidden words
    ],
)
def test_forbidden_rendering(target, hit, built):
    case = {"source": "茶宠摆在茶盘上", "target": target}
    assert ("forbidden_term" in names(case, term("en", "tea pet", "tea toy", accepted=("tea toy pet",)), built)) is hit


def test_forbidden_rendering_in_chinese_needs_no_word_boundary(built):
    case = {"source": "茶宠摆在茶盘上", "target": "小茶玩偶擺在茶盤上", "locale": "TW/zh-Hant-TW/general"}
    assert "forbidden_term" in names(case, term("zh-Hant", "茶寵", "茶玩偶"), built)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_only_a_missed_term_is_an_issue(outcome, built):
    unit, context = built({"source": "茶宠摆在茶盘上", "target": "A pet on the tea tray"})
    unit = replace(unit, receipts=(Receipt("tea.qiwu", "茶宠", "tea pet", "", outcome, "draft", 1),))
    found = [issue for issue in run(CHECKS, unit, context) if issue.check == "missed_term"]
    assert bool(found) is (outcome is Outcome.MISSED)
    for issue in found:
        assert issue.severity is Severity.MAJOR
        assert "茶宠" in issue.message
        assert "tea pet" in issue.message
        assert issue.rule == "tea.qiwu"


def test_a_glossary_may_want_han_in_a_latin_target(built):
    case = {"source": "茶宠摆在茶盘上", "target": "The tea pet (茶宠) stands on the tray"}
    assert names(case, term("en", "tea pet (茶宠)"), built) == set()
    assert "han_left" in names(case, term("en", "tea pet"), built)


def test_a_wanted_rendering_of_one_term_is_not_forbidden_by_another(built):
    """红花 is safflower and never saffron; 藏红花 beside it is saffron."""
    unit, context = built({"source": "红花和藏红花都有", "target": "Both safflower and saffron"})
    red = replace(term("en", "safflower", "saffron"), concept="herb.red", source="红花")
    tibetan = replace(term("en", "saffron"), concept="herb.tibetan", source="藏红花")
    both = replace(context, matches=(TermMatch(red, 0, 2, "红花"), TermMatch(tibetan, 3, 6, "藏红花")))
    assert "forbidden_term" not in {i.check for i in run(CHECKS, unit, both)}
    alone = replace(context, matches=both.matches[:1])
    assert "forbidden_term" in {i.check for i in run(CHECKS, unit, alone)}


@pytest.mark.parametrize(
    ("rendering", "target"),
    [
        ("gaiwan (lidded tea bowl)", "A Hand-Painted Gaiwan (Lidded Tea Bowl) for One"),
        ("the 1st and 15th of each lunar month", "Incense for the 1st and 15th"),
    ],
)
def test_what_a_wanted_rendering_brings_is_neither_explained_nor_invented(rendering, target, built):
    wanted = term("en", rendering, accepted=("1st and 15th",))
    found = names({"source": "茶宠摆在茶盘上真好看", "target": target}, wanted, built)
    assert not found & {"explained", "number_invented", "measure_invented"}
