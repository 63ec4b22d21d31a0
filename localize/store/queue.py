"""The queue: open variants, those first that are worth a person's time. A page is read from an index, never counted over or sorted whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, delete, false, func, literal_column, or_, select, tuple_

from localize.domain.record import Field, Kind, Record
from localize.domain.variant import Approval, Decision, Reason
from localize.errors import IllegalMove
from localize.store import flags
from localize.store.codec import unpack
from localize.store.desk_schema import flag, mark, view
from localize.store.flags import FlagState
from localize.store.room import Room
from localize.store.schema import record, variant
from localize.store.statements import put

SIZE = 50
LONGEST = 200  # characters of a word that is searched, of a view's name
MOST_VIEWS = 100  # that one person keeps


@dataclass(frozen=True)
class Filter:
    """Which open variants; what is empty or None asks for all. `shops` are those that a person may see, `words` stand in the source.

    `locales` are languages with their regions, as an editor has them: zh-Hant holds for zh-Hant-HK.
    """

    region: str = ""
    locale: str = ""
    decision: str = ""
    kind: str = ""
    shops: tuple[str, ...] | None = None
    rule: str = ""
    concept: str = ""
    engine: str = ""
    words: str = ""
    flagged: bool | None = None
    edited: bool | None = None
    waiting: bool | None = None
    locales: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Raises IllegalMove for a decision or kind that there is not, and for words without end."""
        for name, kind in (("decision", Decision), ("kind", Kind)):
            allowed = [str(each) for each in kind]
            if getattr(self, name) not in ("", *allowed):
                raise IllegalMove(f"The queue knows no {name} {getattr(self, name)[:40]!r}.", next_step=f"Use one of: {', '.join(allowed)}.")
        if len(self.words) > LONGEST:
            raise IllegalMove("These words are too many to be searched.", next_step=f"Write at most {LONGEST} characters.")

    def as_data(self) -> dict[str, Any]:
        """What differs from asking for everything, as JSON holds it.

        >>> Filter.of(Filter(region="HK", flagged=True).as_data()), Filter.of({"region": "HK", "of a newer program": 1})
        (Filter(region='HK', locale='', decision='', kind='', shops=None, rule='', concept='', engine='', words='', flagged=True, edited=None, waiting=None, locales=None), \
Filter(region='HK', locale='', decision='', kind='', shops=None, rule='', concept='', engine='', words='', flagged=None, edited=None, waiting=None, locales=None))
        """
        found = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items() if value not in ("", None)}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Filter:
        """The filter of a saved view; a name that this program does not know is left out."""
        known = {f.name for f in fields(cls)}
        found: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items() if name in known}
        return cls(**found)


@dataclass(frozen=True)
class Entry:
    """One variant in the queue, without its text. `gravest` and `phrase` are the rule of its first reason and the words that it is about."""

    id: int
    record: str
    target: str
    revision: int
    kind: str
    title: str
    decision: Decision
    gravest: str
    phrase: str
    severity: int
    estimate: float
    risk: float
    value: float
    priority: int
    edits: int
    waiting: int
    flags: int
    created: datetime


@dataclass(frozen=True)
class Page:
    """`next` is where the next page begins, "" at the end."""

    entries: tuple[Entry, ...]
    next: str = ""


@dataclass(frozen=True)
class Counts:
    """How many open variants fit a filter, by what they can be narrowed to."""

    total: int
    regions: Mapping[str, int]
    locales: Mapping[str, int]
    decisions: Mapping[str, int]
    kinds: Mapping[str, int]
    edited: int
    waiting: int


