"""Which texts a change of entries can reach. A wrong "no" would hide variants from the preview; a wrong "yes" only costs time."""

from dataclasses import replace

import pytest

from localize.domain.locale import Locale
from localize.domain.region import Target
from localize.domain.term import Audience, Status, Term
from localize.termbase.reach import Reach

TERM = Term("herb.ai-ye", "herb", "艾叶", Locale.parse("en"), Audience.GENERAL, "mugwort", source_variants=("OOTD",), status=Status.APPROVED)


@pytest.mark.parametrize(
    ("text", "may", "does"),
    [
        ("艾葉足浴", True, True),
        ("艾草，叶子", True, False),  # apart: what stands between may be taken out
        ("艾草", False, False),
        ("今日ｏｏｔｄ", True, True),
    ],
)
def test_a_word_in_chinese_must_have_its_characters_in_the_text(text: str, may: bool, does: bool) -> None:
    reach = Reach.of([TERM])
    assert reach.reaches(text) is does
    chinese_only = Reach.of([replace(TERM, source_variants=())])
    assert chinese_only.may_reach(text) is (may and "ｏ" not in text)
    assert reach.may_reach(text), "a word in Latin letters may be written by an adapter"


def test_a_character_that_an_adapter_writes_need_not_stand_in_the_text() -> None:
    grams = replace(TERM, source="公克装", source_variants=())
    assert not Reach.of([grams]).may_reach("半斤装")
    assert Reach.of([grams], "公克").may_reach("半斤装")


def test_only_approved_entries_reach_anything() -> None:
    nothing = Reach.of([replace(TERM, status=status) for status in Status if status is not Status.APPROVED])
    assert not nothing.words
    assert not nothing.serves(Target.parse("US/en-US/general"))


def test_whom_an_entry_serves() -> None:
    reach = Reach.of([TERM])
    served = [t for t in ("US/en-US/general", "US/en-US/diaspora", "SG/en-SG/general", "HK/zh-Hant-HK/general") if reach.serves(Target.parse(t))]
    assert served == ["US/en-US/general", "SG/en-SG/general"]
