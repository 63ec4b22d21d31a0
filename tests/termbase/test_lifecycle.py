"""Every move of an entry from every status: allowed ones count the revision up, all others are refused."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from localize.domain.locale import Locale
from localize.domain.term import Audience, Demand, Status, Term
from localize.errors import GlossaryError, IllegalMove
from localize.termbase import lifecycle
from localize.termbase.lifecycle import MOVES, change, edit

ENTRY = Term("tea.cha-ju", "tea", "茶具", Locale("en"), Audience.ANY, "tea set", revision=3)
ACTIONS: dict[str, Callable[[Term], Term]] = {name: getattr(lifecycle, name) for name in MOVES}


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("name", list(MOVES))
def test_moves(name: str, status: Status) -> None:
    entry = replace(ENTRY, status=status)
    allowed, becomes = MOVES[name]
    if status in allowed:
        assert ACTIONS[name](entry) == replace(entry, status=becomes, revision=4)
    else:
        with pytest.raises(IllegalMove, match=f"Cannot {name} .* it is {status}"):
            ACTIONS[name](entry)


@pytest.mark.parametrize("status", list(Status))
def test_edit_keeps_the_status_and_is_refused_for_closed_entries(status: Status) -> None:
    entry = replace(ENTRY, status=status)
    wanted = replace(entry, target="teaware")
    if status in (Status.PROPOSED, Status.APPROVED):
        assert edit(entry, wanted) == replace(wanted, revision=4)
    else:
        with pytest.raises(IllegalMove, match="cannot be edited"):
            edit(entry, wanted)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (ENTRY, "changes nothing"),
        (replace(ENTRY, target="x", status=Status.APPROVED), "cannot move"),
        (replace(ENTRY, target="x", revision=2), "is at revision 3"),
        (replace(ENTRY, concept="tea.cha-bei"), "cannot turn"),
    ],
)
def test_an_edit_is_wording_only(wanted: Term, message: str) -> None:
    with pytest.raises(IllegalMove, match=message):
        edit(ENTRY, wanted)


def test_an_entry_without_a_target_is_not_approved_unless_it_forbids() -> None:
    empty = replace(ENTRY, target="")
    with pytest.raises(IllegalMove, match="no target"):
        lifecycle.approve(empty)
    assert lifecycle.approve(replace(empty, demand=Demand.FORBID)).status is Status.APPROVED


def test_a_change_names_a_person_a_time_and_a_reason() -> None:
    approved = lifecycle.approve(ENTRY)
    made = change(ENTRY, approved, " editor ", "2026-03-01T08:00:00+08:00", "checked by a reader")
    assert (made.who, made.before, made.after.revision) == ("editor", ENTRY, 4)
    for who, when, why in (("", made.when, "x"), ("x", made.when, " "), ("x", "yesterday", "x")):
        with pytest.raises(GlossaryError):
            change(ENTRY, approved, who, when, why)
