"""One decision over many variants, seen before, done a page at a time, and taken back as one."""

from collections.abc import Callable

import pytest

from localize.domain.unit import Origin, State
from localize.errors import IllegalMove
from localize.kit import Kit
from localize.reviewing import bulk
from localize.reviewing.edit import edit
from localize.reviewing.undo import undo

from .conftest import DIASPORA, US, make, note

COUNT = 7


@pytest.fixture
def made(open_kit: Callable[..., Kit], monkeypatch: pytest.MonkeyPatch) -> Kit:
    """Seven notes that end with the same line, for two audiences; pages of three."""
    monkeypatch.setattr(bulk, "PAGE", 3)
    kit = open_kit(US, DIASPORA)
    make(kit, *(note(f"n{n}", f"泡脚包{n}号", f"第{n}批", "一家人都喜欢") for n in range(COUNT)))
    return kit


def texts(kit: Kit, target: str = US) -> list[str]:
    return [v.units[-1].target for v in kit.store.variants() if str(v.target) == target]


def what(kit: Kit, *targets: str) -> bulk.Alike:
    variant = kit.store.variant("note:n0", US)
    assert variant is not None
    return bulk.alike(kit, "note:n0", US, len(variant.units) - 1, targets)


def test_a_preview_says_what_would_be_touched(made: Kit) -> None:
    shown = bulk.preview(made, what(made))
    assert (shown.count, dict(shown.targets)) == (2 * COUNT, {US: COUNT, DIASPORA: COUNT})
    assert len(shown.samples) == bulk.SAMPLES and "audiences" in shown.differs and "roles" not in shown.differs
    assert bulk.preview(made, what(made, US)).count == COUNT


def test_the_same_edit_everywhere_and_one_undo_for_all(made: Kit) -> None:
    before = texts(made)
    done = bulk.edit_all(made, what(made, US), "The whole family loves it", "Lin", "one wording")
    assert (done.changed, done.skipped) == (COUNT, 0)
    assert set(texts(made)) == {"The whole family loves it"} and set(texts(made, DIASPORA)) == set(before)
    assert {e.bulk for e in made.store.desk.history("note:n3", US)} == {done.number}
    edit(made, "note:n3", US, 2, "We all love it", "Mei", seen=made.store.variant("note:n3", US).units[2].token)  # type: ignore[union-attr]
    back = bulk.undo_all(made, done.number, "Lin")
    assert (back.changed, back.skipped) == (COUNT - 1, 1)
    assert sorted(texts(made)) == sorted([*before[1:], "We all love it"])


def test_confirming_marks_the_line_and_approves_nothing(made: Kit) -> None:
    done = bulk.confirm(made, what(made), "Lin")
    assert (done.changed, done.skipped) == (2 * COUNT, 0)
    there = list(made.store.variants())
    assert {(v.units[-1].state, v.units[-1].origin) for v in there} == {(State.REVIEWED, Origin.ENGINE)}
    assert {v.approval.value for v in there} == {"open"} and list(made.store.memory_entries(US)) == []
    assert bulk.confirm(made, what(made), "Mei").changed == 0
    make(made, *(note(f"n{n}", f"泡脚包{n}号", f"第{n + 1}批", "一家人都喜欢") for n in range(COUNT)))
    assert {v.units[-1].state for v in made.store.variants()} == {State.REVIEWED}, "a night leaves standing what it would write again"
    assert bulk.undo_all(made, done.number, "Lin").changed == 2 * COUNT
    assert {v.units[-1].state for v in made.store.variants()} == {State.TRANSLATED}


def test_one_variant_of_it_is_undone_alone(made: Kit) -> None:
    before = texts(made)[0]
    done = bulk.edit_all(made, what(made, US), "The whole family loves it", "Lin")
    assert undo(made, "note:n1", US, "Mei").variant.units[-1].target == before
    assert bulk.undo_all(made, done.number, "Lin").changed == COUNT - 1
    with pytest.raises(IllegalMove, match="could be taken back"):
        undo(made, "note:n2", US, "Mei")


def test_what_a_person_wrote_is_no_machines_text(made: Kit) -> None:
    edit(made, "note:n0", US, 2, "We all love it", "Mei", seen=made.store.variant("note:n0", US).units[2].token)  # type: ignore[union-attr]
    with pytest.raises(IllegalMove, match="Only a machine's text"):
        what(made)
    with pytest.raises(IllegalMove, match="no decision over many"):
        bulk.undo_all(made, 1, "Lin")