class Queue(Room):
    """The part of the store that people work from."""

    def page(self, wanted: Filter = Filter(), after: str = "", size: int = SIZE) -> Page:
        """The next variants after a page's `next`: two statements. Raises IllegalMove for a place that no page gave."""
        columns: list[Any] = [c for c in variant.c if c.name != "notices"]
        joined = select(*columns, record.c.fields, record.c.id.label("record_id")).join(record, record.c.key == variant.c.record)
        chosen: Select[Any] = joined.where(_matching(wanted))
        if after:
            chosen = chosen.where(tuple_(variant.c.priority, variant.c.id) < tuple_(*_place(after)))
        with self._read() as connection:
            rows = connection.execute(chosen.order_by(variant.c.priority.desc(), variant.c.id.desc()).limit(size + 1)).all()
            flagged = flags.open_counts(connection, (row.record for row in rows))
        entries = tuple(_entry(row, flagged.get((row.record, row.target), 0)) for row in rows[:size])
        more = len(rows) > size
        return Page(entries, f"{entries[-1].priority}-{entries[-1].id}" if more else "")

    def counts(self, wanted: Filter = Filter()) -> Counts:
        """One statement, over an index alone where the filter asks for what the index has."""
        groups = (variant.c.region, variant.c.locale, variant.c.decision, variant.c.kind)
        edited, waiting = (func.sum(case((column > 0, 1), else_=0)) for column in (variant.c.edits, variant.c.waiting))
        chosen = select(*groups, func.count().label("number"), edited.label("edited"), waiting.label("waiting")).select_from(variant)
        with self._read() as connection:
            rows = connection.execute(chosen.where(_matching(wanted)).group_by(*groups)).all()
        found: dict[str, Counter[str]] = {name: Counter() for name in ("region", "locale", "decision", "kind")}
        for row in rows:
            for name, counted in found.items():
                counted[getattr(row, name)] += row.number
        totals = [sum(getattr(row, name) for row in rows) for name in ("number", "edited", "waiting")]
        return Counts(totals[0], found["region"], found["locale"], found["decision"], found["kind"], totals[1], totals[2])

    # saved views

    def save_view(self, who: str, name: str, wanted: Filter) -> None:
        """Keep a filter under a name of one's own, in place of what had that name."""
        if not who.strip() or not name.strip() or len(name) > LONGEST:
            raise IllegalMove("A view needs a name and somebody whose it is.", next_step=f"Name it, in at most {LONGEST} characters.")
        with self._write() as connection:
            others = connection.scalar(select(func.count()).select_from(view).where(view.c.who == who, view.c.name != name))
            if (others or 0) >= MOST_VIEWS:
                raise IllegalMove(f"{who} has {MOST_VIEWS} views already.", next_step="Remove one first.")
            put(connection, view, [{"who": who, "name": name, "wanted": wanted.as_data()}], ("who", "name"), overwrite=("wanted",))

    def views(self, who: str) -> dict[str, Filter]:
        """The views that somebody saved, by name."""
        with self._read() as connection:
            return {row.name: Filter.of(row.wanted) for row in connection.execute(select(view).where(view.c.who == who).order_by(view.c.name))}

    def remove_view(self, who: str, name: str) -> bool:
        """Whether there was one."""
        with self._write() as connection:
            return connection.execute(delete(view).where(view.c.who == who, view.c.name == name)).rowcount > 0


def _matching(wanted: Filter) -> ColumnElement[bool]:
    """The condition of a filter. Open variants are the latest of their pair: the store keeps no other open."""
    return and_(variant.c.approval == Approval.OPEN.value, *_plain(wanted), *_looked_up(wanted))


def _plain(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    for column, value in (
        (variant.c.region, wanted.region),
        (variant.c.locale, wanted.locale),
        (variant.c.decision, wanted.decision),
        (variant.c.kind, wanted.kind),
        (variant.c.engine, wanted.engine),
    ):
        if value:
            yield column == value
    for number, asked in ((variant.c.edits, wanted.edited), (variant.c.waiting, wanted.waiting)):
        if asked is not None:  # in words and not as a parameter: only then does SQLite take the index of these few
            yield number > literal_column("0") if asked else number == 0


def _looked_up(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """Conditions that another table answers."""
    for sort, name in (("rule", wanted.rule), ("term", wanted.concept)):
        if name:
            yield variant.c.id.in_(select(mark.c.variant_id).where(mark.c.sort == sort, mark.c.name == name))
    if wanted.flagged is not None:
        raised = select(variant.c.id).join(flag, (flag.c.record == variant.c.record) & (flag.c.target == variant.c.target))
        ids = raised.where(flag.c.state == FlagState.OPEN.value).correlate(None)
        yield variant.c.id.in_(ids) if wanted.flagged else variant.c.id.not_in(ids)
    if wanted.locales is not None:
        each = variant.c.locale
        yield or_(*(or_(each == tag, each.startswith(f"{tag}-", autoescape=True)) for tag in wanted.locales), false())
    if words := wanted.words.strip():
        yield variant.c.id.in_(_of_records(or_(record.c.words.contains(words.lower(), autoescape=True), record.c.id == words)))
    if wanted.shops is not None:
        yield variant.c.id.in_(_of_records(record.c.shop.in_(wanted.shops)))


def _of_records(condition: ColumnElement[bool]) -> Select[Any]:
    """The ids of the variants of some records. Ids, and not keys: the index of the queue holds them, so what does not fit is passed over in it."""
    return select(variant.c.id).where(variant.c.record.in_(select(record.c.key).where(condition))).correlate(None)


def _place(after: str) -> tuple[int, int]:
    parts = after.split("-")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        raise IllegalMove(f"{after[:40]!r} is no place in the queue.", next_step="Begin at the first page.")
    return int(parts[0]), int(parts[1])


def _entry(row: Any, flagged: int) -> Entry:
    found = {f.name: getattr(row, f.name) for f in fields(Entry) if f.name not in ("title", "flags", "decision", "phrase")}
    titled = Record(row.record_id, Kind(row.kind), unpack(Field, row.fields))
    phrase = next((reason.phrase for reason in unpack(Reason, row.reasons)), "")
    return Entry(**found, title=titled.title, phrase=phrase, flags=flagged, decision=Decision(row.decision))
