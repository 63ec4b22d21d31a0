"""Notices: the shipped templates in every language, what they may ask, and what a wrong one says."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.domain.locale import Locale
from localize.domain.record import Role
from localize.domain.region import Target
from localize.domain.segment import Segment
from localize.errors import GlossaryError
from localize.exchange.packs import load_regions
from localize.exchange.tables import read_terms
from localize.ingredients import facts
from localize.notices import Facts, Notices
from localize.termbase.match import TermIndex

ROOT = Path(__file__).parents[1]
REGIONS = load_regions(ROOT / "glossaries/regions", enabled_only=False)
NOTICES = Notices(ROOT / "glossaries/notices")
INDEX = TermIndex(tuple(read_terms(ROOT / "glossaries/terms")))
LANGUAGES = [str(t) for t in ("en", "zh-Hans", "zh-Hant", "ms", "th", "vi", "id", "ja")]
HERB = frozenset({"herb"})
# What belongs to dietary supplements, and what denies claims instead of making none.
DISCLAIMER = re.compile(r"not been evaluated|dietary supplement|diagnose|treat, cure|Food and Drug|FDA|食药|食藥|膳食补充|膳食補充", re.IGNORECASE)


def about(title: str, target: str, classes: frozenset[str] = HERB, body: str = "") -> Facts:
    segments = [Segment("title", Role.TITLE, 0, title), *(Segment("desc", Role.BODY, n, line) for n, line in enumerate(body.splitlines(), 1))]
    return facts(segments, Target.parse(target), classes, INDEX)


def said(name: str, given: Facts) -> str:
    text = NOTICES.text(name, Locale.parse(given.locale), given)
    assert text is not None
    return text


@pytest.mark.parametrize(("name", "tag"), list(itertools.product(sorted(NOTICES.names()), LANGUAGES)))
def test_every_notice_is_there_in_every_language_and_never_the_supplement_line(name: str, tag: str) -> None:
    locale = Locale.parse(tag)
    for classes in (frozenset[str](), HERB, frozenset({"candle"}), frozenset({"incense"})):
        full = said(name, Facts("XX", tag, classes, ("safflower", "poria"), frozenset({"herb.hong-hua"})))
        plain = said(name, Facts("XX", tag, classes))
        assert full and not DISCLAIMER.search(full + plain)
        assert plain or name == "contents"
        assert not re.search(r"[{}%\n]|  ", full), full
        assert (locale.language in ("zh", "ja")) == bool(re.search("[。、]", full)), full


@pytest.mark.parametrize("file", NOTICES.files)
def test_every_template_says_whether_somebody_has_read_it(file: str) -> None:
    first = (ROOT / "glossaries/notices" / file).read_text(encoding="utf-8").splitlines()[0]
    assert re.fullmatch(r"\{# verified = (?:false|true; source = \S.*)[^#]{0,200}#\}", first)


@pytest.mark.parametrize("code", sorted(REGIONS))
def test_what_a_region_asks_for_is_there(code: str) -> None:
    NOTICES.hold([REGIONS[code]])
    assert dict(REGIONS[code].notices)["herb"] == "external-use"


def test_a_foot_soak_says_what_it_contains_and_warns_of_safflower() -> None:
    text = said("external-use", about("红花茯苓艾叶泡脚包", "US/en-US/general"))
    assert "Contains: safflower, poria mushroom, mugwort leaf. This product contains safflower: do not use it during pregnancy" in text


@pytest.mark.parametrize(
    ("target", "contains", "caution"),
    [
        ("HK/zh-Hant-HK/general", "所含原料：紅花、茯苓、艾葉。", "本品含紅花：未經醫生同意"),
        ("MO/zh-Hant-MO/general", "所含原料：紅花、茯苓、艾葉。", "本品含紅花：未經醫生同意"),
        ("TW/zh-Hant-TW/general", "成分：紅花、茯苓、艾葉。", "本品含紅花：未經醫師同意"),
        ("SG/zh-Hans-SG/general", "所含原料：红花、茯苓、艾叶。", "本品含红花：未经医生同意"),
    ],
)
def test_in_chinese_too(target: str, contains: str, caution: str) -> None:
    text = said("external-use", about("红花茯苓艾叶泡脚包", target))
    assert contains in text and caution in text


def test_the_caution_stays_where_a_rendering_is_missing_and_the_list_does_not() -> None:
    text = said("external-use", about("红花茯苓艾叶泡脚包", "JP/ja-JP/general"))
    assert "本品は紅花を含みます" in text and "使用素材" not in text


@pytest.mark.parametrize(
    ("title", "body", "herbs"),
    [
        ("泡脚包 30包", "红花、茯苓、艾叶，一包一泡", {"herb.hong-hua", "herb.fu-ling", "herb.ai-ye"}),
        ("泡脚包 30包", "可以加生姜一起泡", set()),
        ("泡脚包 不含红花", "", set()),
        ("红花泡脚包", "", {"herb.hong-hua"}),
        ("小红花贴纸", "", set()),
    ],
)
def test_ingredients_are_what_is_named_as_such(title: str, body: str, herbs: set[str]) -> None:
    assert about(title, "US/en-US/general", body=body).concepts == herbs


def test_the_nearest_language_is_taken_and_a_missing_one_is_none() -> None:
    assert "醫師" in said("external-use", Facts("TW", "zh-Hant-TW", HERB))
    assert "醫生" in said("external-use", Facts("HK", "zh-Hant-HK", HERB))
    assert NOTICES.text("external-use", Locale.parse("pt-MO"), Facts("MO", "pt-MO")) is None


def test_candles_are_told_of_their_wick() -> None:
    assert "wick" in said("burning-safety", Facts("US", "en-US", frozenset({"candle", "fragrance"})))
    assert "wick" not in said("burning-safety", Facts("US", "en-US", frozenset({"incense"})))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("Fine.\n{{ ingredient }}\n", 2, "undefined"),
        ("Fine.\n\n{% if ingredients %}\nOpen.\n", 4, "endif"),
        ("Fine.\n{{ ''.__class__.__mro__ }}\n", 2, "unsafe"),
        ("{{ 1 / 0 }}\n", 1, "division"),
        ("{{ region.nothing }}\n", 1, "nothing"),
        ("Fine.\n{% include 'other.en.jinja' %}\n", 2, "other.en.jinja"),
        ("Fine.\n{% for n in range(10**9) %}x{% endfor %}\n", 2, "Range too big"),
    ],
)
def test_a_wrong_template_says_file_and_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    (tmp_path / "odd.en.jinja").write_text(text, encoding="utf-8")
    with pytest.raises(GlossaryError) as raised:
        Notices(tmp_path).text("odd", Locale("en"), Facts("US", "en-US"))
    assert f"odd.en.jinja, line {line}: " in str(raised.value) and reason in str(raised.value)


def test_an_included_template_is_named_where_it_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "a.en.jinja").write_text("{% include 'b.en.jinja' %}\n", encoding="utf-8")
    (tmp_path / "b.en.jinja").write_text("Fine.\n{{ nothing }}\n", encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"b\.en\.jinja, line 2"):
        Notices(tmp_path).text("a", Locale("en"), Facts("US", "en-US"))


@pytest.mark.parametrize("file", ["external.jinja", "External.en.jinja", "external.english-x.jinja", "external.zh_hant.jinja"])
def test_a_wrong_file_name_is_an_error(tmp_path: Path, file: str) -> None:
    (tmp_path / file).write_text("Fine.", encoding="utf-8")
    with pytest.raises(GlossaryError, match="is not named"):
        Notices(tmp_path)


def test_a_notice_has_a_length(tmp_path: Path) -> None:
    (tmp_path / "long.en.jinja").write_text("{{ 'a' * 3000 }}", encoding="utf-8")
    with pytest.raises(GlossaryError, match="3000 characters"):
        Notices(tmp_path).text("long", Locale("en"), Facts("US", "en-US"))


def test_a_region_cannot_ask_for_what_is_not_there() -> None:
    with pytest.raises(GlossaryError, match=r"US\.toml: notices\.herb is 'external'"):
        NOTICES.hold([replace(REGIONS["US"], notices=(("herb", "external"),))])


@given(st.lists(st.text(min_size=1, max_size=20), max_size=4), st.sampled_from(LANGUAGES))
def test_names_are_text_and_never_template(names: list[str], tag: str) -> None:
    hostile = (*names, "{{ 7*7 }}", "{% include 'x' %}", "<script>")
    text = said("external-use", Facts("XX", tag, HERB, hostile))
    assert "{{ 7*7 }}" in text and "<script>" in text
