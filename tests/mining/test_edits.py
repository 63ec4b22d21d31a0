"""Which changes of people become findings, and which word they are about."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.domain.locale import Locale
from localize.domain.region import Target
from localize.domain.term import Audience, Demand, Status, Term
from localize.domain.unit import Step
from localize.mining.alignment import LONGEST_TEXT, Alignment
from localize.mining.edits import Edited, Found, changes, collected
from localize.mining.runs import Known
from localize.termbase.match import TermIndex

EN, HK = Locale("en"), Locale.parse("zh-Hant-HK")
US = Target.parse("US/en-US/general")
SOAK = Term("herb.soak", "herb", "泡脚包", EN, Audience.ANY, "herbal foot-soak sachet", status=Status.APPROVED, forbidden=("foot bag",))


def edit(number: int, source: str, draft: str, text: str, target: Target = US, record: str = "", terms: tuple[Term, ...] = (SOAK,)) -> Edited:
    record = record or f"note:{number}"
    matches = TermIndex(terms).match(source, target)
    return Edited(record, f"{record}#desc#{number}", target.locale, target.audience, source, draft, text, matches)


def found(*edits: Edited, terms: tuple[Term, ...] = (SOAK,)) -> tuple[Found, ...]:
    return collected(edits, Known.of(terms))


KNOWN = (
    edit(1, "艾草泡脚包", "Mugwort herbal foot-soak sachets", "Mugwort foot bath bags"),
    edit(2, "泡脚包真好用", "Herbal foot-soak sachets are great", "Foot bath bags are great"),
    edit(3, "买泡脚包", "Buy herbal foot-soak sachets today", "Buy foot bath bags today"),
)
UNKNOWN = (
    edit(4, "云肩披帛", "Shoulder cloud cape shawl", "Cloud collar silk scarf"),
    edit(5, "春款披帛", "Spring cape shawl", "Spring silk scarf"),
    edit(6, "披帛女款", "Women's cape shawl", "Women's silk scarf"),
    edit(7, "素色披帛", "Plain cape shawl", "Plain silk scarf"),
)


def test_a_known_terms_new_wording_is_about_the_term() -> None:
    (one,) = found(*KNOWN)
    assert (one.term, one.after, one.units, one.records, one.always) == (SOAK, "foot bath bag", 3, 3, True)


def test_where_others_keep_the_wording_it_is_not_always() -> None:
    kept = [edit(n, "泡脚包好", f"Good herbal foot-soak sachets {n}", f"Fine herbal foot-soak sachets {n}") for n in (10, 11, 12)]
    (one,) = [f for f in found(*KNOWN, *kept) if f.term]
    assert (one.units, one.seen, one.always) == (3, 6, False)


def test_a_change_about_an_unknown_word_finds_the_word() -> None:
    (one,) = found(*UNKNOWN)
    assert (one.word, one.term, one.before.casefold(), one.after, one.units, str(one.locale)) == ("披帛", None, "cape shawl", "silk scarf", 3, "en")


@pytest.mark.parametrize(
    ("label", "edits"),
    [
        ("two units are too few", KNOWN[:2]),
        ("one record is too few", tuple(replace(e, record="note:1") for e in KNOWN)),
        ("two audiences of one unit are one", (KNOWN[0], KNOWN[1], replace(KNOWN[0], audience=Audience.DIASPORA))),
        ("the editor put the term's own target", tuple(replace(e, draft=e.text, text=e.draft) for e in KNOWN)),
        ("the new wording is forbidden", tuple(replace(e, text=e.text.replace("bath ", "")) for e in KNOWN)),
        ("case and punctuation are no change", tuple(replace(e, text=e.draft.upper() + "!") for e in KNOWN)),
        ("the term was taken out", tuple(replace(e, text=e.text.casefold().replace("foot bath bags", "").strip()) for e in KNOWN)),
        ("no shared word", tuple(replace(e, source=s) for e, s in zip(UNKNOWN, ("云肩", "春款", "女款", "素色"), strict=True))),
        ("one sentence says not which word", tuple(replace(e, source="云肩披帛") for e in UNKNOWN)),
        (
            "the sentence was written anew",
            tuple(replace(e, text=f"Nine wholly other words about {n} that nobody asked for") for n, e in enumerate(UNKNOWN)),
        ),
        ("numbers only", tuple(replace(e, draft=f"{e.draft[:5]} 5", text=f"{e.draft[:5]} 6") for e in UNKNOWN)),
    ],
)
def test_no_finding(label: str, edits: tuple[Edited, ...]) -> None:
    assert found(*edits) == (), label


def test_a_word_that_mostly_stands_without_the_change_is_not_meant() -> None:
    others = [edit(n, f"披帛{'红绿蓝白黑黄紫灰'[n]}色", f"Shawl {n}", f"Shawl {'abcdefgh'[n]}{n}") for n in range(8)]
    assert found(*UNKNOWN, *(replace(o, record=f"x{n}", place=f"x{n}") for n, o in enumerate(others))) == ()


def test_of_many_units_all_are_counted() -> None:
    colours = [f"{a}{b}" for a in "红绿蓝白黑黄紫灰棕粉青橙金银" for b in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"]
    edits = [edit(n, f"{c}泡脚包", f"No {n} herbal foot-soak sachets", f"No {n} foot bath bags") for n, c in enumerate(colours)]
    (one,) = found(*edits)
    assert (one.units, one.seen, one.always) == (len(colours), len(colours), True)


def test_a_missed_term_is_what_the_change_is_about() -> None:
    edits = [
        edit(n, f"{word}泡脚包", f"{name} foot packs", f"{name} soak pouches")
        for n, (word, name) in enumerate((("红", "Red"), ("绿", "Green"), ("蓝", "Blue")), start=20)
    ]
    (one,) = found(*edits)
    assert (one.term, one.after) == (SOAK, "soak pouch")


def test_a_step_of_the_machine_is_no_persons_change() -> None:
    step = Step("spelling", "cape shawl", "silk scarf")
    assert found(*(replace(e, steps=(step,)) for e in UNKNOWN)) == ()


def test_a_term_that_only_forbids_has_no_wording() -> None:
    claim = Term("tcm.qushi", "tcm", "祛湿", EN, Audience.ANY, "", Demand.FORBID, forbidden=("dampness",), status=Status.APPROVED)
    edits = [edit(n, f"祛湿{w}", f"Removes dampness {w}", f"Feels light {w}", terms=(claim,)) for n, w in ((30, "a"), (31, "b"), (32, "c"))]
    assert [f for f in found(*edits, terms=(claim,)) if f.term] == []


def test_chinese_is_compared_by_characters() -> None:
    hk = Target.parse("HK/zh-Hant-HK/general")
    edits = [
        edit(40, "奶油手机壳", "奶油手機殼", "奶油電話殼", hk, terms=()),
        edit(41, "手机壳推荐", "手機殼推薦", "電話殼推薦", hk, terms=()),
        edit(42, "磁吸手机壳", "磁吸手機殼", "磁吸電話殼", hk, terms=()),
    ]
    (one,) = found(*edits, terms=())
    assert (one.word, one.before, one.after, one.locale) == ("手机壳", "手機", "電話", HK)


@pytest.mark.parametrize(
    ("draft", "text", "locale", "pairs"),
    [
        ("A red flower tea", "A safflower tea", EN, [("red flower", "safflower")]),
        ("質量很好", "品質很好", HK, [("質量", "品質")]),
        ("手機殼質量好", "電話殼品質好", HK, [("手機", "電話"), ("質量", "品質")]),
        ("ชาดี", "ชาที่", Locale("th"), [("ดี", "ที่")]),
        ("Same words.", "same WORDS", EN, []),
        ("One two", "One", EN, []),
        ("", "New", EN, []),
    ],
)
def test_replacements(draft: str, text: str, locale: Locale, pairs: list[tuple[str, str]]) -> None:
    alignment = Alignment.of(draft, text, locale)
    assert [(alignment.before(b), alignment.after(b)) for b in alignment.replaced()] == pairs


@settings(deadline=None, max_examples=200)
@given(draft=st.text(alphabet="ab c,茶\n", max_size=40), text=st.text(alphabet="ab c,茶\n", max_size=40), locale=st.sampled_from([EN, HK]))
def test_any_two_texts_align(draft: str, text: str, locale: Locale) -> None:
    alignment = Alignment.of(draft, text, locale)
    whole = alignment.followed(0, len(draft))
    if whole:
        assert whole == (0, len(alignment.draft_tokens), *whole[2:])
        assert 0 <= whole[2] <= whole[3] <= len(alignment.text_tokens)
    for block in alignment.replaced():
        assert alignment.before(block) in draft
        assert alignment.after(block) in text


@settings(deadline=None, max_examples=100)
@given(head=st.sampled_from(["", "a ", "b c "]), tail=st.sampled_from(["", " d", " e f"]), new=st.sampled_from(["x", "x y", "x y z"]))
def test_a_rendering_is_followed_to_where_it_went(head: str, tail: str, new: str) -> None:
    alignment = Alignment.of(f"{head}foot soak{tail}", f"{head}{new}{tail}", EN)
    block = alignment.followed(len(head), len(head) + 9)
    assert block is not None
    assert alignment.after(block) == new


def test_hostile_text_costs_little_and_breaks_nothing() -> None:
    long = "a b " * 50_000
    hostile = replace(KNOWN[0], draft=long, text="b " + long, source="泡" * 100_000)
    assert len(Alignment.of(long, long, EN).draft) == LONGEST_TEXT
    assert len(list(changes(hostile, Alignment.of(hostile.draft, hostile.text, EN)))) < LONGEST_TEXT
    assert found(hostile) == ()
