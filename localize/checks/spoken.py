"""Numbers in English words: "two hundred and five", "half", "twice", "March". Reading only, for checks.quantities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

SPOKEN_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000, "bn": 1_000_000_000, "dozen": 12}
_WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_VALUES: dict[str, Decimal] = {word: Decimal(n) for n, word in enumerate(_WORDS.split(), 1)}
_VALUES |= {word: Decimal(10 * n) for n, word in enumerate(["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 3)}
_ONCE: dict[str, tuple[str, ...]] = {word: (str(n),) for n, word in enumerate(_ORDINALS.split(), 1)}
_ONCE |= {
    "half": ("0.5", "50", "30"), "halves": ("0.5",), "quarter": ("0.25", "4", "15"), "a": ("1",), "an": ("1",), "single": ("1",), "each": ("1",), "every": ("1",), "per": ("1",), "zero": ("0",), "no": ("0",), "none": ("0",), "without": ("0",), "free": ("0",), "non": ("0",), "once": ("1",), "double": ("2",), "twice": ("2",), "pair": ("2",),
    "pairs": ("2",), "couple": ("2",), "both": ("2",), "dual": ("2",), "twin": ("2",), "triple": ("3",), "dozen": ("12",), "dozens": ("12",), "decade": ("10",),
    "decades": ("10",), "century": ("100",), "teens": ("10",), "hundreds": ("100",), "thousands": ("1000",), "millions": ("1000000",), "yearly": ("1",), "fortnight": ("14", "2"),
    "biweekly": ("2",), "noon": ("12",), "midnight": ("0", "12", "24"), "weekly": ("7",), "week": ("7",),
}  # fmt: skip
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)


def spoken_numbers(text: str) -> Iterator[tuple[str, tuple[Decimal, ...]]]:
    """Each number in words, and every value that it may be read as.

    >>> [(words, [str(v) for v in values]) for words, values in spoken_numbers("two hundred and five sets, half off in March")]
    [('two hundred five', ['205', '2', '5']), ('half', ['0.5', '50', '30']), ('march', ['3'])]
    """
    run: list[str] = []
    for word in [m[0].lower() for m in _WORD.finditer(text)] + [""]:
        if word in _VALUES or word in SPOKEN_SCALES:
            run.append(word)
            continue
        if run and not (word == "and" and run[-1] in SPOKEN_SCALES):
            yield " ".join(run), tuple(dict.fromkeys((_spoken(run), *(_VALUES[w] for w in run if w in _VALUES))))
            run = []
        for readings in (_ONCE.get(word), _month(word)):
            if readings:
                yield word, tuple(map(Decimal, readings))


def _month(word: str) -> tuple[str, ...]:
    known = word[:3] in _MONTHS.split() and (len(word) == 3 or word in _FULL_MONTHS)
    return (str(_MONTHS.split().index(word[:3]) + 1),) if known else ()


_FULL_MONTHS = frozenset(
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "sept"]
)


def _spoken(words: list[str]) -> Decimal:
    total = section = Decimal(0)
    for word in words:
        if word in _VALUES:
            section += _VALUES[word]
        elif word in ("hundred", "dozen"):
            section = (section or Decimal(1)) * SPOKEN_SCALES[word]
        else:
            total, section = total + (section or Decimal(1)) * SPOKEN_SCALES[word], Decimal(0)
    return total + section
