"""Topics, stickers, emoji, addresses and brackets on every channel; the shipped tables."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.adapt.social import TOPIC_LENGTH, Social, camel, spaced, topic_names
from localize.adapt.social_tables import JOKEY, PLAIN, load_stickers, load_topics
from localize.domain.context import Context
from localize.domain.locale import Locale
from localize.domain.record import Kind, Record, Role
from localize.domain.region import Chinese, Conventions, Region, Target
from localize.domain.segment import Segment
from localize.domain.unit import Origin, State, Unit
from localize.errors import GlossaryError
from localize.exchange.tables import read_terms
from localize.text.placeables import find
from localize.text.script import has_han, simplified_only

CASES = {
    name: json.loads((Path(__file__).parent.parent / "cases" / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("topics", "stickers", "social")
}
# What a region's pack says of its Chinese, by the region of a locale.
CHINESE = {
    "HK": Chinese("s2hk", "t2hk", ("hk",)),
    "MO": Chinese("s2hk", "t2hk", ("hk", "mo")),
    "TW": Chinese("s2tw", "t2tw", ("tw",)),
    "SG": Chinese("", "t2s", ("sea", "sg")),
    "MY": Chinese("", "t2s", ("sea", "my")),
}
LEXICON = Path(__file__).parent.parent.parent / "glossaries" / "lexicon"
PIECES = (
    *("#泡脚[话题]#", "#艾草", "[笑哭R]", "[怪R]", "@小红薯", "https://xhslink.com/a", "https://example.com/a", "😂", "👨‍👩‍👧", "❤️", "1️⃣"),
    *("。", "，", "【", "】", "《", "1、", "一、", "十", "·", "\n", "汉字", " "),
)


@pytest.fixture(scope="module")
def social():
    return Social.load(LEXICON)


def context(locale="en-US", channel="social", classes=(), topics=None):
    target = Target("XX", Locale.parse(locale))
    region = Region("XX", "Anywhere", (target,), Conventions("USD", "US$", channel=channel), chinese=CHINESE.get(target.locale.region))
    segment = Segment("desc", Role.BODY, 0, "")
    return Context(Record("n1", Kind.NOTE, ()), target, region, segment, classes=frozenset(classes), topics=topics or {})


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=f"{name}: {c['label']}", marks=[pytest.mark.xfail(reason=c["known_failure"], strict=True)] if "known_failure" in c else [])
        for name, cases in CASES.items()
        for c in cases
    ],
)
def test_case(social, case):
    adapted = social.surroundings(case["text"], context(case["locale"], case["channel"], case.get("classes", ()), case.get("topics")))
    assert adapted.text == case["expected"], case["why"]
    assert [step.rule for step in adapted.steps] == case["rules"]


@pytest.mark.parametrize(("name", "least"), [("topics", 60), ("stickers", 60), ("social", 20)])
def test_the_cases_are_many_and_a_third_negative(name, least):
    cases = CASES[name]
    assert len(cases) >= least and len({c["label"] for c in cases}) == len(cases)
    assert sum(c.get("negative", False) for c in cases) * 10 >= 3 * len(cases)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | st.text(max_size=40), st.sampled_from(["rednote", "social", "web"]))
def test_no_han_around_an_english_text(text, channel):
    assert not has_han(Social.load(LEXICON).surroundings(text, context("en-SG", channel)).text)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_every_change_is_a_step(text):
    adapted = Social.load(LEXICON).surroundings(text, context())
    kept = [p.text for p in find(text) if p.text in ("👨‍👩‍👧", "❤️", "1️⃣")]
    assert all(adapted.text.count(emoji) >= kept.count(emoji) for emoji in kept)
    assert adapted.steps or adapted.text.split() == text.split()


def test_topic_names_once_and_in_order():
    around = [Segment("d", Role.BODY, 0, "好", after=" #艾草[话题]# #茶 "), Segment("d", Role.BODY, 1, "", before="#艾草[话题]##C 罩[话题]# [笑哭R]")]
    assert topic_names(around) == ("艾草", "茶", "C 罩")


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("herbal foot soak", "HerbalFootSoak"),
        ("OOTD", "OOTD"),
        ("women's tea-ware", "WomensTeaWare"),
        ("café finds", "CaféFinds"),
        ("diy 2026", "Diy2026"),
        ("", ""),
        ("2026", ""),
        ("艾草", ""),
        ("#$%", ""),
        ("a" * 50, "A" + "a" * 29),
        ("one two three four five six seven eight", "OneTwoThreeFourFiveSixSeven"),
    ],
)
def test_camel(text, tag):
    assert camel(text) == tag and len(camel(text)) <= 30


def unit(text, before="", after="", field="desc"):
    return Unit(Segment(field, Role.BODY, 0, "源"), text, State.TRANSLATED, Origin.ENGINE, before=before, after=after)


def test_spaces_between_units():
    units = [
        unit("Nice.", after=" "),
        unit("Good one."),
        unit("Try it", after="#Tea"),
        unit("Cotton", before="\n1.", after="] "),
        unit("soft", before="\n["),
        unit("T", field="t"),
    ]
    done = spaced(units, Locale.parse("en-US"))
    assert "".join(u.whole for u in done if u.segment.field == "desc") == "Nice. Good one. Try it #Tea\n1. Cotton]\n[soft"
    assert [u.target for u in done] == [u.target for u in units]


def test_chinese_needs_no_spaces():
    units = (unit("好。"), unit("買。"))
    assert spaced(units, Locale.parse("zh-Hant-HK")) == units


def test_the_shipped_tables(social):
    assert len(social.stickers) >= 290 and len(social.topics) >= 270
    for name, sticker in social.stickers.items():
        spans = find(sticker.emoji)
        assert [p.kind.value for p in spans] == ["emoji"] and spans[0].text == sticker.emoji, name
        assert sticker.tone in (PLAIN, JOKEY), name
    for name, topic in social.topics.items():
        said = topic.renderings
        assert camel(said["en"]) and said["zh_hk"] and said["zh_tw"], name
        assert not [tongue for tongue in ("en", "ms", "id", "vi", "th") if has_han(said[tongue])], name
        assert not simplified_only(said["zh_hk"] + said["zh_tw"]), name
        assert not [text for text in said.values() if set("#[]\n") & set(text) or len(text) > TOPIC_LENGTH], name


@pytest.mark.parametrize("tongue", ["ms", "id", "vi", "th", "ja"])
def test_the_commonest_topics_are_there_in_every_language(social, tongue):
    assert sum(bool(topic.renderings[tongue]) for topic in social.topics.values()) >= 180


# Dampness, detox, slimming, whitening, cures, sleep, ageing, luck: an effect or a promise in the language of the column.
CLAIMS = {
    "en": ("dampness", "detox", "slim", "whiten", "cure", "heal", "sleep aid", "anti-aging", "toxin", "lucky"),
    "ms": ("buang lembap", "detoks", "langsing", "putihkan", "ubat", "rawat", "tidur lena", "tuah"),
    "id": ("buang lembap", "detoks", "langsing", "memutihkan", "obat", "sembuh", "insomnia", "keberuntungan"),
    "vi": ("trừ ẩm", "thải độc", "giảm cân", "trắng da", "chữa", "trị", "ngủ ngon", "may mắn"),
    "th": ("ขับชื้น", "ดีท็อกซ์", "ลดน้ำหนัก", "ผิวขาว", "รักษา", "หลับ", "โชคดี"),
    "ja": ("除湿", "デトックス", "痩せ", "美白", "治", "安眠", "開運"),
    "zh_hk": ("祛濕", "排毒", "瘦身", "美白", "治療", "助眠", "轉運"),
    "zh_tw": ("祛濕", "排毒", "瘦身", "美白", "治療", "助眠", "轉運"),
}


@pytest.mark.parametrize("column", CLAIMS)
def test_no_topic_claims(social, column):
    assert not [name for name, topic in social.topics.items() if any(word in topic.renderings[column].lower() for word in CLAIMS[column])]


def test_no_topic_is_a_forbidden_rendering(social):
    for term in read_terms(LEXICON.parent / "terms"):
        region = context(str(term.locale)).region
        rendering = social.known_topics([term.source], term.locale, region).get(term.source, "").lower()
        assert not [f for f in term.forbidden if rendering and f.lower() in rendering], f"{term.source} in {term.locale}: {rendering}"


def test_jokey_emoji_are_known_with_their_variants(social):
    assert all(social.jokes(e) for e in ("🔥", "😂", "🤣", "🤪", "💃🏽")) and not any(social.jokes(e) for e in ("🙏", "🪷", "🕯️", "🌿"))


@pytest.mark.parametrize(
    "rows",
    [
        "name,emoji\n笑哭,😂\n",
        "name,emoji,tone,verified\n笑哭,😂,plain,false\n笑哭,😂,plain,false\n",
        "name,emoji,tone,verified\n,😂,plain,false\n",
        "name,emoji,tone,verified\n笑哭,😂\n",
        "name,emoji,tone,verified\n笑哭,😂,plain,false,more\n",
    ],
)
def test_a_wrong_table_is_refused(tmp_path, rows):
    path = tmp_path / "stickers.csv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"stickers\.csv:"):
        load_stickers(path)


def test_a_missing_table_is_refused(tmp_path):
    with pytest.raises(GlossaryError, match=r"topics\.csv"):
        load_topics(tmp_path / "topics.csv")
