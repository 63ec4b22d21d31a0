"""The development set: that its lines are what tests/dev/README.md says. Whether a wording is good is for readers."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.domain.term import Outcome
from localize.exchange.tables import read_terms
from localize.termbase.enforce import forbidden, receipts
from localize.termbase.match import TermIndex
from localize.text.script import has_han
from localize.text.segments import segments

HERE = Path(__file__).parent
SEGMENTS = [json.loads(line) for line in (HERE / "segments.jsonl").read_text(encoding="utf-8").splitlines()]
COLUMNS = ["id", "domain", "role", "source", "references", "facts", "tests"]
ROLES = {"title", "body", "name", "value"}
TARGET = Target.parse("US/en-US/general")

each = pytest.mark.parametrize("segment", [pytest.param(s, id=s["id"]) for s in SEGMENTS])


@pytest.fixture(scope="module")
def index():
    return TermIndex(read_terms(HERE.parents[1] / "glossaries" / "terms"))


def bare(text):
    """Without what typography may change: spaces, ℃ or °C, the comma in 20,000."""
    return re.sub(r"\s|(?<=\d),(?=\d{3})", "", unicodedata.normalize("NFKC", text))


def test_there_are_enough_and_none_twice():
    assert len(SEGMENTS) >= 120
    for column in ("id", "source"):
        assert [x for x, times in Counter(s[column] for s in SEGMENTS).items() if times > 1] == []


def test_every_role_is_there():
    assert {s["role"] for s in SEGMENTS} == ROLES


@each
def test_columns(segment):
    assert list(segment) == COLUMNS
    assert re.fullmatch(rf"{segment['domain']}-\d\d", segment["id"])
    assert segment["role"] in ROLES
    assert 1 <= len(segment["references"]) <= 2 and len(set(segment["references"])) == len(segment["references"])
    for text in (segment["source"], *segment["references"], *segment["facts"], segment["tests"]):
        assert text and text == text.strip()


@each
def test_a_source_is_one_segment_with_nothing_around_it(segment):
    record = Record("s1", Kind.LISTING, (Field("text", Role(segment["role"]), segment["source"]),))
    assert [(s.before, s.text, s.after) for s in segments(record)] == [("", segment["source"], "")]
    assert has_han(segment["source"])


@each
def test_facts_stand_in_the_source_and_in_every_reference(segment):
    digits = re.findall(r"\d+", bare(segment["source"]))
    for fact in segment["facts"]:
        assert re.search(r"\d", fact) and set(re.findall(r"\d+", fact)) <= set(digits), fact
        for reference in segment["references"]:
            assert re.search(rf"(?<!\d){re.escape(bare(fact))}(?!\d)", bare(reference)), (fact, reference)


@each
def test_a_reference_is_english_and_has_no_number_of_its_own(segment, index):
    matches = index.match(segment["source"], TARGET)
    allowed = bare(" ".join([segment["source"], *(m.term.target for m in matches)]))
    for reference in segment["references"]:
        assert not has_han(reference)
        if not re.search("[二三四五六七八九十]", segment["source"]):  # 七成 is 70%
            assert set(re.findall(r"\d+", bare(reference))) <= set(re.findall(r"\d+", allowed)), reference


@each
def test_a_reference_agrees_with_the_glossary(segment, index):
    matches = index.match(segment["source"], TARGET)
    for reference in segment["references"]:
        missed = [(r.source, r.expected) for r in receipts(reference, matches, "draft") if r.outcome is Outcome.MISSED]
        assert missed == [], reference
        assert [(m.text, found) for m in matches if (found := forbidden(reference, m.term))] == [], reference
