"""What people made of the machine's texts: decisions by night, region and engine, and texts that people wrote beside the machine's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, literal_column, select

from localize.domain.unit import Origin
from localize.domain.variant import Approval
from localize.store.room import Room
from localize.store.schema import unit, variant

MOST_CHANGES = 500  # the newest texts of people that are compared: enough for a mean, few enough for a page


@dataclass(frozen=True)
class Decided:
    """How many variants that a night made were approved, and rejected, in a region and by an engine."""

    night: int
    region: str
    engine: str
    approved: int
    rejected: int


@dataclass(frozen=True)
class Changed:
    """A machine's draft and the text that a person wrote in its place."""

    region: str
    engine: str
    draft: str
    text: str


class Measures(Room):
    """The part of the store that is counted over nights. Read only."""

    def decided(self, since: int) -> list[Decided]:
        """Over the nights from this number on, oldest first."""
        groups = (variant.c.night, variant.c.region, variant.c.engine, variant.c.approval)
        wanted = select(*groups, func.count().label("number")).where(variant.c.night >= since, variant.c.approval != Approval.OPEN.value)
        found: dict[tuple[int, str, str], dict[str, int]] = {}
        with self._read() as connection:
            for row in connection.execute(wanted.group_by(*groups).order_by(*groups)):
                found.setdefault((row.night, row.region, row.engine), {})[row.approval] = row.number
        return [Decided(*key, n.get(Approval.APPROVED.value, 0), n.get(Approval.REJECTED.value, 0)) for key, n in found.items()]

    def changed(self) -> list[Changed]:
        """The newest texts that people wrote where a machine had written one."""
        # in words, not as parameters: only then does SQLite take the index of the few variants that people had a hand in
        edited = select(variant.c.id, variant.c.region, variant.c.engine).where(variant.c.edits > literal_column("0"))
        some = edited.order_by(variant.c.id.desc()).limit(MOST_CHANGES).subquery()
        wanted = (
            select(some.c.region, some.c.engine, unit.c.draft, unit.c.target)
            .join(unit, unit.c.variant_id == some.c.id)
            .where(unit.c.origin == Origin.HUMAN.value, unit.c.draft != "")
            .order_by(some.c.id.desc(), unit.c.position)
            .limit(MOST_CHANGES)
        )
        with self._read() as connection:
            return [Changed(row.region, row.engine, row.draft, row.target) for row in connection.execute(wanted)]
