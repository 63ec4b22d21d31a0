"""Bring a store to the tables of schema.py. Append-only: a released revision is never edited, a change is a new file in versions/.

A new revision: copy the newest file of versions/ to r<NNNN>_<what>.py, set `revision` and `down_revision`, write `upgrade`, change
schema.py to match. A test compares the two. There is no way down: an older program refuses a newer store.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from localize.errors import SettingsError

_MIGRATION_LOCK = 0x6368756861690002  # beside the night's lock of lock.py


def _config() -> Config:
    config = Config()
    # % is alembic's own mark for interpolation, and a folder's name may contain it
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def revisions() -> tuple[str, ...]:
    """All revisions this program knows, oldest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())[::-1]


def revision_of(connection: Connection) -> str:
    """The revision a store is at, "" for an empty one. Raises SettingsError for a store that a newer program wrote."""
    current = MigrationContext.configure(connection).get_current_revision() or ""
    known = revisions()
    if current and current not in known:
        raise SettingsError(
            f"The store was written by a newer version of this program: it is at revision {current}, this program knows up to {known[-1]}.",
            next_step="Install the newer version, or point to another store. The store was not touched.",
        )
    return current


def upgrade(connection: Connection) -> tuple[str, ...]:
    """Run what is missing inside the transaction of `connection`; gives the revisions that ran. All of them take effect, or none."""
    if connection.dialect.name == "postgresql":  # SQLite's BEGIN IMMEDIATE already keeps a second migration out
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
    current, known = revision_of(connection), revisions()
    missing = known[known.index(current) + 1 :] if current else known
    if missing:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return missing
