"""Chinese to Chinese: the measured defects of OpenCC's own tables, the words of each region, and what must not be touched."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.domain.record import Record
from localize.domain.region import Chinese
from localize.domain.request import Ask, Request
from localize.domain.term import Status
from localize.engines.chinese import ChineseEngine
from localize.engines.lexicon import Lexicon, Row, load_lexicons
from localize.errors import GlossaryError, UnsupportedPair
from localize.exchange.packs import load_regions
from localize.exchange.tables import read_terms
from localize.sources.files import FileSource
from localize.text.script import simplified_only

ROOT = Path(__file__).parent.parent
CASES = json.loads((ROOT / "cases" / "chinese.json").read_text(encoding="utf-8"))
LEXICON = ROOT.parent / "glossaries" / "lexicon"
REGIONS = {code: region.chinese for code, region in load_regions(ROOT.parent / "glossaries" / "regions").items() if region.chinese}
LEXICONS = load_lexicons(LEXICON, REGIONS)
ENGINE = ChineseEngine(LEXICONS)
WORDS = sorted({row.source for lexicon in LEXICONS.values() for row in lexicon.words})
EXAMPLES = sorted({f.text for r in FileSource([ROOT.parent / "examples"]).fetch() if isinstance(r, Record) for f in r.fields})
CJK = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
SENTENCES = sorted({c["text"] for c in CASES})


HANT = [code for code, chinese in REGIONS.items() if chinese.opencc]
FRAMES = ("这款，{}。", "买了{}，很喜欢")


def request_of(text, region, terms=(), draft=""):
    language = "zh-Hant" if REGIONS[region].opencc else "zh-Hans"
    return Request(text, language, region=region, terms=tuple(Ask(*t) for t in terms), draft=draft)


def convert(text, region, terms=(), draft=""):
    request = request_of(text, region, terms, draft)
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


def test_the_cases_are_many_and_a_third_negative():
    assert len(CASES) >= 330
    assert sum(c.get("negative", False) for c in CASES) * 3 >= len(CASES)


def is_word(row, region):
    """Whether a row swaps a word, and not only a script."""
    return bool(ENGINE.swaps(request_of(row.source, region)))


@pytest.mark.parametrize(("region", "least"), [("HK", 400), ("TW", 400), ("SG", 150), ("MY", 150)])
def test_the_lexicons_are_large_enough_and_change_something(region, least):
    assert sum(is_word(row, region) for row in LEXICONS[region].words) >= least


def test_macau_has_words_of_its_own():
    hong_kong = {row.source: row.target for row in LEXICONS["HK"].words}
    own = [row for row in LEXICONS["MO"].words if hong_kong.get(row.source, convert(row.source, "HK")) != row.target]
    assert len(own) >= 15


@pytest.mark.parametrize("region", HANT)
def test_no_target_of_a_lexicon_has_a_simplified_character(region):
    lexicon = LEXICONS[region]
    assert not [r.target for r in (*lexicon.words, *lexicon.phrases, *lexicon.glyphs) if simplified_only(r.target) - {"厘"}]


PAIRS = [(region, row) for region, lexicon in LEXICONS.items() for row in lexicon.words]


@pytest.mark.parametrize(("region", "row"), [pytest.param(region, row, id=f"{region}-{row.source}") for region, row in PAIRS])
def test_every_word_of_every_region(region, row):
    for frame in FRAMES:
        before, after = frame.split("{}")
        assert convert(frame.format(row.source), region) == convert(before, region) + row.target + convert(after, region)
    assert convert(row.target, region) == row.target, "a region's own word stays"
    steps = ENGINE.steps(request_of(row.source, region))
    assert [(s.before, s.after) for s in steps if s.rule == f"words.{region.lower()}"] == [(row.source, row.target)] * is_word(row, region)


TEXTS = st.lists(
    st.sampled_from([*WORDS, *SENTENCES, *EXAMPLES, "的", "，", "和", "！", " ", "30cm", "《", "》"]) | st.text(alphabet=CJK, max_size=4),
    min_size=1,
    max_size=8,
).map("".join)


@settings(deadline=None, max_examples=200)
@given(TEXTS, st.sampled_from(HANT))
def test_no_simplified_character_is_left_in_traditional_output(text, region):
    out = convert(text, region)
    assert not simplified_only(out) - {"厘"}, "厘米 is what Hong Kong writes"
    assert convert(text, region) == out


@pytest.mark.parametrize("region", list(REGIONS))
def test_converting_an_example_twice_is_converting_it_once(region):
    for text in EXAMPLES:
        once = convert(text, region)
        assert convert(once, region) == once


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="0123456789 ABCxyz.,-×¥%/\n#@", max_size=60), st.sampled_from(["HK", "TW", "SG"]))
def test_what_is_not_chinese_stays(text, region):
    assert convert(text, region) == text


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(SENTENCES), st.sampled_from(["HK", "TW"]))
def test_a_term_stands_where_it_was_asked_for(sentence, region):
    assert "〔專名〕" in convert(sentence + "佛香", region, [("佛香", "〔專名〕")])


def test_the_identity_follows_the_lexicons():
    other = ChineseEngine({**LEXICONS, "TW": Lexicon(REGIONS["TW"], (Row("快递", "快遞"),))})
    assert ENGINE.identity == ChineseEngine.load(LEXICON, REGIONS).identity != other.identity
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
        load_lexicons(tmp_path, REGIONS)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(GlossaryError):
        load_lexicons(tmp_path, REGIONS)


def test_a_row_with_a_comma_too_many_is_refused(tmp_path):
    for path in LEXICON.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "tw.csv").open("a", encoding="utf-8") as handle:
        handle.write("凑单品,湊單品,commerce,false,a note, unquoted\n")
    with pytest.raises(GlossaryError, match="5 cells"):
        load_lexicons(tmp_path, REGIONS)


def test_a_script_that_opencc_does_not_have_is_refused():
    with pytest.raises(GlossaryError, match=r"AU\.toml.*s2au"):
        load_lexicons(LEXICON, {"AU": Chinese("s2au", "t2hk", ("hk",))})


def test_a_region_is_added_by_its_settings_alone():
    engine = ChineseEngine.load(LEXICON, {"CA": Chinese("s2hk", "t2hk", ("hk",))})
    (draft,) = engine.translate([Request("快递很快", "zh-Hant", region="CA")])
    assert draft.text == "速遞很快"
    assert [s.rule for s in engine.steps(draft.request)] == ["words.ca"]


def test_a_text_is_explained_by_its_script_words_and_terms():
    request = request_of("快递很快，质量好，种草", "TW", [("种草", "推坑")])
    assert [(s.rule, s.before, s.after) for s in ENGINE.steps(request)] == [
        ("words.tw", "快递", "宅配"),
        ("words.tw", "质量好", "品質好"),
        ("words.term", "种草", "推坑"),
    ]
    assert [s.rule for s in ENGINE.steps(request_of("发货很快", "HK"))] == ["script.s2hk"]
    assert [s.rule for s in ENGINE.steps(request_of("發貨很快", "SG"))] == ["script.t2s"]
    assert ENGINE.steps(request_of("手工", "TW")) == ()


def test_the_rows_a_text_rests_on_say_whether_anybody_verified_them():
    engine = ChineseEngine({"TW": Lexicon(REGIONS["TW"], (Row("快递", "宅配", "logistics", True), Row("质量", "品質", "commerce")))})
    request = request_of("快递的质量，还是快递", "TW")
    assert [(swap.found, swap.row.verified) for swap in engine.swaps(request)] == [("快递", True), ("质量", False)]
    assert [s.note for s in engine.steps(request) if s.rule == "words.tw"] == ["logistics", "commerce; not verified"]


def test_a_mark_that_comes_with_a_text_stays():
    text = "快递\U000f0000\U000f0001好"
    assert convert(text, "TW") == "宅配\U000f0000\U000f0001好"


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from([*WORDS, *SENTENCES]) | st.text(alphabet=CJK, max_size=4), min_size=1, max_size=6), st.sampled_from(list(REGIONS)))
def test_the_steps_are_what_happened(pieces, region):
    request = request_of("".join(pieces), region)
    (draft,) = ENGINE.translate([request])
    steps = ENGINE.steps(request)
    assert all(s.after in draft.text for s in steps if s.rule.startswith("words."))
    assert bool(steps) == (draft.text != request.text)


@pytest.mark.parametrize("region", HANT)
def test_no_word_says_another_thing_than_an_approved_term(region):
    said = {row.source: row.target for row in LEXICONS[region].words}
    for term in read_terms(ROOT.parent / "glossaries" / "terms"):
        if str(term.locale) == f"zh-Hant-{region}" and term.status is Status.APPROVED and not term.needs:
            for word in (term.source, *term.source_variants):
                assert said.get(word, term.target) in (term.target, *term.accepted), word
