"""What sellers say of a line, and what becomes of it."""

from dataclasses import replace

import pytest

from localize.domain.variant import Approval
from localize.errors import EditConflict, IllegalMove
from localize.kit import Kit
from localize.reviewing import flag
from localize.reviewing.flag import ReasonCode
from localize.store.flags import FlagState

from .conftest import US, make, note

KEY = "note:n1"


@pytest.fixture
def made(kit: Kit) -> Kit:
    make(kit, note("n1", "艾草泡脚包", "每包250克"))
    return kit


def token(kit: Kit) -> str:
    found = kit.store.variant(KEY, US)
    assert found is not None
    return found.units[0].token


def raised(kit: Kit, suggestion: str = "Mugwort foot soak", words: str = "we call it so") -> int:
    return flag.raise_flag(kit, KEY, US, 0, ReasonCode.TERM, "shop-7", seen=token(kit), words=words, suggestion=suggestion)


def test_a_suggestion_is_not_applied_by_itself(made: Kit) -> None:
    before = made.store.variant(KEY, US)
    number = raised(made)
    assert made.store.variant(KEY, US) == before
    (found,) = made.store.desk.flags()
    assert (found.id, found.who, found.suggestion, found.state, found.text) == (
        number,
        "shop-7",
        "Mugwort foot soak",
        FlagState.OPEN,
        before.units[0].target,
    )  # type: ignore[union-attr]


def test_an_accepted_flag_is_an_edit_of_whoever_accepts(made: Kit) -> None:
    number = raised(made)
    flag.accept(made, number, "Mugwort foot soak", "Lin", seen=token(made))
    after = made.store.variant(KEY, US)
    assert after is not None and after.units[0].target == "Mugwort foot soak"
    (edit,) = made.store.desk.history(KEY, US)
    assert edit.who == "Lin" and edit.why == f"flag {number}, term: we call it so"
    assert list(made.store.desk.flags()) == []
    assert [e.act for e in made.store.events(f"{KEY}@{US}")] == ["flag", "edit", "flag accepted"]
    with pytest.raises(IllegalMove, match="no open flag"):
        flag.accept(made, number, "Again", "Mei", seen=token(made))


def test_a_flag_whose_line_was_changed_meanwhile_stays_open(made: Kit) -> None:
    number, seen = raised(made), token(made)
    flag.accept(made, raised(made), "Another wording", "Mei", seen=seen)
    with pytest.raises(EditConflict):
        flag.accept(made, number, "Mugwort foot soak", "Lin", seen=seen)
    assert [f.id for f in made.store.desk.flags()] == [number]


def test_a_declined_flag_says_why(made: Kit) -> None:
    number = raised(made)
    with pytest.raises(IllegalMove, match="needs a reason"):
        flag.decline(made.store, number, "Lin", "  ")
    done = flag.decline(made.store, number, "Lin", "The glossary has the other name.")
    assert (done.state, done.answered_by, done.answer) == (FlagState.DECLINED, "Lin", "The glossary has the other name.")


def test_only_whoever_raised_it_withdraws_it(made: Kit) -> None:
    number = raised(made)
    with pytest.raises(IllegalMove, match="somebody else's"):
        flag.withdraw(made.store, number, "shop-8")
    assert flag.withdraw(made.store, number, "shop-7").state is FlagState.WITHDRAWN


def test_flags_are_bounded(made: Kit) -> None:
    for _ in range(flag.MOST_OPEN):
        raised(made, "")
    with pytest.raises(IllegalMove, match="open flags already"):
        raised(made, "")
    with pytest.raises(IllegalMove, match="too many to be kept"):
        raised(made, "", words="很" * 2001)
    with pytest.raises(IllegalMove, match="says which"):
        flag.raise_flag(made, KEY, US, 0, ReasonCode.OTHER, "shop-7", seen=token(made))


def test_sellers_approve_only_where_the_installation_says_so(made: Kit) -> None:
    with pytest.raises(IllegalMove, match="Sellers approve nothing here"):
        flag.approve_as_seller(made, KEY, US, "shop-7", seen="")
    open_to_them = replace(made, settings=replace(made.settings, sellers_approve=True))
    assert "by its seller" in flag.approve_as_seller(open_to_them, KEY, US, "shop-7", seen="")
    (event,) = made.store.events(f"{KEY}@{US}")
    assert (event.who, event.act, event.detail["by"]) == ("shop-7", "approve", "seller")
    approved = made.store.variant(KEY, US)
    assert approved is not None and approved.approval is Approval.APPROVED
    assert list(made.store.memory_entries(US)) == [], "what one shop likes is not put into another's texts"
