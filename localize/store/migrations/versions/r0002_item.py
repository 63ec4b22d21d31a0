"""Give records of listings their item id as a column, so that the notes bound to an item find its listings without reading all records."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PAGE = 200
_LONGEST = 128
_RECORD = sa.table("record", sa.column("key", sa.Text), sa.column("kind", sa.String), sa.column("facts", sa.JSON), sa.column("item", sa.Text))


def upgrade() -> None:
    """Add the column, fill it from the facts a page at a time, then index it."""
    op.add_column("record", sa.Column("item", sa.Text, nullable=False, server_default=""))
    connection, after = op.get_bind(), ""
    listings = sa.select(_RECORD.c.key, _RECORD.c.facts).where(_RECORD.c.kind == "listing").order_by(_RECORD.c.key).limit(_PAGE)
    while rows := connection.execute(listings.where(_RECORD.c.key > after)).all():
        for row in rows:
            item = next((str(value)[:_LONGEST] for name, value in row.facts if name == "item_id"), "")
            connection.execute(sa.update(_RECORD).where(_RECORD.c.key == row.key).values(item=item))
        after = rows[-1].key
    op.create_index("ix_record_item", "record", ["item"])
