"""The fold against its definition, which is a loop over characters: NFKC, lower case, and the first of three converters that changes one."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from localize.termbase.fold import fold

CONVERTERS = tuple(OpenCC(name) for name in ("t2s", "hk2s", "tw2s"))
HAN = st.characters(min_codepoint=0x2E80, max_codepoint=0x9FFF) | st.characters(min_codepoint=0xF900, max_codepoint=0xFAFF)
UNEVEN = st.sampled_from("㎝½ﷺ㍿ﬁİß①Σς衞裏鈎著祛湿濕Ａ\u200b\u0301🌿")


def defined(text: str) -> tuple[str, list[int]]:
    pieces = [_one(character) for character in text]
    return "".join(pieces), [offset for offset, piece in enumerate(pieces) for _ in piece]


def _one(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).lower()
    if len(folded) == 1 and ord(folded) >= 0x2E80:
        simplified = (converter.convert(folded) for converter in CONVERTERS)
        return next((s for s in simplified if s != folded and len(s) == 1), folded)
    return folded


@settings(deadline=None, max_examples=300)
@given(text=st.text(st.characters(exclude_categories=("Cs",)) | HAN | UNEVEN, max_size=60))
def test_it_is_what_the_loop_gives(text: str) -> None:
    folded, offsets = fold(text)
    assert (folded, list(offsets)) == defined(text)


def test_no_character_folds_to_none() -> None:
    """So a text and its fold are of one length only where each character has folded to one."""
    assert all(unicodedata.normalize("NFKC", chr(code)).lower() for code in range(0x110000))


def test_half_a_surrogate_pair_is_no_fault() -> None:
    assert fold("艾\ud83d叶") == ("艾\ufffd叶", range(3))
