"""Languages and scripts, and the blocks of Han characters that ranges are so often wrong about."""

import json
import re
from pathlib import Path

import langdetect
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.text.script import HAN, has_han, language, simplified_only, traditional_only

CASES = json.loads((Path(__file__).parent.parent / "cases" / "script.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=c["label"], marks=[pytest.mark.xfail(reason=c["known_failure"], strict=True)] if "known_failure" in c else [])
        for c in CASES
    ],
)
def test_language(case):
    assert language(case["text"]) == case["expected"], case["why"]


@pytest.mark.parametrize(
    "character",
    [
        "一",
        "龟",
        "\u3400",
        "\u4dbf",
        "\u9fff",
        "\uf900",
        "\U00020000",
        "\U0002a6df",
        "\U0002a700",
        "\U0002ebe0",
        "\U0002ebf0",
        "\U0002f800",
        "\U00030000",
        "\U000323af",
        "々",
        "〇",
        "\u2f00",
    ],
)
def test_every_block_of_han_is_han(character):
    assert has_han(character) and has_han(f"a{character}b")


@pytest.mark.parametrize(
    "text", ["", "0", "\u2000", "\u20000", "abc", "。，！", "かな", "カナ", "한글", "😂", "\u3000", "Ａ", "㊙", "①", "\U0001f600", "ไทย"]
)
def test_what_is_no_han(text):
    assert not has_han(text)


def test_the_class_has_no_slip():
    assert len(re.findall(f"[{HAN}]", "".join(map(chr, range(0x2E80))))) == 0


def test_simplified_only():
    assert simplified_only("红花茯苓艾叶泡脚") == frozenset("红叶脚")
    assert simplified_only("紅花茯苓艾葉泡腳皇后里台干面只云几丰征") == frozenset()
    assert simplified_only("温水卧室着說为") == frozenset("为"), "Hong Kong and Taiwan forms are no Simplified"
    assert "体" in simplified_only("身体") and "么" in simplified_only("什么")


def test_traditional_only():
    assert traditional_only("養生壺乾隆徐著后") == frozenset("養壺")
    assert traditional_only("红花") == frozenset()


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60))
def test_the_same_answer_every_time(text):
    assert language(text) == language(text)
    assert simplified_only(text) & traditional_only(text) == frozenset()


def test_the_seed_of_others_is_untouched():
    language("Dieses Produkt ist sehr schön und praktisch")
    assert langdetect.DetectorFactory.seed is None
