"""Chinese variants from record to unit: topic names that no table has, and the steps that say which words were swapped and why."""

from pathlib import Path

import pytest

from localize.build import build
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.kit import load_kit
from localize.plan import plan, read
from localize.settings import Settings
from localize.store.repository import Store
from localize.translate import topics, translate


def quiet(_what: str, _done: int, _total: int) -> None:
    """Progress nobody watches."""


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("HK/zh-Hant-HK/general", "#手縫髮帶[话题]# #草本足浴[话题]#"),
        ("MO/zh-Hant-MO/general", "#手縫髮帶[话题]# #草本足浴[话题]#"),
        ("TW/zh-Hant-TW/general", "#手縫髮帶[话题]# #草本足浴[话题]#"),
        ("SG/zh-Hans-SG/general", "#手缝发带[话题]# #草本足浴[话题]#"),
    ],
)
def test_an_unknown_topic_is_written_as_the_reader_writes(target: str, expected: str, tmp_path: Path) -> None:
    settings = Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": f"sqlite:///{tmp_path / 'topics.db'}"})
    fields = (Field("title", Role.TITLE, "周末手工"), Field("desc", Role.BODY, "慢慢缝一条\n#手缝发带[话题]# #祛湿泡脚[话题]#"))
    record = Record("n1", Kind.NOTE, fields, (), "notes.jsonl:1")
    with Store.open(settings.store) as store:
        kit = load_kit(settings, store)
        work = plan(read(record, kit), Target.parse(target), kit)
        texts, _ = translate([work], store, quiet)
        made = topics(work, store)
        assert all(not name[:1].isascii() for name in made.values())
        assert expected in "".join(u.whole for u in build(work, texts, made, kit).units)


def test_a_unit_says_which_words_were_swapped_also_where_its_draft_was_kept(tmp_path: Path) -> None:
    settings = Settings.read({"CHUHAI_ENGINE": "pseudo", "CHUHAI_STORE": f"sqlite:///{tmp_path / 'words.db'}"})
    record = Record("n1", Kind.NOTE, (Field("title", Role.TITLE, "卧室的纸巾"), Field("desc", Role.BODY, "绝绝子，发货快")), (), "notes.jsonl:1")
    with Store.open(settings.store) as store:
        kit = load_kit(settings, store)
        seen = []
        for reused in (0, 2):
            work = plan(read(record, kit), Target.parse("TW/zh-Hant-TW/general"), kit)
            texts, counts = translate([work], store, quiet)
            assert counts.reused == reused
            seen.append([(step.rule, step.before, step.after) for unit in build(work, texts, {}, kit).units for step in unit.steps])
    assert seen[0] == seen[1]
    assert ("words.tw", "纸巾", "面紙") in seen[0]
    assert ("words.term", "绝绝子", "超讚") in seen[0]
    assert [rule for rule, _, _ in seen[0]].count("script.s2tw") == 1, "one a unit, and none where words and terms are all that changed"
    assert "卧室" not in [before for _, before, _ in seen[0]], "another script is no other word"
