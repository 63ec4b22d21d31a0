"""What counts as a word: where runs are cut, what is counted once, and what ranks first."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.domain.record import Field, Kind, Record, Role
from localize.mining.evidence import SNIPPETS, Evidence, Search, snippet
from localize.mining.ngrams import Counts, beside, grams
from localize.mining.ranking import ranked
from localize.mining.runs import LONGEST, Known, Run, plain, runs, stretches

NOTHING = Known(frozenset())
KNOWN = Known(frozenset({"泡脚包", "艾草", "手工", "码"}))


def record(number: int, title: str, body: str = "", item: str = "") -> Record:
    facts = (("item_id", item),) if item else ()
    return Record(str(number), Kind.LISTING, (Field("name", Role.TITLE, title), Field("description", Role.BODY, body)), facts)


def words(text: str, known: Known = NOTHING) -> list[str]:
    return [run.text for stretch in stretches(plain(text)) for run in runs(stretch, known)]


@pytest.mark.parametrize(
    ("text", "known", "found"),
    [
        ("艾草泡脚包礼盒", KNOWN, ["礼盒"]),
        ("養生禮盒", NOTHING, ["养生礼盒"]),  # Traditional is counted with Simplified
        ("礼盒，茶桌", NOTHING, ["礼盒", "茶桌"]),
        ("茶桌的礼盒", NOTHING, ["茶桌", "礼盒"]),
        ("茶桌和礼盒", NOTHING, ["茶桌", "礼盒"]),
        ("和服腰带", NOTHING, ["和服腰带"]),
        ("40支长绒棉", NOTHING, ["长绒棉"]),
        ("15分钟煮茶", NOTHING, ["煮茶"]),
        ("一条披帛", NOTHING, ["披帛"]),
        ("一次性桌布", NOTHING, ["一次性桌布"]),
        ("茶桌#艾草花[话题]#[笑哭R]@小店 礼盒", NOTHING, ["茶桌", "礼盒"]),
        ("<b>茶</b>桌", NOTHING, ["茶桌"]),
        ("茶\u200b桌", NOTHING, ["茶桌"]),
        ("建议茶桌", NOTHING, ["茶桌"]),
        ("OOTD", NOTHING, []),
        ("", NOTHING, []),
    ],
)
def test_runs_are_cut_where_a_word_cannot_go_on(text: str, known: Known, found: list[str]) -> None:
    assert words(text, known) == found


def test_a_known_word_and_one_character_are_a_word_of_their_own() -> None:
    assert [list(grams(run)) for run in runs("手工皂", KNOWN)] == [["手工皂"]]
    assert [list(grams(run)) for run in runs("手工茶桌", KNOWN)] == [["茶桌"]]


def test_a_headword_of_one_character_covers_nothing() -> None:
    assert words("码头画", KNOWN) == ["码头画"]


@settings(deadline=None)
@given(text=st.text(alphabet="艾草泡脚包茶桌的一条0 ,#\n", max_size=60))
def test_no_ngram_holds_or_cuts_a_known_word(text: str) -> None:
    for stretch in stretches(plain(text)):
        for run in runs(stretch, KNOWN):
            assert not KNOWN.spans(run.text)
            assert "的" not in run.text
            assert run.text in stretch


def test_a_long_stretch_counts_once_and_a_short_one_once_an_item() -> None:
    counts = Counts(NOTHING)
    for n in range(500):
        counts.add(record(n, "包邮", "本店手绘披帛质量保证欢迎选购"))
    for n in range(500, 505):
        counts.add(record(n, "披帛", item="one"))
    assert counts.table["披帛"] == 2  # the boilerplate, and one item with five options
    assert counts.table["包邮"] == 500
    assert counts.named["披帛"] == 1


def test_a_title_counts_as_one_wherever_else_the_words_stand() -> None:
    counts = Counts(NOTHING)
    fields = (Field("description", Role.BODY, "披帛"), Field("attributes.0.value", Role.VALUE, "披帛"))
    counts.add(Record("1", Kind.LISTING, fields))
    assert (counts.table["披帛"], counts.named["披帛"]) == (1, 1)


def test_the_table_stays_small_and_never_counts_too_much() -> None:
    counts = Counts(NOTHING, most=300)
    for n in range(400):
        counts.add(record(n, "披帛", "".join(chr(0x4E00 + (n * 37 + i) % 20_000) for i in range(20))))
        assert len(counts.table) + len(counts.named) <= 300
    assert 400 - counts.dropped <= counts.table["披帛"] <= 400
    assert counts.dropped


def test_a_hostile_record_is_read_to_a_bound() -> None:
    counts = Counts(NOTHING)
    counts.add(record(1, "茶桌", "披" * 1_000_000))
    assert len(counts.table) < 20


@settings(deadline=None, max_examples=50)
@given(texts=st.lists(st.text(alphabet="披帛茶桌礼盒，", max_size=12), max_size=8))
def test_counts_are_records(texts: list[str]) -> None:
    counts = Counts(NOTHING)
    for n, text in enumerate(texts):
        counts.add(record(n, text))
    for gram, count in counts.table.items():
        assert count <= sum(gram in text for text in texts)
    left, right = beside(counts.table, frozenset(counts.table))
    assert all(sum(found) >= 0 for found in (*left.values(), *right.values()))


def found(*titles: str, known: Known = NOTHING, least: int = 3) -> list[str]:
    counts = Counts(known)
    for n, title in enumerate(titles):
        counts.add(record(n, title))
    return [scored.word for scored in ranked(counts, least=least)]


def test_the_word_is_found_and_not_its_pieces() -> None:
    assert found("云肩披帛", "披帛女款", "春款披帛", "素色披帛长款") == ["披帛"]
    assert found("缠花簪", "缠花簪子店", "手作缠花簪", "新娘缠花簪") == ["缠花簪"]


def test_a_known_word_is_no_candidate() -> None:
    assert found("云肩披帛", "披帛女款", "春款披帛", known=Known(frozenset({"披帛"}))) == []


def test_what_stands_in_prose_alone_needs_more_records() -> None:
    counts = Counts(NOTHING)
    for n, body in enumerate(("云肩披帛", "披帛女款", "春款披帛", "素色披帛")):
        counts.add(record(n, "", body))
    assert ranked(counts, least=3) == []
    counts.add(record(9, "", "披帛长款"))
    assert [scored.word for scored in ranked(counts, least=3)] == ["披帛"]


def test_evidence_comes_from_different_items_and_is_bounded() -> None:
    search, evidence = Search(("披帛",), NOTHING), Evidence()
    for n in range(10):
        each = record(n, f"第{n}条\u202e雲肩披帛" + "长" * 300, item=str(n // 2))
        for _, spelling, text in search.places(each):
            evidence.add(each, ["clothing"], spelling, text)
    assert (evidence.records, evidence.classes["clothing"], len(evidence.snippets)) == (5, 5, SNIPPETS)
    assert all(len(text) <= 40 and "\u202e" not in text and "披帛" in text for text in evidence.snippets)


def test_a_place_inside_a_known_word_is_no_evidence_and_the_spelling_is_kept() -> None:
    search = Search(("禅茶",), Known(frozenset({"禅茶一味"})))
    assert search.places(record(1, "禅茶一味")) == []
    assert search.places(record(2, "禪茶一席")) == [("禅茶", "禪茶", "禪茶一席")]


def test_a_snippet_stays_in_its_line() -> None:
    text = "上一行\n" + "前" * 30 + "茶桌" + "后" * 30 + "\n下一行"
    start = text.index("茶桌")
    assert snippet(text, start, start + 2) == "…" + "前" * 14 + "茶桌" + "后" * 14 + "…"


def test_an_ngram_is_never_longer_than_a_candidate_and_its_neighbour() -> None:
    assert max(map(len, grams(Run("披" * 40)))) == LONGEST + 1
