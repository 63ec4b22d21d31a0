"""Lay the tables. The types stand here as they were then: a later change of schema.py must not change what this file did."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_APPEND_ONLY = ("event", "term")


def _column(name: str, kind: Any, *more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, nullable=False)


def upgrade() -> None:
    """Make all tables, then let the database itself refuse to change what is append-only."""
    _pull_tables()
    _variant_tables()
    _people_tables()
    _term_table()
    for table in _APPEND_ONLY:
        _refuse_changes(table)


def _pull_tables() -> None:
    op.create_table(
        "night",
        _column("id", sa.Integer),
        _column("started", _MOMENT),
        sa.Column("finished", _MOMENT),
        _column("status", sa.String(32)),
        _column("stats", sa.JSON),
        sa.PrimaryKeyConstraint("id", name="pk_night"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "quarantine",
        _column("id", sa.Integer),
        _column("night", sa.Integer, sa.ForeignKey("night.id", name="fk_quarantine_night")),
        _column("digest", sa.String(8)),
        *(_column(name, sa.Text) for name in ("message", "place", "field", "raw", "next_step")),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
        sa.UniqueConstraint("night", "digest", name="uq_quarantine_night_digest"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "record",
        _column("key", sa.Text),
        _column("id", sa.Text),
        _column("kind", sa.String(16)),
        _column("fingerprint", sa.String(16)),
        _column("fields", sa.JSON),
        _column("facts", sa.JSON),
        _column("place", sa.Text),
        *(_column(n, sa.Integer, sa.ForeignKey("night.id", name=f"fk_record_{n}")) for n in ("first_night", "changed_night", "seen_night")),
        sa.PrimaryKeyConstraint("key", name="pk_record"),
    )
    op.create_table(
        "draft",
        _column("engine", sa.Text),
        _column("request", sa.String(16)),
        _column("text", sa.Text),
        sa.Column("score", sa.Float),
        _column("tokens", sa.Integer),
        sa.PrimaryKeyConstraint("engine", "request", name="pk_draft"),
    )


def _variant_tables() -> None:
    op.create_table(
        "variant",
        _column("id", sa.Integer),
        _column("record", sa.Text, sa.ForeignKey("record.key", name="fk_variant_record")),
        _column("target", sa.String(64)),
        _column("region", sa.String(16)),
        _column("revision", sa.Integer),
        _column("signature", sa.Text),
        _column("decision", sa.String(16)),
        _column("reasons", sa.JSON),
        _column("notices", sa.JSON),
        _column("approval", sa.String(16)),
        _column("night", sa.Integer, sa.ForeignKey("night.id", name="fk_variant_night")),
        _column("created", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_variant"),
        sa.UniqueConstraint("record", "target", "revision", name="uq_variant_record_target_revision"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_variant_region_decision", "variant", ["region", "decision"])
    op.create_table(
        "unit",
        _column("variant_id", sa.Integer, sa.ForeignKey("variant.id", name="fk_unit_variant_id", ondelete="CASCADE")),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        _column("segment", sa.Integer),
        _column("field", sa.Text),
        _column("role", sa.String(16)),
        *(_column(name, sa.Text) for name in ("source", "source_before", "source_after", "target", "before", "after", "draft")),
        _column("state", sa.String(16)),
        _column("origin", sa.String(16)),
        _column("engine", sa.Text),
        *(_column(name, sa.JSON) for name in ("steps", "receipts", "issues")),
        _column("estimate", sa.Float),
        _column("estimate_reasons", sa.JSON),
        sa.PrimaryKeyConstraint("variant_id", "position", name="pk_unit"),
    )


def _people_tables() -> None:
    op.create_table(
        "event",
        _column("id", sa.Integer),
        _column("at", _MOMENT),
        _column("who", sa.Text),
        _column("act", sa.String(32)),
        _column("subject", sa.Text),
        _column("detail", sa.JSON),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_subject", "event", ["subject"])
    op.create_table(
        "memory",
        _column("id", sa.Integer),
        _column("target", sa.String(64)),
        _column("source", sa.Text),
        _column("source_digest", sa.String(32)),
        _column("text", sa.Text),
        _column("variant_id", sa.Integer),
        _column("position", sa.Integer),
        _column("event", sa.Integer, sa.ForeignKey("event.id", name="fk_memory_event")),
        _column("at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_memory"),
        sa.ForeignKeyConstraint(["variant_id", "position"], ["unit.variant_id", "unit.position"], name="fk_memory_variant_id_position"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_memory_target_source_digest", "memory", ["target", "source_digest"])
    op.create_index("ix_memory_variant_id", "memory", ["variant_id"])


def _term_table() -> None:
    op.create_table(
        "term",
        _column("key", sa.Text),
        sa.Column("revision", sa.Integer, nullable=False, autoincrement=False),
        *(_column(name, sa.Text) for name in ("concept", "domain", "source")),
        *(_column(name, sa.String(16)) for name in ("locale", "audience")),
        _column("target", sa.Text),
        _column("demand", sa.String(16)),
        *(_column(name, sa.JSON) for name in ("source_variants", "accepted", "forbidden", "needs", "excludes")),
        _column("status", sa.String(16)),
        *(_column(name, sa.Text) for name in ("risk", "note", "who")),
        _column("at", _MOMENT),
        _column("why", sa.Text),
        sa.PrimaryKeyConstraint("key", "revision", name="pk_term"),
    )


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON \"{table}\" BEGIN SELECT RAISE(ABORT, 'the table {table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'the table {table} is append-only'; END $$"
    )
    op.execute(f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION {table}_append_only()')
