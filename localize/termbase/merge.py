"""Make one concept of two: which headwords move over, and why two senses cannot be one. Pure: what becomes of the entries is decided in merging."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from localize.domain.term import Audience, Status, Term
from localize.termbase.match import fold, readers


@dataclass(frozen=True)
class Moved:
    """The headwords that move from one concept to another, and those that stay behind because another concept has them."""

    headwords: tuple[str, ...]
    taken: tuple[tuple[str, str], ...]  # (headword, the concept that has it)


def headwords(gone: Iterable[Term], kept: Iterable[Term], others: Iterable[Term]) -> Moved:
    """Which headwords of `gone` the entries `kept` take over. `others` are all open entries of further concepts."""
    have = {fold(word)[0] for term in kept for word in _words(term)}
    elsewhere = {fold(word)[0]: term.concept for term in others for word in _words(term)}
    words = dict.fromkeys(word for term in gone for word in _words(term) if fold(word)[0] not in have)
    free = tuple(word for word in words if fold(word)[0] not in elsewhere)
    return Moved(free, tuple((word, elsewhere[fold(word)[0]]) for word in words if word not in free))


def widened(term: Term, moved: Sequence[str], gone: Iterable[Term]) -> Term:
    """`term` with the headwords `moved`, and the longer words that silence their places. Its standing and revision stay."""
    have = {fold(word)[0] for word in _words(term)}
    new = tuple(word for word in moved if fold(word)[0] not in have)
    silencing = (word for each in gone for word in each.excludes if _holds(word, new) and word not in term.excludes)
    return replace(term, source_variants=(*term.source_variants, *new), excludes=(*term.excludes, *dict.fromkeys(silencing)))


def conflicts(gone: Iterable[Term], kept: Sequence[Term]) -> tuple[str, ...]:
    """Why the senses of two concepts are not one, each reason once; none where every record that meant the one may mean the other."""
    return tuple(dict.fromkeys(reason for one in gone for other in kept for reason in _conflict(one, other)))


def _conflict(gone: Term, kept: Term) -> Iterator[str]:
    for one, other in ((gone, kept), (kept, gone)):
        for word in one.needs:
            if word in other.excludes:
                yield f"{one.concept} needs {word}, which {other.concept} excludes"
    if bool(gone.needs) != bool(kept.needs):
        one, other = (gone, kept) if gone.needs else (kept, gone)
        yield f"{one.concept} is meant only beside {', '.join(one.needs)}, {other.concept} everywhere"
    elif lost := [word for word in gone.needs if word not in kept.needs]:
        yield f"{gone.concept} is also meant beside {', '.join(lost)}, {kept.concept} beside {', '.join(kept.needs)} only"
    for one, other in ((gone, kept), (kept, gone)):
        for word in one.excludes:
            # a longer word around a headword silences that place only, and goes where the headword goes
            if word not in (*other.excludes, *other.needs) and not _holds(word, _words(one)):
                yield f"{one.concept} is not meant beside {word}, {other.concept} may be"


def uncovered(gone: Iterable[Term], kept: Iterable[Term]) -> tuple[str, ...]:
    """The keys of approved entries of `gone` whose readers would have no rendering from `kept`."""
    there = [term for term in kept if term.status is Status.APPROVED]
    return tuple(term.key for term in gone if term.status is Status.APPROVED and not _covered(term, there))


def _covered(term: Term, there: Sequence[Term]) -> bool:
    audiences = (Audience.GENERAL, Audience.DIASPORA) if term.audience is Audience.ANY else (term.audience,)
    near = [other for other in there if other.locale in readers(term.locale)]
    return all(any(other.audience in (Audience.ANY, audience) for other in near) for audience in audiences)


def _words(term: Term) -> tuple[str, ...]:
    return (term.source, *term.source_variants)


def _holds(longer: str, words: Iterable[str]) -> bool:
    return any(fold(word)[0] in fold(longer)[0] for word in words)
