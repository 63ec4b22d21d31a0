"""What goes into a row comes out again, whatever it is."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.domain.issue import Category, Issue, Severity
from localize.domain.locale import Locale
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.segment import Segment
from localize.domain.term import Audience, Demand, Outcome, Receipt, Status, Term
from localize.domain.unit import Estimate, Origin, State, Step, Unit
from localize.domain.variant import Reason
from localize.store import codec

# every code point, half surrogate pairs too: JSON from outside may hold them
TEXT = st.text(st.characters(exclude_categories=()), max_size=12)
CLEAN = st.text(max_size=12)
WORDS = st.lists(CLEAN, max_size=3).map(tuple)
STEPS = st.builds(Step, TEXT, TEXT, TEXT, TEXT)
ISSUES = st.builds(Issue, TEXT, st.sampled_from(Category), st.sampled_from(Severity), TEXT, TEXT, TEXT, TEXT, TEXT)
RECEIPTS = st.builds(Receipt, TEXT, TEXT, TEXT, TEXT, st.sampled_from(Outcome), TEXT, st.integers(1, 99))
REASONS = st.builds(Reason, TEXT, TEXT, TEXT, TEXT)
FIELDS = st.builds(Field, TEXT, st.sampled_from(Role), TEXT)
FACTS = st.lists(st.tuples(CLEAN, st.one_of(CLEAN, st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False))), max_size=3)
RECORDS = st.builds(
    Record,
    CLEAN,
    st.sampled_from(Kind),
    st.lists(st.builds(Field, CLEAN, st.sampled_from(Role), CLEAN), max_size=3).map(tuple),
    FACTS.map(tuple),
    CLEAN,
)
UNITS = st.builds(
    Unit,
    st.builds(Segment, TEXT, st.sampled_from(Role), st.integers(0, 999), TEXT, TEXT, TEXT),
    TEXT,
    st.sampled_from(State),
    st.sampled_from(Origin),
    TEXT,
    TEXT,
    TEXT,
    TEXT,
    st.lists(STEPS, max_size=2).map(tuple),
    st.lists(RECEIPTS, max_size=2).map(tuple),
    st.lists(ISSUES, max_size=2).map(tuple),
    st.builds(Estimate, st.floats(0, 1), WORDS),
)
LOCALES = st.sampled_from(["en", "en-US", "zh-Hant-HK", "ms-MY"]).map(Locale.parse)
TERMS = st.builds(
    Term,
    CLEAN,
    CLEAN,
    CLEAN,
    LOCALES,
    st.sampled_from(Audience),
    CLEAN,
    st.sampled_from(Demand),
    WORDS,
    WORDS,
    WORDS,
    WORDS,
    WORDS,
    st.sampled_from(Status),
    CLEAN,
    CLEAN,
    st.integers(1, 99),
)
COMMON = settings(deadline=None, max_examples=60)


def through(row: dict[str, Any]) -> Any:
    """The row as a database gives it back: its JSON was text in UTF-8 on the way."""
    return SimpleNamespace(**{name: json.loads(codec.dump(value).encode()) for name, value in row.items()})


@COMMON
@given(UNITS)
def test_a_unit_survives(unit: Unit) -> None:
    assert codec.unit_value(through(codec.unit_row(unit, 0))) == unit


@COMMON
@given(RECORDS)
def test_a_record_survives_with_its_fingerprint(record: Record) -> None:
    back = codec.record_value(through(codec.record_row(record)))
    assert back == record and back.fingerprint == record.fingerprint


@COMMON
@given(TERMS)
def test_a_term_survives(term: Term) -> None:
    assert codec.term_value(through(codec.term_row(term))) == term


@COMMON
@given(st.lists(REASONS, max_size=3).map(tuple), st.lists(FIELDS, max_size=3).map(tuple))
def test_flat_values_survive(reasons: tuple[Reason, ...], fields: tuple[Field, ...]) -> None:
    assert codec.unpack(Reason, json.loads(codec.dump(codec.pack(reasons)))) == reasons
    assert codec.unpack(Field, json.loads(codec.dump(codec.pack(fields)))) == fields


def test_a_row_may_lack_a_new_field_and_hold_an_old_one() -> None:
    assert codec.unpack(Step, [{"rule": "r", "before": "a", "after": "b", "gone": 1}]) == (Step("r", "a", "b"),)


def test_a_word_that_the_domain_does_not_know_is_an_error() -> None:
    with pytest.raises(ValueError, match="shrug"):
        codec.unpack(Field, [{"path": "title", "role": "shrug", "text": ""}])


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        codec.dump(float("nan"))
