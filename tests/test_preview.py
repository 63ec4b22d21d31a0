"""Finding a record by what a person remembers, and showing hostile text without harm."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from localize import review
from localize.domain.record import Record
from localize.domain.variant import Decision, Reason, Variant
from localize.errors import SettingsError
from localize.memory import Entry
from localize.preview import find, one, to_terminal, variants
from localize.shown import LONGEST, shown
from localize.store.repository import Store

MakeRecord = Callable[..., Record]
MakeVariant = Callable[..., Variant]


@pytest.mark.parametrize("wanted", ["note:n0002", "n0002", " note:n0002 "])
def test_a_record_is_found_by_key_and_by_id(filled_store: Store, wanted: str) -> None:
    assert find(filled_store, wanted).key == "note:n0002"


def test_a_record_is_found_by_the_beginning_of_its_key_and_by_its_title(filled_store: Store, make_record: MakeRecord, now: object) -> None:
    filled_store.save_records([make_record(77, "手工佛香")], 1)
    assert find(filled_store, "n007").key == "note:n0077"
    assert find(filled_store, "佛香").key == "note:n0077"


@pytest.mark.parametrize(
    ("wanted", "why"), [("n000", "fits 3 records"), ("艾草", "fits 3 records"), ("n9999", "The nearest are"), ("", "The nearest are")]
)
def test_what_is_not_one_record_names_those_that_come_near(filled_store: Store, wanted: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why) as caught:
        find(filled_store, wanted)
    assert "note:n0001" in caught.value.message
    assert caught.value.next_step


def test_an_empty_store_says_to_run_a_night(store_url: str) -> None:
    with Store.open(store_url) as store, pytest.raises(SettingsError) as caught:
        find(store, "n0001")
    assert "localize night" in caught.value.next_step


def test_a_very_long_name_is_cut_in_the_message(filled_store: Store) -> None:
    with pytest.raises(SettingsError) as caught:
        find(filled_store, "佛" * 100_000)
    assert len(caught.value.message) < 1000


def test_targets_are_found_by_their_beginning(filled_store: Store, make_variant: MakeVariant) -> None:
    filled_store.save_variants(1, [make_variant(target=t) for t in ("US/en-US/general", "US/en-US/diaspora", "HK/zh-Hant-HK/general")])
    record = find(filled_store, "n0001")
    assert len(variants(filled_store, record)) == 3
    assert len(variants(filled_store, record, "us")) == 2
    assert str(one(filled_store, record, "HK").target) == "HK/zh-Hant-HK/general"
    with pytest.raises(SettingsError, match="fits 2 targets"):
        one(filled_store, record, "US")
    with pytest.raises(SettingsError, match="It has: HK/"):
        variants(filled_store, record, "TW")


def test_a_record_without_variants_says_so(filled_store: Store) -> None:
    with pytest.raises(SettingsError, match="no variant yet"):
        variants(filled_store, find(filled_store, "n0001"))


def _printed(store: Store, why: bool) -> str:
    out = io.StringIO()
    record = find(store, "n0001")
    to_terminal(record, variants(store, record), Console(file=out, width=120), why=why, remembered=store.memory_entries, imported=store.evidence)
    return out.getvalue()


def test_verdict_reasons_fields_and_notices_are_shown(filled_store: Store, make_variant: MakeVariant) -> None:
    reason = Reason("claims.cure", "promises a cure", "治疗", "say: relaxing")
    filled_store.save_variants(1, [make_variant(decision=Decision.BLOCK, reasons=(reason,))])
    text = _printed(filled_store, why=False)
    for words in (
        "US/en-US/general",
        "block",
        "claims.cure: promises a cure “治疗” → say: relaxing",
        "艾草泡脚包",
        "Mugwort foot soak",
        "For external use.",
    ):
        assert words in text
    assert "step" not in text


def test_why_adds_steps_receipts_issues_and_estimate(filled_store: Store, make_variant: MakeVariant) -> None:
    filled_store.save_variants(1, [make_variant()])
    text = _printed(filled_store, why=True)
    for words in (
        "measures.weight",
        "1克 → 1 g",
        "艾草 = mugwort: inflected as “Mugwort” in the first draft; entry tcm.aicao revision 2",
        "revision 2",
        "style.length",
        "estimate 0.80",
        "made with source=a1",
    ):
        assert words in text


def test_why_shows_what_was_imported_and_says_that_nobody_approved_it(filled_store: Store, make_variant: MakeVariant) -> None:
    filled_store.save_variants(1, [make_variant()])
    filled_store.save_evidence([("US/en-US/general", Entry("艾草泡脚包", "[red]wormwood bags[/red]"))], "mei", {})
    assert "wormwood" not in _printed(filled_store, why=False)
    shows = " ".join(_printed(filled_store, why=True).split())
    assert "imported, approved by nobody here 100% like 艾草泡脚包 → [red]wormwood bags[/red]" in shows


def test_why_shows_what_people_approved_for_a_text_like_it(filled_store: Store, make_record: MakeRecord, make_variant: MakeVariant) -> None:
    filled_store.save_variants(1, [make_variant()])
    review.approve(filled_store, "note:n0001", "US/en-US/general", "editor")
    assert "100% like 艾草泡脚包 → Mugwort foot soak" in _printed(filled_store, why=True)
    assert "like 艾草泡脚包" not in _printed(filled_store, why=False)


def test_a_seller_cannot_speak_to_the_terminal(filled_store: Store, make_record: MakeRecord, make_variant: MakeVariant) -> None:
    hostile = "\x1b[2J\x1b]0;title\x07[red]red[/red] [/] \u202egnp.exe\r\x9b31m [link=file:///etc]x"
    filled_store.save_records([make_record(1, hostile)], 1)
    filled_store.save_variants(1, [make_variant(title=hostile, reasons=(Reason("r", hostile, hostile, hostile),))])
    text = _printed(filled_store, why=True)
    assert not [c for c in text if not c.isprintable() and c != "\n"]
    assert "[red]red[/red]" in text


@settings(deadline=None, max_examples=100)
@given(st.text())
def test_whatever_is_shown_is_printable_and_bounded(text: str) -> None:
    assert all(c.isprintable() or c == "\u200d" for c in shown(text).plain)
    assert all(c.isprintable() or c in "\u200d\n" for c in shown(text, lines=True).plain)
    assert len(shown(text, longest=5).plain) <= 6


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), max_size=LONGEST))
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    assert shown(text).plain == text
