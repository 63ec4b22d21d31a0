"""Tables that only grow: each change is a row, the current value is the one of the highest revision. What terms and concept cards share.

Only the order is guarded here: nobody overwrites a change unseen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, Table, func, insert, select
from sqlalchemy.exc import IntegrityError

from localize.errors import IllegalMove


def newest(table: Table[Any], name: Column[str]) -> Select[Any]:
    """The newest row of each thing. `name` is the column that says which thing."""
    latest = select(name, func.max(table.c.revision).label("revision")).group_by(name).subquery()
    return select(table).join(latest, (name == latest.c[name.name]) & (table.c.revision == latest.c.revision))


def append(connection: Connection, table: Table[Any], name: Column[str], row: Mapping[str, Any]) -> None:
    """Add a revision, which must follow the current one. Raises IllegalMove saying who was faster, and what they did."""
    thing, revision = row[name.name], row["revision"]
    if revision != (connection.scalar(select(func.max(table.c.revision)).where(name == thing)) or 0) + 1:
        raise _out_of_order(connection, table, name, row)
    try:
        with connection.begin_nested():  # PostgreSQL answers nothing after an error, unless the error stays inside a savepoint
            connection.execute(insert(table).values(row))
    except IntegrityError as error:  # on PostgreSQL two people can both have read the same current revision
        raise _out_of_order(connection, table, name, row) from error


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
