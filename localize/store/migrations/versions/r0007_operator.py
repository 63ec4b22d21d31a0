"""Add the pulse of nights, spot audits, and by which night a variant was made as something to look up."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pulse",
        sa.Column("night", sa.Integer, sa.ForeignKey("night.id", name="fk_pulse_night"), nullable=False, autoincrement=False),
        sa.Column("sources", sa.JSON, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("shop", "process")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("done", "total", "batch", "batches")),
        sa.Column("stop_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("night", name="pk_pulse"),
    )
    op.create_table(
        "spot",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("region", sa.String(16), nullable=False),
        sa.Column("engine", sa.Text, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("seed", "population")),
        sa.PrimaryKeyConstraint("id", name="pk_spot"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "spot_unit",
        sa.Column("spot", sa.Integer, sa.ForeignKey("spot.id", name="fk_spot_unit_spot"), nullable=False, autoincrement=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("target", sa.String(64), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("field", "source", "text")),
        sa.Column("estimate", sa.Float, nullable=False),
        sa.Column("approval", sa.String(16), nullable=False),
        sa.Column("judgement", sa.String(8), nullable=False),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("spot", "position", name="pk_spot_unit"),
    )
    op.create_index("ix_spot_unit_spot_judgement", "spot_unit", ["spot", "judgement"])
    op.create_index("ix_variant_night", "variant", ["night"])
