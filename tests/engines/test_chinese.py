"""Chinese to Chinese: the measured defects of OpenCC's own tables, the words of each region, and what must not be touched."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.domain.request import Ask, Request
from localize.engines.chinese import ChineseEngine, Lexicon, load_lexicons
from localize.errors import GlossaryError, UnsupportedPair
from localize.text.script import simplified_only

ROOT = Path(__file__).parent.parent
CASES = json.loads((ROOT / "cases" / "chinese.json").read_text(encoding="utf-8"))
LEXICON = ROOT.parent / "glossaries" / "lexicon"
ENGINE = ChineseEngine.load(LEXICON)
LEXICONS = load_lexicons(LEXICON)
WORDS = sorted({source for lexicon in LEXICONS.values() for source, _ in lexicon.words})
SENTENCES = sorted({c["text"] for c in CASES})


def convert(text, region, terms=(), draft=""):
    language = "zh-Hans" if region in ("SG", "MY") else "zh-Hant"
    request = Request(text, language, region=region, terms=tuple(Ask(*t) for t in terms), draft=draft)
    (draft_made,) = ENGINE.translate([request])
    assert draft_made.request == request and draft_made.engine == ENGINE.identity
    return draft_made.text


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=c["label"], marks=[pytest.mark.xfail(reason=c["known_failure"], strict=True)] if "known_failure" in c else [])
        for c in CASES
    ],
)
def test_case(case):
    assert convert(case["text"], case["region"], case.get("terms", ()), case.get("draft", "")) == case["expected"], case["why"]


def test_the_cases_are_many_and_a_quarter_negative():
    assert len(CASES) >= 80
    assert sum(c.get("negative", False) for c in CASES) * 4 >= len(CASES)


@pytest.mark.parametrize(("region", "least"), [("HK", 150), ("MO", 150), ("TW", 180), ("SG", 40), ("MY", 40)])
def test_the_lexicons_are_large_enough_and_change_something(region, least):
    changed = [(source, target) for source, target in LEXICONS[region].words if target != source]
    assert len(changed) >= least


@pytest.mark.parametrize("region", ["HK", "MO", "TW"])
def test_no_target_of_a_lexicon_has_a_simplified_character(region):
    lexicon = LEXICONS[region]
    assert not [t for _, t in (*lexicon.words, *lexicon.phrases, *lexicon.glyphs) if simplified_only(t) - {"厘"}]


@pytest.mark.parametrize("region", ["HK", "MO", "TW", "SG", "MY"])
def test_every_word_is_found_inside_a_sentence(region):
    lost = [
        (source, convert(f"这款，{source}。", region))
        for source, target in LEXICONS[region].words
        if target not in convert(f"这款，{source}。", region)
    ]
    assert not lost


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.sampled_from([*WORDS, *SENTENCES, "的", "，", "和", "！", " ", "30cm"]), min_size=1, max_size=8), st.sampled_from(["HK", "MO", "TW"])
)
def test_no_simplified_character_is_left_in_traditional_output(pieces, region):
    text = "".join(pieces)
    out = convert(text, region)
    assert not simplified_only(out) - {"厘"}, "厘米 is what Hong Kong writes"
    assert convert(text, region) == out


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="0123456789 ABCxyz.,-×¥%/\n#@", max_size=60), st.sampled_from(["HK", "TW", "SG"]))
def test_what_is_not_chinese_stays(text, region):
    assert convert(text, region) == text


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(SENTENCES), st.sampled_from(["HK", "TW"]))
def test_a_term_stands_where_it_was_asked_for(sentence, region):
    assert "〔專名〕" in convert(sentence + "佛香", region, [("佛香", "〔專名〕")])


def test_the_identity_follows_the_lexicons():
    other = ChineseEngine({**LEXICONS, "TW": Lexicon((("快递", "快遞"),))})
    assert ENGINE.identity == ChineseEngine.load(LEXICON).identity != other.identity
    assert "opencc" in ENGINE.identity and len(ENGINE.identity) < 40


@pytest.mark.parametrize(("language", "region"), [("zh-Hant", ""), ("zh-Hant", "SG"), ("zh-Hans", "HK"), ("en", "US"), ("zh-Hans", "US")])
def test_an_unknown_region_says_so(language, region):
    with pytest.raises(UnsupportedPair):
        list(ENGINE.translate([Request("手工", language, region=region)]))


def test_a_double_row_is_refused(tmp_path):
    for path in LEXICON.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "tw.csv").open("a", encoding="utf-8") as handle:
        handle.write("快递,快遞,logistics,false,\n")
    with pytest.raises(GlossaryError, match="快递"):
        load_lexicons(tmp_path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(GlossaryError):
        load_lexicons(tmp_path)
