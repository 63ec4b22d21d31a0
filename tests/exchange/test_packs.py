"""Region packs: inheritance, the shipped packs, and what a wrong pack says."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from localize.domain.locale import Locale
from localize.domain.region import Action, Chinese, ClaimRule, Conventions, EligibilityRule, GatePolicy, Side, Transit
from localize.domain.term import Audience
from localize.errors import GlossaryError
from localize.exchange.packs import load_regions, read_packs, resolve
from localize.exchange.schema import schema

REGIONS = Path(__file__).parents[2] / "glossaries/regions"
RULE = '[[claims]]\nid = "a"\nside = "source"\npattern = "祛湿"\naction = "block"\nreason = "Because."\n'
MONEY = '[conventions]\ncurrency = "USD"\nprice_prefix = "US$"\n'
TARGET = '[[targets]]\nlocale = "en-US"\n'


def folder(tmp_path: Path, **packs: str) -> Path:
    for code, text in packs.items():
        (tmp_path / f"{code}.toml").write_text(f'code = "{code}"\n{text}', encoding="utf-8")
    return tmp_path


def test_the_enabled_targets_are_the_default_ones() -> None:
    targets = [str(target) for region in load_regions(REGIONS).values() for target in region.targets]
    assert sorted(targets) == sorted(
        [
            "US/en-US/general",
            "US/en-US/diaspora",
            "HK/zh-Hant-HK/general",
            "MO/zh-Hant-MO/general",
            "TW/zh-Hant-TW/general",
            "SG/en-SG/general",
            "SG/zh-Hans-SG/general",
            "MY/en-MY/general",
            "MY/zh-Hans-MY/general",
            "MY/ms-MY/general",
        ]
    )


def test_all_markets_resolve_and_have_rules() -> None:
    regions = load_regions(REGIONS, enabled_only=False)
    assert set(regions) == {"US", "HK", "MO", "TW", "SG", "MY", "CA", "GB", "AU", "TH", "VN", "ID", "JP"}
    assert all(region.targets and region.claims and region.eligibility and region.digest for region in regions.values())
    assert len({region.digest for region in regions.values()}) == len(regions)


@pytest.mark.parametrize(
    ("code", "locale", "channel"),
    [
        ("US", "en-US", "social"),
        ("SG", "en-SG", "social"),
        ("SG", "zh-Hans-SG", "rednote"),
        ("MY", "ms-MY", "social"),
        ("HK", "zh-Hant-HK", "rednote"),
    ],
)
def test_each_locale_has_its_channel(code: str, locale: str, channel: str) -> None:
    assert load_regions(REGIONS)[code].channel_for(Locale.parse(locale)) == channel


def test_every_enabled_target_has_its_sentences() -> None:
    for region in load_regions(REGIONS).values():
        for target in region.targets:
            tags = {str(tag) for tag in target.locale.fallbacks()}
            assert tags & dict(region.after_sale).keys(), target
            assert {"herb", "incense", "tableware"} <= dict(region.notices).keys(), target


def test_a_child_replaces_the_keys_it_names_and_keeps_the_others(tmp_path: Path) -> None:
    child = f'parent = "all"\n{MONEY}{TARGET}[[claims]]\nid = "a"\naction = "review"\n'
    rule = load_regions(folder(tmp_path, all=RULE, US=child))["US"].claims[0]
    assert (rule.action, rule.pattern, rule.reason) == (Action.REVIEW, "祛湿", "Because.")


def test_a_child_removes_by_id(tmp_path: Path) -> None:
    packs = folder(tmp_path, all=RULE, US=f'parent = "all"\nremove = ["a"]\n{MONEY}{TARGET}')
    assert load_regions(packs)["US"].claims == ()


def test_of_two_parents_the_later_wins_and_a_shared_one_is_read_once(tmp_path: Path) -> None:
    packs = folder(
        tmp_path,
        all=RULE,
        en='parent = "all"\nremove = ["a"]\n[tone]\nreligion = "plain"\n',
        zh='parent = "all"\n[tone]\nreligion = "quiet"\n',
        SG=f'parent = ["en", "zh"]\n{MONEY}{TARGET}',
    )
    region = load_regions(packs)["SG"]
    assert (region.claims, dict(region.tone)) == ((), {"religion": "quiet"})


def test_disabled_targets_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    packs = folder(tmp_path, US=MONEY + TARGET + '[[targets]]\nlocale = "es-US"\nenabled = false\n', CA=MONEY + TARGET + "enabled = false\n")
    assert [len(region.targets) for region in load_regions(packs).values()] == [1]
    assert {code: len(region.targets) for code, region in load_regions(packs, enabled_only=False).items()} == {"CA": 1, "US": 2}


def test_the_digest_changes_with_a_rule_and_not_with_a_target(tmp_path: Path) -> None:
    def digest(text: str) -> str:
        return load_regions(folder(tmp_path, US=text))["US"].digest

    first = digest(MONEY + TARGET + RULE)
    assert first == digest(MONEY + TARGET + TARGET.replace("US", "GB") + RULE)
    assert first != digest(MONEY + TARGET + RULE.replace("block", "review"))


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        pytest.param("colour = 1\n", "colour", "conventions", id="unknown section"),
        pytest.param(MONEY + 'size = "EU"\n' + TARGET, "conventions.size", "shoe_system", id="unknown key"),
        pytest.param(MONEY + 'measures = "imperial"\n' + TARGET, "conventions.measures", "metric", id="value outside its choices"),
        pytest.param(MONEY + "price_decimals = true\n" + TARGET, "conventions.price_decimals", "whole number", id="wrong type"),
        pytest.param(TARGET, "conventions.currency", "a text", id="no currency"),
        pytest.param(MONEY + '[conventions.channels]\nzh = "fax"\n' + TARGET, "conventions.channels.zh", "rednote", id="unknown channel"),
        pytest.param(MONEY + '[[targets]]\nlocale = "english"\n', "targets[0].locale", "language tag", id="not a locale"),
        pytest.param(MONEY + TARGET + 'audience = "any"\n', "targets[0].audience", "diaspora", id="not an audience"),
        pytest.param(MONEY + TARGET + "enable = true\n", "targets[0].enable", "enabled", id="unknown key of a target"),
        pytest.param(MONEY + TARGET + RULE.replace("block", "ban"), "claims.a.action", "remark", id="unknown action"),
        pytest.param(MONEY + TARGET + RULE.replace("祛湿", "(祛湿"), "claims.a.pattern", "regular expression", id="pattern does not compile"),
        pytest.param(MONEY + TARGET + RULE.replace("祛湿", "(a+)+b"), "claims.a.pattern", "bounded repeats", id="pattern may run away"),
        pytest.param(MONEY + TARGET + RULE.replace("祛湿", "a{2,}"), "claims.a.pattern", "bounded repeats", id="repeat without an end"),
        pytest.param(MONEY + TARGET + RULE + 'softer = ["a warming soak"]\n', "claims.a.softer", "language tag", id="softer without a language"),
        pytest.param(MONEY + TARGET + RULE + 'classes = "herb"\n', "claims.a.classes", "list", id="list expected"),
        pytest.param(MONEY + TARGET + RULE + RULE, "claims[1].id", "no other rule", id="id twice"),
        pytest.param(MONEY + TARGET + '[[claims]]\nid = "b"\naction = "block"\n', "claims.b", "pattern", id="rule without a pattern"),
        pytest.param('parent = "EU"\n' + MONEY + TARGET, "parent", "'US'", id="unknown parent"),
        pytest.param('parent = "US"\n' + MONEY + TARGET, "parent", "does not inherit", id="own parent"),
        pytest.param('[gate]\nrelease_estimate = "high"\n' + MONEY + TARGET, "gate.release_estimate", "a number", id="not a number"),
        pytest.param("[notices]\nherb = 3\n" + MONEY + TARGET, "notices.herb", "a text", id="notice is no text"),
        pytest.param('rewrite = ["body"]\n' + MONEY + TARGET, "rewrite[0]", "'opening'", id="a part that cannot be rewritten"),
        pytest.param("[transit]\ndays = -1\n" + MONEY + TARGET, "transit.days", "at least 0", id="days below nought"),
        pytest.param(MONEY + "date = { value = 3 }\n" + TARGET, "conventions.date", "a text", id="wrong type with its source"),
        pytest.param(MONEY + 'date = { value = "y", verified = "yes" }\n' + TARGET, "conventions.date", "true or false", id="verified is no word"),
        pytest.param(MONEY + 'date = { value = "y", by = "me" }\n' + TARGET, "conventions.date", "source", id="unknown word about a value"),
        pytest.param('[chinese]\nopencc = "s2twp"\n' + MONEY + TARGET, "chinese.opencc", "s2tw", id="a configuration that is not used"),
    ],
)
def test_a_wrong_pack_names_file_key_value_and_what_is_allowed(tmp_path: Path, text: str, key: str, allowed: str) -> None:
    with pytest.raises(GlossaryError) as raised:
        load_regions(folder(tmp_path, US=text))
    said = str(raised.value)
    assert "US.toml" in said and key in said and allowed in said


def test_a_file_is_named_as_its_code_and_is_toml(tmp_path: Path) -> None:
    (tmp_path / "US.toml").write_text('code = "GB"\n', encoding="utf-8")
    with pytest.raises(GlossaryError, match="code is 'GB'"):
        load_regions(tmp_path)
    (tmp_path / "US.toml").write_text("code = \n", encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"US\.toml is not TOML"):
        load_regions(tmp_path)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="no region file"):
        load_regions(tmp_path)


def test_every_value_says_where_it_comes_from(tmp_path: Path) -> None:
    packs = folder(
        tmp_path,
        all=RULE + "[gate]\nrelease_estimate = 0.8\n",
        US=f'parent = "all"\n{MONEY}date = {{ value = "y", verified = true, source = "CLDR" }}\n{TARGET}[[claims]]\nid = "a"\nverified = true\ncitation = "Law."\n',
    )
    values = {value.key: value for value in load_regions(packs)["US"].values}
    assert (values["conventions.date"].text, values["conventions.date"].packs, values["conventions.date"].source) == ("y", ("US",), "CLDR")
    assert values["gate.release_estimate"].packs == ("all",) and values["conventions.measures"].packs == ()
    assert (values["claims.a"].packs, values["claims.a"].verified, values["claims.a"].source) == (("all", "US"), True, "Law.")
    unverified = load_regions(packs)["US"].unverified
    assert "conventions.currency" in unverified and not {"conventions.date", "claims.a"} & unverified


def test_verifying_a_value_changes_no_digest(tmp_path: Path) -> None:
    first = load_regions(folder(tmp_path, US=MONEY + TARGET))["US"]
    said = MONEY.replace('"US$"', '{ value = "US$", verified = true }')
    assert first.digest == load_regions(folder(tmp_path, US=said + TARGET))["US"].digest
    assert first.conventions == load_regions(tmp_path)["US"].conventions


def test_the_schema_knows_what_the_code_knows() -> None:
    known = schema("region")["properties"]
    for name, kind in {"conventions": Conventions, "chinese": Chinese, "transit": Transit, "gate": GatePolicy}.items():
        assert set(known[name]["properties"]) == {f.name for f in fields(kind)}, name
    for name, kind in {"claims": ClaimRule, "eligibility": EligibilityRule}.items():
        assert set(known[name]["items"]["properties"]) == {f.name for f in fields(kind)}, name
    assert known["claims"]["items"]["properties"]["action"]["enum"] == list(Action)
    assert known["claims"]["items"]["properties"]["side"]["enum"] == list(Side)
    assert known["targets"]["items"]["properties"]["audience"]["enum"] == [a for a in Audience if a is not Audience.ANY]


def test_every_shipped_region_says_how_long_goods_travel_and_where_it_sells() -> None:
    packs = read_packs(REGIONS)
    for code in (c for c, pack in packs.items() if "targets" in pack.data):
        region = resolve(code, packs)
        said = {value.key: value.packs for value in region.values}
        assert said["transit.days"] == (code,) and region.sells_on, code
        assert (region.chinese is not None) == any(t.locale.is_chinese for t in resolve(code, packs, enabled_only=False).targets), code
