"""What holds of every match, and of the index as a value."""

from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.domain.locale import Locale
from localize.domain.region import Target
from localize.domain.term import Audience, Status, Term
from localize.termbase.fold import fold
from localize.termbase.match import TermIndex, digest_of

US = Target.parse("US/en-US/general")
DIASPORA = Target.parse("US/en-US/diaspora")
MIXED = st.text(alphabet="祛湿濕泡脚腳包红花紅艾叶茶具小亲yd s㎝½ＯＯＴＤ３，\n🌿\u200b", max_size=60)


def term(source: str, target: str, audience: Audience = Audience.ANY, locale: str = "en", **changes: object) -> Term:
    made = Term(f"t.{target.replace(' ', '-')}", "t", source, Locale.parse(locale), audience, target, status=Status.APPROVED)
    return replace(made, **changes)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=100)
@given(text=MIXED)
def test_matches_are_spans_of_the_original_in_order_without_overlap(index: TermIndex, text: str) -> None:
    end = 0
    for match in index.match(text, US):
        assert text[match.start : match.end] == match.text
        assert match.start >= end
        end = match.end


@settings(deadline=None, max_examples=100)
@given(text=st.text(max_size=40))
def test_offsets_of_a_fold_ascend_and_point_into_the_text(text: str) -> None:
    folded, offsets = fold(text)
    assert len(folded) == len(offsets)
    assert list(offsets) == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)


def test_only_approved_entries_are_found() -> None:
    for status in Status:
        found = TermIndex((replace(term("茶具", "tea set"), status=status),)).match("茶具", US)
        assert bool(found) is (status is Status.APPROVED)


def test_an_entry_for_another_audience_never_matches() -> None:
    only_diaspora = TermIndex((term("茶具", "cha ju", Audience.DIASPORA),))
    assert only_diaspora.match("茶具", US) == ()
    assert [m.term.target for m in only_diaspora.match("茶具", DIASPORA)] == ["cha ju"]


def test_exact_locale_and_audience_come_before_general_ones() -> None:
    wide, near = term("茶具", "tea set", concept="t.x"), term("茶具", "cha ju", Audience.DIASPORA, concept="t.x")
    nearest = term("茶具", "tea things", locale="en-US", concept="t.x")
    assert TermIndex((wide, near)).match("茶具", DIASPORA)[0].term is near
    assert TermIndex((wide, near, nearest)).match("茶具", DIASPORA)[0].term is nearest


def test_macau_falls_to_hong_kong_and_then_to_traditional() -> None:
    macau = Target.parse("MO/zh-Hant-MO/general")
    common, hong_kong = term("围巾", "圍巾", locale="zh-Hant"), term("围巾", "頸巾", locale="zh-Hant-HK", concept="t.圍巾")
    assert TermIndex((common, hong_kong)).match("围巾", macau)[0].term.target == "頸巾"
    assert TermIndex((common,)).match("围巾", macau)[0].term.target == "圍巾"
    assert TermIndex((term("围巾", "圍巾", locale="zh-Hant-TW"),)).match("围巾", macau) == ()


def test_a_longer_word_without_an_entry_for_the_target_hides_nothing() -> None:
    index = TermIndex((term("泡脚包", "足浴包", locale="zh-Hant-HK"), term("泡脚", "foot soak")))
    assert [m.text for m in index.match("泡脚包", US)] == ["泡脚"]


def test_the_sense_with_more_evidence_wins() -> None:
    plain, special = term("精华", "best part"), term("精华", "serum", needs=("护肤",))
    index = TermIndex((plain, special))
    assert index.match("精华", US, "护肤")[0].term is special
    assert index.match("精华", US, "读书")[0].term is plain


def test_digest_changes_with_the_entries_and_not_with_their_places(index: TermIndex) -> None:
    one, twice = index.match("茶具", US), index.match("新茶具，好茶具", US)
    assert index.digest(one) == digest_of(twice) != digest_of(())
    renewed = [replace(m, term=replace(m.term, revision=2)) for m in one]
    reworded = [replace(m, term=replace(m.term, target="teaware")) for m in one]
    assert len({digest_of(one), digest_of(renewed), digest_of(reworded)}) == 3


def test_an_index_is_a_value(index: TermIndex) -> None:
    assert TermIndex(index.terms) == index
    with pytest.raises(FrozenInstanceError):
        index.terms = ()  # type: ignore[misc]


def test_targets_of_one_reader_share_what_words_stand_for() -> None:
    index = TermIndex((term("茶具", "tea set"), term("围巾", "頸巾", locale="zh-Hant-HK")))
    assert index.reader(US) == index.reader(Target.parse("SG/en-SG/general")) != index.reader(DIASPORA)
    own = TermIndex((*index.terms, term("茶具", "tea things", locale="en-SG")))
    assert own.reader(US) != own.reader(Target.parse("SG/en-SG/general"))


def test_half_a_surrogate_pair_hides_no_term() -> None:
    found = TermIndex((term("茶具", "tea set", needs=("套",)),)).match("\ud83d茶具", US, "一套\ude00")
    assert [(m.start, m.end) for m in found] == [(1, 3)]


def test_no_terms_and_very_long_text() -> None:
    assert TermIndex(()).match("茶具", US) == ()
    assert len(TermIndex((term("茶具", "tea set"),)).match("茶具" * 50_000, US)) == 10_000
