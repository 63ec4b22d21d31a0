"""Which tokens may be written in a language: its own script always, another's never."""

import pytest

from localize.engines.vocabulary import allowed, forbidden

WORDS = ["soap", "肥皂", "石けん", "비누", "สบู่", "xà", "，", "Ａ", "\ufffd", "ㅋ", "30", "😀"]


@pytest.mark.parametrize(
    ("language", "unwritten"),
    [
        ("en", {"肥皂", "石けん", "，", "Ａ", "\ufffd", "ㅋ"}),
        ("ms", {"肥皂", "石けん", "，", "Ａ", "\ufffd", "ㅋ"}),
        ("vi", {"肥皂", "石けん", "，", "Ａ"}),
        ("th", {"肥皂", "石けん", "，", "Ａ"}),
        ("ko", {"肥皂", "石けん", "，", "Ａ"}),
        ("ja", set()),
        ("zh-Hant", set()),
        ("yue", set()),
    ],
)
def test_what_may_not_be_written(language: str, unwritten: set[str]) -> None:
    kept = allowed(WORDS, forbidden(language))
    written = WORDS if kept is None else [WORDS[i] for i in kept]
    assert set(WORDS) - set(written) == unwritten
