"""Reading JSONL: every line gives a record or a bad record, and the examples hold what they promise."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.domain.record import Kind, Record
from localize.errors import BadRecord, SettingsError
from localize.sources import files, nodes
from localize.sources.files import FileSource

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
CASES = json.loads((ROOT / "tests" / "cases" / "sources.json").read_text(encoding="utf-8"))
NOTE = '{"note_id": "n1", "title": "盖碗", "desc": "好看", "time": 1767225600000}'


def written(folder: Path, content: str | bytes, name: str = "in.jsonl") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def fetched(path: Path, since: datetime | None = None) -> list[Record | BadRecord]:
    return list(FileSource(path).fetch(since))


def only_bad(path: Path) -> BadRecord:
    (found,) = fetched(path)
    assert isinstance(found, BadRecord)
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_a_line_gives_what_its_case_says(case: dict[str, Any], tmp_path: Path) -> None:
    path = written(tmp_path, case.get("text") or json.dumps(case["line"], ensure_ascii=False))
    (found,) = fetched(path)
    if "bad" in case:
        assert isinstance(found, BadRecord)
        assert (found.where, found.field) == (f"{path.as_posix()}:1", case["bad"])
        assert case["says"] in found.message and found.where in found.message and found.field in found.message
        assert found.next_step and found.raw
    else:
        wanted = case["record"]
        assert isinstance(found, Record)
        assert (found.id, found.kind) == (wanted["id"], wanted["kind"])
        assert [[f.path, f.role, f.text] for f in found.fields] == wanted["fields"]
        assert dict(found.facts) == wanted["facts"]


def test_a_quarter_of_the_cases_is_negative() -> None:
    assert sum("bad" in case for case in CASES) * 4 >= len(CASES)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (NOTE.encode("gb18030"), "it reads as GB18030"),
        (b'{"note_id": "n1", "title": "\xff"}', "not UTF-8"),
        (NOTE.encode("utf-16").replace(b"\n", b""), "UTF-16"),
        (b'{"note_id": "n1", "title": "\x00"}', "NUL"),
        (b'{"note_id": "n1", "title": "' + b"a" * files.MAX_LINE + b'"}', "longer than"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"note_id": "n1", "title": "", "time": ' + b"9" * 5000 + b"}", "too many digits"),
        (b'{"note_id": "n1", "title": "' + b"a" * (nodes.MAX_TEXT + 1) + b'"}', "characters, at most"),
        (json.dumps({"item": {"id": "i", "name": "n", "attributes": [{}] * (nodes.MAX_ENTRIES + 1)}}).encode(), "entries, at most"),
    ],
)
def test_hostile_bytes_are_a_bad_record_and_the_next_line_is_read(content: bytes, says: str, tmp_path: Path) -> None:
    bad, good = fetched(written(tmp_path, content + b"\r\n\n" + NOTE.replace("n1", "n2").encode()))
    assert isinstance(bad, BadRecord) and says in bad.message and bad.next_step
    assert len(bad.raw.encode()) <= files.MAX_RAW
    assert isinstance(good, Record) and good.where.endswith(":3")


def test_a_byte_order_mark_is_tolerated(tmp_path: Path) -> None:
    (found,) = fetched(written(tmp_path, b"\xef\xbb\xbf" + NOTE.encode()))
    assert isinstance(found, Record) and found.title == "盖碗"


def test_an_equal_copy_is_passed_over_and_a_different_one_names_both_lines(tmp_path: Path) -> None:
    path = written(tmp_path, "\n".join([NOTE, NOTE, NOTE.replace("好看", "难看")]))
    first, bad = fetched(path)
    assert isinstance(first, Record) and isinstance(bad, BadRecord)
    assert "in.jsonl:1" in str(bad) and "in.jsonl:3" in str(bad) and "Keep one" in bad.next_step


def test_the_same_id_in_two_files_and_in_two_kinds(tmp_path: Path) -> None:
    listing = '{"item": {"id": "n1", "name": "盖碗"}}'
    written(tmp_path, NOTE, "a.jsonl")
    written(tmp_path, NOTE + "\n" + listing, "b.jsonl")
    assert [record.key for record in fetched(tmp_path) if isinstance(record, Record)] == ["note:n1", "listing:n1"]


def test_a_pull_of_the_same_content_has_the_same_fingerprint(tmp_path: Path) -> None:
    """Stock, counts, update times and signed image addresses change daily and must not make a variant stale."""
    row = {"item": {"id": "i", "name": "茶", "updateTime": 1}, "sku": {"stock": 5, "updateTime": 2}}
    note = {"note_id": "n", "title": "茶", "liked_count": "1", "image_list": "http://img.example/a?sign=1", "last_update_time": 3}
    later_row = {"item": {"id": "i", "name": "茶", "updateTime": 9}, "sku": {"stock": 4, "updateTime": 9}}
    later_note = note | {"liked_count": "9.7万", "image_list": "http://img.example/a?sign=2", "last_update_time": 9}
    path = written(tmp_path, "\n".join(json.dumps(line) for line in (row, note, later_row, later_note)))
    assert [type(found) for found in fetched(path)] == [Record, Record]


def test_since_leaves_out_what_did_not_change(tmp_path: Path) -> None:
    lines = [
        {"note_id": "old", "title": "茶", "time": 1767225600000},
        {"note_id": "edited", "title": "茶", "time": 1767225600000, "last_update_time": 1769904000000},
        {"note_id": "undated", "title": "茶"},
        {"item": {"id": "sku-changed", "name": "茶", "updateTime": 1767225600000}, "sku": {"updateTime": 1769904000000}},
        {"note_id": "broken"},
    ]
    path = written(tmp_path, "\n".join(json.dumps(line) for line in lines))
    found = fetched(path, datetime(2026, 1, 15, tzinfo=UTC))
    assert [record.id for record in found if isinstance(record, Record)] == ["edited", "undated", "sku-changed"]
    assert sum(isinstance(record, BadRecord) for record in found) == 1


def test_a_file_that_is_not_there_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="There is no file"):
        FileSource(tmp_path / "nothing.jsonl").fetch()


def test_no_person_reaches_a_record_or_a_raw_line(tmp_path: Path) -> None:
    person = {"user_id": "u-777", "nickname": 'na"me-777', "avatar": "http://img.example/777"}
    card: dict[str, Any] = {"note_id": "n", "title": "茶", "desc": "", "user": person, "at_user_list": [person], "ip_location": "place-777"}
    good = {"id": "n", "model_type": "note", "note_card": card}
    bad = {"id": "m", "model_type": "note", "note_card": card | {"note_id": "m", "time": "x"}}
    broken = json.dumps(good)[:-3]
    found = fetched(written(tmp_path, "\n".join([json.dumps(good), json.dumps(bad), broken, json.dumps(good)[:130]])))
    assert [type(each) for each in found] == [Record, BadRecord, BadRecord, BadRecord]
    for each in found:
        assert "777" not in (repr(each) if isinstance(each, Record) else each.raw + str(each))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=()), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
BASES = [case["line"] for case in CASES if isinstance(case.get("line"), dict)]


def mutated(value: Any, data: st.DataObject) -> Any:
    """A copy of `value` in which one part, at any depth, is another value or gone."""
    value = copy.deepcopy(value)
    node = value
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return value
        key = data.draw(st.sampled_from(keys))
        if isinstance(node[key], dict | list) and node[key] and data.draw(st.booleans()):
            node = node[key]
            continue
        if data.draw(st.integers(0, 3)) == 0:
            del node[key]
        else:
            node[key] = data.draw(JSON)
        return value


def sound(found: Record | BadRecord) -> bool:
    if isinstance(found, Record):
        return len(found.fingerprint) == 16 and bool(found.key.encode()) and isinstance(found.text.encode(), bytes)
    return bool(str(found).encode()) and bool(found.next_step) and len(found.raw.encode()) <= files.MAX_RAW


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_mutated_line_is_a_record_or_a_bad_record(tmp_path: Path, data: st.DataObject) -> None:
    line = json.dumps(mutated(data.draw(st.sampled_from(BASES)), data))
    assert all(sound(found) for found in fetched(written(tmp_path, line)))


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(BASES), st.integers(0, 400), st.binary(max_size=6), st.integers(0, 40))
def test_any_damaged_bytes_are_a_record_or_a_bad_record(tmp_path: Path, base: Any, at: int, put: bytes, cut: int) -> None:
    line = json.dumps(base, ensure_ascii=False).encode()
    assert all(sound(found) for found in fetched(written(tmp_path, line[:at] + put + line[at + cut :])))


class TestExamples:
    """The examples are hand-written; these tests keep them covering what the product must handle."""

    found = tuple(FileSource(EXAMPLES).fetch())
    records = tuple(record for record in found if isinstance(record, Record))
    bad = tuple(error for error in found if isinstance(error, BadRecord))

    @pytest.mark.parametrize("kind", list(Kind))
    def test_there_are_enough_good_records(self, kind: Kind) -> None:
        assert sum(record.kind is kind for record in self.records) >= 32

    @pytest.mark.parametrize("name", ["listings", "notes"])
    @pytest.mark.parametrize("says", ["not JSON", "stands at", "expected"])
    def test_each_kind_of_bad_record_stands_once_in_each_file(self, name: str, says: str) -> None:
        assert sum(f"{name}.jsonl:" in error.where and says in error.message for error in self.bad) == 1
        assert len(self.bad) == 6

    @pytest.mark.parametrize(
        "words", json.loads((ROOT / "tests" / "cases" / "examples_cover.json").read_text(encoding="utf-8")), ids=lambda case: case["label"]
    )
    def test_what_the_examples_cover(self, words: dict[str, Any]) -> None:
        texts = [record.text for record in self.records if words.get("kind") in (None, record.kind)]
        together = any(all(phrase in text for phrase in words["phrases"]) for text in texts)
        assert together if words.get("together") else all(any(phrase in text for text in texts) for phrase in words["phrases"])

    def test_the_odd_records_are_there(self) -> None:
        notes = [record for record in self.records if record.kind is Kind.NOTE]
        assert any(not any(f.path == "title" for f in note.fields) for note in notes), "an empty title"
        assert sum(len(note.text) > 1000 for note in notes) == 1, "an over-long body"
        assert any(note.text.isascii() or "My first" in note.title for note in notes), "a note in English"
        assert any(dict(note.facts).get("item_ids") for note in notes), "a note about a listing"
        assert any(record.kind is Kind.LISTING and record.id == record.fact("item_id") for record in self.records), "a listing without a SKU"

    def test_the_examples_name_nobody(self) -> None:
        for path in EXAMPLES.glob("*.jsonl"):
            text = path.read_text(encoding="utf-8")
            assert "xhscdn" not in text and "xiaohongshu.com" not in text
            for line in text.splitlines():
                assert '"nickname":"' not in line or '"nickname":"昵称"' in line

    def test_the_examples_stay_small(self) -> None:
        """A small local model translates about two lines a second; the first night should end within minutes."""
        lines = {line.strip() for record in self.records for field in record.fields for line in field.text.splitlines()}
        assert 250 <= len(lines) <= 520
