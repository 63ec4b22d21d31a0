"""Add where things are told to other programs, and the outbox of what is to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    op.create_table(
        "endpoint",
        sa.Column("id", sa.Integer, nullable=False),
        *(_text(name) for name in ("url", "label")),
        sa.Column("events", sa.JSON, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        _text("created_by"),
        sa.Column("active", sa.Boolean, nullable=False),
        _text("secret"),
        sa.PrimaryKeyConstraint("id", name="pk_endpoint"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("endpoint", sa.Integer, sa.ForeignKey("endpoint.id", name="fk_delivery_endpoint"), nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        _text("body"),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        _text("said"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delivery_state_due", "delivery", ["state", "due"])
    op.create_index("ix_delivery_endpoint_id", "delivery", ["endpoint", "id"])
