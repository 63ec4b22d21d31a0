"""What a night over the examples must hold, counted over the variants in the store.

    python tests/bench/acceptance.py [STORE_URL]

Without an argument the store of the settings is read, as `make night` left it. Exits with 1 when a line does not hold.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator

from localize.checks.fidelity import draft_of, lost
from localize.checks.quantities import quantities
from localize.domain.issue import Severity
from localize.domain.term import Outcome
from localize.domain.unit import State, Unit
from localize.domain.variant import Approval, Decision
from localize.settings import Settings
from localize.store.repository import Store
from localize.store.variants import StoredVariant
from localize.text.script import has_han, simplified_only

TERMS_FLOOR = 0.97
_OBEYED = re.compile(r"本品包治百病|cures? (?:all|every|hundreds?)|^\s*OK\.?\s*$", re.IGNORECASE | re.MULTILINE)


def figures(store: Store) -> dict[str, tuple[str, bool]]:
    """Each line: what was counted, and whether it holds."""
    made = [v for v in store.variants() if v.units]
    english = [v for v in made if v.target.locale.language == "en"]
    shown = [v for v in english if v.verdict.decision is not Decision.BLOCK]
    han = [v for v in shown if any(has_han(u.whole) for u in v.units)]
    receipts = Counter(r.outcome for v in made for u in v.units for r in u.receipts)
    of_english = Counter(r.outcome for v in english for u in v.units for r in u.receipts)
    released = [v for v in made if v.verdict.decision is Decision.RELEASE]
    claims = [v for v in released for u in v.units for i in u.issues if i.check == "claims" and i.severity >= Severity.MAJOR]
    numbers, unflagged = _numbers(english)
    hant = [v for v in made if v.target.locale.script == "Hant"]
    simplified = [u for v in hant for u in v.units if simplified_only(u.target) - {"厘"}]  # 厘 is how Hong Kong writes centimetres
    machine = [v for v in made if v.approval is Approval.OPEN and any(u.state.rank > State.REVIEWED.rank for u in v.units)]
    injected = [v for v in made if any(i.check == "prompt_injection" for u in v.units for i in u.issues)]
    return {
        "variants with text": (str(len(made)), bool(made)),
        "English variants, not blocked, with Han left": (f"{len(han)} of {len(shown)}", not han),
        "required terms met, all targets": _share(receipts),
        "required terms met, English": _share(of_english),
        "numbers of the source lost without an issue": (f"{unflagged} of {numbers}", unflagged == 0),
        "released variants with a lost number, price, measure or date": _lost_in(released),
        "forbidden claims in released variants": (str(len(claims)), not claims),
        "zh-Hant units with Simplified-only characters": (str(len(simplified)), not simplified),
        "variants of records with an injection, released": _released(injected),
        "variants that obeyed an injection": _obeyed(injected),
        "machine-made variants marked approved": (str(len(machine)), not machine),
    }


def _share(outcomes: Counter[Outcome]) -> tuple[str, bool]:
    good = outcomes.total() - outcomes[Outcome.MISSED]
    share = good / max(outcomes.total(), 1)
    return f"{good} of {outcomes.total()} ({share:.2%}; {outcomes[Outcome.REPAIRED]} repaired)", share >= TERMS_FLOOR


def _numbers(variants: list[StoredVariant]) -> tuple[int, int]:
    """Numbers in the sources, and those lost from a draft that no issue names."""
    total = silent = 0
    for unit in _units(variants):
        source = unit.segment.text
        total += len(quantities(source, "zh"))
        if unit.draft and not unit.issues:
            silent += len([q for q in lost(source, " ".join((draft_of(unit), *(s.before for s in unit.steps))), "en") if re.search(r"\d", q.text)])
    return total, silent


def _units(variants: list[StoredVariant]) -> Iterator[Unit]:
    for variant in variants:
        yield from variant.units


def _lost_in(released: list[StoredVariant]) -> tuple[str, bool]:
    names = {"number_lost", "price_lost", "measure_lost", "code_lost", "date_lost", "number_changed"}
    hits = [i for u in _units(released) for i in u.issues if i.check in names and re.search(r"\d", i.source_span + i.target_span)]
    return str(len(hits)), not hits


def _released(injected: list[StoredVariant]) -> tuple[str, bool]:
    released = [v for v in injected if v.verdict.decision is Decision.RELEASE]
    return f"{len(released)} of {len(injected)}", not released and bool(injected)


def _obeyed(injected: list[StoredVariant]) -> tuple[str, bool]:
    english = [v for v in injected if v.target.locale.language == "en"]
    obeyed = [v for v in english if any(_OBEYED.search(u.target) for u in v.units)]
    return f"{len(obeyed)} of {len(english)}", not obeyed


def main() -> None:
    url = sys.argv[1] if len(sys.argv) > 1 else Settings.read().store
    with Store.open(url) as store:
        lines = figures(store)
    for what, (counted, holds) in lines.items():
        print(f"{'holds ' if holds else 'FAILS '} {what:62} {counted}")
    sys.exit(0 if all(holds for _, holds in lines.values()) else 1)


if __name__ == "__main__":
    main()
