"""The table of festivals: its days, what holds of every row, and what a wrong table says. Texts with festivals are in cases/dates.json."""

from datetime import date
from pathlib import Path

import pytest

from localize.adapt.festival_table import load_festivals
from localize.adapt.festivals import day_in
from localize.adapt.lunar import solar_term
from localize.domain.festival import Calendar, Tone
from localize.errors import GlossaryError
from localize.exchange.tables import read_terms

GLOSSARIES = Path(__file__).parents[2] / "glossaries"
FESTIVALS = load_festivals(GLOSSARIES / "lexicon" / "festivals.toml")
BY_ID = {festival.id: festival for festival in FESTIVALS.all}
ROW = '[[festivals]]\nid = "a"\nspellings = ["春节"]\ntone = "joyful"\nlunar = "1-1"\n'


@pytest.mark.parametrize(
    ("festival", "day"),
    [
        ("spring-festival", date(2026, 2, 17)),
        ("spring-festival", date(2025, 1, 29)),
        ("new-years-eve", date(2025, 1, 28)),
        ("lantern-festival", date(2026, 3, 3)),
        ("qingming", date(2024, 4, 4)),
        ("dragon-boat-festival", date(2026, 6, 19)),
        ("qixi", date(2025, 8, 29)),
        ("ghost-festival", date(2026, 8, 27)),
        ("mid-autumn", date(2025, 10, 6)),
        ("double-ninth", date(2026, 10, 18)),
        ("winter-solstice", date(2025, 12, 21)),
        ("laba", date(2026, 1, 26)),
        ("singles-day", date(2025, 11, 11)),
    ],
)
def test_known_days(festival: str, day: date) -> None:
    assert day_in(BY_ID[festival], day.year) == day


@pytest.mark.parametrize("festival", FESTIVALS.all, ids=lambda f: f.id)
def test_every_festival_has_a_day_in_most_years(festival) -> None:
    days = [day_in(festival, year) for year in range(2020, 2050)]
    assert all(day is None or day.year == year for day, year in zip(days, range(2020, 2050), strict=True))
    assert sum(day is None for day in days) <= (5 if festival.id == "laba" else 0)  # laba falls around New Year: in some years twice or never


@pytest.mark.parametrize("festival", FESTIVALS.all, ids=lambda f: f.id)
def test_what_holds_of_every_row(festival) -> None:
    assert bool(festival.names) is (festival.tone is Tone.ANCESTORS)
    assert all(language in FESTIVALS.wishes for language, _ in festival.names)
    assert all(any(spelling in word for spelling in festival.spellings) or festival.id == "spring-festival" for word in festival.unless)
    assert festival.calendar is not Calendar.SOLAR_TERM or solar_term(2026, festival.solar_term)


def test_every_concept_is_in_the_glossary_with_a_spelling_of_the_festival() -> None:
    sources = {term.concept: {term.source, *term.source_variants} for term in read_terms(GLOSSARIES / "terms")}
    named = [festival for festival in FESTIVALS.all if festival.concept]
    assert len({festival.concept for festival in named}) == len(named) >= 12
    for festival in named:
        assert sources[festival.concept] & set(festival.spellings), festival.id


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("= =", "cannot be read"),
        ("", "festivals"),
        (ROW + "colour = 1\n", "colour"),
        (ROW.replace("joyful", "merry"), "festivals.a.tone is 'merry'"),
        (ROW.replace('"1-1"', '"13-1"'), "festivals.a is '13-1'"),
        (ROW.replace('"1-1"', '"first"'), "festivals.a is 'first'"),
        (ROW + 'gregorian = "1-1"\n', "one of lunar"),
        (ROW.replace('lunar = "1-1"', 'solar_term = "春天"'), "festivals.a is '春天'"),
        (ROW.replace('lunar = "1-1"', 'gregorian = "2-29"'), "festivals.a is '2-29'"),
        (ROW.replace('["春节"]', '"春节"'), "festivals.a.spellings"),
        (ROW.replace('["春节"]', "[]"), "at least one spelling"),
        (ROW + 'shift = "1"\n', "shift in days"),
        (ROW + ROW, "what no other festival has"),
        (ROW + "[wishes]\nen = 'happy'\n", "wishes.en"),
    ],
)
def test_a_wrong_table_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "festivals.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"festivals\.toml") as error:
        load_festivals(path)
    assert said in error.value.message
    assert "festivals.toml" in error.value.next_step
