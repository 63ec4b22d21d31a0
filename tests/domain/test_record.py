"""A record is what it says, not where it came from or in which order its facts were read."""

from dataclasses import replace

import pytest

from localize.domain.record import Field, Kind, Record, Role

RECORD = Record(
    "n1", Kind.NOTE, (Field("title", Role.TITLE, "佛香"), Field("desc", Role.BODY, "礼佛")), (("images", 3), ("type", "normal")), "a.jsonl:1"
)


@pytest.mark.parametrize(
    "same",
    [
        replace(RECORD, where="b.jsonl:9"),
        replace(RECORD, facts=(("type", "normal"), ("images", 3))),
    ],
)
def test_the_same_content_has_the_same_fingerprint(same: Record) -> None:
    assert same.fingerprint == RECORD.fingerprint


@pytest.mark.parametrize(
    "other",
    [
        replace(RECORD, kind=Kind.LISTING),
        replace(RECORD, facts=(("images", 4), ("type", "normal"))),
        replace(RECORD, fields=RECORD.fields[:1]),
        replace(RECORD, fields=RECORD.fields[::-1]),
    ],
)
def test_other_content_has_another_fingerprint(other: Record) -> None:
    assert other.fingerprint != RECORD.fingerprint


def test_a_name_may_stand_twice_with_values_of_different_kinds() -> None:
    assert len(replace(RECORD, facts=(("tag", ""), ("tag", 0))).fingerprint) == 16


def test_what_a_record_is_about() -> None:
    """A listing is about its own item, a note about those that it is bound to, each once and of bounded length."""
    listing = replace(RECORD, kind=Kind.LISTING)
    assert replace(listing, facts=(("item_id", "i1"),)).items == ("i1",)
    assert replace(RECORD, facts=(("item_ids", "i2,i1,,i2"),)).items == ("i2", "i1")
    assert RECORD.items == listing.items == replace(RECORD, facts=(("item_id", "i1"),)).items == ()
    assert len(replace(RECORD, facts=(("item_ids", "i" * 999),)).items[0]) == 128


def test_the_title_is_the_first_text_there_is() -> None:
    assert RECORD.title == "佛香"
    assert replace(RECORD, fields=(Field("title", Role.TITLE, ""), Field("desc", Role.BODY, "礼佛"))).title == "礼佛"
    assert replace(RECORD, fields=()).title == ""
