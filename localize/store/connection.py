"""Open the database behind a URL, and say what went wrong in the product's own errors. No table is known here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError

from localize.errors import PermanentError, SettingsError, StoreBusy, TransientError
from localize.store.codec import dump

BUSY_SECONDS = 30  # how long one transaction waits for another before it says that the store is busy
_POSTGRES = {"postgres", "postgresql", "postgresql+psycopg"}
_SQLITE = {"sqlite", "sqlite+pysqlite"}
# 55P03 lock not available, 40P01 deadlock, 40001 serialization failure: the same call may succeed in a minute
_BUSY_STATES = {"55P03", "40P01", "40001"}


def parse_url(url: str) -> URL:
    """The URL of a store that the product can use. Raises SettingsError for any other; a password is never shown."""
    next_step = "Use sqlite:///work/chuhai.db or postgresql://user@host/database."
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise SettingsError("The store's address is not a database URL.", next_step=next_step) from error
    if parsed.drivername in _POSTGRES:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in _SQLITE:
        raise SettingsError(f"The store cannot be a {parsed.drivername!r} database.", next_step=next_step)
    if parsed.database in (None, "", ":memory:"):
        raise SettingsError("A store in memory would forget what people approved.", next_step=next_step)
    return parsed


def connect(url: URL) -> Engine:
    """An engine whose transactions really begin at BEGIN; a SQLite file's folder is made."""
    if url.drivername == "postgresql+psycopg":
        return _postgres(url)
    path = Path(str(url.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"The folder {path.parent} for the store cannot be made: {error.strerror}.", next_step="Choose another path.") from error
    engine = create_engine(url, json_serializer=dump, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgres(url: URL) -> Engine:
    options = f"-c lock_timeout={BUSY_SECONDS * 1000} -c timezone=UTC"
    try:
        return create_engine(url, json_serializer=dump, pool_pre_ping=True, connect_args={"options": options, "connect_timeout": BUSY_SECONDS})
    except ModuleNotFoundError as error:
        raise SettingsError("PostgreSQL needs the package psycopg.", next_step="Install it with: pip install 'chuhai[postgres]'.") from error


def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:
    # sqlite3 opens transactions late and only before some statements; without its help BEGIN below is the only one
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode = WAL")
    # FULL: an approval that was confirmed survives a power cut, not only a killed process
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE for writers: a reader that turns writer fails at once with "locked", however long the timeout
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


@contextmanager
def transaction(engine: Engine, *, write: bool) -> Iterator[Connection]:
    """One transaction: all of it or nothing, whatever kills the process. Errors of the database leave as the product's."""
    options: dict[str, Any] = {"begin": "BEGIN IMMEDIATE" if write else "BEGIN"}
    if not write and engine.dialect.name == "postgresql":
        # one picture for all statements, as SQLite gives: else a variant is read without its units when somebody saves in between
        options["isolation_level"] = "REPEATABLE READ"
    with product_errors(engine.url), engine.execution_options(**options).begin() as connection:
        yield connection


@contextmanager
def product_errors(url: URL) -> Iterator[None]:
    """What the database raises inside leaves as StoreBusy, TransientError, SettingsError or PermanentError."""
    try:
        yield
    except DBAPIError as error:
        raise _translated(error, url) from error


def _translated(error: DBAPIError, url: URL) -> TransientError | PermanentError:
    where = url.render_as_string(hide_password=True)
    cause = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    if getattr(error.orig, "sqlstate", None) in _BUSY_STATES or "database is locked" in cause:
        return StoreBusy(f"The store {where} is busy: {cause}.", next_step="Try again in a minute.")
    if "not a database" in cause or "unable to open database file" in cause or "readonly" in cause:
        return SettingsError(f"The store {where} cannot be used: {cause}.", next_step="Check the path and its permissions.")
    if "disk is full" in cause or "No space left" in cause:
        return PermanentError(f"The store {where} has no room: {cause}.", next_step="Free disk space; nothing was half written.")
    if error.connection_invalidated or (isinstance(error, OperationalError) and url.drivername == "postgresql+psycopg"):
        return TransientError(f"The store {where} did not answer: {cause}.", next_step="Check that the database runs.")
    kind = "refused a row" if isinstance(error, DatabaseError) else "failed"
    return PermanentError(f"The store {where} {kind}: {cause}.", next_step="Nothing was half written. Check the disk and the store's soundness.")
