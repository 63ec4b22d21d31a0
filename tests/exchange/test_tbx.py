"""TBX of other programs, in both versions and both styles: proposals with what can be known; and hostile files, which give nothing."""

import importlib.util
from pathlib import Path

import pytest
from translate.storage import tbx as toolkit

from localize.domain.term import Demand, Status
from localize.errors import GlossaryError
from localize.exchange.reading import read_file
from localize.exchange.tbx_writing import as_tbx

_spec = importlib.util.spec_from_file_location("entries", Path(__file__).with_name("entries.py"))
assert _spec is not None and _spec.loader is not None
given_entries = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(given_entries)
plain = given_entries.plain

V2 = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><martifHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></martifHeader><text><body>
<termEntry id="C 12"><descrip type="subjectField">Tea</descrip><note>sold by weight</note>
  <langSet xml:lang="zh-CN"><tig><term>白茶</term></tig><tig><term>白毫</term></tig></langSet>
  <langSet xml:lang="en"><descrip type="definition">a lightly oxidised tea</descrip>
    <ntig><termGrp><term>white tea</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termGrp></ntig>
    <ntig><termGrp><term>bai cha</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termGrp></ntig>
    <ntig><termGrp><term>plain tea</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote><note>wrong</note></termGrp></ntig>
  </langSet>
  <langSet xml:lang="zh-TW"><tig><term>白茶</term></tig></langSet></termEntry>
</body></text></martif>"""
DCA = """<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="c1"><langSec xml:lang="zh"><termSec><term>茶壶</term></termSec></langSec>
<langSec xml:lang="en"><termSec><term>tea can</term><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></termSec>
<termSec><term>tea<hi>pot</hi></term></termSec></langSec></conceptEntry></body></text></tbx>"""
DCT = """<tbx style="dct" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
  xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body>
<conceptEntry id="c1"><min:subjectField>Tea ware</min:subjectField><langSec xml:lang="zh-Hans"><termSec><term>茶壶</term></termSec></langSec>
<langSec xml:lang="en"><basic:definition>a pot</basic:definition><termSec><term>tea can</term>
<min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec></langSec></conceptEntry></body></text></tbx>"""


def put(folder: Path, content: str | bytes) -> Path:
    path = folder / "a.tbx"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_version_2_gives_proposals(tmp_path: Path) -> None:
    read = read_file(put(tmp_path, V2))
    assert read.faults == ()
    english, taiwan = read.terms
    assert (english.concept, english.source, english.source_variants) == ("tea.c-12", "白茶", ("白毫",))
    assert (english.target, english.accepted, english.forbidden) == ("white tea", ("bai cha",), ("plain tea",))
    assert (english.status, english.demand, english.revision) == (Status.PROPOSED, Demand.PREFERRED, 1)
    assert english.note == "sold by weight; wrong"
    assert (str(taiwan.locale), taiwan.target) == ("zh-Hant-TW", "白茶")


def test_version_3_in_both_styles(tmp_path: Path) -> None:
    first, second = (read_file(put(tmp_path, content), "ware").terms[0] for content in (DCA, DCT))
    assert (first.concept, first.target, first.forbidden) == ("ware.c1", "teapot", ("tea can",))
    assert (second.target, second.demand, second.forbidden) == ("", Demand.FORBID, ("tea can",))
    assert read_file(put(tmp_path, DCT)).terms[0].concept == "tea-ware.c1"
    assert read_file(put(tmp_path, DCA)).terms[0].concept == "imported.c1"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('xml:lang="zh"', 'xml:lang="ja"', "no term in Simplified Chinese"),
        ('xml:lang="en"><termSec', 'xml:lang="zh-CN"><termSec', "no term in another language"),
        ('xml:lang="en"><termSec', 'xml:lang="english!"><termSec', "is not a language tag"),
        ("tea<hi>pot</hi>", "=cmd()", ""),
        ("tea<hi>pot</hi>", "茶", "Chinese characters for en"),
        ("tea can", "a|b", "joins items"),
    ],
)
def test_what_cannot_be_known_is_a_fault(tmp_path: Path, old: str, new: str, says: str) -> None:
    read = read_file(put(tmp_path, DCA.replace(old, new)))
    if not says:
        assert read.terms[0].target == new, "text in XML is text, whatever it begins with"
        return
    assert read.terms == () and read.wrong == 1
    assert says in read.faults[0].problem and read.faults[0].place == "line 2"


class _Unit(toolkit.tbxunit):
    rootNode, languageNode = "conceptEntry", "langSec"


class _File(toolkit.tbxfile):
    """The toolkit's reader knows the element names of version 2; told those of version 3 it reads it."""

    UnitClass, rootNode, namespace = _Unit, "tbx", "urn:iso:std:iso:30042:ed-2"


