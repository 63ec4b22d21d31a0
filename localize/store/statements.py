"""The few statements that several rooms share: rows that may be there already, and long lists in bounded pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

PAGE = 200  # rows read or keys asked for at once: SQLite allows 32766 parameters, and a page of variants with units stays small

Item = TypeVar("Item")


def pages(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in lists of at most PAGE."""
    page: list[Item] = []
    for item in items:
        page.append(item)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page


def put(connection: Connection, table: Table[Any], rows: Sequence[dict[str, Any]], keys: Sequence[str], *, overwrite: Sequence[str] = ()) -> None:
    """Insert rows; where a row with the same `keys` is there, set its columns `overwrite`, or leave it when there are none."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(table)
    if overwrite:
        statement = insert.on_conflict_do_update(index_elements=list(keys), set_={name: insert.excluded[name] for name in overwrite})
    else:
        statement = insert.on_conflict_do_nothing(index_elements=list(keys))
    connection.execute(statement, list(rows))
