"""Spot audits as they are kept. What is drawn and what follows from it is decided in localize.spot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, tuple_, update

from localize.domain.account import Deed
from localize.domain.spot import Drawn, Judgement, Spot
from localize.domain.unit import Origin
from localize.domain.variant import Approval, Decision
from localize.store import deeds
from localize.store.operator_schema import spot, spot_unit
from localize.store.room import Room
from localize.store.schema import unit, variant
from localize.store.statements import pages
from localize.store.variants import newest

MOST_UNITS = 100_000  # a drawing is from the newest so many
Place = tuple[int, int]  # a variant's id, a unit's position in it


@dataclass(frozen=True)
class Outgoing:
    """How many variants go out in a region by an engine."""

    region: str
    engine: str
    variants: int


class Spots(Room):
    """The part of the store that holds spot audits."""

    def outgoing(self) -> list[Outgoing]:
        """What could be drawn from."""
        groups = (variant.c.region, variant.c.engine)
        wanted = select(*groups, func.count().label("number")).where(_goes_out()).group_by(*groups).order_by(*groups)
        with self._read() as connection:
            return [Outgoing(row.region, row.engine, row.number) for row in connection.execute(wanted)]

    def population(self, region: str, engine: str) -> list[Place]:
        """The newest units that go out there and that no person wrote, in a lasting order."""
        fits = and_(_goes_out(), variant.c.region == region, variant.c.engine == engine)
        texts = and_(unit.c.origin != Origin.HUMAN.value, unit.c.source != "", unit.c.target != "")
        wanted = select(unit.c.variant_id, unit.c.position).join(variant, variant.c.id == unit.c.variant_id).where(fits, texts)
        with self._read() as connection:
            rows = connection.execute(wanted.order_by(unit.c.variant_id.desc(), unit.c.position).limit(MOST_UNITS))
            return [(row.variant_id, row.position) for row in rows]

    def texts(self, places: Iterable[Place]) -> dict[Place, Drawn]:
        """The texts at these places, not numbered yet."""
        columns = (unit.c.variant_id, unit.c.position, unit.c.field, unit.c.source, unit.c.target)
        wanted = select(*columns, variant.c.record, variant.c.target.label("goal"), variant.c.estimate, variant.c.approval)
        joined = wanted.join(variant, variant.c.id == unit.c.variant_id)
        found = {}
        with self._read() as connection:
            for some in pages(places):
                for row in connection.execute(joined.where(tuple_(unit.c.variant_id, unit.c.position).in_(some))):
                    drawn = Drawn(0, row.record, row.goal, row.field, row.source, row.target, row.estimate, row.approval)
                    found[row.variant_id, row.position] = drawn
        return found

    def add(self, new: Spot, drawn: Sequence[Drawn], done: Deed) -> int:
        """Keep a drawing with its texts; gives its number."""
        with self._write() as connection:
            values = {name: value for name, value in asdict(new).items() if name != "id"}
            number = connection.execute(insert(spot).values(values).returning(spot.c.id)).scalar_one()
            connection.execute(insert(spot_unit), [_row(number, each) for each in drawn])
            deeds.add(connection, done)
        return number

    def page(self, before: int = 0, limit: int = 50) -> list[tuple[Spot, dict[str, int]]]:
        """The newest drawings below a number (0: from the newest), each with how many texts have which judgement, "" for none yet."""
        wanted = select(spot).order_by(spot.c.id.desc()).limit(limit)
        with self._read() as connection:
            found = [_spot(row) for row in connection.execute(wanted.where(spot.c.id < before) if before else wanted)]
            groups = (spot_unit.c.spot, spot_unit.c.judgement)
            counted = select(*groups, func.count().label("number")).where(spot_unit.c.spot.in_([each.id for each in found]))
            counts: dict[int, dict[str, int]] = {each.id: {} for each in found}
            for row in connection.execute(counted.group_by(*groups)):
                counts[row.spot][row.judgement] = row.number
        return [(each, counts[each.id]) for each in found]

    def spot(self, number: int) -> tuple[Spot, tuple[Drawn, ...]] | None:
        """A drawing with all its texts."""
        with self._read() as connection:
            row = connection.execute(select(spot).where(spot.c.id == number)).first()
            if row is None:
                return None
            rows = connection.execute(select(spot_unit).where(spot_unit.c.spot == number).order_by(spot_unit.c.position))
            return _spot(row), tuple(_drawn(each) for each in rows)

    def judge(self, number: int, position: int, judgement: Judgement, category: str, who: str, at: datetime, done: Deed) -> bool:
        """Keep what somebody says of a text, in place of what was said before. Whether it is there."""
        fits = and_(spot_unit.c.spot == number, spot_unit.c.position == position)
        with self._write() as connection:
            values = {"judgement": judgement.value, "category": category, "who": who, "at": at}
            found = connection.execute(update(spot_unit).where(fits).values(values)).rowcount == 1
            if found:
                deeds.add(connection, done)
            return found


def _goes_out() -> ColumnElement[bool]:
    """Released by the gate, or approved by a person: the newest revision of a record and target."""
    released = and_(variant.c.approval == Approval.OPEN.value, variant.c.decision == Decision.RELEASE.value)
    return and_(newest(approved=False), or_(variant.c.approval == Approval.APPROVED.value, released))


def _row(number: int, drawn: Drawn) -> dict[str, Any]:
    return {**asdict(drawn), "spot": number, "judgement": drawn.judgement or ""}


def _spot(row: Any) -> Spot:
    return Spot(row.id, row.at, row.who, row.region, row.engine, row.seed, row.population)


def _drawn(row: Any) -> Drawn:
    names = ("position", "record", "target", "field", "source", "text", "estimate", "approval")
    judged = Judgement(row.judgement) if row.judgement else None
    return Drawn(**{name: getattr(row, name) for name in names}, judgement=judged, category=row.category, who=row.who, at=row.at)
