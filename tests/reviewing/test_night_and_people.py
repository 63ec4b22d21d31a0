"""A night never loses what people wrote: it carries it along, and where the source changed it lays its own text beside it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from localize import night
from localize.domain.unit import Origin, State
from localize.domain.variant import Approval, Decision
from localize.errors import IllegalMove
from localize.kit import Kit
from localize.review import approve
from localize.reviewing.edit import edit
from localize.reviewing.settle import Choice, merge, settle
from localize.reviewing.undo import undo
from localize.store.variants import StoredVariant

from .conftest import US, make, note, quiet

KEY = "note:n1"
LINES = ("每包250克", "红花、茯苓、艾叶", "一家人都喜欢")


@pytest.fixture
def kit_with_edit(kit: Kit) -> Kit:
    """A note of which Lin wrote the second line, the one with the weight."""
    make(kit, note("n1", "艾草泡脚包", *LINES))
    edit(kit, KEY, US, 1, "250 g in each sachet", "Lin", seen=standing(kit).units[1].token)
    return kit


def standing(kit: Kit) -> StoredVariant:
    found = kit.store.variant(KEY, US)
    assert found is not None
    return found


def line(kit: Kit, text: str) -> int:
    return next(n for n, unit in enumerate(standing(kit).units) if unit.segment.text == text)


def test_a_night_without_news_leaves_an_edit_alone(kit_with_edit: Kit) -> None:
    before = standing(kit_with_edit)
    make(kit_with_edit, note("n1", "艾草泡脚包", *LINES))
    assert standing(kit_with_edit) == before


def test_a_change_elsewhere_carries_the_text_silently(kit_with_edit: Kit) -> None:
    make(kit_with_edit, note("n1", "艾草泡脚包", "新到的一批", *LINES))
    now = standing(kit_with_edit)
    unit = now.units[line(kit_with_edit, LINES[0])]
    assert (unit.target, unit.origin, unit.state, unit.proposal) == ("250 g in each sachet", Origin.HUMAN, State.REVIEWED, None)
    assert now.revision == 3 and now.signature.people and not any(u.waits for u in now.units)
    make(kit_with_edit, note("n1", "艾草泡脚包", "新到的一批", *LINES))
    assert standing(kit_with_edit) == now


def test_a_changed_source_waits_for_a_person(kit_with_edit: Kit) -> None:
    make(kit_with_edit, note("n1", "艾草泡脚包", "每包300克", *LINES[1:]))
    now = standing(kit_with_edit)
    unit = now.units[1]
    assert (unit.target, unit.origin, unit.waits) == ("250 g in each sachet", Origin.HUMAN, True)
    assert unit.proposal is not None and unit.proposal.source == LINES[0] and "300 g" in unit.proposal.text and "250 g" in unit.proposal.before
    assert now.verdict.decision is Decision.REVIEW and "human.source-changed" in {r.rule for r in now.verdict.reasons}
    with pytest.raises(IllegalMove, match="the source of 1 lines has changed"):
        approve(kit_with_edit.store, KEY, US, "Mei")


def test_the_report_says_that_it_waits(kit_with_edit: Kit) -> None:
    kit = kit_with_edit
    number = kit.store.start_night(standing(kit).created)
    kit.store.save_records([note("n1", "艾草泡脚包", "每包300克", *LINES[1:])], number)
    (row,) = night.localize(kit, number, [KEY], quiet).made
    assert row.why == "source; waits for a person (1 lines)"


@pytest.mark.parametrize(("choice", "expected"), [(Choice.MINE, "250 g in each sachet"), (Choice.THEIRS, "300 g")])
def test_a_person_takes_one_of_the_two(kit_with_edit: Kit, choice: Choice, expected: str) -> None:
    kit = kit_with_edit
    changed = note("n1", "艾草泡脚包", "每包300克", *LINES[1:])
    make(kit, changed)
    waiting = standing(kit)
    done = settle(kit, KEY, US, 1, choice, "Mei", seen=waiting.units[1].token)
    unit = done.variant.units[1]
    assert expected in unit.target and unit.origin is Origin.HUMAN and unit.proposal is None
    assert "human.source-changed" not in {r.rule for r in done.variant.verdict.reasons}
    make(kit, changed)
    assert standing(kit) == done.variant, "what a person settled is not asked again"
    assert undo(kit, KEY, US, "Mei").variant.units[1].proposal == waiting.units[1].proposal


def test_a_merge_settles_too(kit_with_edit: Kit) -> None:
    make(kit_with_edit, note("n1", "艾草泡脚包", "每包300克", *LINES[1:]))
    merge(kit_with_edit, KEY, US, 1, "300 g in each sachet", "Mei", seen=standing(kit_with_edit).units[1].token)
    assert standing(kit_with_edit).units[1].target == "300 g in each sachet" and standing(kit_with_edit).verdict.decision is Decision.RELEASE
    assert "is approved" in approve(kit_with_edit.store, KEY, US, "Mei")


def test_what_has_no_proposal_cannot_be_settled(kit_with_edit: Kit) -> None:
    with pytest.raises(IllegalMove, match="has no proposal"):
        settle(kit_with_edit, KEY, US, 1, Choice.MINE, "Mei", seen=standing(kit_with_edit).units[1].token)


def test_an_edit_of_another_line_leaves_the_proposal(kit_with_edit: Kit) -> None:
    make(kit_with_edit, note("n1", "艾草泡脚包", "每包300克", *LINES[1:]))
    before = standing(kit_with_edit)
    edit(kit_with_edit, KEY, US, 3, "Loved by the whole family", "Mei", seen=before.units[3].token)
    assert standing(kit_with_edit).units[1] == before.units[1]


def test_a_line_that_vanished_is_told_and_kept_in_the_history(kit_with_edit: Kit) -> None:
    make(kit_with_edit, note("n1", "艾草泡脚包", *LINES[1:]))
    now = standing(kit_with_edit)
    assert "human.source-gone" in {r.rule for r in now.verdict.reasons} and not now.signature.people
    assert [e.after for e in kit_with_edit.store.desk.history(KEY, US)] == ["250 g in each sachet"]


def test_an_edit_during_a_night_keeps_its_revision_and_the_next_night_goes_on(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    make(kit, note("n1", "艾草泡脚包", *LINES))
    build = night.build

    def slow(*given: object) -> object:
        edit(kit, KEY, US, 1, "250 g in each sachet", "Lin", seen=standing(kit).units[1].token)
        return build(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(night, "build", slow)
    changed = note("n1", "艾草泡脚包", LINES[0], "红花、茯苓", LINES[2])
    make(kit, changed)
    assert standing(kit).units[1].target == "250 g in each sachet" and standing(kit).units[2].segment.text == LINES[1]
    monkeypatch.setattr(night, "build", build)
    make(kit, changed)
    assert standing(kit).units[1].target == "250 g in each sachet" and standing(kit).units[2].segment.text == "红花、茯苓"


def test_a_term_makes_an_edited_variant_again_around_the_persons_line(open_kit: Callable[..., Kit]) -> None:
    kit = open_kit()
    make(kit, note("n1", "艾草泡脚包", *LINES))
    edit(kit, KEY, US, 2, "Safflower and friends", "Lin", seen=standing(kit).units[2].token)
    old = next(t for t in kit.store.terms() if t.source == "茯苓" and t.target == "poria mushroom")
    kit.store.save_term(replace(old, target="poria root", revision=old.revision + 1), "editor", "clearer")
    make(open_kit(), note("n1", "艾草泡脚包", *LINES))
    unit = standing(kit).units[2]
    assert unit.target == "Safflower and friends" and unit.proposal is not None and "poria root" in unit.proposal.text and not unit.waits
    assert {r.expected for r in unit.receipts} >= {"poria root"}


def test_a_text_that_is_all_a_persons_is_not_made_again_for_another_engine(kit: Kit) -> None:
    make(kit, note("n1", "艾草泡脚包", "一家人都喜欢"))
    for n, text in enumerate(("Mugwort foot-soak sachets", "Loved by the whole family")):
        edit(kit, KEY, US, n, text, "Lin", seen=standing(kit).units[n].token)
    now = standing(kit)
    assert now.signature.people.startswith("all-")
    from localize.plan import why_stale

    (head,) = kit.store.heads([KEY]).values()
    assert why_stale(head, replace(now.signature, people="", engine="another", prompts="other", memory="m")) == ""
    assert why_stale(head, replace(now.signature, people="", engine="another", terms="t")) == "terms"
    assert why_stale(head, replace(now.signature, people="", source="b2")) == "source"


def test_a_record_that_may_not_travel_any_more_keeps_its_texts(kit_with_edit: Kit) -> None:
    make(kit_with_edit, note("n1", "艾草泡脚包 现做现发 常温保质期3天", *LINES))
    now = standing(kit_with_edit)
    if now.verdict.decision is not Decision.NOT_ELIGIBLE:
        pytest.fail(f"the note was meant to be not eligible: {now.verdict}")
    assert "250 g in each sachet" in [u.target for u in now.units] and now.approval is Approval.OPEN
    with pytest.raises(IllegalMove, match="not eligible"):
        edit(kit_with_edit, KEY, US, 1, "text", "Lin", seen=now.units[1].token)
    make(kit_with_edit, note("n1", "艾草泡脚包", *LINES))
    assert standing(kit_with_edit).units[1].target == "250 g in each sachet"
