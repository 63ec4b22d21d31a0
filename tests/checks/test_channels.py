"""What a person is told in time: a listing that does not fit a channel of its region, a note whose title RedNote cuts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from localize.checks.channels import ChannelMisfit
from localize.checks.registry import run_over
from localize.domain.context import Context
from localize.domain.issue import Issue, Severity
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Region
from localize.domain.segment import Segment
from localize.domain.unit import Origin, State, Unit
from localize.exchange.channels import load_channels
from localize.exchange.packs import load_regions

GLOSSARIES = Path(__file__).parents[2] / "glossaries"
LONG = "Laoshan Sandalwood and Agarwood Blend Slow Burning Incense Sticks with Ceramic Holder"
LINES = "Poured by hand in small batches.\nBurns clean with little smoke.\nComes in a paper tube."


@pytest.fixture(scope="module")
def regions() -> dict[str, Region]:
    return load_regions(GLOSSARIES / "regions", enabled_only=False)


@pytest.fixture(scope="module")
def check() -> ChannelMisfit:
    return ChannelMisfit(load_channels(GLOSSARIES / "channels"))


def found(
    check: ChannelMisfit, region: Region, title: str, body: str = LINES, kind: Kind = Kind.LISTING, locale: str = ""
) -> list[tuple[int, Issue]]:
    target = next(t for t in region.targets if not locale or str(t.locale) == locale)
    record = Record("r1", kind, (Field("title", Role.TITLE, "原文"),))
    made = []
    for index, (path, role, text) in enumerate((("desc", Role.BODY, body), ("title", Role.TITLE, title))):
        segment = Segment(path, role, index, "原文")
        made.append((Unit(segment, text, State.TRANSLATED, Origin.ENGINE, text), Context(record, target, region, segment)))
    return [(position, issue) for position, issues in enumerate(run_over((check,), made)) for issue in issues]


def test_one_minor_finding_names_every_channel_and_stands_at_the_title(check: ChannelMisfit, regions: dict[str, Region]) -> None:
    ((position, issue),) = found(check, regions["US"], LONG, "Burns at 40°C.")
    assert (position, issue.check, issue.severity) == (1, "channel_misfit", Severity.MINOR)
    assert "amazon (title does not fit Amazon: 85 of at most 75 characters" in issue.message
    assert "etsy" not in issue.message and "--channel amazon" in issue.advice


@pytest.mark.parametrize(
    ("code", "locale", "title"),
    [
        ("US", "en-US", "Mugwort Foot Soak, 30 Sachets"),
        ("US", "en-US", "Safflower, Poria and Mugwort Herbal Foot Soak, 30 Individually Wrapped Sachets, Gift for Mom"),  # it can be fitted
        ("SG", "zh-Hans-SG", "红花茯苓艾叶草本足浴包 30包独立装"),  # TikTok Shop takes no Chinese, so nothing is asked of it there
        ("HK", "zh-Hant-HK", "老山檀香佛香 禮佛線香 家用供香 21厘米"),
    ],
)
def test_what_fits_is_not_mentioned(check: ChannelMisfit, regions: dict[str, Region], code: str, locale: str, title: str) -> None:
    assert found(check, regions[code], title, locale=locale) == []


def test_a_title_too_short_for_one_channel(check: ChannelMisfit, regions: dict[str, Region]) -> None:
    ((_, issue),) = found(check, regions["SG"], "Mugwort Foot Soak", locale="en-SG")
    assert "tiktok_shop (title does not fit TikTok Shop: 17 of 25" in issue.message.replace("at least ", "") and "shopee" not in issue.message


def test_a_note_is_held_to_rednote_where_it_is_read_there(check: ChannelMisfit, regions: dict[str, Region]) -> None:
    title = "老山檀香佛香 礼佛线香 家用 21厘米 秋冬新款"
    ((position, issue),) = found(check, regions["SG"], title, kind=Kind.NOTE, locale="zh-Hans-SG")
    assert (position, issue.message) == (1, "The title is 1 over RedNote's limit, at most 20 weighted characters")
    assert issue.advice == "It would fit as “老山檀香佛香 礼佛线香 家用 21厘米”"
    ((_, whole),) = found(check, regions["HK"], "最近總覺得腿沉翻出了這款紅花茯苓艾葉泡腳包", kind=Kind.NOTE)
    assert whole.advice == "Reword it by hand"


def test_a_note_elsewhere_and_a_short_one_are_not_mentioned(check: ChannelMisfit, regions: dict[str, Region]) -> None:
    assert found(check, regions["US"], LONG, kind=Kind.NOTE) == []
    assert found(check, regions["SG"], "新手第一只盖碗怎么选", kind=Kind.NOTE, locale="zh-Hans-SG") == []


def test_a_region_that_sells_nowhere_is_held_to_nothing(check: ChannelMisfit, regions: dict[str, Region]) -> None:
    assert found(check, replace(regions["US"], sells_on=()), LONG) == []
