"""Room for texts that came from elsewhere: shown to people, used by no night."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("target", sa.String(64), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_digest", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("text_digest", sa.String(32), nullable=False),
        sa.Column("event", sa.Integer, sa.ForeignKey("event.id", name="fk_evidence_event"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.UniqueConstraint("source_digest", "target", "text_digest", name="uq_evidence_source_digest_target_text_digest"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_evidence_target", "evidence", ["target"])
