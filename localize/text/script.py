"""Say which language and which Chinese script a text is written in, by rules first and statistics last.

It does not say whether a text is good, and it converts nothing: engines.chinese does that.
"""

from __future__ import annotations

import re
from functools import cache

import opencc
from langdetect import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

# The inside of a character class: radicals, 々, 〇, Unified Ideographs with Extensions A to J, compatibility ideographs.
# The planes above need the eight-digit form: "\u20000" is U+2000 followed by "0".
HAN = "\u2e80-\u2fd5\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f\U00030000-\U0003347f"

_HAN = re.compile(f"[{HAN}]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d]")
_THAI = re.compile("[\u0e01-\u0e4e]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")

# Below this number of letters the statistics are guesses: langdetect calls "Handmade bag" Danish.
_LETTERS_NEEDED = 20
_SURE = 0.95
_SEED = 20000
_LENGTH_READ = 5000

# In the frequent half of Big5 for an old second meaning, and yet never met in Traditional text: 么 麼, 听 聽, 坏 壞, 虫 蟲.
_SIMPLIFIED_ALL_THE_SAME = frozenset("么听坏虫")
# In GB 2312 as surnames or by accident, and yet a sign of Traditional text.
_TRADITIONAL_ALL_THE_SAME = frozenset("後於麼徵")


def has_han(text: str) -> bool:
    """Whether a Chinese character of any block stands in the text."""
    return _HAN.search(text) is not None


def simplified_only(text: str) -> frozenset[str]:
    """The characters of the text that stand only in Simplified Chinese.

    Characters that both scripts share (后, 里, 干, 台) are not among them.

    >>> sorted(simplified_only("红花茯苓泡腳")), sorted(simplified_only("皇后台北"))
    (['红'], [])
    """
    return frozenset(text) & _script_sets()[0]


def traditional_only(text: str) -> frozenset[str]:
    """The characters of the text that stand only in Traditional Chinese."""
    return frozenset(text) & _script_sets()[1]


def language(text: str) -> str:
    """The language of a text: "zh-Hans", "zh-Hant", "en", another ISO code, or "und" where nothing tells.

    Chinese with English names in it is Chinese; English with a Chinese gloss is English. Chinese without a telling character counts as
    Simplified, because that is what the sources write.

    >>> language("祛湿泡脚包"), language("養生泡腳包"), language("Herbal foot soak"), language("🔥")
    ('zh-Hans', 'zh-Hant', 'en', 'und')
    """
    text = text[:_LENGTH_READ]
    han, kana = len(_HAN.findall(text)), len(_KANA.findall(text))
    # の alone is decoration on many Chinese labels: "茶の道".
    if kana >= 2 and kana * 6 >= han:
        return "ja"
    for pattern, code in ((_THAI, "th"), (_HANGUL, "ko")):
        found = len(pattern.findall(text))
        if found >= 2 and found > han:
            return code
    # Two words a character: "iPhone 15 Pro Max手机壳" is Chinese, "Herbal foot soak with mugwort (艾叶)" is English.
    if han and han * 2 >= len(_LATIN_WORD.findall(text)):
        return _chinese(text)
    return _alphabetic(text)


def _chinese(text: str) -> str:
    simplified, traditional = _script_sets()
    hans = sum(c in simplified for c in text)
    hant = sum(c in traditional for c in text)
    return "zh-Hant" if hant > hans else "zh-Hans"


def _alphabetic(text: str) -> str:
    words = _WORD.findall(_HAN.sub(" ", text))
    letters = "".join(words)
    if not letters:
        return "und"
    if len(letters) < _LETTERS_NEEDED:
        return "en" if letters.isascii() else "und"
    try:
        code, probability = _detect(" ".join(words))
    except LangDetectException:  # no feature it knows: an alphabet without a profile
        return "und"
    # Product titles in plain English are often taken for Danish or Dutch, but hardly ever with certainty.
    if letters.isascii() and probability < _SURE:
        return "en"
    return code


@cache
def _factory() -> DetectorFactory:
    """A factory of our own with a fixed seed: the library's global one, and its seed, stay as they are."""
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    factory.set_seed(_SEED)
    return factory


def _detect(text: str) -> tuple[str, float]:
    detector = _factory().create()
    detector.append(text)
    best = detector.get_probabilities()
    return (best[0].lang, best[0].prob) if best else ("und", 0.0)


@cache
def _script_sets() -> tuple[frozenset[str], frozenset[str]]:
    """The characters of Simplified alone and of Traditional alone.

    A character is Simplified alone if OpenCC rewrites it for Traditional and nobody writes it there: it is not in the frequent half of
    Big5 and is no Hong Kong or Taiwan form (温, 卧). The other way round GB 2312 decides.
    """
    blocks = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x2A6E0))
    characters = [chr(code) for first, end in blocks for code in range(first, end)]
    lines = "\n".join(characters)  # one a line, so that no phrase is found
    to_traditional = opencc.OpenCC("s2t").convert(lines).split("\n")
    to_simplified = opencc.OpenCC("t2s").convert(lines).split("\n")
    local = set(opencc.OpenCC("t2hk").convert("\n".join(to_traditional))) | set(opencc.OpenCC("t2tw").convert("\n".join(to_traditional)))
    simplified = {a for a, b in zip(characters, to_traditional, strict=True) if a != b and a not in local and not _frequent_in_big5(a)}
    traditional = {a for a, b in zip(characters, to_simplified, strict=True) if a != b and not _in_gb2312(a)}
    return frozenset(simplified | _SIMPLIFIED_ALL_THE_SAME), frozenset(traditional | _TRADITIONAL_ALL_THE_SAME)


def _frequent_in_big5(character: str) -> bool:
    code = character.encode("big5", errors="ignore")
    return len(code) == 2 and b"\xa4\x40" <= code <= b"\xc6\x7e"


def _in_gb2312(character: str) -> bool:
    return bool(character.encode("gb2312", errors="ignore"))
