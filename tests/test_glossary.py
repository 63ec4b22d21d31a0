"""What people do with terms and cards, on a real store: four eyes, going back, merging, talking."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from localize import cards, discussion, glossary
from localize.domain.concept import Concept
from localize.domain.locale import Locale
from localize.domain.term import Audience, Demand, Status, Term
from localize.errors import GlossaryError, IllegalMove
from localize.exchange.concepts import read_concepts
from localize.merging import merge
from localize.store.repository import Store

CARDS = Path(__file__).parent / "cases" / "concepts"
SET, POT, KETTLE, RECOMMEND = "tea.cha-ju|en|any", "tea.cha-hu|en|any", "tea.pao-cha-hu|en|any", "slang.an-li|en|any"


def entry(concept: str, source: str, target: str, **changes: Any) -> Term:
    made = Term(concept, concept.partition(".")[0], source, Locale("en"), Audience.ANY, target, status=Status.APPROVED)
    return replace(made, **changes)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with Store.open(store_url) as store:
        store.seed_terms(
            [
                entry("tea.cha-ju", "茶具", "tea set", status=Status.PROPOSED),
                entry("tea.cha-hu", "茶壶", "teapot"),
                entry("tea.cha-hu", "茶壶", "茶壺", locale=Locale.parse("zh-Hant-HK")),
                entry("tea.pao-cha-hu", "泡茶壶", "brewing pot", source_variants=("安利",), note="seen in winter"),
                entry("slang.an-li", "安利", "recommend", needs=("姐妹",)),
            ]
        )
        store.seed_concepts(read_concepts(CARDS))
        yield store


def current(store: Store, key: str) -> Term:
    return store.term_history(key)[-1].term


# four eyes


def test_who_proposed_an_entry_cannot_approve_it(store: Store) -> None:
    mine = glossary.add(store, entry("tea.new", "新茶", "new tea", status=Status.PROPOSED), "Lin", "sold here")
    with pytest.raises(IllegalMove, match=r"lin proposed tea\.new") as caught:
        glossary.move(store, mine, "approve", "lin", "it is right")
    assert "another person" in caught.value.next_step and "CHUHAI_SINGLE_EDITOR=1" in caught.value.next_step
    assert current(store, mine.key) == mine
    assert glossary.move(store, mine, "approve", "Mei", "read it").status is Status.APPROVED


def test_who_edited_an_entry_cannot_approve_it_and_the_proposer_neither(store: Store) -> None:
    mine = glossary.add(store, entry("tea.new", "新茶", "new tea", status=Status.PROPOSED), "Lin", "sold here")
    edited = glossary.edit(store, mine, replace(mine, target="fresh tea"), "Mei", "this season's")
    for who in ("Lin", "Mei"):
        with pytest.raises(IllegalMove, match=f"{who} (proposed|worded) tea.new"):
            glossary.move(store, edited, "approve", who, "it is right")
    assert glossary.move(store, edited, "approve", "Bo", "read it").revision == 3


def test_two_people_get_on_by_proposing_anew(store: Store) -> None:
    mine = glossary.add(store, entry("tea.new", "新茶", "new tea", status=Status.PROPOSED), "Lin", "sold here")
    again = glossary.move(store, glossary.move(store, mine, "reject", "Mei", "stale"), "propose", "Mei", "with another wording")
    reworded = glossary.edit(store, again, replace(again, target="fresh tea"), "Mei", "this season's")
    assert glossary.move(store, reworded, "approve", "Lin", "better").target == "fresh tea"


def test_a_shop_with_one_editor_says_so(store: Store) -> None:
    mine = glossary.add(store, entry("tea.new", "新茶", "new tea", status=Status.PROPOSED), "Lin", "sold here")
    assert glossary.move(store, mine, "approve", "Lin", "nobody else is here", single_editor=True).status is Status.APPROVED


def test_the_shipped_tables_are_nobody_and_nobody_may_be_them(store: Store) -> None:
    assert glossary.written_by(store, SET).proposer == ""
    for name in ("glossaries", " Glossaries ", "li\u202en"):
        with pytest.raises(GlossaryError, match="not a person's name"):
            glossary.move(store, current(store, SET), "approve", name, "as shipped")
    assert glossary.move(store, current(store, SET), "approve", "Lin", "read it").status is Status.APPROVED


def test_several_are_approved_all_or_none(store: Store) -> None:
    mine = glossary.add(store, entry("tea.new", "新茶", "new tea", status=Status.PROPOSED), "Lin", "sold here")
    with pytest.raises(IllegalMove, match="Lin proposed"):
        glossary.move_all(store, [current(store, SET), mine], "approve", "Lin", "all of them")
    assert {current(store, key).status for key in (SET, mine.key)} == {Status.PROPOSED}
    done = glossary.move_all(store, [current(store, SET), mine, mine], "approve", "Mei", "all of them")
    assert [(term.key, term.status) for term in done] == [(SET, Status.APPROVED), (mine.key, Status.APPROVED)]
    assert [event.who for event in store.events(SET)] == ["Mei"]


def test_a_move_that_came_too_late_says_who_was_faster(store: Store) -> None:
    seen = current(store, SET)
    glossary.move(store, seen, "reject", "Mei", "we sell none")
    with pytest.raises(IllegalMove, match=r"Mei made revision 2, rejected at .* \(we sell none\)"):
        glossary.move(store, seen, "approve", "Lin", "good")
    with pytest.raises(IllegalMove, match=r"it is rejected.* Mei made revision 2 at .* \(we sell none\)"):
        glossary.move(store, current(store, SET), "approve", "Lin", "good")


@pytest.mark.parametrize(("who", "why"), [("", "x"), ("Lin", " "), ("L" * 81, "x"), ("Lin", "x" * 501)])
def test_a_change_is_signed_in_bounds(store: Store, who: str, why: str) -> None:
    for change in (
        lambda: glossary.move(store, current(store, SET), "reject", who, why),
        lambda: glossary.rollback(store, POT, 1, who, why),
        lambda: cards.write(store, Concept("tea.pao-cha-hu", "A pot."), who, why),
    ):
        with pytest.raises((GlossaryError, IllegalMove)):
            change()
    assert [len(store.term_history(key)) for key in (SET, POT)] == [1, 1] and cards.card(store, "tea.pao-cha-hu") is None


# going back


def test_going_back_is_a_new_revision(store: Store) -> None:
    first = current(store, POT)
    second = glossary.edit(store, first, replace(first, target="pot", accepted=("tea pot",)), "Lin", "shorter")
    back = glossary.rollback(store, POT, 1, "Mei", "pot is too short")
    assert back == replace(first, revision=3)
    assert [h.term for h in store.term_history(POT)] == [first, second, back]
    assert store.term_history(POT)[-1].why == "back to revision 1: pot is too short"
    assert glossary.rollback(store, POT, 2, "Lin", "no") == replace(second, revision=4)


@pytest.mark.parametrize(("closing", "closed", "key"), [("deprecate", Status.DEPRECATED, POT), ("reject", Status.REJECTED, SET)])
def test_a_closed_entry_comes_back_as_proposed(store: Store, closing: str, closed: Status, key: str) -> None:
    first = current(store, key)
    glossary.edit(store, first, replace(first, target="other"), "Lin", "try")
    glossary.move(store, current(store, key), closing, "Mei", "not sold")
    assert glossary.rollback(store, key, 1, "Mei", "sold again") == replace(first, status=Status.PROPOSED, revision=5)
    assert [h.term.status for h in store.term_history(key)][2:] == [closed, Status.PROPOSED, Status.PROPOSED]
    with pytest.raises(IllegalMove, match="Mei proposed"):
        glossary.move(store, current(store, key), "approve", "Mei", "good")


def test_a_closed_entry_with_the_same_wording_is_proposed_once(store: Store) -> None:
    glossary.move(store, current(store, POT), "deprecate", "Mei", "not sold")
    assert glossary.rollback(store, POT, 1, "Mei", "sold again").revision == 3


def test_going_nowhere_is_refused(store: Store) -> None:
    with pytest.raises(IllegalMove, match="changes nothing"):
        glossary.rollback(store, POT, 1, "Lin", "why not")
    with pytest.raises(GlossaryError, match=r"no revision 7\. It has: 1"):
        glossary.rollback(store, POT, 7, "Lin", "why not")
    with pytest.raises(GlossaryError, match="no concept, key or headword"):
        glossary.rollback(store, "tea.none|en|any", 1, "Lin", "why not")


# merging


def test_a_merge_moves_headwords_and_closes_what_it_merged(store: Store) -> None:
    proposed = glossary.add(store, entry("tea.pao-cha-hu", "泡茶壶", "kettle", status=Status.PROPOSED, locale=Locale("ms")), "Bo", "try")
    merged = merge(store, "tea.pao-cha-hu", "tea.cha-hu", "Lin", "one thing")
    assert merged.moved.headwords == ("泡茶壶",) and merged.moved.taken == (("安利", "slang.an-li"),)
    pots = [term for term in store.terms() if term.concept == "tea.cha-hu"]
    assert {term.source_variants for term in pots} == {("泡茶壶",)} and {term.status for term in pots} == {Status.APPROVED}
    gone = current(store, KETTLE)
    assert (gone.status, gone.note, gone.revision) == (Status.DEPRECATED, "Merged into tea.cha-hu. seen in winter", 2)
    assert current(store, proposed.key).status is Status.REJECTED
    assert store.term_history(KETTLE)[-1].why == "tea.pao-cha-hu is merged into tea.cha-hu: one thing"
    assert len({h.at for key in (KETTLE, POT) for h in store.term_history(key)[-1:]}) == 1


@pytest.mark.parametrize(
    ("gone", "kept", "says"),
    [
        ("slang.an-li", "tea.cha-hu", "slang.an-li is meant only beside 姐妹"),
        ("tea.cha-hu", "tea.pao-cha-hu", "nothing for the readers of tea.cha-hu|zh-Hant-HK|any"),
        ("tea.cha-hu", "tea.cha-hu", "into itself"),
        ("tea.cha-hu", "tea.cha-ju", "nothing for the readers of tea.cha-hu|en|any"),  # the other is not approved yet
    ],
)
def test_what_is_not_the_same_is_not_merged(store: Store, gone: str, kept: str, says: str) -> None:
    before = store.terms()
    with pytest.raises(IllegalMove) as caught:
        merge(store, gone, kept, "Lin", "one thing")
    assert says in str(caught.value) and caught.value.next_step
    assert store.terms() == before and store.terms_revision() == len(before)


def test_only_concepts_with_open_entries_are_merged(store: Store) -> None:
    with pytest.raises(GlossaryError, match="no concept"):
        merge(store, "tea.none", "tea.cha-hu", "Lin", "one thing")
    with pytest.raises(GlossaryError, match="is not a concept"):
        merge(store, "茶具", "tea.cha-hu", "Lin", "one thing")
    glossary.move(store, current(store, SET), "reject", "Lin", "no")
    with pytest.raises(IllegalMove, match=r"All entries of tea\.cha-ju are closed"):
        merge(store, "tea.cha-ju", "tea.cha-hu", "Lin", "one thing")


def test_a_merge_is_whole_or_not_at_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody edits the other concept while the merge is under way: nothing of it is kept."""
    before = {term.key: term for term in store.terms()}
    save = store.save_terms

    def late(*words: Any) -> None:
        monkeypatch.undo()
        glossary.edit(store, before[POT], replace(before[POT], target="pot"), "Mei", "shorter")
        save(*words)

    monkeypatch.setattr(store, "save_terms", late)
    with pytest.raises(IllegalMove, match="Mei made revision 2"):
        merge(store, "tea.pao-cha-hu", "tea.cha-hu", "Lin", "one thing")
    assert {term.key: term for term in store.terms()} == before | {POT: replace(before[POT], target="pot", revision=2)}


