"""Classes of goods over labelled cases, and the errors of the word table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from localize.classify import classes, read_classes
from localize.domain.record import Field, Kind, Record, Role
from localize.errors import GlossaryError

ROOT = Path(__file__).parents[1]
CASES: list[dict[str, Any]] = json.loads((ROOT / "tests/cases/classes.json").read_text(encoding="utf-8"))
TABLE = read_classes(ROOT / "glossaries/lexicon/classes.toml")
WEIGHTS = "[weights]\ntitle = 3\nattribute = 2\nbody = 1\nthreshold = 3\n"


@pytest.mark.parametrize("example", [pytest.param(case, id=case["label"]) for case in CASES])
def test_case(example: dict[str, Any]) -> None:
    fields = [Field("title", Role.TITLE, example["title"]), Field("desc", Role.BODY, example.get("body", ""))]
    for number, (name, value) in enumerate(example.get("attributes", {}).items()):
        fields += [Field(f"a.{number}.name", Role.NAME, name), Field(f"a.{number}.value", Role.VALUE, value)]
    found = classes(Record("r", Kind.LISTING, tuple(fields)), TABLE)
    assert set(example["expected"]) <= found, found
    assert not set(example.get("without", ())) & found, found


def test_a_category_counts_as_an_attribute() -> None:
    record = Record("r", Kind.LISTING, (Field("title", Role.TITLE, "礼盒"),), (("category", "糕点零食"),))
    assert "food" in classes(record, TABLE)


def test_every_class_has_words_and_no_word_is_ignored_and_meant() -> None:
    assert len(CASES) >= 60
    names = set().union(*TABLE.classes.values())
    assert {"herb", "incense", "religion", "tea", "tableware", "textile", "clothing", "shoes", "jewellery", "cosmetic", "food"} <= names
    assert {"appliance", "electronics", "craft", "phone-accessory", "home", "fragrance", "bag", "toy", "candle"} <= names


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("colour = 1\n" + WEIGHTS, "colour"),
        (WEIGHTS.replace("title = 3", "title = 0"), "weights.title"),
        (WEIGHTS + "often = 2\n", "weights"),
        (WEIGHTS + '[classes]\nherb = "艾草"\n', "classes.herb"),
        (WEIGHTS + '[classes]\nherb = [""]\n', "classes.herb"),
        (WEIGHTS, "classes"),
        ("= 1", "TOML"),
    ],
)
def test_a_wrong_table_says_what_is_wrong(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "classes.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GlossaryError) as raised:
        read_classes(path)
    assert "classes.toml" in str(raised.value) and named in str(raised.value)
