"""Variants made of plain texts, and the channels that are shipped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from localize.domain.channel import Channel
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Conventions, Region, Target
from localize.domain.segment import Segment
from localize.domain.term import Outcome, Receipt
from localize.domain.unit import Origin, State, Unit
from localize.domain.variant import Decision, Signature, Variant, Verdict
from localize.exchange.channels import load_channels

ROOT = Path(__file__).parents[2]
Made = tuple[Variant, Record, Region]


def unit(path: str, role: Role, text: str, terms: Sequence[str] = ()) -> Unit:
    receipts = tuple(
        Receipt(term if "." in term else f"tea.{term}", term, term.partition(".")[2] or term, term.partition(".")[2] or term, Outcome.MET, "draft", 1)
        for term in terms
    )
    return Unit(Segment(path, role, 0, "原文"), text, State.TRANSLATED, Origin.ENGINE, text, receipts=receipts)


def make(case: Mapping[str, Any]) -> Made:
    """The variant, the record and the region of a case. Only the texts matter."""
    target = Target.parse(case["target"])
    kind = Kind(case.get("kind", "listing"))
    units = [unit("title", Role.TITLE, case.get("title", ""), case.get("terms", ()))]
    if "short_title" in case:
        units.append(unit("item.itemShortTitle", Role.TITLE, case["short_title"]))
    units.append(unit("desc", Role.BODY, case.get("body", "")))
    for number, (name, value) in enumerate(case.get("attributes", ())):
        units += [unit(f"item.attributes.{number}.name", Role.NAME, name), unit(f"item.attributes.{number}.value", Role.VALUE, value)]
    record = Record("r1", kind, (Field("title", Role.TITLE, "原文"),))
    signature = Signature("s", "pseudo", "t", "p", "r", "m")
    variant = Variant(record.key, target, signature, tuple(units), Verdict(Decision.REVIEW), tuple(case.get("notices", ())))
    return variant, record, Region(target.region, target.region, (target,), Conventions("USD", "US$"))


@pytest.fixture(scope="session")
def made() -> Callable[[Mapping[str, Any]], Made]:
    return make


@pytest.fixture(scope="session")
def channels() -> dict[str, Channel]:
    return load_channels(ROOT / "glossaries" / "channels")
