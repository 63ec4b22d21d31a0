"""Topic names that no table has: the Chinese engine writes them for Chinese targets, and they are no camel-cased tags."""

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