def test_the_translate_toolkit_reads_what_is_written() -> None:
    terms = [plain(1), plain(2, forbidden=("tea two",))]
    store = _File.parsestring(as_tbx(terms), sourcelanguage="zh-Hans", targetlanguage="en")
    assert [(unit.getid(), unit.source, unit.target) for unit in store.units] == [("tea.w1", "茶1", "tea 1"), ("tea.w2", "茶2", "tea 2")]
    assert "chuhai:demand=required" in store.units[0].getnotes()


def test_the_translate_toolkit_writes_what_is_read(tmp_path: Path) -> None:
    store = toolkit.tbxfile(sourcelanguage="zh-Hans", targetlanguage="en")
    for source, target in (("茶壶", "teapot"), ("茶具", "tea set")):
        store.addsourceunit(source).target = target
    read = read_file(put(tmp_path, bytes(store)))
    assert [(term.source, term.target, term.status) for term in read.terms] == [
        ("茶壶", "teapot", Status.PROPOSED),
        ("茶具", "tea set", Status.PROPOSED),
    ]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BODY = DCA.partition(">")[2]
HOSTILE = {
    "billion laughs": (f'<!DOCTYPE tbx [<!ENTITY l0 "ha">{LAUGHS}]>{DCA.replace("茶壶", "&l9;")}', "declares entities"),
    "external entity": (f'<!DOCTYPE tbx [<!ENTITY x SYSTEM "file:///etc/passwd">]>{DCA.replace("茶壶", "&x;")}', "declares entities"),
    "parameter entity": (f'<!DOCTYPE tbx [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd">%x;]>{DCA}', "declares entities"),
    "entity in an attribute": (f'<!DOCTYPE tbx [<!ENTITY l0 "ha">{LAUGHS}]>{DCA.replace("c1", "&l9;")}', "declares entities"),
    "entity of an external type": (f'<!DOCTYPE tbx SYSTEM "x.dtd">{DCA.replace("茶壶", "&x;")}', "cannot be read as XML"),
    "entity declared nowhere": (DCA.replace("茶壶", "&x;"), "cannot be read as XML"),
    "declared in UTF-16": (f'<!DOCTYPE tbx [<!ENTITY x "y">]>{DCA}'.encode("utf-16"), "declares entities"),
    "after five megabytes": (f"<!--{'x' * 5_000_000}--><!DOCTYPE tbx [<!ENTITY x 'y'>]>{DCA.replace('茶壶', '&x;')}", "declares entities"),
    "five megabytes of references": (DCA.replace("茶壶", "&#33590;" * 620_000), "characters are too many"),
    "deep": (f"<tbx>{'<a>' * 100_000}", "cannot be read as XML"),
    "deep and closed": (DCA.replace("茶壶", "<hi>" * 5_000 + "茶" + "</hi>" * 5_000), "cannot be read as XML"),
    "wide": (DCA.replace("茶壶", "<hi/>" * 30_000), "more than 20000 elements"),
    "cut off": (DCA[:-30], "cannot be read as XML"),
    "GBK": (f'<?xml version="1.0" encoding="GBK"?>{DCA}'.encode("gbk"), "Save the file in UTF-8"),
    "UTF-7": (b'<?xml version="1.0" encoding="UTF-7"?>+ADw-tbx/>', "Save the file in UTF-8"),
    "no such encoding": (b'<?xml version="1.0" encoding="x-none"?><tbx/>', "Save the file in UTF-8"),
    "not the encoding it says": (DCA.encode("gb18030"), "cannot be read as XML"),
    "another root": ("<html/>", "no TBX"),
    "empty": ("", "cannot be read as XML"),
}


@pytest.mark.parametrize("story", HOSTILE)
def test_a_hostile_file_gives_nothing(tmp_path: Path, story: str) -> None:
    content, says = HOSTILE[story]
    path = put(tmp_path, content)
    try:
        read = read_file(path)
    except GlossaryError as error:
        assert says in str(error) and str(path) in str(error)
    else:
        assert read.terms == () and says in read.faults[0].problem


def test_a_file_may_name_a_document_type_and_be_in_utf_16(tmp_path: Path) -> None:
    assert len(read_file(put(tmp_path, f'<?xml version="1.0" encoding="UTF-16"?>{DCA}'.encode("utf-16"))).terms) == 1
