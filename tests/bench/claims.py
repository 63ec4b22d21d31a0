"""How well the claim rules tell what a person should see: precision and recall by region, over labelled cases.

    python tests/bench/claims.py [--misses] [FILE ...]

Without files it reads tests/cases/claims.json, by which the rules were written, claims_half.json, by which they were mended, and
claims_unseen.json, which nobody reads: look at its table only, never at its cases. A case counts as flagged when an issue graver than a remark is found. It should be when it says `"flag": true`, or,
without that key, when it expects such an issue. Known failures count as what they are. A case for region "*" is read in every region.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localize.checks.claims import ClaimCheck
from localize.domain.context import Context
from localize.domain.issue import Issue, Severity
from localize.domain.locale import Locale
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Region, Target
from localize.domain.segment import Segment
from localize.domain.term import Audience, Demand, Term, TermMatch
from localize.domain.unit import Origin, State, Unit
from localize.exchange.packs import load_regions

ROOT = Path(__file__).parents[2]
SEEN, HALF, EVERYDAY, UNSEEN = (ROOT / f"tests/cases/claims{name}.json" for name in ("", "_half", "_everyday", "_unseen"))
Case = Mapping[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="files of cases; without any, the three named above")
    parser.add_argument("--misses", action="store_true", help="also name the cases that were judged wrongly, but for those that nobody reads")
    given = parser.parse_args()
    regions = load_regions(ROOT / "glossaries/regions", enabled_only=False)
    check = ClaimCheck(regions)
    for path in given.files or (SEEN, HALF, UNSEEN):
        try:
            judged = list(judge(read(path, regions), regions, check))
        except (OSError, ValueError, KeyError) as error:
            parser.error(f"{path} cannot be read as cases: {error!r}. Write it as tests/cases/claims.json is written.")
        print(f"{path.name}\n\n{table(judged)}\n")
        for each in judged if given.misses and path.name != UNSEEN.name else ():
            if each.wanted != each.flagged:
                print(f"{'missed' if each.wanted else 'false alarm'}\t{each.region}\t{each.label}")


def read(path: Path, regions: Mapping[str, Region]) -> list[Case]:
    """The cases of a file. One for region "*" becomes one for each region; without a locale it is read for the region's first target."""
    cases: list[Case] = []
    for case in json.loads(path.read_text(encoding="utf-8")):
        codes = list(regions) if case["region"] == "*" else [case["region"]]
        cases += [{**case, "region": code, "locale": case.get("locale") or str(regions[code].targets[0].locale)} for code in codes]
    return cases


def issues(case: Case, regions: Mapping[str, Region], check: ClaimCheck, demand: Demand = Demand.REQUIRED) -> list[Issue]:
    """What the claim check says of a case, read as the title of a listing."""
    source = case["source"]
    segment = Segment("title", Role.TITLE, 0, source)
    record = Record("r", Kind.LISTING, (Field("title", Role.TITLE, source),))
    target = Target(case["region"], Locale.parse(case["locale"]), Audience(case.get("audience", "general")))
    matches: tuple[TermMatch, ...] = ()
    if "term" in case:
        headword, rendering = case["term"]
        start = source.find(headword)
        matches = (TermMatch(Term("c", "tcm", headword, target.locale, Audience.ANY, rendering, demand), start, start + len(headword), headword),)
    unit = Unit(segment, case["target"], State.TRANSLATED, Origin(case.get("origin", "engine")), after=case.get("after", ""))
    context = Context(record, target, regions[case["region"]], segment, source, matches, frozenset(case["classes"]))
    return list(check(unit, context))


@dataclass(frozen=True)
class Judged:
    """A case as it was judged: whether a person should be stopped, and whether one would be."""

    region: str
    label: str
    wanted: bool
    flagged: bool


def judge(cases: Sequence[Case], regions: Mapping[str, Region], check: ClaimCheck) -> Iterator[Judged]:
    for case in cases:
        said = any(Severity[s] > Severity.NEUTRAL for s in case.get("expected", {}).values())
        flagged = any(issue.severity > Severity.NEUTRAL for issue in issues(case, regions, check))
        yield Judged(case["region"], case["label"], bool(case.get("flag", said)), flagged)


def table(judged: Sequence[Judged]) -> str:
    """A Markdown table, a row for each region and one for all."""
    by: dict[str, list[Judged]] = defaultdict(list)
    for each in judged:
        by[each.region].append(each)
    rows = [*((code, by[code]) for code in sorted(by)), ("all", list(judged))]
    return "\n".join(
        ["| region | cases | to flag | flagged | missed | false alarms | precision | recall |", "|---|---|---|---|---|---|---|---|", *map(_row, rows)]
    )


def _row(row: tuple[str, Sequence[Judged]]) -> str:
    name, judged = row
    wanted, flagged = sum(j.wanted for j in judged), sum(j.flagged for j in judged)
    right = sum(j.wanted and j.flagged for j in judged)
    shares = f"{_share(right, flagged)} | {_share(right, wanted)}"
    return f"| {name} | {len(judged)} | {wanted} | {flagged} | {wanted - right} | {flagged - right} | {shares} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


if __name__ == "__main__":
    main()
