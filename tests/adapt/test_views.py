"""What the source adapters promise the plan and the preview of a change: whom they cannot tell apart, and what they may write."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from localize.adapt.pipeline import WRITTEN, Adapters, run, view
from localize.domain.context import Context
from localize.domain.record import Record
from localize.domain.region import Region, Target
from localize.domain.segment import Segment
from localize.exchange.packs import load_regions
from localize.sources.files import FileSource
from localize.text.segments import segments

ROOT = Path(__file__).parents[2]
TAGS = ("US/en-US/general", "US/en-US/diaspora", "SG/en-SG/general", "MY/en-MY/general", "MY/ms-MY/general", "SG/zh-Hans-SG/general",
        "MY/zh-Hans-MY/general", "HK/zh-Hant-HK/general", "MO/zh-Hant-MO/general", "TW/zh-Hant-TW/general", "TW/zh-Hant-TW/diaspora")  # fmt: skip
TARGETS = tuple(Target.parse(tag) for tag in TAGS)


@pytest.fixture(scope="module")
def adapters() -> Adapters:
    return Adapters.load(ROOT / "glossaries")


@pytest.fixture(scope="module")
def regions() -> dict[str, Region]:
    return dict(load_regions(ROOT / "glossaries" / "regions"))


def texts() -> Iterator[tuple[Record, Segment]]:
    """The segments of the examples, and the texts of all cases of adapters."""
    records = [r for r in FileSource([ROOT / "examples"]).fetch() if isinstance(r, Record)]
    for record in records:
        yield from ((record, segment) for segment in segments(record))
    for name in ("measures", "money", "dates", "policy"):
        for case in json.loads((ROOT / "tests" / "cases" / f"{name}.json").read_text(encoding="utf-8")):
            yield records[0], Segment("desc", records[0].fields[-1].role, 0, case["text"])


def test_targets_of_one_view_get_the_same_text(adapters: Adapters, regions: dict[str, Region]) -> None:
    for record, segment in texts():
        seen: dict[tuple[str, str, str], str] = {}
        for target in TARGETS:
            context = Context(record, target, regions[target.region], segment, segment.text)
            adapted = run(adapters.source, segment.text, context).text
            assert seen.setdefault(view(target), adapted) == adapted, f"{target} of {segment.text}"


def test_an_adapter_writes_no_other_chinese_characters(adapters: Adapters, regions: dict[str, Region]) -> None:
    written: set[str] = set()
    for record, segment in texts():
        for target in TARGETS:
            context = Context(record, target, regions[target.region], segment, segment.text)
            brought = {c for c in set(run(adapters.source, segment.text, context).text) - set(segment.text) if c >= "\u2e80"}
            assert brought <= (WRITTEN if target.locale.is_chinese else set()), f"{target} of {segment.text}"
            written |= brought
    assert written, "no text shows that anything is written at all"
