"""What an import of terms changes and what it may not; what an import of a memory keeps."""

import importlib.util
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize import glossary
from localize.domain.region import Target
from localize.domain.term import Status, Term
from localize.domain.variant import Variant
from localize.errors import GlossaryError, IllegalMove
from localize.exchange.reading import read_file
from localize.exchange.tables import as_csv
from localize.exchange.tmx import as_tmx
from localize.intake import arriving, read_evidence, take_evidence
from localize.memory import Entry
from localize.review import approve
from localize.store.repository import Store

_spec = importlib.util.spec_from_file_location("entries", Path(__file__).parent / "exchange" / "entries.py")
assert _spec is not None and _spec.loader is not None
given_entries = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(given_entries)
plain, cells_of = given_entries.plain, given_entries.cells_of

US = "US/en-US/general"
APPROVED = Status.APPROVED


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with Store.open(store_url) as opened:
        opened.save_terms([plain(n, status=APPROVED) for n in (1, 2)] + [plain(3)], "lin", "the first")
        yield opened


def take(store: Store, *terms: Term, decides: bool = False) -> glossary.Difference:
    found = arriving(store, terms, decides=decides)
    glossary.take_over(store, found, "a file", "mei")
    return found


def current(store: Store, number: int) -> Term:
    return next(term for term in store.terms() if term.concept == f"tea.w{number}")


def test_a_new_entry_arrives_as_proposed_whatever_its_file_says(store: Store) -> None:
    take(store, plain(9, status=APPROVED, revision=7))
    assert current(store, 9) == plain(9)
    take(store, plain(8, status=APPROVED, revision=7), decides=True)
    assert current(store, 8) == plain(8, status=APPROVED)
    (event,) = (event for event in store.events() if event.subject == "tea.w8|en|any")
    assert (event.who, event.detail["why"], event.detail["status"]) == ("mei", "a file", "approved")


@pytest.mark.parametrize("status", [Status.REJECTED, Status.DEPRECATED])
@pytest.mark.parametrize("decides", [False, True])
def test_a_new_entry_begins_neither_rejected_nor_deprecated(store: Store, status: Status, decides: bool) -> None:
    found = take(store, plain(9, status=status), decides=decides)
    assert [row.problem for row in found.refused] == [f"a new entry cannot begin as {status}"]
    assert len(store.terms()) == 3


def test_a_decided_entry_is_changed_only_by_somebody_who_may(store: Store) -> None:
    better = plain(1, target="fine tea", status=APPROVED)
    for change in (better, plain(1, status=Status.DEPRECATED), plain(3, status=Status.REJECTED)):
        found = take(store, change)
        assert ["only an import with --as-approved" in row.problem for row in found.refused] == [True]
    assert store.terms_revision() == 3
    take(store, better, plain(3, status=APPROVED), decides=True)
    assert current(store, 1) == replace(better, revision=2)
    assert current(store, 3).status is APPROVED


def test_a_proposed_entry_gets_another_wording_and_stays_proposed(store: Store) -> None:
    take(store, plain(3, target="fine tea", status=APPROVED))
    assert current(store, 3) == plain(3, target="fine tea", revision=2)


def test_what_the_store_says_already_is_the_same(store: Store) -> None:
    found = take(store, plain(1), plain(2, status=APPROVED), plain(3, revision=5))
    assert (found.same, found.rows, found.behind, found.refused) == (3, 3, (), ())
    assert store.terms_revision() == 3


def test_the_same_file_again_does_nothing_even_after_people_went_on(store: Store) -> None:
    terms = [plain(1), plain(3, target="fine tea"), plain(9, status=APPROVED, revision=3), plain(8)]
    take(store, *terms)
    revisions = store.terms_revision()
    again = arriving(store, terms, decides=False)
    assert (again.new, again.changed, again.refused, again.same) == ((), (), (), 4)
    for number in (9, 8):
        glossary.move(store, current(store, number), "approve", "lin", "read it")
    for target in ("one", "two", "three"):
        glossary.edit(store, current(store, 9), replace(current(store, 9), target=target), "lin", "shorter")
    glossary.move(store, current(store, 3), "reject", "lin", "not so")
    again = take(store, *terms)
    assert (again.new, again.changed, again.refused, again.same) == ((), (), (), 2)
    assert again.behind == ("tea.w3|en|any", "tea.w9|en|any")
    decided = take(store, *terms[1:], decides=True)
    assert (decided.new, decided.changed, decided.refused, len(decided.behind)) == ((), (), (), 3)
    assert store.terms_revision() == revisions + 6


