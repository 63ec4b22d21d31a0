"""What people do with terms: add, edit, approve, reject, deprecate, roll back, take over what was changed in the tables.

One revision and one event each; what belongs together is one transaction. Merging is in merging, talking in discussion, cards in cards.

The store is the truth at run time, glossaries/terms/ its exchange form: a change in the tables takes effect when it is taken over here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from itertools import pairwise

from localize.domain.term import Term
from localize.errors import GlossaryError, IllegalMove
from localize.exchange import rows
from localize.store.repository import Store
from localize.store.terms import SEEDED_BY, TermRevision
from localize.termbase import lifecycle
from localize.termbase.foureyes import Writers, must_be_another, writers

MOVES: Mapping[str, Callable[[Term], Term]] = {
    "propose": lifecycle.propose,
    "approve": lifecycle.approve,
    "reject": lifecycle.reject,
    "deprecate": lifecycle.deprecate,
}


@dataclass(frozen=True)
class Row:
    """One entry in which the tables and the store differ. `held` is None for an entry that the store does not know."""

    held: Term | None
    table: Term
    problem: str = ""  # why it is not taken over

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that differ."""
        held = self.held
        return () if held is None else tuple(c for c in rows.COLUMNS if c != "revision" and getattr(held, c) != getattr(self.table, c))


@dataclass(frozen=True)
class Difference:
    """The tables held against the store. `behind` are rows older than what a person changed in the store, `missing` have no row at all."""

    new: tuple[Row, ...]
    changed: tuple[Row, ...]
    refused: tuple[Row, ...]
    behind: tuple[str, ...]
    missing: tuple[str, ...]
    rows: int = 0  # of the tables

    @property
    def same(self) -> int:
        """How many rows say what the store says."""
        return self.rows - len(self.new) - len(self.changed) - len(self.refused) - len(self.behind)


def find(store: Store, wanted: str, *, locale: str = "", audience: str = "") -> tuple[Term, ...]:
    """The entries of a concept, or the one of a key "concept|locale|audience", or those with this headword. Raises GlossaryError with near names."""
    terms = store.terms()
    wanted = wanted.strip()
    found = [t for t in terms if wanted in (t.key, t.concept)] or [t for t in terms if wanted in (t.source, *t.source_variants)]
    if not found:
        near = get_close_matches(wanted, {t.concept for t in terms} | {t.source for t in terms}, n=5, cutoff=0.4)
        hint = f" The nearest are: {', '.join(near)}." if near else ""
        raise GlossaryError(f"There is no concept, key or headword {wanted[:60]!r}.{hint}", next_step="`localize glossary list` shows all.")
    fitting = [t for t in found if (not locale or str(t.locale) == locale) and (not audience or t.audience == audience)]
    if not fitting:
        raise GlossaryError(f"{wanted} has no such entry. It has: {_keys(found)}.", next_step="Choose one of these.")
    return tuple(fitting)


def one(store: Store, wanted: str, *, locale: str = "", audience: str = "") -> Term:
    """The one entry meant. Raises GlossaryError listing the keys when there are several."""
    found = find(store, wanted, locale=locale, audience=audience)
    if len(found) > 1:
        raise GlossaryError(f"{wanted} has {len(found)} entries: {_keys(found)}.", next_step="Write the key, or add --locale and --audience.")
    return found[0]


def _keys(terms: Iterable[Term]) -> str:
    return ", ".join(term.key for term in terms)


def person(who: str) -> str:
    """The name of somebody who changes the glossary. The tables' name is nobody's: what it wrote, anybody may approve."""
    if not who.isprintable() or who.strip().casefold() == SEEDED_BY:
        raise GlossaryError(f"{who[:40]!r} is not a person's name.", next_step="Say your own name.")
    return who


def add(store: Store, term: Term, who: str, why: str) -> Term:
    """Propose a new entry."""
    if any(held.key == term.key for held in store.terms()):
        raise IllegalMove(f"{term.key} is there already.", next_step="Edit it instead.")
    return save(store, [(None, checked(term))], person(who), why)[0]


def edit(store: Store, term: Term, wanted: Term, who: str, why: str) -> Term:
    """Give an entry another wording."""
    with telling(store, term.key):
        after = lifecycle.edit(term, checked(wanted))
    return save(store, [(term, after)], person(who), why)[0]


def move(store: Store, term: Term, name: str, who: str, why: str, *, single_editor: bool = False) -> Term:
    """Propose again, approve, reject or deprecate an entry, as it was looked at.

    Nobody approves what they proposed or worded, unless `single_editor` says that this shop has one person for both.
    """
    return move_all(store, [term], name, who, why, single_editor=single_editor)[0]


def move_all(store: Store, terms: Iterable[Term], name: str, who: str, why: str, *, single_editor: bool = False) -> tuple[Term, ...]:
    """The same move of several entries: all of them in one transaction, or none."""
    each = {term.key: term for term in terms}.values()
    return save(store, [(term, _moved(store, term, name, person(who), single_editor)) for term in each], who, why)


def _moved(store: Store, term: Term, name: str, who: str, single_editor: bool) -> Term:
    with telling(store, term.key):
        after = MOVES[name](term)
    if name == "approve" and not single_editor:
        must_be_another(term, who, written_by(store, term.key))
    return after


