"""What an adapter or a check may look at beside the text itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from localize.domain.record import Record
from localize.domain.region import Region, Target
from localize.domain.segment import Segment
from localize.domain.term import TermMatch


@dataclass(frozen=True)
class Context:
    """The surroundings of one unit.

    `source` is the segment's text as normalised for the engine (SI units, marked prices); `segment.text` is the text as it came.
    `classes` are the product classes of the record ("herb", "incense", "cosmetic", …). `topics` maps a topic's name to its rendering.
    """

    record: Record
    target: Target
    region: Region
    segment: Segment
    source: str = ""
    matches: tuple[TermMatch, ...] = ()
    classes: frozenset[str] = frozenset()
    topics: Mapping[str, str] = field(default_factory=dict)
