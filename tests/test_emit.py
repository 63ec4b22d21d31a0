"""What leaves the product: approved texts, whole files, nothing that runs."""

import csv
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.domain.variant import Decision, Variant
from localize.emit import COLUMNS, emit, safe_cell
from localize.errors import PermanentError, SettingsError
from localize.review import approve, reject
from localize.store.repository import Store

CELLS = json.loads((Path(__file__).parent / "cases" / "cells.json").read_text(encoding="utf-8"))
ONE, TWO, THREE = "note:n0001", "note:n0002", "note:n0003"
US, HK = "US/en-US/general", "HK/zh-Hant-HK/general"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case["label"])
def test_cells(case: dict[str, Any]) -> None:
    assert safe_cell(case["cell"]) == ("'" if case["formula"] else "") + case["cell"]


@settings(deadline=None, max_examples=100)
@given(st.text(st.sampled_from("=+-@＝＠ \t\r\n\u3000\u200ba艾'"), max_size=6))
def test_no_cell_starts_a_formula_and_none_loses_text(text: str) -> None:
    cell = safe_cell(text)
    assert cell[:1] not in tuple("\t\r\n")
    assert cell.lstrip(" \t\r\n\u3000\u200b")[:1] not in tuple("=+-@＝＠")
    assert cell in (text, f"'{text}") and safe_cell(cell) == cell


def test_only_what_a_person_approved_is_written(filled_store: Store, tmp_path: Path, now: datetime, make_variant: Callable[..., Variant]) -> None:
    filled_store.save_variants(1, [make_variant(), make_variant(record=TWO), make_variant(record=THREE)])
    approve(filled_store, ONE, US, "lin", now=now)
    reject(filled_store, TWO, US, "lin", "stiff", now=now)
    done = emit(filled_store, tmp_path / "out")
    assert (done.rows, done.skipped) == (1, {"rejected": 1, "not approved yet": 1})
    assert [path.name for path in done.files] == ["US.jsonl", "US.csv"]
    assert lines(done.files[0]) == [
        {
            "record": ONE,
            "target": US,
            "revision": 1,
            "status": "approved",
            "decision": "review",
            "stale": [],
            "fields": {"title": "Mugwort foot soak", "desc": "🌿1 g per sachet\n#mugwort"},
            "notices": ["For external use."],
            "signature": "source=a1 engine=pseudo terms=t1 prompts=p1 rules=r1 memory=m1",
        }
    ]


def test_the_table_has_a_line_a_field(filled_store: Store, tmp_path: Path, now: datetime, make_variant: Callable[..., Variant]) -> None:
    filled_store.save_variants(1, [make_variant(title='=HYPERLINK("http://x.example")')])
    approve(filled_store, ONE, US, "lin", now=now)
    path = emit(filled_store, tmp_path).files[1]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = table(path)
    assert tuple(rows[0]) == COLUMNS and {row["status"] for row in rows} == {"approved"}
    assert [(row["field"], row["source"], row["text"]) for row in rows] == [
        ("title", "艾草泡脚包", '\'=HYPERLINK("http://x.example")'),
        ("desc", "🌿每包1克\n#艾草[话题]#", "🌿1 g per sachet\n#mugwort"),
        ("notice", "", "For external use."),
    ]


def test_a_demonstration_marks_every_row(filled_store: Store, tmp_path: Path, now: datetime, make_variant: Callable[..., Variant]) -> None:
    filled_store.save_variants(1, [make_variant(), make_variant(record=TWO, decision=Decision.RELEASE), make_variant(record=THREE)])
    approve(filled_store, ONE, US, "lin", now=now)
    reject(filled_store, THREE, US, "lin", "stiff", now=now)
    done = emit(filled_store, tmp_path, include_unapproved=True)
    unapproved = "UNAPPROVED (demonstration)"
    assert [(row["record"], row["status"], row["decision"]) for row in lines(done.files[0])] == [
        (ONE, "approved", "review"),
        (TWO, unapproved, "release"),
    ]
    assert {row["status"] for row in table(done.files[1]) if row["record"] == TWO} == {unapproved}
    assert done.skipped == {"rejected": 1}


