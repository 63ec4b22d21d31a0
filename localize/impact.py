"""Which variants a change of terms makes stale, before the change takes effect. Nothing is changed.

What counts is what the next night will find: the same pieces of the plan are asked (localize.plan), with the terms as they are and as they
would be. Only records that can hold a word of the changed entries are looked at, only for targets that these entries serve, and only texts
that hold such a word are matched twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from localize.adapt.pipeline import WRITTEN, view
from localize.asking import asked_topics
from localize.domain.record import Record
from localize.domain.region import Target
from localize.domain.term import Status, Term, TermMatch
from localize.kit import Kit
from localize.plan import Outline, Reading, outline, read, searched, why_stale
from localize.store.variants import Head
from localize.termbase import lifecycle
from localize.termbase.match import TermIndex, digest_of
from localize.termbase.reach import Reach
from localize.text.clean import clean

# (what, done, of how many)
Progress = Callable[[str, int, int], None]
Pair = tuple[str, str]
_BATCH = 200  # records whose heads and remembered texts are asked for at once


@dataclass(frozen=True)
class Impact:
    """The variants, as record and target, that a change makes stale; and those that it touches but the next night makes anyway."""

    stale: tuple[Pair, ...]
    due: tuple[Pair, ...]  # stale already for another reason, or not made yet

    @property
    def regions(self) -> Mapping[str, int]:
        """How many variants of each region become stale."""
        return dict(sorted(Counter(target.partition("/")[0] for _, target in self.stale).items()))

    @property
    def records(self) -> int:
        return len({record for record, _ in self.stale})


@dataclass(frozen=True)
class Change:
    """The termbase as it is and as it would be, and how far the entries that differ reach. `targets` are those of the kit that they serve."""

    now: TermIndex
    then: TermIndex
    reach: Reach
    targets: tuple[Target, ...]


def change(kit: Kit, changed: Iterable[Term]) -> Change:
    """The change that puts the entries `changed` in place of those with the same keys, in the termbase that the store has now."""
    entries = {term.key: term for term in kit.store.terms()}
    wanted = {term.key: term for term in changed}
    differing = [*(entries[key] for key in wanted if key in entries), *wanted.values()]
    reach = Reach.of(differing)
    targets = tuple(target for target in kit.targets if reach.serves(target))
    if any(target.locale.is_chinese for target in targets):
        reach = Reach.of(differing, WRITTEN)
    return Change(TermIndex(tuple(entries.values())), TermIndex(tuple({**entries, **wanted}.values())), reach, targets)


def impact(kit: Kit, changed: Iterable[Term], progress: Progress) -> Impact:
    """What the night would do again if the entries `changed` stood in the termbase instead of those with the same keys.

    Only a variant that is up to date counts as becoming stale.
    """
    made = change(kit, changed)
    found: dict[bool, list[Pair]] = {False: [], True: []}
    records = list(_reached(kit, made, progress)) if made.targets else []
    for start in range(0, len(records), _BATCH):
        some = records[start : start + _BATCH]
        for pair, due in _compared(kit, made, some):
            found[due].append(pair)
        progress("comparing what is planned", start + len(some), len(records))
    return Impact(tuple(found[False]), tuple(found[True]))


def _reached(kit: Kit, made: Change, progress: Progress) -> Iterator[Record]:
    """The records that can hold a word of the change."""
    total = kit.store.record_count()
    for number, record in enumerate(kit.store.records(), start=1):
        progress("looking for the words", number, total)
        if any(made.reach.may_reach(_plain(field.text)) for field in record.fields):
            yield record


def _plain(text: str) -> str:
    """A field with its entities read: they are the only characters that cleaning brings."""
    return clean(text).text if "&" in text else text


def _compared(kit: Kit, made: Change, records: Sequence[Record]) -> Iterator[tuple[Pair, bool]]:
    """The variants of some records that the change makes stale, and whether they are due anyway, by record and target."""
    readings = [read(record, kit) for record in records]
    readings = [r for r in readings if any(made.reach.may_reach(text) for text in (*(s.text for s in r.segments), *r.topics))]
    heads = kit.store.heads(reading.record.key for reading in readings)
    texts = dict.fromkeys(segment.text for reading in readings for segment in reading.segments if segment.text)
    remembered = {target: kit.store.memory(str(target), texts) for target in made.targets}
    alike = {target: (made.now.reader(target), made.then.reader(target), view(target)) for target in made.targets}
    for reading in readings:
        parts: dict[object, tuple[str, str]] = {}  # what many targets share is done once
        for target in made.targets:
            memory = {s.text: remembered[target][s.text] for s in reading.segments if s.text in remembered[target]}
            shared = (alike[target], *memory)
            if shared not in parts:
                parts[shared] = _terms(kit, made, reading, target, memory)
            before, after = parts[shared]
            pair = (reading.record.key, str(target))
            due = _due(outline(reading, target, kit, memory), before, after, heads.get(pair)) if before != after else None
            if due is not None:
                yield pair, due


def _terms(kit: Kit, made: Change, reading: Reading, target: Target, memory: Mapping[str, str]) -> tuple[str, str]:
    """The terms part of the signature without and with the change; two equal parts, whichever, where it does nothing."""
    texts = [text for segment in reading.segments if (text := searched(segment, reading, target, kit, memory)) is not None]
    texts += asked_topics(reading.topics, kit.social.known_topics(reading.topics, target.locale, kit.regions[target.region]))
    held: list[str] = []
    others: list[str] = []
    for text in texts:
        (held if made.reach.reaches(text) else others).append(text)
    before, after = (_matches(index, held, reading, target) for index in (made.now, made.then))
    if [match.term for match in before] == [match.term for match in after]:
        return "", ""
    rest = _matches(made.now, others, reading, target)
    return digest_of((*before, *rest)), digest_of((*after, *rest))


def _matches(index: TermIndex, texts: Iterable[str], reading: Reading, target: Target) -> list[TermMatch]:
    record_text = reading.record.text
    return [match for text in texts for match in index.match(text, target, record_text)]


def _due(begun: Outline, before: str, after: str, head: Head | None) -> bool | None:
    """Whether a variant that becomes stale is due anyway; None for one that does not become stale, or gets no text."""
    if begun.engine is None or not why_stale(head, replace(begun.signature, terms=after)):
        return None
    return bool(why_stale(head, replace(begun.signature, terms=before)))


def next_change(term: Term) -> Term:
    """The change that can come next: a proposed entry is approved, an approved one gets another wording, any other is proposed again."""
    if term.status is Status.PROPOSED:
        return lifecycle.approve(term)
    return replace(term, revision=term.revision + 1) if term.status is Status.APPROVED else lifecycle.propose(term)
