"""The words of a text as a rewrite is held to them: which carry meaning, which a writer may add or leave out, and what stands beside what.

The lists are short on purpose. A word that is in none of them must be in both texts, so a word too few costs an attempt and a word too many
lets something be invented. A language without lists may only be put into another order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from localize.termbase.renderings import singular

_IRREGULAR = {
    "women": "woman", "men": "man", "children": "child", "scarves": "scarf", "leaves": "leaf", "knives": "knife", "shelves": "shelf", "feet": "foot",
    "has": "have", "had": "have", "does": "do", "did": "do", "was": "be", "were": "be", "ca": "can", "wo": "will",
}  # fmt: skip


def _base(word: str) -> str:
    return _IRREGULAR.get(word) or singular(word)


# Words of grammar. Not here: what changes what is said (or, than, when, if, before, only, may, must, all, both) or whose it is (my, our).
_GRAMMAR = """
a an the and is are was were be been being am it its this that these those there here which who you your yours so do does did have has had
s re ve ll d t
"""
# How a post may begin. No word that strengthens (really, very, honestly) and none that says when (finally, still).
_GREETING = "hi hey hello hiya ok okay oh ah friends folks guys"
# May be left out and may not come: who speaks, and praise that says nothing of the goods. Not hot, top, new, high: of water, racks, shoes, heels.
_SAYS_NOTHING = """
i we amazing awesome beautiful gorgeous lovely stunning exquisite perfect wonderful fantastic excellent great best superb ultimate premium
luxury luxurious deluxe absolutely truly really very extremely incredibly definitely totally completely
"""
# Words that say something of the next one, which must stay beside it: what is denied, and what relates two things.
_BINDING = """
no not never without non none nor neither cannot zero nothing hardly barely except free with for of in on at to from by as into onto over
under before after between until since only
"""


def _listed(*lists: str) -> dict[str, frozenset[str]]:
    return {"en": frozenset(_base(word) for words in lists for word in words.split())}


_FREE, _MAY_GO, _BONDS = _listed(_GRAMMAR, _GREETING), _listed(_SAYS_NOTHING), _listed(_BINDING)
_CLAUSE = re.compile(r"[,.;:!?()\u2013\u2014\n](?!\d)")

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]{1,3})?")
_LONGEST = 2_000


def words(text: str, language: str) -> tuple[str, ...]:
    """The words and numbers of a text in their order, folded: case, plural and possessive do not count, and "don't" is "do not".

    >>> words("Women's Wool Scarves, 180cm; doesn't itch", "en")
    ('woman', 'wool', 'scarf', '180', 'cm', 'do', 'not', 'itch')
    """
    return tuple(_folded(text[:_LONGEST], language))


def _folded(text: str, language: str) -> Iterator[str]:
    for token in _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold().replace("’", "'")):
        stem, _, tail = token.partition("'")
        if language != "en":
            yield token
        elif tail == "t" and stem.endswith("n"):
            yield from (_base(stem.removesuffix("n") or stem), "not")
        else:
            yield _base(stem)


def written(text: str, language: str) -> tuple[str, ...]:
    """The words but those of grammar and of greeting, in their order."""
    return tuple(word for word in words(text, language) if word not in _FREE.get(language, frozenset()))


def line(text: str, language: str) -> tuple[str, ...]:
    """The words that carry meaning, in their order: neither grammar nor what may be left out."""
    return tuple(word for word in written(text, language) if word not in _MAY_GO.get(language, frozenset()))


def added(plain: str, attempt: str, language: str) -> tuple[str, ...]:
    """The words that an attempt has more often than its plain text. Words of grammar and of greeting may come."""
    more = Counter(words(attempt, language)) - Counter(words(plain, language))
    return tuple(word for word in more if word not in _FREE.get(language, frozenset()))


def gone(plain: str, attempt: str, language: str) -> tuple[str, ...]:
    """The words of the plain text that carry meaning and that an attempt has not."""
    there = set(words(attempt, language))
    return tuple(word for word in line(plain, language) if word not in there)


def bonds(text: str, language: str) -> Counter[tuple[str, str]]:
    """Each word that denies or relates, with the word that it belongs to: the next that carries meaning, for "-free" the one before.

    >>> sorted(bonds("Sugar-Free Jam for the Children", "en"))
    [('for', 'child'), ('free', 'sugar')]
    """
    said = line(text, language)
    found: Counter[tuple[str, str]] = Counter()
    for place, word in enumerate(said):
        if word in _BONDS.get(language, frozenset()):
            beside = place - 1 if word == "free" else place + 1
            found[word, said[beside] if 0 <= beside < len(said) else ""] += 1
    return found


def clauses(text: str, language: str) -> tuple[tuple[str, ...], ...]:
    """The words that carry meaning, for each stretch between punctuation marks."""
    found = (line(stretch, language) for stretch in _CLAUSE.split(text[:_LONGEST]))
    return tuple(clause for clause in found if clause)


def neighbours(text: str, language: str) -> dict[str, list[tuple[str, str]]]:
    """For each number the word that carries meaning before it and after it, "" where there is none. A unit of two letters counts as part of it."""
    said = line(text, language)
    found: dict[str, list[tuple[str, str]]] = {}
    for place, word in enumerate(said):
        if word[0].isdigit():
            after = [w for w in said[place + 1 : place + 3] if len(w) > 2 or w[0].isdigit()][:1]
            found.setdefault(word, []).append((said[place - 1] if place else "", after[0] if after else ""))
    return found
