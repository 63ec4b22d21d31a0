"""Add accounts, sessions, links, tokens and the audit log; say whose a record is."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The records that are there belong to no shop until a night names one."""
    op.add_column("record", sa.Column("shop", sa.Text, nullable=False, server_default=""))
    op.create_index("ix_record_shop", "record", ["shop"])
    _accounts()
    _ways_in()
    _deeds()


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("locales", sa.JSON, nullable=False),
        sa.Column("shops", sa.JSON, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("theme", sa.String(16), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("factor", sa.Text, nullable=False),
        sa.Column("recovery", sa.JSON, nullable=False),
        sa.Column("last_step", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("name", name="uq_account_name"),
        sqlite_autoincrement=True,
    )


def _ways_in() -> None:
    op.create_table(
        "link",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("shop", sa.Text, nullable=False),
        sa.Column("records", sa.JSON, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_link"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "session",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("account", sa.Integer, sa.ForeignKey("account.id", name="fk_session_account")),
        sa.Column("link", sa.Integer, sa.ForeignKey("link.id", name="fk_session_link")),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_session"),
    )
    op.create_index("ix_session_account", "session", ["account"])
    op.create_index("ix_session_expires", "session", ["expires"])
    op.create_table(
        "token",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account", sa.Integer, sa.ForeignKey("account.id", name="fk_token_account"), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_token"),
        sa.UniqueConstraint("digest", name="uq_token_digest"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_token_account", "token", ["account"])


def _deeds() -> None:
    op.create_table(
        "deed",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("act", sa.String(64), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("request", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deed"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deed_who", "deed", ["who"])
    op.create_index("ix_deed_act", "deed", ["act"])
    _refuse_changes("deed")


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
