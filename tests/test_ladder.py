"""The ladder of a term, rung by rung, with an engine that answers as its case says: prompt, verify, repair, accept, review."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from localize.build import build
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.domain.request import CUT, Draft, Request
from localize.domain.term import Outcome
from localize.engines.base import Asking, Terms
from localize.engines.routing import Routes
from localize.errors import TransientError
from localize.kit import Kit, load_kit
from localize.plan import plan, read
from localize.settings import Settings
from localize.store.repository import Store
from localize.translate import translate

CASES = json.loads((Path(__file__).parent / "cases" / "ladder.json").read_text(encoding="utf-8"))


class Scripted:
    """Answers the first asking with the case's draft and the second with its repair, and keeps what it was asked."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.identity = f"scripted {case['label']}"
        self.languages = frozenset({"en", "zh-Hant"})
        self.asking = Asking(terms=Terms(case.get("asking", "inline")))
        self.first: list[Request] = []
        self.again: list[Request] = []

    def translate(self, requests: Iterable[Request]) -> Iterator[Draft]:
        for request in requests:
            (self.again if request.draft else self.first).append(request)
            if request.draft and self.case.get("gone"):
                raise TransientError("The server went away.")
            if request.draft:
                yield Draft(request, self.case["repair"], self.identity, CUT if self.case.get("cut") else None)
            else:
                yield Draft(request, self.case["draft"], self.identity)


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kit]:
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('ladder') / 'store.db'}") as store:
        yield load_kit(replace(Settings.read({}), engine="pseudo"), store)


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case['rung']}: {case['label']}") for case in CASES])
def test_case(case: dict[str, Any], kit: Kit) -> None:
    engine, wanted = Scripted(case), case["expect"]
    target = Target.parse(case.get("target", "US/en-US/general"))
    kit = replace(kit, routes=Routes({target.locale.engine_language: engine}, {}))
    record = Record("n1", Kind.NOTE, (Field("desc", Role.BODY, case["source"]),))
    work = plan(read(record, kit), target, kit)
    texts, counts = translate([work], kit.store, lambda *_: None)
    (text,) = texts.values()
    assert text.text == wanted["text"]
    assert {r.source: f"{r.outcome} {r.stage}" for r in text.receipts} == wanted["terms"]
    assert [term.target for request in engine.again for term in request.terms] == wanted.get("asked", [])
    assert wanted.get("note", "") in text.note and bool(text.note) is ("note" in wanted)
    assert counts.repaired == ("asked" in wanted and "note" not in wanted)
    if "prompt" in wanted:
        assert [request.text for request in engine.first] == [wanted["prompt"]]
    if "listed" in wanted:
        listed = [term.target for request in engine.first for term in request.terms]
        assert (len(listed) if isinstance(wanted["listed"], int) else listed) == wanted["listed"]
    reasons = {reason.rule.partition(":")[0] for reason in build(work, texts, {}, kit).verdict.reasons}
    missed = any(receipt.outcome is Outcome.MISSED for receipt in text.receipts)
    assert ("term" in reasons) is missed, "a missed term goes to a person"
    assert ("repair" in reasons) is bool(text.note), "so does a repair that was not taken"


def test_every_rung_has_its_cases() -> None:
    assert set(Counter(case["rung"] for case in CASES)) == {"prompt", "verify", "rule", "repair", "accept", "review"}
    assert len({case["label"] for case in CASES}) == len(CASES) >= 40
    assert all(case["why"] for case in CASES)
