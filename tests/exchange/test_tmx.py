"""The memory as TMX: written for any program, read back equal; what other programs write gives pairs and faults."""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from translate.storage.tmx import tmxfile

from localize.domain.region import Target
from localize.errors import GlossaryError
from localize.exchange.tmx import as_tmx, read_tmx
from localize.memory import Entry

US, HK = Target.parse("US/en-US/general"), Target.parse("HK/zh-Hant-HK/general")
TEXTS = st.text(alphabet="茶a <>&\"']\n\u3000🌿", min_size=1, max_size=12).map(str.strip).filter(bool)
FOREIGN = """<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="zh-CN" datatype="xml" segtype="sentence" adminlang="en" o-tmf="x" creationtool="x" creationtoolversion="1"/><body>
<tu><tuv xml:lang="zh-CN"><seg>每包<bpt i="1">&lt;b&gt;</bpt>20<ept i="1">&lt;/b&gt;</ept>克<ph/></seg></tuv>
<tuv xml:lang="en"><seg>20 g <hi>each</hi></seg></tuv><tuv xml:lang="fr"><seg>20 g</seg></tuv></tu>
<tu><tuv lang="ZH_TW"><seg>茶</seg></tuv><tuv lang="en"><seg>tea</seg></tuv></tu>
<tu><prop type="x-chuhai-target">Mars</prop><tuv xml:lang="zh"><seg>茶</seg></tuv><tuv xml:lang="en"><seg>tea</seg></tuv></tu>
<tu><tuv xml:lang="zh"><seg>茶</seg></tuv><tuv xml:lang="english?"><seg>tea</seg></tuv></tu>
</body></tmx>"""


def put(folder: Path, content: bytes | str) -> Path:
    path = folder / "a.tmx"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(st.builds(Entry, TEXTS, TEXTS), max_size=5))
def test_a_memory_comes_back_equal_and_gives_the_same_bytes(tmp_path: Path, entries: list[Entry]) -> None:
    content = as_tmx([(US, entries), (HK, entries[:1])])
    assert as_tmx([(HK, entries[:1]), (US, entries[::-1])]) == content
    pairs, faults = read_tmx(put(tmp_path, content))
    assert faults == ()
    assert sorted(repr(pair.entry) for pair in pairs if pair.target == US) == sorted(map(repr, entries))
    assert [pair.entry for pair in pairs if pair.target == HK] == entries[:1]


def test_the_translate_toolkit_reads_what_is_written() -> None:
    content = as_tmx([(US, [Entry("艾草泡脚包", "mugwort foot soak"), Entry("茶 & <b>", "tea & <b>")])])
    store = tmxfile(io.BytesIO(content), sourcelanguage="zh-Hans", targetlanguage="en-US")
    assert {(unit.source, unit.target) for unit in store.units} == {("艾草泡脚包", "mugwort foot soak"), ("茶 & <b>", "tea & <b>")}


def test_the_translate_toolkit_writes_what_is_read(tmp_path: Path) -> None:
    store = tmxfile(sourcelanguage="zh-CN", targetlanguage="en")
    store.addtranslation("茶壶", "zh-CN", "teapot", "en")
    pairs, faults = read_tmx(put(tmp_path, bytes(store)))
    assert faults == () and [(pair.entry, str(pair.locale), pair.target) for pair in pairs] == [(Entry("茶壶", "teapot"), "en", None)]


def test_a_foreign_file_gives_its_texts_without_its_codes_and_all_its_faults(tmp_path: Path) -> None:
    pairs, faults = read_tmx(put(tmp_path, FOREIGN))
    assert [(pair.entry, str(pair.locale), pair.target) for pair in pairs] == [
        (Entry("每包20克", "20 g each"), "en", None),
        (Entry("每包20克", "20 g"), "fr", None),
    ]
    assert [(fault.place, fault.problem) for fault in faults] == [
        ("line 5", "the unit has no text in Simplified Chinese."),
        ("line 6", "'Mars' is not a target."),
        ("line 7", "'english?' is not a language tag."),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("<tbx/>", "no TMX"),
        ("<tmx><body>", "cannot be read as XML"),
        ('<!DOCTYPE tmx [<!ENTITY a "b">]><tmx/>', "declares entities"),
        (FOREIGN.replace("<ph/>", "&none;"), "cannot be read as XML"),
    ],
)
def test_what_is_no_tmx_is_refused(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(GlossaryError, match=says):
        read_tmx(put(tmp_path, content))


def test_a_text_that_xml_cannot_hold_is_named(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="no place for"):
        as_tmx([(US, [Entry("茶", "tea\x01")])])
