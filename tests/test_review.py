"""Who may approve what, and what follows from it."""

from collections.abc import Callable
from datetime import datetime

import pytest

from localize.domain.unit import Origin
from localize.domain.variant import Approval, Decision, Reason, Variant
from localize.errors import IllegalMove
from localize.review import approve, reject
from localize.store.people import Change
from localize.store.repository import Store

RECORD, US = "note:n0001", "US/en-US/general"


def approval(store: Store) -> Approval:
    variant = store.variant(RECORD, US)
    assert variant is not None
    return variant.approval


def test_approve_says_what_it_did(filled_store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
    filled_store.save_variants(1, [make_variant()])
    assert approve(filled_store, RECORD, US, "lin", now=now) == f"{RECORD}@{US} revision 1 is approved; 2 units entered the memory."


def test_approving_twice_changes_nothing(filled_store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
    filled_store.save_variants(1, [make_variant()])
    approve(filled_store, RECORD, US, "lin", now=now)
    assert "approved already" in approve(filled_store, RECORD, US, "mei", now=now)
    assert [e.who for e in filled_store.events()] == ["lin"] and len(list(filled_store.memory_entries(US))) == 2


@pytest.mark.parametrize("decision", [Decision.BLOCK, Decision.NOT_ELIGIBLE, Decision.NO_ENGINE])
def test_what_is_blocked_cannot_be_approved(filled_store: Store, now: datetime, make_variant: Callable[..., Variant], decision: Decision) -> None:
    reasons = (Reason("claims.cure", "promises a cure", "治疗", "Say what it is, not what it heals."),)
    filled_store.save_variants(1, [make_variant(decision=decision, reasons=reasons)])
    with pytest.raises(IllegalMove) as caught:
        approve(filled_store, RECORD, US, "lin", now=now)
    assert f"{decision} (claims.cure: promises a cure: 治疗)" in caught.value.message
    assert caught.value.next_step == "Say what it is, not what it heals."
    assert approval(filled_store) is Approval.OPEN and list(filled_store.events()) == []


def test_without_a_remedy_there_is_still_a_next_step(filled_store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
    filled_store.save_variants(1, [make_variant(decision=Decision.BLOCK)])
    with pytest.raises(IllegalMove, match="Next step: Remove what the reasons name"):
        approve(filled_store, RECORD, US, "lin", now=now)


def test_what_came_from_the_memory_does_not_enter_it_again(filled_store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
    filled_store.save_variants(1, [make_variant(origin=Origin.MEMORY)])
    approve(filled_store, RECORD, US, "lin", now=now)
    assert [e.source for e in filled_store.memory_entries(US)] == ["每包1克"]


def test_an_empty_text_is_not_remembered(filled_store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
    filled_store.save_variants(1, [make_variant(title=" ")])
    approve(filled_store, RECORD, US, "lin", now=now)
    assert filled_store.memory(US, ["艾草泡脚包"]) == {}


@pytest.mark.parametrize("why", ["", "  \n"])
def test_a_rejection_needs_a_reason(filled_store: Store, now: datetime, make_variant: Callable[..., Variant], why: str) -> None:
    filled_store.save_variants(1, [make_variant()])
    with pytest.raises(IllegalMove, match="needs a reason"):
        reject(filled_store, RECORD, US, "lin", why, now=now)
    assert approval(filled_store) is Approval.OPEN


def test_reject_then_approve_after_all(filled_store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
    filled_store.save_variants(1, [make_variant()])
    assert reject(filled_store, RECORD, US, "lin", "too stiff", now=now) == f"{RECORD}@{US} revision 1 is rejected."
    assert "rejected already" in reject(filled_store, RECORD, US, "lin", "still", now=now)
    approve(filled_store, RECORD, US, "mei", "it is fine", now=now)
    assert [(e.who, e.act, e.detail["was"]) for e in filled_store.events()] == [("lin", "reject", "open"), ("mei", "approve", "rejected")]


def test_an_approval_can_be_taken_back(filled_store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
    filled_store.save_variants(1, [make_variant()])
    approve(filled_store, RECORD, US, "lin", now=now)
    assert "its approval is taken back" in reject(filled_store, RECORD, US, "mei", "wrong plant", now=now)
    assert list(filled_store.memory_entries(US)) == [] and list(filled_store.approved()) == []


def test_nobody_decides_nothing(filled_store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
    filled_store.save_variants(1, [make_variant()])
    with pytest.raises(IllegalMove, match="needs a name"):
        approve(filled_store, RECORD, US, " ", now=now)


def test_what_is_not_there_cannot_be_approved(filled_store: Store, now: datetime) -> None:
    with pytest.raises(IllegalMove, match="no variant of note:n0001 for HK"):
        approve(filled_store, RECORD, "HK/zh-Hant-HK/general", "lin", now=now)


def test_another_text_than_the_one_looked_at_is_not_approved(filled_store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
    seen = make_variant()
    filled_store.save_variants(1, [seen])
    filled_store.save_variants(1, [make_variant(source="b2")])
    with pytest.raises(IllegalMove, match="another text than the one that was looked at"):
        approve(filled_store, RECORD, US, "lin", now=now, seen=str(seen.signature))
    assert "is approved" in approve(filled_store, RECORD, US, "lin", now=now, seen=str(make_variant(source="b2").signature))


def test_of_two_people_the_faster_one_decides(filled_store: Store, now: datetime, make_variant: Callable[..., Variant]) -> None:
    filled_store.save_variants(1, [make_variant()])
    looked_at = filled_store.variant(RECORD, US)
    assert looked_at is not None
    reject(filled_store, RECORD, US, "mei", "too stiff", now=now)
    with pytest.raises(IllegalMove, match="changed while it was being looked at"):
        filled_store.decide(looked_at.id, looked_at.approval, Change(Approval.APPROVED, "approve", "lin", "", now))
    assert approval(filled_store) is Approval.REJECTED and len(list(filled_store.events())) == 1
