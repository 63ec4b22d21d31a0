"""Tables that only grow: each change is a row, the current value is the one of the highest revision. What terms and concept cards share.

Only the order is guarded here: nobody overwrites a change unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, Table, func, insert, select
from sqlalchemy.exc import IntegrityError

from localize.errors import IllegalMove
from localize.store.statements import pages


def newest(table: Table[Any], name: Column[str]) -> Select[Any]:
    """The newest row of each thing. `name` is the column that says which thing."""
    latest = select(name, func.max(table.c.revision).label("revision")).group_by(name).subquery()
    return select(table).join(latest, (name == latest.c[name.name]) & (table.c.revision == latest.c.revision))


def append(connection: Connection, table: Table[Any], name: Column[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Add revisions, each of which must follow the one before it. Raises IllegalMove saying who was faster, and what they did."""
    for some in pages(rows):
        things = {row[name.name] for row in some}
        latest = connection.execute(select(name, func.max(table.c.revision)).where(name.in_(things)).group_by(name))
        current: dict[str, int] = {row[0]: row[1] for row in latest}
        for row in some:
            if row["revision"] != current.get(row[name.name], 0) + 1:
                raise _out_of_order(connection, table, name, row)
            current[row[name.name]] = row["revision"]
        try:
            with connection.begin_nested():  # PostgreSQL answers nothing after an error, unless the error stays inside a savepoint
                connection.execute(insert(table), [dict(row) for row in some])
        except IntegrityError as error:  # on PostgreSQL two people can both have read the same current revision
            raise _out_of_order(connection, table, name, _late(connection, table, name, some)) from error


def _late(connection: Connection, table: Table[Any], name: Column[str], rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The first of the rows that somebody else has written meanwhile."""
    there = select(name, table.c.revision).where(name.in_({row[name.name] for row in rows}))
    taken = {(thing, revision) for thing, revision in connection.execute(there)}
    return next((row for row in rows if (row[name.name], row["revision"]) in taken), rows[0])


def _out_of_order(connection: Connection, table: Table[Any], name: Column[str], row: Mapping[str, Any]) -> IllegalMove:
    thing = row[name.name]
    current = connection.execute(select(table).where(name == thing).order_by(table.c.revision.desc()).limit(1)).first()
    return IllegalMove(
        f"Revision {row['revision']} of {thing} does not follow the current one: {_told(current)}. Nothing was changed.",
        next_step="Look at it as it is now and make the change again.",
    )


def _told(current: Row[Any] | None) -> str:
    if current is None:
        return "there is none"
    became = f", {current.status}" if "status" in current._fields else ""
    why = current.why if len(current.why) <= 100 else current.why[:100] + "…"
    return f"{current.who} made revision {current.revision}{became} at {current.at:%Y-%m-%d %H:%M:%S} UTC ({why})"
