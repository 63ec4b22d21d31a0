"""Editing a line: what is saved, what is checked, who is told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from localize.domain.unit import EDITED, Origin, State
from localize.domain.variant import Approval, Decision, Signature, Verdict
from localize.errors import EditConflict, IllegalMove
from localize.kit import Kit
from localize.postedits import edited
from localize.review import approve, reject
from localize.reviewing.again import check_live
from localize.reviewing.edit import LONGEST, edit
from localize.reviewing.undo import undo
from localize.store.variants import StoredVariant

from .conftest import US, make, note

KEY = "note:n1"
CASES = json.loads((Path(__file__).parents[1] / "cases" / "human_edits.json").read_text(encoding="utf-8"))


@pytest.fixture
def made(kit: Kit) -> Kit:
    make(kit, note("n1", "艾草泡脚包", "每包250克", "红花、茯苓、艾叶", "一家人都喜欢"))
    return kit


def standing(kit: Kit) -> StoredVariant:
    found = kit.store.variant(KEY, US)
    assert found is not None
    return found


def test_an_edit_is_a_new_revision_with_that_text(made: Kit) -> None:
    before = standing(made)
    done = edit(made, KEY, US, 1, "Each bag: 8.8 oz (250 g)", " Lin ", seen=before.units[1].token, why="plainer")
    unit = done.variant.units[1]
    assert (done.variant.revision, done.variant.approval, unit.target) == (2, Approval.OPEN, "Each bag: 8.8 oz (250 g)")
    assert (unit.origin, unit.state, unit.draft) == (Origin.HUMAN, State.REVIEWED, before.units[1].draft)
    assert unit.steps[-1].rule == EDITED and (unit.steps[-1].before, unit.steps[-1].note) == (before.units[1].target, "Lin")
    assert unit.estimate.value > before.units[1].estimate.value and unit.issues == ()
    assert [u for n, u in enumerate(done.variant.units) if n != 1] == [u for n, u in enumerate(before.units) if n != 1]
    (kept,) = made.store.desk.history(KEY, US)
    assert (kept.who, kept.act, kept.why, kept.before, kept.after, kept.revision) == (
        "Lin",
        "edit",
        "plainer",
        before.units[1].target,
        unit.target,
        2,
    )
    assert kept.was == before.units[1]


def test_the_signature_says_that_people_had_a_part(made: Kit) -> None:
    before = standing(made)
    done = edit(made, KEY, US, 1, "250 g each", "Lin", seen=before.units[1].token)
    assert before.signature.difference(done.variant.signature) == ("people",)
    with pytest.raises(IllegalMove, match="another text than the one that was looked at"):
        approve(made.store, KEY, US, "Mei", seen=str(before.signature))


def test_what_was_under_review_is_mended_and_approved(made: Kit) -> None:
    done = edit(made, KEY, US, 1, "One sachet each", "Lin", seen=standing(made).units[1].token)
    assert done.variant.verdict.decision is Decision.REVIEW
    edit(made, KEY, US, 1, "8.8 oz (250 g) each", "Lin", seen=done.variant.units[1].token)
    assert standing(made).verdict == Verdict(Decision.RELEASE)
    assert "is approved" in approve(made.store, KEY, US, "Mei")
    assert made.store.memory(US, ["每包250克"]) == {"每包250克": "8.8 oz (250 g) each"}


def test_a_claim_in_a_persons_text_blocks(made: Kit) -> None:
    done = edit(made, KEY, US, 1, "8.8 oz (250 g), cures insomnia", "Lin", seen=standing(made).units[1].token)
    assert done.variant.verdict.decision is Decision.BLOCK


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(reason=case["known_failure"])] if "known_failure" in case else [])
        for case in CASES
    ],
)
def test_a_persons_text_is_held_to_the_source(open_kit: Callable[..., Kit], case: dict[str, Any]) -> None:
    kit = open_kit(case["target"])
    make(kit, note("n1", "艾草泡脚包", case["source"]))
    before = kit.store.variant(KEY, case["target"])
    assert before is not None and before.units[1].segment.text == case["source"]
    found = check_live(kit, before, 1, case["text"])
    assert (case["check"] in {issue.check for issue in found.issues}) is not case.get("negative", False), found.issues
    assert kit.store.variant(KEY, case["target"]) == before
    saved = edit(kit, KEY, case["target"], 1, case["text"], "Lin", seen=before.units[1].token).variant.units[1]
    assert (found.receipts, found.estimate.value) == (saved.receipts, saved.estimate.value)


def test_two_people_on_two_lines_do_not_disturb_each_other(made: Kit) -> None:
    seen = standing(made)
    edit(made, KEY, US, 1, "250 g each", "Lin", seen=seen.units[1].token)
    edit(made, KEY, US, 3, "Loved by the whole family", "Mei", seen=seen.units[3].token)
    assert [standing(made).units[n].target for n in (1, 3)] == ["250 g each", "Loved by the whole family"]
    assert [(e.who, e.revision) for e in made.store.desk.history(KEY, US)] == [("Lin", 2), ("Mei", 3)]


def test_of_two_people_on_one_line_the_later_one_sees_both_texts(made: Kit) -> None:
    seen = standing(made).units[1].token
    edit(made, KEY, US, 1, "250 g each", "Lin", seen=seen)
    with pytest.raises(EditConflict, match="Lin changed it") as caught:
        edit(made, KEY, US, 1, "Half a jin each", "Mei", seen=seen)
    told = caught.value
    assert (told.mine, told.theirs, told.source, told.who) == ("Half a jin each", "250 g each", "每包250克", "Lin")
    edit(made, KEY, US, 1, "Half a jin each", "Mei", seen=told.token)
    assert standing(made).units[1].target == "Half a jin each"


def test_a_line_that_is_not_there_is_a_conflict(made: Kit) -> None:
    with pytest.raises(EditConflict) as caught:
        edit(made, KEY, US, 99, "text", "Mei", seen="00000000")
    assert caught.value.token == "" and caught.value.next_step


def test_the_same_text_changes_nothing(made: Kit) -> None:
    unit = standing(made).units[1]
    done = edit(made, KEY, US, 1, unit.target, "Lin", seen=unit.token)
    assert not done.changed and standing(made).revision == 1 and list(made.store.events(f"{KEY}@{US}")) == []


@pytest.mark.parametrize("text", ["x" * (LONGEST + 1), "a\x1b[2J", "a\x00", "a\ud83d"], ids=["too long", "escape", "NUL", "half a pair"])
def test_what_cannot_be_kept_is_refused(made: Kit, text: str) -> None:
    with pytest.raises(IllegalMove) as caught:
        edit(made, KEY, US, 1, text, "Lin", seen=standing(made).units[1].token)
    assert caught.value.next_step and standing(made).revision == 1


def test_an_approved_text_stays_beside_its_edit(made: Kit) -> None:
    for position, text in ((1, "8.8 oz (250 g) each"), (3, "Loved by the whole family")):
        edit(made, KEY, US, position, text, "Lin", seen=standing(made).units[position].token)
    approve(made.store, KEY, US, "Mei")
    edit(made, KEY, US, 3, "The whole family likes it", "Lin", seen=standing(made).units[3].token)
    now = standing(made)
    assert (now.approval, now.units[3].target) == (Approval.OPEN, "The whole family likes it")
    assert {u.state for u in now.units} == {State.REVIEWED}
    assert [v.units[3].target for v in made.store.approved()] == ["Loved by the whole family"]
    undo(made, KEY, US, "Lin")
    assert standing(made).approval is Approval.APPROVED and standing(made).units[3].target == "Loved by the whole family"


def test_an_undo_brings_everything_back(made: Kit) -> None:
    before = standing(made)
    edit(made, KEY, US, 1, "250 g each", "Lin", seen=before.units[1].token)
    edit(made, KEY, US, 1, "250 g apiece", "Mei", seen=standing(made).units[1].token)
    assert undo(made, KEY, US, "Mei").variant.units[1].target == "250 g each"
    back = undo(made, KEY, US, "Mei").variant
    assert (back.units, back.verdict, back.signature, back.revision) == (before.units, before.verdict, before.signature, 5)
    assert [e.act for e in made.store.events(f"{KEY}@{US}")] == ["edit", "edit", "undo", "undo"]
    with pytest.raises(IllegalMove, match="could be taken back"):
        undo(made, KEY, US, "Mei")


def test_decisions_are_undone_with_what_they_taught(made: Kit) -> None:
    for position, text in ((1, "8.8 oz (250 g) each"), (3, "Loved by the whole family")):
        edit(made, KEY, US, position, text, "Lin", seen=standing(made).units[position].token)
    approve(made.store, KEY, US, "Mei")
    assert "open again" in undo(made, KEY, US, "Mei").said
    assert standing(made).approval is Approval.OPEN and list(made.store.memory_entries(US)) == []
    assert standing(made).units[1].state is State.REVIEWED
    approve(made.store, KEY, US, "Mei")
    reject(made.store, KEY, US, "Lin", "the tone")
    undo(made, KEY, US, "Lin")
    assert standing(made).approval is Approval.APPROVED and len(list(made.store.memory_entries(US))) == 4


def test_what_people_wrote_is_mined(made: Kit) -> None:
    unit = standing(made).units[1]
    edit(made, KEY, US, 1, "8.8 oz (250 g) each", "Lin", seen=unit.token)
    (found,) = edited(made.store)
    assert (found.source, found.draft, found.text) == ("每包250克", unit.draft, "8.8 oz (250 g) each")
    assert EDITED not in {step.rule for step in found.steps}


def test_what_has_no_text_is_not_edited(open_kit: Callable[..., Kit]) -> None:
    malay = "MY/ms-MY/general"
    kit = open_kit(malay)
    make(kit, note("n1", "艾草泡脚包", "每包250克"))
    with pytest.raises(IllegalMove, match="no text to work on: no engine"):
        edit(kit, KEY, malay, 0, "Uncang rendam kaki", "Lin", seen="x")


def test_the_signature_of_an_older_store_is_read() -> None:
    old = "source=a1 engine=pseudo terms=t prompts=p rules=r memory=m"
    assert Signature.parse(old).people == "" and str(Signature.parse(old)) == old
