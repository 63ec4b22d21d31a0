"""Repeated changes of people, from units in a real store to suggestions and proposals."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from localize import glossary
from localize.classify import ClassTable, read_classes
from localize.domain.locale import Locale
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.domain.segment import Segment
from localize.domain.term import Audience, Status, Term
from localize.domain.unit import Origin, State, Unit
from localize.domain.variant import Decision, Signature, Variant, Verdict
from localize.exchange.tables import read_terms, write_terms
from localize.postedits import mine, propose
from localize.review import approve
from localize.store.repository import Store

EN = Locale("en")
US, DIASPORA = "US/en-US/general", "US/en-US/diaspora"
SOAK = Term("herb.soak", "herb", "泡脚包", EN, Audience.ANY, "herbal foot-soak sachet", status=Status.APPROVED)
# (source, draft, what a person made of it)
KNOWN = (
    ("艾草泡脚包", "Mugwort herbal foot-soak sachets", "Mugwort foot bath bags"),
    ("泡脚包真好用", "Herbal foot-soak sachets are great", "Foot bath bags are great"),
    ("买泡脚包", "Buy herbal foot-soak sachets today", "Buy foot bath bags today"),
)
UNKNOWN = (
    ("连衣裙披帛", "Dress cape shawl", "Dress silk scarf"),
    ("春款披帛", "Spring cape shawl", "Spring silk scarf"),
    ("披帛女款", "Women's cape shawl", "Women's silk scarf"),
)
Texts = tuple[tuple[str, str, str], ...]


@pytest.fixture(scope="module")
def classes() -> ClassTable:
    return read_classes(Path(__file__).parents[1] / "glossaries" / "lexicon" / "classes.toml")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with Store.open(store_url) as opened:
        opened.seed_terms([SOAK])
        yield opened


def save(store: Store, texts: Texts, target: str = US, origin: Origin = Origin.HUMAN, first: int = 0) -> None:
    """A record and a variant for each of the texts, as a page would leave them."""
    night = store.start_night(datetime.now(UTC))
    records = [Record(f"r{first + n}", Kind.NOTE, (Field("desc", Role.BODY, f"{source}\n连衣裙"),)) for n, (source, _, _) in enumerate(texts)]
    store.save_records(records, night)
    variants = []
    for record, (source, draft, text) in zip(records, texts, strict=True):
        unit = Unit(Segment("desc", Role.BODY, 0, source), text, State.TRANSLATED, origin, draft)
        signature = Signature("s", "pseudo", "t", "p", "r", "m")
        variants.append(Variant(record.key, Target.parse(target), signature, (unit,), Verdict(Decision.REVIEW)))
    store.save_variants(night, variants)


def test_a_change_of_a_known_term_becomes_a_suggestion_and_the_entry_stays(store: Store, classes: ClassTable) -> None:
    save(store, KNOWN)
    before = store.terms(), store.terms_revision()
    (one,) = mine(store, classes)
    assert (one.kind, one.term, one.found.after) == ("target", SOAK, "foot bath bag")
    assert propose(store, [one]) == 1
    assert (store.terms(), store.terms_revision()) == before
    (event,) = store.events(SOAK.key)
    assert (event.who, event.act, event.detail["wording"], event.detail["units"]) == ("mining", "suggest", "foot bath bag", 3)
    assert "in 3 of 3 units of 3 records" in event.detail["why"]
    assert mine(store, classes) == ()


def test_where_others_keep_it_the_wording_is_one_more_that_is_accepted(store: Store, classes: ClassTable) -> None:
    save(store, KNOWN)
    save(store, tuple((s, d, d + "!!") for s, d, _ in KNOWN), first=10)
    assert [w.kind for w in mine(store, classes)] == ["accepted"]


def test_a_change_about_an_unknown_word_becomes_a_proposed_entry(store: Store, classes: ClassTable) -> None:
    save(store, UNKNOWN)
    (one,) = mine(store, classes)
    assert (one.kind, one.domain) == ("entry", "fashion")
    propose(store, [one])
    (term,) = glossary.find(store, "披帛")
    assert (term.status, term.target, str(term.locale), term.audience) == (Status.PROPOSED, "silk scarf", "en", Audience.GENERAL)
    assert "3 units" in term.note
    assert mine(store, classes) == ()


def test_of_two_wordings_of_a_new_word_the_more_frequent_one_is_proposed(store: Store, classes: ClassTable) -> None:
    both = tuple((s, f"{d} for a grand ball", f"{t} for a court party") for s, d, t in UNKNOWN)
    save(store, (*both, ("素色披帛", "Plain cape shawl", "Plain silk scarf")))
    (one,) = mine(store, classes)
    assert (one.found.after, one.found.units) == ("silk scarf", 4)
    propose(store, [one])
    assert mine(store, classes) == ()


@pytest.mark.parametrize("then", ["reject", "edit"])
def test_what_was_decided_on_never_comes_again(store: Store, classes: ClassTable, then: str) -> None:
    save(store, UNKNOWN + KNOWN)
    propose(store, mine(store, classes))
    (term,) = glossary.find(store, "披帛")
    if then == "reject":
        glossary.move(store, term, "reject", "lin", "no term")
    else:
        glossary.edit(store, term, replace(term, source="云肩披帛", target="cape"), "lin", "the longer word")
    assert mine(store, classes) == ()


def test_a_wording_that_stood_in_the_entry_before_is_not_suggested(store: Store, classes: ClassTable) -> None:
    save(store, KNOWN)
    second = glossary.edit(store, SOAK, replace(SOAK, accepted=("foot bath bag",)), "lin", "try")
    glossary.edit(store, second, replace(second, accepted=()), "lin", "too vague")
    assert mine(store, classes) == ()


def test_a_proposal_that_waits_for_a_target_gets_one_suggested(store: Store, classes: ClassTable) -> None:
    waiting = glossary.add(store, Term("fashion.x-1", "fashion", "披帛", EN, Audience.ANY, ""), "mining", "in 9 records")
    save(store, UNKNOWN)
    (one,) = mine(store, classes)
    assert (one.term, one.kind, one.found.after) == (waiting, "target", "silk scarf")


def test_a_word_that_waits_in_another_locale_is_left_alone(store: Store, classes: ClassTable) -> None:
    glossary.add(store, Term("fashion.x-1", "fashion", "披帛", Locale.parse("zh-Hant-HK"), Audience.ANY, ""), "mining", "in 9 records")
    save(store, UNKNOWN)
    assert mine(store, classes) == ()


def test_a_word_is_proposed_as_its_source_spells_it(store: Store, classes: ClassTable) -> None:
    save(store, tuple((source.replace("披帛", "纏花"), draft, text) for source, draft, text in UNKNOWN))
    (one,) = mine(store, classes)
    assert one.found.word == "纏花"
    propose(store, [one])
    assert mine(store, classes) == ()


def test_only_peoples_units_count_and_each_once(store: Store, classes: ClassTable) -> None:
    save(store, KNOWN, origin=Origin.ENGINE)
    save(store, KNOWN[:2], target=DIASPORA)
    save(store, KNOWN[:1], target="SG/en-SG/general")
    assert mine(store, classes) == ()


def test_an_approved_revision_behind_a_newer_one_counts(store: Store, classes: ClassTable) -> None:
    save(store, UNKNOWN)
    for n in range(3):
        assert approve(store, f"note:r{n}", US, "lin", "good")
    night = store.start_night(datetime.now(UTC))
    newer = [replace(v, units=(), signature=replace(v.signature, source="s2")) for v in store.variants()]
    store.save_variants(night, [Variant(v.record, v.target, v.signature, (), v.verdict) for v in newer])
    assert [w.found.word for w in mine(store, classes)] == ["披帛"]


@pytest.mark.parametrize("after", ["披帛 scarf", "a|b scarf", "x" * 200, "=1+1 scarf\x1b[2J"])
def test_hostile_wordings_are_left_out_or_bounded(store: Store, classes: ClassTable, after: str, tmp_path: Path) -> None:
    save(store, tuple((source, draft, draft.replace("cape shawl", after)) for source, draft, _ in UNKNOWN))
    for wording in mine(store, classes):
        assert len(wording.found.after) <= 60 and wording.found.after.isprintable() and "|" not in wording.found.after
    propose(store, mine(store, classes))
    write_terms(store.terms(), tmp_path)
    assert len(read_terms(tmp_path)) == len(store.terms())


def test_an_empty_store_has_no_wordings(store: Store, classes: ClassTable) -> None:
    assert mine(store, classes) == ()