# talking


def test_remarks_stand_in_the_history_where_they_were_said(store: Store) -> None:
    assert discussion.discuss(store, SET, "Lin", "is a tray part of it?") == SET
    glossary.move(store, current(store, SET), "reject", "Mei", "too wide")
    assert discussion.discuss(store, "茶具", "Bo", " we sell\nfew \x1b[31m") == "tea.cha-ju"
    cards.write(store, replace(read_concepts(CARDS)[-1], picture="https://example.com/set.png"), "Bo", "to see it")
    glossary.move(store, current(store, SET), "propose", "Lin", "with a tray")
    lines = [(line.what, line.who, line.words) for line in discussion.history(store, SET)]
    assert lines == [
        ("revision 1", "glossaries", "tea set, proposed; first use"),
        ("card 1", "glossaries", "The things that tea is made with: pot, cups, tray. first use"),
        ("remark", "Lin", "is a tray part of it?"),
        ("revision 2", "Mei", "tea set, rejected; too wide"),
        ("remark", "Bo", "we sell\nfew \x1b[31m"),
        ("card 2", "Bo", "The things that tea is made with: pot, cups, tray. to see it"),
        ("revision 3", "Lin", "tea set, proposed; with a tray"),
    ]
    assert [line.what for line in discussion.history(store, POT)] == ["revision 1", "card 1"]


