"""Pictures of the last nights, drawn on the server: numbers in, boxes and lines in a field of 100 by 100 out. Each comes with its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor


@dataclass(frozen=True)
class Box:
    """A part of a column. `kind` names its colour."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Stack:
    """A column a night, of parts on top of each other. `rows` are the table: a night's number, then a value for each kind."""

    kinds: tuple[str, ...]
    boxes: tuple[Box, ...]
    top: float  # what the full height stands for
    rows: tuple[tuple[int, tuple[float, ...]], ...]


@dataclass(frozen=True)
class Line:
    """A point a night between `low` and 1. Nights without a value have no point, and the line goes over them."""

    points: tuple[tuple[float, float], ...]
    low: float
    rows: tuple[tuple[int, float | None], ...]

    @property
    def path(self) -> str:
        return " ".join(f"{x:.2f},{y:.2f}" for x, y in self.points)


def stack(nights: Sequence[tuple[int, Mapping[str, float]]], kinds: Sequence[str]) -> Stack:
    """The nights from left to right.

    >>> drawn = stack([(1, {"new": 2}), (2, {"new": 1, "changed": 3})], ["new", "changed"])
    >>> drawn.top, [(box.kind, box.y, box.height) for box in drawn.boxes]
    (4, [('new', 50.0, 50.0), ('new', 75.0, 25.0), ('changed', 0.0, 75.0)])
    """
    top = max((sum(values.get(kind, 0) for kind in kinds) for _, values in nights), default=0)
    step = 100 / max(len(nights), 1)
    boxes: list[Box] = []
    for column, (_, values) in enumerate(nights):
        y = 100.0
        for kind in kinds:
            if (value := values.get(kind, 0)) > 0:
                height = 100 * value / top
                y -= height
                boxes.append(Box(kind, round(step * (column + 0.1), 2), round(y, 2), round(step * 0.8, 2), round(height, 2)))
    rows = tuple((number, tuple(values.get(kind, 0) for kind in kinds)) for number, values in nights)
    return Stack(tuple(kinds), tuple(boxes), top, rows)


def line(nights: Sequence[tuple[int, float | None]]) -> Line:
    """Shares from left to right. The field begins at the ten percent under the least, and says so.

    >>> drawn = line([(1, 0.95), (2, None), (3, 1.0)])
    >>> drawn.low, drawn.points
    (0.9, ((16.67, 50.0), (83.33, 0.0)))
    """
    known = [share for _, share in nights if share is not None]
    low = min(0.9, floor(10 * min(known)) / 10) if known else 0.0
    step = 100 / max(len(nights), 1)
    points = [
        (round(step * (column + 0.5), 2), round(100 * (1 - share) / (1 - low), 2)) for column, (_, share) in enumerate(nights) if share is not None
    ]
    return Line(tuple(points), low, tuple(nights))
