"""Add what people write and flag, saved views, and the columns that the queue orders and filters by; fill them for the variants that are there."""

import hashlib
import math
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_PAGE = 200
_DECISIONS = {"block": 1.0, "review": 0.6, "release": 0.1}
_SEVERITIES = {25: 1.0, 5: 0.6, 1: 0.2, 0: 0.05}
_NUMBERS = ("estimate", "severity", "risk", "value", "priority", "edits", "waiting")
_WORDS = ("kind", "locale", "engine", "gravest")
_RECORD = sa.table("record", *(sa.column(name) for name in ("key", "kind", "words")), *(sa.column(name, sa.JSON) for name in ("fields", "facts")))
_VARIANT = sa.table(
    "variant",
    *(sa.column(name) for name in ("id", "record", "target", "signature", "decision", *_WORDS, *_NUMBERS)),
    sa.column("reasons", sa.JSON),
)
_UNIT = sa.table(
    "unit",
    *(sa.column(name) for name in ("variant_id", "position", "source", "target", "estimate", "pair")),
    sa.column("issues", sa.JSON),
    sa.column("receipts", sa.JSON),
)
_MARK = sa.table("mark", sa.column("variant_id"), sa.column("sort"), sa.column("name"))


def upgrade() -> None:
    """Tables and columns, then their content a page at a time, then the indexes."""
    _tables()
    _columns()
    _fill_records()
    _fill_variants()
    op.create_index("ix_variant_queue", "variant", ["approval", "priority", "id"])
    op.create_index("ix_variant_queue_region", "variant", ["approval", "region", "priority", "id"])
    for name, condition in (("edited", sa.text("edits > 0")), ("waiting", sa.text("waiting > 0"))):
        op.create_index(f"ix_variant_{name}", "variant", ["approval", "priority", "id"], sqlite_where=condition, postgresql_where=condition)
    op.create_index("ix_variant_facets", "variant", ["approval", "region", "locale", "decision", "kind", "edits", "waiting"])
    op.create_index("ix_unit_pair", "unit", ["pair"])