def test_a_person_s_change_is_not_overwritten_by_a_file_made_before_it(store: Store) -> None:
    glossary.edit(store, current(store, 3), replace(current(store, 3), target="mine"), "lin", "better")
    for revision in (1, 40):  # 40: counted in another store
        found = take(store, plain(3, target="theirs", revision=revision), decides=True)
        assert ["lin changed it in the store" in row.problem for row in found.refused] == [True]
    assert current(store, 3).target == "mine"
    take(store, plain(3, target="theirs", revision=2))
    assert current(store, 3).target == "theirs"


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(terms=given_entries.entries, decides=st.booleans())
def test_any_import_repeated_changes_nothing(store_url: str, terms: list[Term], decides: bool) -> None:
    with Store.open(store_url) as store:
        before = {term.key for term in store.terms(APPROVED)}
        take(store, *terms, decides=decides)
        revisions = store.terms_revision()
        again = take(store, *terms, decides=decides)
        assert again.new == again.changed == () and store.terms_revision() == revisions
        assert decides or {term.key for term in store.terms(APPROVED)} == before


def test_nothing_is_half_taken_over(store: Store) -> None:
    found = arriving(store, [plain(number) for number in range(10, 900)], decides=False)
    store.save_terms([plain(880)], "lin", "faster")
    with pytest.raises(IllegalMove, match=r"tea\.w880"):
        glossary.take_over(store, found, "a file", "mei")
    assert len(store.terms()) == 4


def test_five_thousand_rows_with_fifty_bad_ones(store_url: str, tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    rows = (cells_of(plain(number, **({"risk": "?"} if number % 100 == 0 else {}))) for number in range(5_000))
    path.write_bytes(as_csv(rows))
    tracemalloc.start()
    read = read_file(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(read.terms), read.wrong, len(read.faults)) == (4_950, 50, 50)
    assert peak < 20 * path.stat().st_size  # twelve times, when this was written
    with Store.open(store_url) as store:
        assert glossary.take_over(store, arriving(store, read.terms, decides=False), "a file", "mei") == 4_950
        assert arriving(store, read.terms, decides=False).same == 4_950


def test_a_memory_goes_out_approved_and_comes_back_as_evidence_only(
    filled_store: Store, tmp_path: Path, make_variant: Callable[..., Variant]
) -> None:
    filled_store.save_variants(1, [make_variant()])
    approve(filled_store, "note:n0001", US, "lin", "good")
    path = tmp_path / "memory.tmx"
    path.write_bytes(as_tmx([(Target.parse(each), filled_store.memory_entries(each)) for each in filled_store.memory_targets()]))
    before = list(filled_store.memory_entries(US))
    found = read_evidence(path)
    assert sorted(entry.source for _, entry in found.texts) == sorted(entry.source for entry in before)
    assert take_evidence(filled_store, path, found, "mei", "from the old machine") == 2
    assert take_evidence(filled_store, path, found, "mei", "once more") == 0
    assert list(filled_store.memory_entries(US)) == before
    assert {entry.source for entry in filled_store.evidence(US)} == {entry.source for entry in before}
    (event,) = (event for event in filled_store.events() if event.act == "import")
    assert (event.who, event.detail["why"], event.detail["targets"]) == ("mei", "from the old machine", {US: 2})


TMX = (
    '<tmx version="1.4"><header/><body><tu><tuv xml:lang="zh"><seg>茶</seg></tuv><tuv xml:lang="en"><seg>tea</seg></tuv>'
    '<tuv xml:lang="en-GB"><seg>a cup of tea</seg></tuv></tu></body></tmx>'
)


def test_a_foreign_memory_is_for_the_target_that_is_named_and_for_no_other(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(TMX, encoding="utf-8")
    assert (read_evidence(path).texts, read_evidence(path).elsewhere) == ((), 2)
    named = read_evidence(path, US)
    assert (named.texts, named.elsewhere) == (((US, Entry("茶", "tea")),), 1)
    with pytest.raises(GlossaryError, match="is not a target"):
        read_evidence(path, "US")
    for who, why in (("", "why"), ("mei", " ")):
        with pytest.raises(GlossaryError, match="needs a person and a reason"):
            take_evidence(store, path, named, who, why)
    assert list(store.evidence(US)) == [] and [event for event in store.events() if event.act == "import"] == []