@contextmanager
def telling(store: Store, key: str) -> Iterator[None]:
    """What the life cycle refuses inside leaves with who made the entry what it is: often somebody who was faster."""
    try:
        yield
    except IllegalMove as error:
        told = [f" {h.who} made revision {h.term.revision} at {h.at:%Y-%m-%d %H:%M:%S} UTC ({h.why[:100]})." for h in store.term_history(key)[-1:]]
        raise IllegalMove("".join([error.message, *told]), next_step=error.next_step) from error


def written_by(store: Store, key: str) -> Writers:
    """Who proposed and who worded an entry; "" for what the shipped tables brought."""
    return writers((past.term, "" if past.who == SEEDED_BY else past.who) for past in store.term_history(key))


def rollback(store: Store, key: str, revision: int, who: str, why: str) -> Term:
    """The wording of an older revision, as a new one: nothing is ever undone by forgetting.

    An open entry keeps its status. A rejected or deprecated one is proposed again first, and waits for its approval like any other.
    """
    now = one(store, key)
    past = {h.term.revision: h.term for h in store.term_history(now.key)}
    if revision not in past:
        there = ", ".join(str(number) for number in past)
        raise GlossaryError(f"{now.key} has no revision {revision}. It has: {there}.", next_step=f"Look at them: localize glossary show '{now.key}'.")
    steps = [now] if now.status in lifecycle.OPEN else [now, lifecycle.propose(now)]
    wanted = checked(replace(past[revision], status=steps[-1].status, revision=steps[-1].revision))
    if wanted != steps[-1] or steps == [now]:
        with telling(store, now.key):
            steps.append(lifecycle.edit(steps[-1], wanted))
    return save(store, list(pairwise(steps)), person(who), f"back to revision {revision}: {why}" if why.strip() else "")[-1]


def save(store: Store, changes: Sequence[tuple[Term | None, Term]], who: str, why: str) -> tuple[Term, ...]:
    """Write (before, after) of entries down, all in one transaction or none. What may follow what is for the life cycle to say."""
    now = datetime.now(UTC)
    made = [lifecycle.change(before, after, who, now.isoformat(), why) for before, after in changes]
    if made:
        store.save_terms((change.after for change in made), made[0].who, made[0].why, now)
    return tuple(change.after for change in made)


def checked(term: Term) -> Term:
    """The term, if a table may hold it. What is allowed is decided in one place, where rows are read."""
    row = rows.Row("", "", {column: rows.cell(term, column) for column in rows.COLUMNS})
    found = row.read()
    if found is None:
        fault = row.faults[0]
        raise GlossaryError(f"{term.key}: {fault.column}: {fault.problem}", next_step=fault.next_step)
    return found


def compare(store: Store, tables: Iterable[Term], held: Mapping[str, Term] | None = None) -> Difference:
    """Hold the tables against the store. A row that a person overtook in the store is never taken over.

    `held` are the store's entries by key, where they are at hand.
    """
    held = {term.key: term for term in store.terms()} if held is None else held
    keys: set[str] = set()
    new: list[Row] = []
    differing: list[tuple[Term, Row]] = []
    for table in tables:
        keys.add(table.key)
        term = held.get(table.key)
        line = Row(term, table)
        if term is None:
            new.append(line)
        elif line.columns:
            differing.append((term, line))
    # only what the store has gone beyond can have been overtaken
    histories = store.term_histories(line.table.key for term, line in differing if term.revision > line.table.revision)
    changed: list[Row] = []
    refused: list[Row] = []
    behind: list[str] = []
    for term, line in differing:
        overtaken = _overtaken(histories.get(term.key, ()), line.table)
        if overtaken == "behind":
            behind.append(term.key)
        elif problem := overtaken or _forbidden(term, line.table):
            refused.append(replace(line, problem=problem))
        else:
            changed.append(line)
    return Difference(tuple(new), tuple(changed), tuple(refused), tuple(behind), tuple(sorted(held.keys() - keys)), len(keys))


def _overtaken(history: Sequence[TermRevision], table: Term) -> str:
    """Whether a person changed the entry after the row's revision: "behind" where the row was not touched since, else why it is refused."""
    later = [h for h in history if h.term.revision > table.revision and h.who != SEEDED_BY]
    if not later:
        return ""
    if any(h.term == table for h in history):
        return "behind"
    return f"{later[-1].who} changed it in the store (revision {later[-1].term.revision}) after the row's revision {table.revision}"


def _forbidden(held: Term, table: Term) -> str:
    """Why the life cycle does not allow what the row asks for, "" when it does."""
    if held.status is table.status:
        return "" if held.status.value in ("proposed", "approved") else f"it is {held.status}: propose it again first"
    allowed = any(held.status in before and table.status is after for before, after in lifecycle.MOVES.values())
    return "" if allowed else f"an entry that is {held.status} cannot become {table.status} in one move"


def take_over(store: Store, difference: Difference, why: str, who: str | None = None) -> int:
    """Bring what is new and changed into the store, all or none. The revisions are by `who`, or by "glossaries" where it is None. Gives their number.

    What somebody brings in is theirs: they proposed or worded it, and who approves it is another.
    """
    name = SEEDED_BY if who is None else person(who)
    lines = (*difference.new, *difference.changed)
    return len(save(store, [(line.held, replace(line.table, revision=line.held.revision + 1 if line.held else 1)) for line in lines], name, why))
