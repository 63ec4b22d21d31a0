"""Where people's texts go when a variant is made anew, and how the checks read them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.carry import as_read, carried, kept, reasons
from localize.domain.record import Role
from localize.domain.segment import Segment
from localize.domain.unit import CONFIRMED, EDITED, Origin, Proposal, State, Step, Unit
from localize.reviewing.settle import offered

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[Any]:
    found = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["label"]) for case in found]


def segments(lines: list[str]) -> list[Segment]:
    return [Segment("desc", Role.BODY, n, line) for n, line in enumerate(lines)]


def machine(segment: Segment, text: str = "") -> Unit:
    return Unit(segment, text or f"<{segment.text}>", State.TRANSLATED, Origin.ENGINE, f"<{segment.text}>", engine="pseudo")


def person(segment: Segment, text: str) -> Unit:
    unit = machine(segment)
    return Unit(segment, text, State.REVIEWED, Origin.HUMAN, unit.draft, engine="pseudo", steps=(Step(EDITED, unit.target, text, "lin"),))


@pytest.mark.parametrize("case", cases("carry"))
def test_a_persons_line_finds_its_place(case: dict[str, Any]) -> None:
    old = [person(s, f"mine {n}") if n in case["mine"] else machine(s) for n, s in enumerate(segments(case["old"]))]
    new = segments(case["new"])
    people = carried(old, new)
    assert {u.target.removeprefix("mine "): n for n, u in people.held.items()} == case["places"]
    assert [u.target for u in people.gone] == [f"mine {n}" for n in case["gone"]]
    made = [kept(machine(s), people.held[n]) if n in people.held else machine(s) for n, s in enumerate(new)]
    assert any(u.waits for u in made) is case.get("waits", False)
    assert len(reasons(made, people.gone)) == sum(u.waits for u in made) + len(case["gone"])


@pytest.mark.parametrize("case", cases("merges"))
def test_a_merge_is_offered_only_where_it_has_no_choice(case: dict[str, Any]) -> None:
    unit = Unit(segments(["新"])[0], case["mine"], State.REVIEWED, Origin.HUMAN, proposal=Proposal("旧", case["before"], case["theirs"]))
    assert offered(unit) == case["merge"]


def test_what_the_machine_would_write_now_lies_beside_a_text_whose_source_stands() -> None:
    segment = segments(["每包250克"])[0]
    there = kept(machine(segment, "250 g a bag"), person(segment, "250 g each"))
    assert there.target == "250 g each" and there.proposal == Proposal("每包250克", "<每包250克>", "250 g a bag") and not there.waits


def test_nothing_lies_beside_it_where_the_machine_writes_as_before_or_as_the_person_did() -> None:
    segment = segments(["每包250克"])[0]
    assert kept(machine(segment), person(segment, "250 g each")).proposal is None
    assert kept(machine(segment, "250 g each"), person(segment, "250 g each")).proposal is None


def test_a_text_goes_on_waiting_over_a_second_change() -> None:
    one, two, three = (segments([line])[0] for line in ("每包250克", "每包300克", "每包400克"))
    waiting = kept(machine(two), person(one, "250 g each"))
    again = kept(machine(three), waiting)
    assert again.proposal == Proposal("每包250克", "<每包250克>", "<每包400克>") and again.waits and again.target == "250 g each"


def test_a_source_that_comes_back_ends_the_waiting() -> None:
    one, two = (segments([line])[0] for line in ("每包250克", "每包300克"))
    back = kept(machine(one), kept(machine(two), person(one, "250 g each")))
    assert back.proposal is None and back.target == "250 g each" and back.origin is Origin.HUMAN


def test_a_confirmed_text_stands_as_long_as_the_machine_writes_it() -> None:
    segment = segments(["每包250克"])[0]
    confirmed = Unit(segment, "250 g", State.REVIEWED, Origin.ENGINE, steps=(Step(CONFIRMED, "250 g", "250 g", "lin"),))
    assert kept(machine(segment, "250 g"), confirmed).state is State.REVIEWED
    other = kept(machine(segment, "250 grams"), confirmed)
    assert (other.state, other.target, other.by_person) == (State.TRANSLATED, "250 grams", False)


def test_conversions_that_still_stand_are_read_back() -> None:
    step = Step("measures.us", "250 g", "8.8 oz (250 g)")
    unit = Unit(segments(["每包250克"])[0], "Each is 8.8 oz (250 g)", State.REVIEWED, Origin.HUMAN, "old", steps=(step,))
    assert as_read(unit, ()).draft == "Each is 250 g" and as_read(unit, ()).steps == (step,)
    assert as_read(unit, (step,)).draft == "Each is 8.8 oz (250 g)"


LINES = st.lists(st.sampled_from(["一", "二", "三", "四", "五"]), max_size=6)


@given(LINES, LINES, st.sets(st.integers(0, 5)))
def test_no_text_of_a_person_is_lost_or_doubled(old: list[str], new: list[str], mine: set[int]) -> None:
    units = [person(s, f"mine {n}") if n in mine else machine(s) for n, s in enumerate(segments(old))]
    people = carried(units, segments(new))
    there = [u.target for u in [*people.held.values(), *people.gone]]
    assert sorted(there) == sorted(u.target for u in units if u.by_person)
    for place, unit in people.held.items():
        standing = (unit.segment.text in new) and new.count(unit.segment.text) >= old.count(unit.segment.text)
        assert not standing or new[place] == unit.segment.text
