"""The tables of the concept cards: they come back as they were, and what is wrong in one is said with its place."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.domain.concept import LONGEST_DEFINITION, LONGEST_SNIPPET, MOST_EVIDENCE, Concept, faults
from localize.errors import GlossaryError
from localize.exchange.concepts import COLUMNS, read_concepts, write_concepts

ROOT = Path(__file__).parents[2]
FOLDERS = [folder for folder in (ROOT / "tests" / "cases" / "concepts", ROOT / "glossaries" / "concepts") if folder.is_dir()]
GOOD = {"concept": "tea.cha-ju", "definition": "What tea is made with.", "picture": "", "review_by": "2027-06-30", "evidence": "好茶具|新茶具"}
CARD = Concept("tea.cha-ju", "What tea is made with.", "", date(2027, 6, 30), ("好茶具", "新茶具"))


def write(folder: Path, *rows: dict[str, str], name: str = "tea") -> Path:
    lines = [",".join(COLUMNS)] + [",".join(f'"{row[c]}"' for c in COLUMNS) for row in rows]
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_tables_come_back_byte_for_byte(tmp_path: Path, folder: Path) -> None:
    written = write_concepts(reversed(read_concepts(folder)), tmp_path)
    assert [p.name for p in written] == sorted(p.name for p in folder.glob("*.csv"))
    for path in written:
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_a_row_is_a_card(tmp_path: Path) -> None:
    assert read_concepts(write(tmp_path, GOOD)) == (CARD,)


def test_a_glossary_may_have_no_cards(tmp_path: Path) -> None:
    assert read_concepts(tmp_path / "concepts") == ()
    assert write_concepts((), tmp_path / "concepts") == () and not (tmp_path / "concepts").exists()


def test_a_card_asks_no_spreadsheet_to_run_anything(tmp_path: Path) -> None:
    card = replace(CARD, definition="=A1 is what tea is made with.", evidence=("-好茶具",))
    (path,) = write_concepts([card], tmp_path)
    assert ",'=A1" in path.read_text(encoding="utf-8") and ",'-好" in path.read_text(encoding="utf-8")
    assert read_concepts(tmp_path) == (card,)
    with pytest.raises(GlossaryError, match="line 2, column definition: '=A1' begins like a formula"):
        read_concepts(write(tmp_path, GOOD | {"definition": "=A1"}))


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    definition=st.text(alphabet='a,"; =+é中', min_size=1, max_size=30).map(lambda s: "A" + s.strip()),
    evidence=st.lists(st.text(alphabet='茶,"b', max_size=9).map(lambda s: "茶" + s), unique=True, max_size=MOST_EVIDENCE),
    day=st.none() | st.dates(),
)
def test_any_card_comes_back(tmp_path: Path, definition: str, evidence: list[str], day: date | None) -> None:
    card = Concept("tea.x", definition, "https://example.com/x.png", day, tuple(evidence))
    write_concepts([card], tmp_path)
    assert read_concepts(tmp_path) == (card,)


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("concept", "tea", "<domain>.<name>"),
        ("concept", "tea.Cha Ju", "a-z"),
        ("concept", "herb.cha-ju", "herb.csv"),
        ("concept", "../tea.x", "a-z"),
        ("definition", "", "English sentence"),
        ("definition", "茶具", "English sentence"),
        ("definition", "one\ntwo", "one line"),
        ("definition", "a\u202eb", "one line"),
        ("definition", "x" * (LONGEST_DEFINITION + 1), "one sentence"),
        ("picture", "http://example.com/a.png", "https"),
        ("picture", "https://", "https"),
        ("picture", "https://lin:secret@example.com/a.png", "without a name or a password"),
        ("picture", "https://example.com/a.png' onload='x", "https"),
        ("picture", "https://example.com/a b.png", "https"),
        ("picture", "javascript:alert(1)", "https"),
        ("picture", "https://example.com/" + "x" * 500, "https"),
        ("picture", "https://[::1", "https"),
        ("review_by", "30.6.2027", "2027-06-30"),
        ("review_by", "20270630", "2027-06-30"),
        ("review_by", "2027-02-30", "2027-06-30"),
        ("evidence", "a tea set", "Chinese"),
        ("evidence", "茶\u202e具", "one line"),
        ("evidence", "茶" * (LONGEST_SNIPPET + 1), "too long"),
        ("evidence", "|".join(f"茶{n}" for n in range(MOST_EVIDENCE + 1)), "too many"),
        ("evidence", "茶||具", "empty"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, column: str, value: str, says: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        read_concepts(write(tmp_path, GOOD | {"concept": "tea.other"}, GOOD | {column: value}))
    message = str(caught.value)
    assert f"column {column}: " in message and "tea.csv, line " in message
    assert says in message


def test_the_same_card_twice_says_where_the_first_stands(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match=r"stands already at tea\.csv:2"):
        read_concepts(write(tmp_path, GOOD, GOOD))


def test_columns_of_another_table_are_refused(tmp_path: Path) -> None:
    (tmp_path / "tea.csv").write_text("concept,domain\ntea.x,tea\n", encoding="utf-8")
    with pytest.raises(GlossaryError, match="'domain': unknown"):
        read_concepts(tmp_path)


@pytest.mark.parametrize("change", [{"evidence": ("茶|具",)}, {"concept": "../x.y"}, {"definition": ""}, {"picture": "file:///etc/hosts"}])
def test_a_faulty_card_is_not_written(tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(GlossaryError):
        write_concepts([replace(CARD, **change)], tmp_path)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_card_is_due_after_its_day() -> None:
    assert not list(faults(CARD))
    assert [CARD.is_due(date(2027, 6, 30)), CARD.is_due(date(2027, 7, 1)), replace(CARD, review_by=None).is_due(date.max)] == [False, True, False]
