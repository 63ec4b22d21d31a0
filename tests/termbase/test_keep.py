"""What is not translated is asked for, owed and repaired like a required term, and never bent."""

from dataclasses import replace

import pytest

from localize.domain.locale import Locale
from localize.domain.region import Target
from localize.domain.term import Audience, Demand, Outcome, Status, Term
from localize.termbase.enforce import MOST_ASKS, asks, inline, receipts, replace_forbidden
from localize.termbase.match import TermIndex

US = Target.parse("US/en-US/general")
BRAND = Term(
    "commerce.an-ta", "commerce", "iFlytek", Locale("en"), Audience.ANY, "iFlytek", Demand.KEEP, ("科大讯飞",), forbidden=("Flying Voice", "voice flyer"),
    status=Status.APPROVED,
)  # fmt: skip
MATCHES = TermIndex((BRAND,)).match("科大讯飞录音笔", US)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("An iFlytek recorder", Outcome.MET), ("An IFLYTEK recorder", Outcome.MET), ("iFlytek's recorder", Outcome.MET), ("A recorder", Outcome.MISSED)],
)
def test_it_is_owed(text: str, outcome: Outcome) -> None:
    assert [r.outcome for r in receipts(text, MATCHES, "draft")] == [outcome]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Flying Voice recorder", "iFlytek recorder"),
        ("FLYING VOICE recorder", "iFlytek recorder"),
        ("two voice flyers", "two iFlytek"),
        ("A Flying Voice recorder", "An iFlytek recorder"),
    ],
)
def test_its_spelling_is_never_bent(text: str, after: str) -> None:
    assert replace_forbidden(text, MATCHES).text == after


def test_it_is_asked_for_before_what_is_only_preferred() -> None:
    style = [
        replace(BRAND, concept=f"t.{n}", source=f"好{n}看的样子", source_variants=(), target=f"nice{n}", demand=Demand.PREFERRED) for n in range(9)
    ]
    wanted = asks(TermIndex((BRAND, *style)).match("科大讯飞" + "，".join(term.source for term in style), US))
    assert len(wanted) == MOST_ASKS and "iFlytek" in {ask.target for ask in wanted}
    assert inline("科大讯飞录音笔", MATCHES) == "iFlytek 录音笔"


def test_a_change_from_required_to_keep_is_seen() -> None:
    index, other = TermIndex((BRAND,)), TermIndex((replace(BRAND, demand=Demand.REQUIRED),))
    assert index.digest(MATCHES) != other.digest(other.match("科大讯飞", US))
