"""What people change in machine drafts again and again, and which source word it is about.

Where a known term's rendering was changed, the change is that term's. Any other change is of the one required term that all its units missed,
or of the one unknown word that all its sources share. Where neither is one, nothing is said: a person's time is worth more than a guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from localize.domain.locale import Locale
from localize.domain.term import Audience, Term, TermMatch
from localize.domain.unit import Step
from localize.mining.alignment import LONGEST_TEXT, Alignment
from localize.mining.ngrams import grams
from localize.mining.ranking import may_be_a_word
from localize.mining.runs import LONGEST, Known, plain, runs, stretches
from localize.termbase.renderings import find, find_all, singular

LEAST_UNITS, LEAST_RECORDS = 3, 2
_MOST_GROUPS, _MOST_WORDS = 50_000, 500_000
_MOST_KEPT = 200  # places, records and sources that a group remembers, to count each once; beyond, every unit counts
_MOSTLY = 0.6  # of the units with a word, how many must have the change, for the change to be about the word
_ALWAYS = 0.8  # of the units where a term's rendering was seen, how many must have the change, to propose it as the target


@dataclass(frozen=True)
class Edited:
    """A unit that a person wrote over a machine's draft. `place` names it within all records: record, field and number of the segment."""

    record: str
    place: str
    locale: Locale
    audience: Audience
    source: str
    draft: str
    text: str
    matches: tuple[TermMatch, ...] = ()
    steps: tuple[Step, ...] = ()


class _Key(NamedTuple):
    """Of what is the same change: the term's key ("" where not known), the locale, and the words in a common form."""

    term: str
    locale: Locale
    before: str
    after: str


@dataclass
class _Group:
    before: str
    term: Term | None
    afters: Counter[str] = field(default_factory=Counter)  # the wording as it was spelled
    units: int = 0
    places: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    sources: dict[str, None] = field(default_factory=dict)  # in the order they came
    audiences: set[Audience] = field(default_factory=set)
    missed: dict[str, Term] | None = None  # required terms that all the units missed

    def add(self, edit: Edited, after: str, missed: dict[str, Term]) -> None:
        self.audiences.add(edit.audience)
        self.units += edit.place not in self.places
        if len(self.places) < _MOST_KEPT:
            self.afters[after] += 1
            self.places.add(edit.place)
            self.records.add(edit.record)
            self.sources[edit.source] = None
        held = missed if self.missed is None else self.missed
        self.missed = {key: term for key, term in held.items() if key in missed}

    @property
    def after(self) -> str:
        """The spelling with the fewest capitals: titles and the beginnings of sentences add some."""
        return min(self.afters, key=lambda text: (sum(c.isupper() for c in text), -self.afters[text], text))


@dataclass(frozen=True)
class Found:
    """A change that repeats. `term` is the entry that it is about; None for a new `word`. `always` is whether hardly any unit kept the old wording."""

    word: str
    term: Term | None
    locale: Locale
    audience: Audience
    before: str
    after: str
    units: int
    records: int
    seen: int  # units in which a person wrote and the term or word stands
    sources: tuple[str, ...]
    in_records: tuple[str, ...] = ()  # some of the records' keys

    @property
    def always(self) -> bool:
        return self.units >= _ALWAYS * self.seen


