"""What holds of every enforcement, whatever the terms are."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.chrf import CHRF

from localize.domain.region import Target
from localize.domain.term import Demand, Outcome, Term, TermMatch
from localize.termbase.enforce import MOST_ASKS, after_repair, asks, by_rule, chrf, forbidden, objection, receipts, replace_forbidden
from localize.termbase.match import TermIndex
from localize.termbase.renderings import plural, singular

US = Target.parse("US/en-US/general")
WORDS = st.text(alphabet="red flowsaghttea 12-S'\n", max_size=80)


@pytest.fixture(scope="module")
def herbs(index: TermIndex) -> tuple[TermMatch, ...]:
    return index.match("红花艾叶泡脚包百搭", US)


def test_asks_are_few_and_required_ones_go_first(index: TermIndex) -> None:
    many = index.match("百搭显瘦氛围感红花艾叶茯苓老姜花椒当归围巾手机壳", US)
    wanted = asks(many)
    assert len(wanted) == MOST_ASKS
    assert {"safflower", "scarf"} <= {ask.target for ask in wanted}
    assert "versatile" not in {ask.target for ask in wanted}
    assert [len(ask.source) for ask in wanted] == sorted((len(ask.source) for ask in wanted), reverse=True)


def test_a_word_is_asked_for_once_and_a_forbidden_one_never(index: TermIndex) -> None:
    assert [ask.target for ask in asks(index.match("茶具茶具，祛湿", US))] == ["tea set"]


def test_rules_get_all_terms_of_a_chinese_target(index: TermIndex) -> None:
    many = index.match("围巾手机壳保质期快递充电宝连衣裙卫衣均码尺码红包", Target.parse("TW/zh-Hant-TW/general"))
    assert len(asks(many)) == len(many) > MOST_ASKS


def test_a_repair_is_told_from_what_was_right_before(herbs: tuple[TermMatch, ...]) -> None:
    before = receipts("Foot-soak sachet with mugwort and red flower", herbs, "draft")
    after = after_repair(before, receipts("Herbal foot-soak sachets with mugwort and safflower", herbs, "repair"))
    assert {r.source: r.outcome for r in after} == {"红花": Outcome.REPAIRED, "艾叶": Outcome.INFLECTED, "泡脚包": Outcome.MET}
    assert {r.stage for r in after} == {"repair"}


@pytest.mark.parametrize(
    ("repair", "why"),
    [
        ("30 herbal foot-soak sachets with safflower and mugwort for a warm evening", ""),
        ("30 herbal foot-soak sachets with red flower and mugwort for a warm evening", ""),  # the same text; that nothing is gained is seen elsewhere
        ("herbal foot-soak sachets with safflower and mugwort for a warm evening", "changed the number 30"),
        ("30 herbal foot-soak sachets, 5 with safflower and mugwort for a warm evening", "changed the number 5"),
        ("30 foot packs of herbs with safflower and mugwort for a warm evening", "lost 'herbal foot-soak sachets'"),
        ("30 herbal foot-soak sachets, foot packages with safflower and mugwort for a warm evening", "brought 'foot packages'"),
        ("30 herbal foot-soak sachets: safflower, mugwort", "changed the rest of the text"),
        ("Enjoy thirty... 30 of our finest herbal foot-soak sachets, oh: safflower, mugwort! Tonight", "changed the rest of the text"),
        ("", "was empty"),
    ],
)
def test_a_repair_may_change_nothing_but_what_was_missed(repair: str, why: str, herbs: tuple[TermMatch, ...]) -> None:
    draft = "30 herbal foot-soak sachets with red flower and mugwort for a warm evening"
    found = objection("30包红花艾叶泡脚包", draft, repair, herbs)
    assert why in found and bool(found) is bool(why)


def test_a_number_that_the_draft_had_lost_may_come_back(herbs: tuple[TermMatch, ...]) -> None:
    draft, repair = "Herbal sachets with red flower and mugwort leaf", "30 herbal sachets with safflower and mugwort leaf"
    assert not objection("30包红花艾叶", draft, repair, herbs[:2])
    assert objection("红花艾叶", draft, repair, herbs[:2])
    assert not objection("红花艾叶", repair, draft.replace("red flower", "safflower"), herbs[:2]), "and one that nobody has may go"


def test_what_a_rule_brought_says_so(herbs: tuple[TermMatch, ...]) -> None:
    adapted = replace_forbidden("Foot-soak sachet with mugwort and red flower", herbs)
    told = by_rule(receipts(adapted.text, herbs, "draft"), adapted.steps)
    assert {r.source: (r.outcome, r.stage) for r in told} == {
        "红花": (Outcome.REPAIRED, "rule"),
        "艾叶": (Outcome.INFLECTED, "draft"),
        "泡脚包": (Outcome.INFLECTED, "draft"),
    }


def test_chrf_agrees_with_sacrebleu() -> None:
    ours = random.Random(7)
    words = ["herbal", "foot", "soak", "sachets", "with", "red", "flower", "and", "mugwort", "leaf", "pack", "of", "30", "safflower"]
    for _ in range(50):
        left, right = (" ".join(ours.choices(words, k=ours.randint(2, 12))) for _ in range(2))
        assert chrf(left, right) == pytest.approx(CHRF().sentence_score(left, [right]).score / 100, abs=0.005)
    assert chrf("", "") == 1.0
    assert chrf("", "a") == 0.0


@settings(deadline=None, max_examples=100)
@given(text=WORDS)
def test_replacing_leaves_no_forbidden_rendering_of_what_was_missed_and_is_stable(herbs: tuple[TermMatch, ...], text: str) -> None:
    adapted = replace_forbidden(text, herbs)
    assert bool(adapted.steps) is (adapted.text != text)
    assert replace_forbidden(adapted.text, herbs) == type(adapted)(adapted.text)


def test_every_forbidden_rendering_of_a_required_english_term_is_replaced_by_a_met_one(shipped: tuple[Term, ...]) -> None:
    for term in shipped:
        if term.demand is Demand.REQUIRED and term.locale.language == "en":
            match = TermMatch(term, 0, len(term.source), term.source)
            for rendering in term.forbidden:
                text = f"this {rendering} here"
                if forbidden(text, term):
                    assert receipts(replace_forbidden(text, [match]).text, [match], "rule")[0].outcome is not Outcome.MISSED, (term.key, rendering)


@pytest.mark.parametrize(
    ("one", "many"), [("foot soak", "foot soaks"), ("tea bush", "tea bushes"), ("goji berry", "goji berries"), ("tea tray", "tea trays")]
)
def test_singular_and_plural(one: str, many: str) -> None:
    assert (plural(one), singular(many)) == (many, one)


@pytest.mark.parametrize("word", ["glass", "dress", "citrus", "oasis"])
def test_what_only_looks_like_a_plural_stays(word: str) -> None:
    assert singular(word) == word
