"""The termbase as history: every change of an entry is a row, the current entry is the one of the highest revision.

Which change is allowed is decided in localize.termbase.lifecycle; here only the order is guarded: nobody overwrites a change unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from localize.domain.term import Status, Term
from localize.store.codec import term_row, term_value
from localize.store.desk_schema import mark
from localize.store.history import append, newest
from localize.store.people import add_event, add_events
from localize.store.schema import term, variant
from localize.store.statements import pages, put

SEEDED_BY = "glossaries"
SUGGESTED = "suggest"  # the act of an event that suggests a wording for an entry


@dataclass(frozen=True)
class TermRevision:
    """An entry as it was, with who made it so, when and why."""

    term: Term
    who: str
    at: datetime
    why: str


def seed(connection: Connection, terms: Iterable[Term], at: datetime) -> int:
    """Fill an empty termbase; does nothing to one that has entries. Gives the number of entries added."""
    if revision_count(connection):
        return 0
    rows = [term_row(each) | {"who": SEEDED_BY, "at": at, "why": "first use"} for each in terms]
    if rows:
        put(connection, term, rows, ("key", "revision"))
        add_event(connection, at, SEEDED_BY, "seed", "terms", {"entries": len(rows)})
    return len(rows)


def load(connection: Connection, status: Status | None) -> tuple[Term, ...]:
    """The current entries in the order of their keys."""
    current = newest(term, term.c.key)
    if status is not None:
        current = current.where(term.c.status == status.value)
    return tuple(sorted((term_value(row) for row in connection.execute(current)), key=lambda each: each.key))


def current(connection: Connection) -> tuple[TermRevision, ...]:
    """The current entries with who made each what it is, in the order of their keys."""
    found = (TermRevision(term_value(row), row.who, row.at, row.why) for row in connection.execute(newest(term, term.c.key)))
    return tuple(sorted(found, key=lambda each: each.term.key))


def made(connection: Connection, at: datetime, who: str) -> tuple[TermRevision, ...]:
    """The revisions that somebody wrote in one transaction, which gives all of them the same moment."""
    rows = connection.execute(select(term).where(term.c.at == at, term.c.who == who).order_by(term.c.key, term.c.revision))
    return tuple(TermRevision(term_value(row), row.who, row.at, row.why) for row in rows)


def uses(connection: Connection, concept: str) -> dict[tuple[str, str], int]:
    """How many variants hold a receipt of a concept, by region and approval."""
    held = select(mark.c.variant_id).where(mark.c.sort == "term", mark.c.name == concept)
    chosen = select(variant.c.region, variant.c.approval, func.count()).where(variant.c.id.in_(held)).group_by(variant.c.region, variant.c.approval)
    return {(row[0], row[1]): row[2] for row in connection.execute(chosen)}


def some(connection: Connection, words: str, columns: Mapping[str, str], after: str, limit: int) -> list[Term]:
    """The next current entries by key: with `words` in headword, target or concept, and with these values in these columns."""
    wanted = newest(term, term.c.key).where(term.c.key > after)
    if words:
        wanted = wanted.where(or_(*(column.icontains(words, autoescape=True) for column in (term.c.source, term.c.target, term.c.concept))))
    for name, value in columns.items():
        wanted = wanted.where(term.c[name] == value)
    return [term_value(row) for row in connection.execute(wanted.order_by(term.c.key).limit(limit))]


def save(connection: Connection, entries: Sequence[Term], who: str, why: str, at: datetime) -> None:
    """Append a revision of each entry, with an event each. It must follow the current one, so that a change made meanwhile is seen and not buried."""
    append(connection, term, term.c.key, (term_row(entry) | {"who": who, "at": at, "why": why} for entry in entries))
    add_events(connection, at, who, "term", ((entry.key, _detail(entry, why)) for entry in entries))


def _detail(entry: Term, why: str) -> dict[str, str | int]:
    return {"revision": entry.revision, "status": entry.status.value, "target": entry.target, "why": why}


def history(connection: Connection, key: str) -> tuple[TermRevision, ...]:
    """Oldest first."""
    return histories(connection, [key]).get(key, ())


def histories(connection: Connection, keys: Iterable[str]) -> dict[str, tuple[TermRevision, ...]]:
    """The history of each of the entries that there are."""
    found: dict[str, list[TermRevision]] = {}
    for some in pages(keys):
        for row in connection.execute(select(term).where(term.c.key.in_(some)).order_by(term.c.key, term.c.revision)):
            found.setdefault(row.key, []).append(TermRevision(term_value(row), row.who, row.at, row.why))
    return {key: tuple(history) for key, history in found.items()}


def revision_count(connection: Connection) -> int:
    """Grows with every change of any entry."""
    return connection.scalar(select(func.count()).select_from(term)) or 0
