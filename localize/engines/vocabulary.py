"""Which tokens of a model's vocabulary may be written in a language: what is not the language's script is not there to be chosen.

Only what never stands in a text of the language is forbidden. A language that is written with Han characters forbids nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# Han, kana, bopomofo, Chinese punctuation, full-width forms; not Hangul letters (3130 to 318f), which stand between them
_CHINESE = r"\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_FOREIGN = re.compile(f"[{_CHINESE}]")
_FOREIGN_OR_PARTIAL = re.compile(f"[{_CHINESE}\u3130-\u318f\ufffd]")
_WITH_HAN = frozenset({"zh", "yue", "ja"})
_WHOLE_CHARACTERS = frozenset({"en", "ms", "id", "tl", "fil"})


def forbidden(language: str) -> re.Pattern[str] | None:
    r"""What a token of this language may not hold, or None where anything may be written.

    A token that is a piece of a character (it decodes to U+FFFD) is forbidden too where the letters of the language are whole tokens;
    elsewhere it is needed.

    >>> [bool((p := forbidden(tag)) and p.search("好")) for tag in ("en", "th", "ja", "zh-Hant")]
    [True, True, False, False]
    >>> [bool((p := forbidden(tag)) and p.search("\ufffd")) for tag in ("en", "th")]
    [True, False]
    """
    spoken = language.partition("-")[0]
    if spoken in _WITH_HAN:
        return None
    return _FOREIGN_OR_PARTIAL if spoken in _WHOLE_CHARACTERS else _FOREIGN


def allowed(words: Sequence[str], unwanted: re.Pattern[str] | None) -> list[int] | None:
    """The tokens whose words hold nothing unwanted; None for all of them."""
    return None if unwanted is None else [i for i, word in enumerate(words) if not unwanted.search(word)]