def _columns() -> None:
    op.add_column("record", sa.Column("words", sa.Text, nullable=False, server_default=""))
    sizes = {"kind": sa.String(16), "locale": sa.String(32)}
    for name in _WORDS:
        op.add_column("variant", sa.Column(name, sizes.get(name, sa.Text()), nullable=False, server_default=""))
    for name in _NUMBERS:
        kind = sa.Float() if name in ("estimate", "risk", "value") else sa.Integer()
        op.add_column("variant", sa.Column(name, kind, nullable=False, server_default="1" if name == "estimate" else "0"))
    op.add_column("unit", sa.Column("score", sa.Float))
    op.add_column("unit", sa.Column("proposal", sa.JSON))
    op.add_column("unit", sa.Column("pair", sa.String(16), nullable=False, server_default=""))


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _tables() -> None:
    op.create_table(
        "edit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("event", sa.Integer, sa.ForeignKey("event.id", name="fk_edit_event"), nullable=False),
        sa.Column("bulk", sa.Integer, sa.ForeignKey("event.id", name="fk_edit_bulk")),
        _text("record"),
        sa.Column("target", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        *(_text(name) for name in ("field", "source", "before", "after")),
        sa.Column("was", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_edit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edit_record_target", "edit", ["record", "target"])
    op.create_index("ix_edit_event", "edit", ["event"])
    op.create_index("ix_edit_bulk", "edit", ["bulk"])
    _refuse_changes("edit")
    op.create_table(
        "flag",
        sa.Column("id", sa.Integer, nullable=False),
        _text("record"),
        sa.Column("target", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        *(_text(name) for name in ("field", "source", "text")),
        sa.Column("reason", sa.String(16), nullable=False),
        *(_text(name) for name in ("words", "suggestion", "who")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        *(_text(name) for name in ("answer", "answered_by")),
        sa.PrimaryKeyConstraint("id", name="pk_flag"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_flag_record_target", "flag", ["record", "target"])
    op.create_index("ix_flag_state_record_target", "flag", ["state", "record", "target"])
    op.create_table(
        "saved_view",
        _text("who"),
        _text("name"),
        sa.Column("wanted", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("who", "name", name="pk_saved_view"),
    )
    op.create_table(
        "mark",
        sa.Column("variant_id", sa.Integer, sa.ForeignKey("variant.id", name="fk_mark_variant_id", ondelete="CASCADE"), nullable=False),
        sa.Column("sort", sa.String(8), nullable=False),
        _text("name"),
        sa.PrimaryKeyConstraint("variant_id", "sort", "name", name="pk_mark"),
    )
    op.create_index("ix_mark_sort_name_variant_id", "mark", ["sort", "name", "variant_id"])


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


def _fill_records() -> None:
    connection, after = op.get_bind(), ""
    some = sa.select(_RECORD.c.key, _RECORD.c.fields).order_by(_RECORD.c.key).limit(_PAGE)
    while rows := connection.execute(some.where(_RECORD.c.key > after)).all():
        for row in rows:
            words = "\n".join(str(each.get("text", "")) for each in row.fields)[:2000].lower()
            connection.execute(sa.update(_RECORD).where(_RECORD.c.key == row.key).values(words=words.replace("\x00", "\ufffd")))
        after = rows[-1].key


def _fill_variants() -> None:
    connection, after = op.get_bind(), 0
    some = (
        sa.select(_VARIANT.c.id, _VARIANT.c.target, _VARIANT.c.signature, _VARIANT.c.decision, _VARIANT.c.reasons, _RECORD.c.kind, _RECORD.c.facts)
        .join(_RECORD, _RECORD.c.key == _VARIANT.c.record)
        .order_by(_VARIANT.c.id)
        .limit(_PAGE)
    )
    while rows := connection.execute(some.where(_VARIANT.c.id > after)).all():
        units: dict[int, list[Any]] = {row.id: [] for row in rows}
        for unit in connection.execute(sa.select(_UNIT).where(_UNIT.c.variant_id.in_(units)).order_by(_UNIT.c.position)):
            units[unit.variant_id].append(unit)
        for row in rows:
            connection.execute(sa.update(_VARIANT).where(_VARIANT.c.id == row.id).values(_ranked(row, units[row.id])))
            _fill_units(row, units[row.id])
        after = rows[-1].id


def _ranked(row: Any, units: list[Any]) -> dict[str, Any]:
    """The columns as localize.domain.rank said them when this revision was written."""
    weighted = [(len(u.source), u.estimate) for u in units if u.source]
    total = sum(length for length, _ in weighted)
    estimate = sum(length * value for length, value in weighted) / total if total else 1.0
    severities = [issue["severity"] for u in units for issue in u.issues]
    worst = max(severities, default=None)
    risk = 0.0
    if row.decision in _DECISIONS:
        risk = 0.5 * _DECISIONS[row.decision] + 0.3 * (0.0 if worst is None else _SEVERITIES.get(worst, 1.0)) + 0.2 * (1 - estimate)
    price = next((value for name, value in row.facts if name == "price_fen" and isinstance(value, (int, float))), 0)
    value = round(math.log10(10 + min(max(float(price) / 100, 0.0), 1e9)), 4)
    return {
        "kind": row.kind,
        "locale": row.target.split("/")[1],
        "engine": next((part.partition("=")[2] for part in row.signature.split(" ") if part.startswith("engine=")), ""),
        "estimate": round(estimate, 4),
        "severity": worst or 0,
        "gravest": row.reasons[0]["rule"][:200] if row.reasons else "",
        "risk": round(risk, 4),
        "value": value,
        "priority": round(1000 * round(risk, 4) * value),
    }


def _fill_units(row: Any, units: list[Any]) -> None:
    connection = op.get_bind()
    for u in units:
        if u.source.strip() and u.target.strip():
            pair = hashlib.sha256(f"{u.source}\x1f{u.target}".encode(errors="replace")).hexdigest()[:16]
            connection.execute(sa.update(_UNIT).where(_UNIT.c.variant_id == row.id, _UNIT.c.position == u.position).values(pair=pair))
    marks = {("rule", reason["rule"]) for reason in row.reasons} | {("term", receipt["concept"]) for u in units for receipt in u.receipts}
    found = sorted({(sort, name[:200].replace("\x00", "\ufffd")) for sort, name in marks if name})
    if found:
        connection.execute(sa.insert(_MARK), [{"variant_id": row.id, "sort": sort, "name": name} for sort, name in found])
