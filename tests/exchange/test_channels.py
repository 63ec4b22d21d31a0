"""The shipped channels, and what a wrong channel file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from localize.domain.channel import Channel, Counted, Part, Style
from localize.domain.record import Kind
from localize.errors import GlossaryError
from localize.exchange.channels import hold_regions, load_channels
from localize.exchange.packs import load_regions

GLOSSARIES = Path(__file__).parents[2] / "glossaries"
GOOD = 'code = "fair"\nname = "Fair"\nstyle = "web"\n'
SAID = 'source = "a leaflet", grade = "assumed", verified = false'


@pytest.fixture(scope="module")
def channels() -> dict[str, Channel]:
    return load_channels(GLOSSARIES / "channels")


def part(channel: Channel, name: str, region: str = "US", kind: Kind = Kind.LISTING) -> Part:
    return next(each for each in channel.parts_for(region, kind) if each.name == name)


def test_the_seven_channels_and_the_two_plain_styles_are_described(channels: dict[str, Channel]) -> None:
    assert {code: channel.style for code, channel in channels.items()} == {
        "rednote": Style.REDNOTE, "social": Style.SOCIAL, "web": Style.WEB, "amazon": Style.WEB, "etsy": Style.WEB,
        "tiktok_shop": Style.WEB, "shopee": Style.WEB, "lazada": Style.WEB, "shopify": Style.WEB,
    }  # fmt: skip


def test_the_limits_are_those_that_are_known(channels: dict[str, Channel]) -> None:
    amazon, etsy, rednote = channels["amazon"], channels["etsy"], channels["rednote"]
    assert (part(amazon, "title").max, part(amazon, "title").repeats, part(amazon, "title").forbidden) == (75, 2, "!$?_{}^¬¦")
    bullets = part(amazon, "bullets")
    assert (bullets.least, bullets.most, bullets.min, bullets.max, bullets.total) == (3, 5, 10, 255, 999)
    assert (part(amazon, "search_terms").counted, part(amazon, "search_terms").max) == (Counted.BYTES, 249)
    assert (part(etsy, "title").max, part(etsy, "tags").most, part(etsy, "tags").max) == (140, 13, 20)
    assert (part(rednote, "title", kind=Kind.NOTE).max, part(rednote, "body", kind=Kind.NOTE).topics) == (20, 10)
    assert part(channels["shopify"], "tags").untranslated


def test_an_exception_holds_where_it_says(channels: dict[str, Channel]) -> None:
    assert [part(channels["tiktok_shop"], "title", region).min for region in ("US", "GB", "SG", "VN")] == [1, 1, 25, 25]
    assert [part(channels["amazon"], "title", region).max for region in ("US", "SA")] == [75, 200]
    assert [part(channels["rednote"], "body", "SG", kind).max for kind in (Kind.NOTE, Kind.LISTING)] == [1000, 500]
    assert "short_title" not in {each.name for each in channels["rednote"].parts_for("SG", Kind.NOTE)}


def test_every_value_says_where_it_comes_from_and_that_nobody_verified_it(channels: dict[str, Channel]) -> None:
    facts = [fact for channel in channels.values() for fact in channel.facts]
    assert len(facts) > 50
    assert all(fact.source and fact.grade for fact in facts)
    assert not [fact for fact in facts if fact.verified], "name the text that was read as its source, then take it out of here"


def test_every_region_sells_on_channels_that_are_described(channels: dict[str, Channel]) -> None:
    regions = load_regions(GLOSSARIES / "regions", enabled_only=False)
    hold_regions(regions.values(), channels)
    assert all(region.sells_on for region in regions.values())
    with pytest.raises(GlossaryError, match=r"AU\.toml: sells_on is 'amazon'; allowed: one of 'web'"):
        hold_regions(regions.values(), {"web": channels["web"]})


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        pytest.param(GOOD.replace("web", "fax"), "style", "rednote", id="unknown style"),
        pytest.param(GOOD.replace('name = "Fair"\n', ""), "name", "must be there", id="no name"),
        pytest.param(GOOD + "colour = 1\n", "colour", "languages", id="unknown key"),
        pytest.param(GOOD + "[parts.headline]\n", "parts.headline", "short_title", id="unknown part"),
        pytest.param(GOOD + f"[parts.title]\nlongest = {{ value = 3, {SAID} }}\n", "parts.title.longest", "max", id="unknown limit"),
        pytest.param(GOOD + "[parts.title]\nmax = 75\n", "parts.title.max", "a table", id="a limit without a source"),
        pytest.param(GOOD + f'[parts.title]\nmax = {{ value = "75", {SAID} }}\n', "parts.title.max.value", "whole number", id="a text for a number"),
        pytest.param(GOOD + f'[parts.title]\ncounted = {{ value = "words", {SAID} }}\n', "parts.title.counted.value", "weighted", id="unknown unit"),
        pytest.param(GOOD + f"[parts.title]\nmax = {{ value = 75, {SAID.replace('assumed', 'sure')} }}\n", "grade", "official", id="unknown grade"),
        pytest.param(
            GOOD + f"[parts.title]\nmin = {{ value = 9, {SAID} }}\nmax = {{ value = 5, {SAID} }}\n", "parts.title.min", "at most 5", id="min over max"
        ),
        pytest.param(GOOD.replace('"fair"', '"foul"'), "code", "as the file is named", id="another code"),
        pytest.param(
            GOOD + "[[parts.title.except]]\nregions = ['US']\ncountry = 1\n", "parts.title.except[0].country", "regions", id="unknown exception"
        ),
        pytest.param("code = ", "not TOML", "Correct fair.toml", id="no TOML"),
    ],
)
def test_a_wrong_file_says_file_key_and_what_is_allowed(tmp_path: Path, text: str, key: str, allowed: str) -> None:
    (tmp_path / "fair.toml").write_text(text, encoding="utf-8")
    with pytest.raises(GlossaryError) as caught:
        load_channels(tmp_path)
    said = str(caught.value)
    assert "fair.toml" in said and key in said and allowed in said


def test_a_folder_without_channels(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="no channel file"):
        load_channels(tmp_path)
