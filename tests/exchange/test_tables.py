"""The glossary's tables: they come back as they were, and what is wrong in one is said with its place."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.domain.locale import Locale
from localize.domain.term import Audience, Demand, Status, Term
from localize.errors import GlossaryError
from localize.exchange.rows import COLUMNS
from localize.exchange.tables import read_terms, write_terms

SHIPPED = Path(__file__).parents[2] / "glossaries" / "terms"
GOOD = {
    "concept": "tea.cha-ju", "domain": "tea", "source": "茶具", "locale": "en", "audience": "any", "target": "tea set", "demand": "required",
    "source_variants": "", "accepted": "teaware|tea ware", "forbidden": "tea tool", "needs": "", "excludes": "", "status": "approved", "risk": "",
    "note": "", "revision": "1",
}  # fmt: skip


def write(folder: Path, *rows: dict[str, str], name: str = "tea", columns: tuple[str, ...] = COLUMNS) -> Path:
    lines = [",".join(columns)] + [",".join(f'"{row[c]}"' for c in columns if c in row) for row in rows]
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_the_shipped_tables_come_back_byte_for_byte(tmp_path: Path) -> None:
    written = write_terms(reversed(read_terms(SHIPPED)), tmp_path)
    assert [p.name for p in written] == sorted(p.name for p in SHIPPED.glob("*.csv"))
    for path in written:
        assert path.read_bytes() == (SHIPPED / path.name).read_bytes(), path.name


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    note=st.text(alphabet='a,"\n =+é中', max_size=20).map(str.strip),
    accepted=st.lists(st.text(alphabet='ab-,"', min_size=1, max_size=5), unique_by=str.casefold, max_size=3),
    revision=st.integers(1, 999_999_999),
    status=st.sampled_from(Status),
)
def test_any_entry_comes_back(tmp_path: Path, note: str, accepted: list[str], revision: int, status: Status) -> None:
    term = Term(
        "tea.x",
        "tea",
        "茶",
        Locale("en"),
        Audience.ANY,
        "tea",
        Demand.PREFERRED,
        ("荼",),
        tuple(accepted),
        status=status,
        note=note,
        revision=revision,
    )
    write_terms([term], tmp_path)
    assert read_terms(tmp_path) == (term,)


def test_a_byte_order_mark_and_spaces_are_no_error(tmp_path: Path) -> None:
    write(tmp_path, {**GOOD, "target": " tea set "})
    path = tmp_path / "tea.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b"\n")
    assert read_terms(tmp_path)[0].target == "tea set"


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("audience", "everybody", "any, general, diaspora"),
        ("demand", "must", "required, keep, preferred, forbid"),
        ("demand", "keep", "not translated"),
        ("status", "ok", "proposed, approved, deprecated, rejected"),
        ("risk", "X", "A, B, C, L, R, S"),
        ("locale", "english please", "zh-Hant-HK"),
        ("locale", "EN", "Write en"),
        ("revision", "0", "Write 1"),
        ("revision", "１", "Write 1"),
        ("revision", "", "Write 1"),
        ("target", "茶具 set", "pinyin"),
        ("accepted", "茶具", "pinyin"),
        ("accepted", "a||b", "one"),
        ("accepted", "a|a", "repeated"),
        ("forbidden", "Tea Set", "wanted and forbidden"),
        ("target", "", "forbid entry has no target"),
        ("demand", "forbid", "forbid entry has no target"),
        ("source", "", "headword"),
        ("concept", "herb.cha-ju", "tea.<name>"),
        ("concept", "tea.Cha Ju", "a-z"),
        ("domain", "herb", "herb.<name>"),
        ("note", "x" * 1_001, "quotation mark"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, column: str, value: str, says: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        read_terms(write(tmp_path, GOOD | {"concept": "tea.other"}, GOOD | {column: value}))
    message = str(caught.value)
    assert "tea.csv, line 3, column " in message
    assert says in message


@pytest.mark.parametrize("status", list(Status))
def test_only_an_entry_that_nobody_decided_for_may_wait_for_its_target(tmp_path: Path, status: Status) -> None:
    write(tmp_path, GOOD | {"target": "", "accepted": "", "status": status.value})
    if status in (Status.PROPOSED, Status.REJECTED):
        (term,) = read_terms(tmp_path)
        assert (term.target, term.demand) == ("", Demand.REQUIRED)
        write_terms([term], tmp_path / "again")
        assert read_terms(tmp_path / "again") == (term,)
    else:
        with pytest.raises(GlossaryError, match="may wait for it"):
            read_terms(tmp_path)


@pytest.mark.parametrize("status", list(Status))
def test_a_forbid_entry_never_has_a_target(tmp_path: Path, status: Status) -> None:
    with pytest.raises(GlossaryError, match="forbid entry has no target"):
        read_terms(write(tmp_path, GOOD | {"demand": "forbid", "status": status.value}))


def test_a_row_in_the_wrong_file(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match=r"Move the row to tea\.csv"):
        read_terms(write(tmp_path, GOOD, name="herb"))


def test_a_forbid_entry_forbids_something(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="forbids nothing"):
        read_terms(write(tmp_path, GOOD | {"demand": "forbid", "target": "", "accepted": "", "forbidden": ""}))


def test_the_same_entry_twice_says_where_the_first_stands(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match=r"stands already at tea\.csv:2"):
        read_terms(write(tmp_path, GOOD, GOOD))


@pytest.mark.parametrize(
    ("columns", "says"),
    [((*COLUMNS, "owner"), "'owner'"), (COLUMNS[:-1], "revision is missing"), ((*COLUMNS, "note"), "'note'"), (("source",), "concept is missing")],
)
def test_wrong_columns(tmp_path: Path, columns: tuple[str, ...], says: str) -> None:
    with pytest.raises(GlossaryError, match=says):
        read_terms(write(tmp_path, {**GOOD, "owner": "me"}, columns=columns))


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", ",".join(COLUMNS).encode() + b'\n"a', ",".join(COLUMNS).encode() + b"\na,b\n"])
def test_a_broken_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tea.csv").write_bytes(content)
    with pytest.raises(GlossaryError, match=r"tea\.csv"):
        read_terms(tmp_path)


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="no glossary table"):
        read_terms(tmp_path)


@pytest.mark.parametrize("change", [{"accepted": ("a|b",)}, {"domain": "../tea"}])
def test_what_cannot_be_written_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(GlossaryError):
        write_terms([replace(read_terms(write(tmp_path, GOOD))[0], **change)], tmp_path / "out")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("locale", "source", "variants", "target", "accepted", "says"),
    [
        ("en", "OOTD", "", "OOTD", "", ""),
        ("en", "小红书", "Xiaohongshu", "Xiaohongshu", "", ""),
        ("en", "OOTD", "ootd", "OOTD", "ootd", ""),
        ("zh-Hant-HK", "老铺黄金", "老鋪黃金", "老鋪黃金", "", ""),
        ("en", "小红书", "", "RedNote", "", "none of the spellings 小红书"),  # its name abroad is a translation of its own
        ("en", "OOTD", "", "ootd", "", "none of the spellings OOTD"),
        ("en", "OOTD", "", "OOTD", "outfit of the day", "none of the spellings OOTD"),
        ("en", "小红书", "", "小红书", "", "Chinese characters"),  # cannot stand in an English text
        ("en", "OOTD", "", "", "", "forbid entry has no target"),
    ],
)
def test_what_is_kept_stands_in_the_target_as_it_is_spelled(
    tmp_path: Path, locale: str, source: str, variants: str, target: str, accepted: str, says: str
) -> None:
    row = GOOD | {"demand": "keep", "locale": locale, "source": source, "source_variants": variants, "target": target, "accepted": accepted}
    folder = write(tmp_path, row)
    if says:
        with pytest.raises(GlossaryError, match=says):
            read_terms(folder)
    else:
        term = read_terms(folder)[0]
        assert term.demand is Demand.KEEP and term.is_owed
        write_terms([term], tmp_path / "again")
        assert read_terms(tmp_path / "again") == (term,)


def test_what_is_owed_gets_a_receipt() -> None:
    assert [demand for demand in Demand if Term("tea.x", "tea", "x", Locale("en"), Audience.ANY, "x", demand).is_owed] == [
        Demand.REQUIRED,
        Demand.KEEP,
    ]