@pytest.mark.parametrize("decision", [Decision.BLOCK, Decision.NOT_ELIGIBLE, Decision.NO_ENGINE])
def test_what_is_blocked_is_never_written(filled_store: Store, tmp_path: Path, make_variant: Callable[..., Variant], decision: Decision) -> None:
    filled_store.save_variants(1, [make_variant(decision=decision)])
    done = emit(filled_store, tmp_path, include_unapproved=True)
    assert done.rows == 0 and done.skipped == {str(decision): 1}
    assert "Mugwort" not in done.files[0].read_text(encoding="utf-8") + done.files[1].read_text(encoding="utf-8")


def test_an_approved_text_says_what_changed_since(filled_store: Store, tmp_path: Path, now: datetime, make_variant: Callable[..., Variant]) -> None:
    filled_store.save_variants(1, [make_variant()])
    approve(filled_store, ONE, US, "lin", now=now)
    filled_store.save_variants(1, [make_variant(source="b2", title="Newer")])
    for demonstration in (False, True):
        done = emit(filled_store, tmp_path, include_unapproved=demonstration)
        assert [(row["fields"]["title"], row["status"], row["stale"]) for row in lines(done.files[0])] == [
            ("Mugwort foot soak", "approved", ["source"])
        ]


@pytest.mark.parametrize("decision", [Decision.BLOCK, Decision.NOT_ELIGIBLE])
def test_an_approved_text_is_withheld_when_it_would_be_refused_now(
    filled_store: Store, tmp_path: Path, now: datetime, make_variant: Callable[..., Variant], decision: Decision
) -> None:
    filled_store.save_variants(1, [make_variant()])
    approve(filled_store, ONE, US, "lin", now=now)
    filled_store.save_variants(1, [make_variant(source="b2", decision=decision)])
    done = emit(filled_store, tmp_path)
    assert done.rows == 0 and done.skipped == {f"approved, but now: {decision}": 1}


def test_each_region_has_its_files_and_old_rows_do_not_stay(
    filled_store: Store, tmp_path: Path, now: datetime, make_variant: Callable[..., Variant]
) -> None:
    filled_store.save_variants(1, [make_variant(), make_variant(target=HK)])
    approve(filled_store, ONE, HK, "lin", now=now)
    assert emit(filled_store, tmp_path).rows == 1
    reject(filled_store, ONE, HK, "lin", "withdrawn", now=now)
    assert emit(filled_store, tmp_path, regions=["HK"]).rows == 0
    assert lines(tmp_path / "HK.jsonl") == [] and table(tmp_path / "HK.csv") == []
    assert sorted(path.name for path in tmp_path.glob("*.jsonl")) == ["HK.jsonl", "US.jsonl"]


@pytest.mark.parametrize("code", ["../etc", "us", "", "A/B", "US\n", "-US", "U" * 40])
def test_nothing_but_a_region_code_names_a_file(filled_store: Store, tmp_path: Path, code: str) -> None:
    with pytest.raises(SettingsError, match="not a region's code"):
        emit(filled_store, tmp_path / "out", regions=["HK", code])
    assert not (tmp_path / "out").exists()


def test_a_file_is_replaced_whole_or_not_at_all(
    filled_store: Store, tmp_path: Path, now: datetime, make_variant: Callable[..., Variant], monkeypatch: pytest.MonkeyPatch
) -> None:
    filled_store.save_variants(1, [make_variant()])
    approve(filled_store, ONE, US, "lin", now=now)
    out = tmp_path / "out"
    before = [path.read_bytes() for path in emit(filled_store, out).files]

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("localize.emit.os.fsync", full_disk)
    with pytest.raises(PermanentError, match="No space left"):
        emit(filled_store, out, include_unapproved=True)
    assert [(out / name).read_bytes() for name in ("US.jsonl", "US.csv")] == before
    assert sorted(path.name for path in out.iterdir()) == ["US.csv", "US.jsonl"]