@pytest.mark.parametrize(
    ("about", "who", "text", "says"),
    [
        (SET, "Lin", " ", "0 characters"),
        (SET, "Lin", "x" * 2001, "2001 characters"),
        (SET, "", "hello", "needs a person"),
        (SET, "glossaries", "hello", "not a person's name"),
        ("tea.none", "Lin", "hello", "no concept"),
        ("安利", "Lin", "hello", "slang.an-li, tea.pao-cha-hu"),
    ],
)
def test_a_remark_is_somebodys_about_something_in_bounds(store: Store, about: str, who: str, text: str, says: str) -> None:
    with pytest.raises(GlossaryError, match=says):
        discussion.discuss(store, about, who, text)
    assert [event for event in store.events() if event.act == "remark"] == []


# cards


def test_a_card_grows_by_revisions_and_says_when_somebody_was_faster(store: Store) -> None:
    seen = cards.card(store, "tea.cha-hu")
    assert seen is not None
    mine = cards.write(store, replace(seen, review_by=date(2027, 1, 1)), "Lin", "shapes change")
    assert (mine.revision, cards.card(store, "tea.cha-hu")) == (2, mine)
    with pytest.raises(IllegalMove, match=r"Lin made revision 2 at .*shapes change"):
        cards.write(store, replace(seen, definition="A pot."), "Mei", "shorter")
    with pytest.raises(IllegalMove, match="says that already"):
        cards.write(store, mine, "Mei", "again")
    assert [(h.card.revision, h.who) for h in store.concept_history("tea.cha-hu")] == [(1, "glossaries"), (2, "Lin")]


