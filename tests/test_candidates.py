"""Mined words as proposals in a real store: few, with evidence, never approved, and never a second time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from localize import glossary
from localize.candidates import DOMAINS, MOST, WHO, Candidate, mine, proposal, propose
from localize.classify import ClassTable, read_classes
from localize.domain.locale import Locale
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.term import Audience, Demand, Status, Term
from localize.errors import IllegalMove
from localize.exchange.line import LONGEST_CELL
from localize.exchange.tables import read_terms, write_terms
from localize.mining import cedict
from localize.store.repository import Store

ROOT = Path(__file__).parents[1]
EN = Locale("en")
MUGWORT = Term("herb.ai-cao", "herb", "艾草", EN, Audience.ANY, "mugwort", status=Status.APPROVED)
TITLES = ("云肩披帛 连衣裙配饰", "披帛女款 连衣裙", "春款披帛 连衣裙", "素色披帛 连衣裙 艾草")


@pytest.fixture(scope="module")
def classes() -> ClassTable:
    return read_classes(ROOT / "glossaries" / "lexicon" / "classes.toml")


def listing(number: int, title: str, body: str = "") -> Record:
    return Record(f"l{number}", Kind.LISTING, (Field("item.name", Role.TITLE, title), Field("item.description", Role.BODY, body)))


def fill(store: Store, *records: Record) -> None:
    store.save_records(records, store.start_night(datetime.now(UTC)))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with Store.open(store_url) as opened:
        opened.seed_terms([MUGWORT, Term("fashion.lianyiqun", "fashion", "连衣裙", EN, Audience.ANY, "dress", status=Status.APPROVED)])
        fill(opened, *(listing(n, title) for n, title in enumerate(TITLES)))
        yield opened


def test_a_word_comes_with_its_evidence(store: Store, classes: ClassTable) -> None:
    (one,) = mine(store, classes)
    assert (one.word, one.scored.records, one.domain, one.classes[0]) == ("披帛", 4, "fashion", "clothing")
    assert len(one.snippets) == 3 and all("披帛" in snippet for snippet in one.snippets)
    assert "in 4 records" in one.why


def test_it_becomes_a_proposal_without_a_target(store: Store, classes: ClassTable) -> None:
    (term,) = propose(store, mine(store, classes), EN)
    (held,) = glossary.find(store, "披帛")
    assert held == term
    assert (term.status, term.target, term.demand, term.domain, term.revision) == (Status.PROPOSED, "", Demand.REQUIRED, "fashion", 1)
    assert term.concept.startswith("fashion.x-") and "4 records" in term.note and "云肩披帛" in term.note
    (past,) = store.term_history(term.key)
    assert past.who == WHO and "score" in past.why
    with pytest.raises(IllegalMove, match="no target"):
        glossary.move(store, term, "approve", "lin", "good")


def test_a_proposal_goes_through_the_tables(store: Store, classes: ClassTable, tmp_path: Path) -> None:
    propose(store, mine(store, classes), EN)
    write_terms(store.terms(), tmp_path)
    assert sorted(read_terms(tmp_path), key=lambda t: t.key) == list(store.terms())


@pytest.mark.parametrize("then", ["nothing", "reject", "approve", "rename"])
def test_what_was_proposed_once_never_comes_again(store: Store, classes: ClassTable, then: str) -> None:
    (term,) = propose(store, mine(store, classes), EN)
    if then == "reject":
        glossary.move(store, term, "reject", "lin", "no term")
    elif then == "approve":
        named = glossary.edit(store, term, replace(term, target="silk scarf"), "lin", "named")
        glossary.move(store, named, "approve", "mei", "good")
    elif then == "rename":  # merged into an entry with a longer headword
        glossary.edit(store, term, replace(term, source="云肩披帛套装"), "lin", "the set is meant")
    assert mine(store, classes) == ()


def test_a_word_that_the_termbase_has_in_another_locale_is_known(store: Store, classes: ClassTable) -> None:
    glossary.add(store, Term("fashion.pi-bo", "fashion", "披帛", Locale.parse("zh-Hant-HK"), Audience.ANY, "披帛"), "lin", "worn there")
    assert mine(store, classes) == ()


def test_at_most_so_many_the_best_first(store: Store, classes: ClassTable) -> None:
    names = [f"{a}{b}" for a in "锦绫罗绸缎纱" for b in "佩珮璎珞钗钿"]
    fill(store, *(listing(100 + 3 * i + n, f"{name} {TITLES[n][0]}") for i, name in enumerate(names) for n in range(3)))
    found = mine(store, classes)
    assert len(found) == MOST
    assert [c.scored.score for c in found] == sorted((c.scored.score for c in found), reverse=True)
    assert mine(store, classes, most=3) == found[:3]


def test_hostile_records_make_a_sound_table(store: Store, classes: ClassTable, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x")|"\n\x1b[2J\u202e'
    fill(store, *(listing(n, f"{evil} 缠花{evil * 200}", f"{evil}\n" * 50) for n in range(50, 54)))
    written = propose(store, mine(store, classes), EN)
    assert {"缠花", "披帛"} <= {t.source for t in written}
    for term in written:
        assert len(term.note) < LONGEST_CELL and term.note.isprintable() and term.note.startswith("Mined from")
    write_terms(store.terms(), tmp_path)
    assert len(read_terms(tmp_path)) == len(store.terms())


@pytest.mark.parametrize("word", sorted(cedict.MISLEADING))
def test_no_gloss_is_ever_a_target(word: str, store: Store, classes: ClassTable, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store, *(listing(n, f"{left}{word} {n}") for n, left in enumerate(("新", "好", "老", "真"), start=60)))
    monkeypatch.setattr(cedict, "glosses", lambda words: dict.fromkeys(words, ("athlete's foot", "bribe")))
    found = {c.word: c for c in mine(store, classes)}
    assert word in found and found[word].glosses
    for term in propose(store, tuple(found.values()), EN):
        assert (term.target, term.accepted, term.status) == ("", (), Status.PROPOSED)
        assert "bribe" not in term.note


def test_every_class_and_domain_is_one_that_there_is(classes: ClassTable) -> None:
    names = frozenset().union(*classes.classes.values())
    assert set(DOMAINS) <= names
    assert set(DOMAINS.values()) <= {path.stem for path in (ROOT / "glossaries" / "terms").glob("*.csv")}


def test_an_empty_store_has_no_candidates(store_url: str, classes: ClassTable) -> None:
    with Store.open(store_url) as empty:
        assert mine(empty, classes) == ()


def test_a_proposal_keeps_its_id(store: Store, classes: ClassTable) -> None:
    def ids(found: tuple[Candidate, ...]) -> list[str]:
        return [proposal(c, EN).concept for c in found]

    assert ids(mine(store, classes)) == ids(mine(store, classes)) == ["fashion.x-" + ids(mine(store, classes))[0][-8:]]
