"""How the last nights compare, for operators and auditors: volume, time, terms, and what people made of the machine's texts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from rapidfuzz.distance import Levenshtein
from starlette.requests import Request
from starlette.responses import Response

from localize.report import duration
from localize.store.measures import Changed, Decided
from localize.store.nights import Night
from localize.web import charts, words
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.site import site_of

router = APIRouter()
NIGHTS = 30
STAGES = ("pull", "plan", "translate", "adapt and check")
VOLUME = ("new", "changed", "unchanged", "quarantined")


@dataclass(frozen=True)
class Worked:
    """What people did with what an engine made for a region. `distance` is the mean share of a text that they changed, None where they wrote none."""

    region: str
    engine: str
    approved: int
    rejected: int
    written: int
    distance: float | None

    @property
    def share(self) -> float | None:
        """The share that was approved of what was decided."""
        return self.approved / (self.approved + self.rejected) if self.approved + self.rejected else None


@router.get("/nights/measures")
def measures(request: Request, who: Annotated[Who, may(Act.READ_NIGHTS)]) -> Response:
    site = site_of(request)
    nights = [each for each in reversed(site.store.watch.nights(limit=NIGHTS)) if each.stats.get("records")]
    decided = site.store.measures.decided(nights[0].id) if nights else []
    values = {
        "nights": nights,
        "volume": charts.stack([(each.id, each.stats["records"]) for each in nights], VOLUME),
        "times": charts.stack([(each.id, each.stats.get("stages", {})) for each in nights], STAGES),
        "terms": charts.line([(each.id, _terms(each)) for each in nights]),
        "approvals": charts.line(_approvals(nights, decided)),
        "worked": worked(decided, site.store.measures.changed()),
        "words": words,
        "duration": duration,
    }
    return site.pages.render(request, who, "operator/measures.html.jinja", values)


def _terms(night: Night) -> float | None:
    counts = night.stats.get("terms", {})
    required = counts.get("required", 0)
    return (required - counts.get("missed", 0)) / required if required else None


def _approvals(nights: Sequence[Night], decided: Sequence[Decided]) -> list[tuple[int, float | None]]:
    approved: Counter[int] = Counter()
    whole: Counter[int] = Counter()
    for each in decided:
        approved[each.night] += each.approved
        whole[each.night] += each.approved + each.rejected
    return [(each.id, approved[each.id] / whole[each.id] if whole[each.id] else None) for each in nights]


def worked(decided: Sequence[Decided], changed: Sequence[Changed]) -> list[Worked]:
    """By region and engine, each pair that people decided on or wrote in."""
    counts: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for each in decided:
        counts[each.region, each.engine][0] += each.approved
        counts[each.region, each.engine][1] += each.rejected
    distances: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for text in changed:
        distances[text.region, text.engine].append(Levenshtein.normalized_distance(text.draft, text.text))
    found = []
    for region, engine in sorted({*counts, *distances}):
        shares = distances[region, engine]
        approved, rejected = counts[region, engine]
        found.append(Worked(region, engine, approved, rejected, len(shares), sum(shares) / len(shares) if shares else None))
    return found