@pytest.mark.parametrize(
    ("card", "says"),
    [
        (Concept("tea.none", "A thing."), "no concept"),
        (Concept("茶壶", "A thing."), "not a concept"),
        (Concept("tea.pao-cha-hu", ""), "definition of the card"),
        (Concept("tea.pao-cha-hu", "A pot.", "http://example.com"), "https"),
    ],
)
def test_a_faulty_card_is_not_kept(store: Store, card: Concept, says: str) -> None:
    with pytest.raises(GlossaryError, match=says):
        cards.write(store, card, "Lin", "new")
    assert len(store.concepts()) == 4


def test_what_is_due_is_listed_longest_overdue_first(store: Store) -> None:
    assert cards.due(store, date(2026, 6, 30)) == ()
    cards.write(store, Concept("tea.cha-ju", "A set.", review_by=date(2026, 1, 1), revision=1), "Lin", "try")
    late = cards.due(store, date(2027, 7, 1))
    assert [(each.card.concept, [t.key for t in each.terms]) for each in late] == [("tea.cha-ju", [SET]), ("slang.an-li", [RECOMMEND])]
    glossary.move(store, current(store, SET), "reject", "Mei", "no")  # slang.yyds has a card and no entries
    assert [each.card.concept for each in cards.due(store, date(2027, 7, 1))] == ["slang.an-li"]


def test_tables_of_cards_never_overwrite_a_person(store: Store) -> None:
    rows = {card.concept: card for card in store.concepts()}
    pot, told = rows["tea.cha-hu"], rows["slang.an-li"]
    cards.write(store, replace(pot, definition="A pot."), "Lin", "shorter")
    tables = [
        replace(pot, revision=1),  # as it was before
        replace(told, definition="To urge on friends."),
        Concept("tea.new", "Something new."),
        rows["tea.cha-ju"],
    ]
    found = cards.compare(store, tables)
    assert ([c.concept for c in found.new], [c.concept for c in found.changed]) == (["tea.new"], ["slang.an-li"])
    assert (found.refused, found.behind) == ((), ("tea.cha-hu",))
    assert cards.take_over(store, found, "reviewed") == 2
    assert [(h.card.definition, h.who) for h in store.concept_history("slang.an-li")][-1] == ("To urge on friends.", "glossaries")
    assert cards.compare(store, [replace(pot, definition="Another."), *tables[1:]]).refused == ("tea.cha-hu",)
    assert cards.take_over(store, cards.compare(store, tables), "again") == 0


def test_a_card_is_no_reason_to_make_a_variant_again(store: Store) -> None:
    from localize.domain.region import Target
    from localize.termbase.match import TermIndex

    def digest() -> str:
        index = TermIndex(store.terms())
        return index.digest(index.match("好茶壶", Target.parse("US/en-US/general")))

    before = digest()
    cards.write(store, Concept("tea.pao-cha-hu", "A pot."), "Lin", "new")
    discussion.discuss(store, POT, "Lin", "hm")
    assert digest() == before
    glossary.edit(store, current(store, POT), replace(current(store, POT), demand=Demand.PREFERRED), "Lin", "style")
    assert digest() != before