@dataclass
class Edits:
    """The changes while they are collected, in bounded memory: when a table is full, what was seen once goes."""

    known: Known
    _groups: dict[_Key, _Group] = field(default_factory=dict)
    _seen: Counter[str] = field(default_factory=Counter)  # term → units with its rendering in the draft
    _words: Counter[str] = field(default_factory=Counter)  # unknown word → units with it
    _places: set[str] = field(default_factory=set)

    def add(self, edit: Edited) -> None:
        """Take in one unit. Variants of one record for several audiences count once."""
        alignment = Alignment.of(edit.draft, edit.text, edit.locale)
        new = edit.place not in self._places
        self._places.add(edit.place)
        if new:
            self._words.update(unknown(edit.source, self.known))
        missed = {m.term.key: m.term for m in edit.matches if m.term.target and next(_renderings(edit.draft, m.term), None) is None}
        for before, after, term in changes(edit, alignment):
            if term and new:
                self._seen[term.key] += 1
            if _plain(before) != _plain(after):
                self._group(before, after, term, edit).add(edit, after, missed)
        self._prune()

    def _group(self, before: str, after: str, term: Term | None, edit: Edited) -> _Group:
        # what a person wants in a term's place counts, whichever form it had there
        key = _Key(term.key if term else "", general(edit.locale), "" if term else _plain(before), _plain(after))
        return self._groups.setdefault(key, _Group(before, term))

    def _prune(self) -> None:
        if len(self._groups) > _MOST_GROUPS:
            self._groups = {key: group for key, group in self._groups.items() if group.units > 1}
        if len(self._words) > _MOST_WORDS:
            self._words = Counter({word: count for word, count in self._words.items() if count > 1})
        if len(self._places) > _MOST_WORDS:
            self._places.clear()

    def found(self) -> tuple[Found, ...]:
        """What repeats often enough, the most frequent first."""
        found = (self._judged(key, group) for key, group in self._groups.items() if _repeats(group))
        return tuple(sorted((f for f in found if f), key=lambda f: (-f.units, -f.records, f.word, f.after)))

    def _judged(self, key: _Key, group: _Group) -> Found | None:
        term = group.term or (next(iter(group.missed.values())) if group.missed and len(group.missed) == 1 else None)
        word = term.source if term else self._word(group)
        if not word or (term and _wanted_already(group.after, term)):
            return None
        seen = self._seen[term.key] if term else self._words[word]
        audience = next(iter(group.audiences)) if len(group.audiences) == 1 else Audience.ANY
        numbers = group.units, len(group.records), max(seen, group.units)
        after = _in_number(group, term)
        return Found(word, term, key.locale, audience, group.before, after, *numbers, tuple(group.sources)[:3], tuple(sorted(group.records)))

    def _word(self, group: _Group) -> str:
        """The one unknown word that all sources of a group share and that hardly stands where the change was not made, else ""."""
        if len(group.sources) < 2:
            return ""  # the same sentence again and again does not tell which of its words is meant
        shared = set.intersection(*(unknown(source, self.known) for source in group.sources))
        fitting = {word for word in shared if group.units >= _MOSTLY * self._words[word]}
        longest = [word for word in fitting if not any(word != other and word in other for other in fitting)]
        return longest[0] if len(longest) == 1 else ""


def changes(edit: Edited, alignment: Alignment) -> Iterator[tuple[str, str, Term | None]]:
    """(before, after, term) of a unit: each term's rendering with what became of it, changed or not, then every other short replacement."""
    taken: list[tuple[int, int]] = []
    for term in {m.term.key: m.term for m in edit.matches if m.term.target}.values():
        place = next(_renderings(alignment.draft, term), None)
        block = alignment.followed(*place) if place else None
        if block:
            taken.append(block[:2])
            if alignment.replaces(block):
                yield alignment.before(block), alignment.after(block), term
    made = {(_plain(step.before), _plain(step.after)) for step in edit.steps}
    for block in alignment.replaced():
        before, after = alignment.before(block), alignment.after(block)
        if not any(a < block[1] and block[0] < b for a, b in taken) and (_plain(before), _plain(after)) not in made and _has_letters(before, after):
            yield before, after, None


def unknown(source: str, known: Known) -> set[str]:
    """The unknown n-grams of a source text that may be words."""
    folded = (run for stretch in stretches(plain(source[:LONGEST_TEXT])) for run in runs(stretch, known))
    return {gram for run in folded for gram in grams(run) if len(gram) <= LONGEST and may_be_a_word(gram)}


def general(locale: Locale) -> Locale:
    """The locale that an entry is made for: Chinese differs by region, the others are written once.

    >>> str(general(Locale.parse("en-SG"))), str(general(Locale.parse("zh-Hant-HK")))
    ('en', 'zh-Hant-HK')
    """
    return locale if locale.is_chinese else Locale(locale.language, locale.script)


def _renderings(text: str, term: Term) -> Iterator[tuple[int, int]]:
    for rendering in (term.target, *term.accepted, *term.forbidden):
        for place in find_all(text, rendering, term.locale, inflected=True):
            yield place.start, place.end


def _in_number(group: _Group, term: Term | None) -> str:
    """The wording in singular where the term is and the draft was not: an entry holds one form, and the others are found with it."""
    listed = term.target if term else ""
    plural = listed == singular(listed) != "" and group.before != singular(group.before)
    return singular(group.after) if plural else group.after


def _wanted_already(after: str, term: Term) -> bool:
    """Whether the term lists this wording, as wanted or as wrong: then there is nothing to propose."""
    listed: Sequence[str] = (term.target, *term.accepted, *term.forbidden)
    places = (find(after, rendering, term.locale, inflected=True) for rendering in listed)
    return any(place is not None and place.text == after for place in places)


def _repeats(group: _Group) -> bool:
    return group.units >= LEAST_UNITS and len(group.records) >= LEAST_RECORDS


def _plain(words: str) -> str:
    return singular(" ".join(words.split()).casefold())


def _has_letters(*texts: str) -> bool:
    return all(any(c.isalpha() for c in text) for text in texts)


def collected(edits: Iterable[Edited], known: Known) -> tuple[Found, ...]:
    """The repeated changes of some units."""
    table = Edits(known)
    for edit in edits:
        table.add(edit)
    return table.found()
