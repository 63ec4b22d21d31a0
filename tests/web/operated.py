"""What an operator looks at: many nights with their numbers, a quarantine, variants of every verdict, people's texts, an audit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from localize.domain.account import Deed
from localize.domain.unit import Origin, State
from localize.domain.variant import Approval, Decision, Reason, Variant, signed
from localize.errors import BadRecord
from localize.spot import draw
from localize.store.people import Change
from localize.store.repository import Store

HOSTILE = '<script>alert("x")</script>" onmouseover="y'


def stats(number: int, *, quarantined: int = 0, missed: int = 1) -> dict[str, object]:
    """The numbers that a night keeps."""
    return {
        "records": {"new": 3 + number % 7, "changed": number % 4, "unchanged": 40 + number, "not_eligible": 1, "quarantined": quarantined},
        "segments": {"translated": 120 + number, "reused": 40, "repaired": 2},
        "terms": {"required": 80, "met": 70 - missed, "repaired": 6, "missed": missed, "inflected": 4},
        "stale": {"new": 12, "terms, rules": 3 + number % 5, "source": 2},
        "waiting": {},
        "stages": {"pull": 0.4, "plan": 2.1, "translate": 60.0 + 9 * (number % 6), "adapt and check": 3.3},
        "seconds": 70.0,
        "engines": {"en": "llm:some-model@cc324af0/int8"},
        "verdicts": {"US": {"release": 20, "review": 12, "block": 3, "not eligible": 1}, "HK": {"release": 30, "no engine": 2}},
    }


def many_nights(store: Store, how_many: int, now: datetime) -> int:
    """Finished nights, one a day until some hours ago; the last one's number."""
    last = 0
    for number in range(how_many):
        began = now - timedelta(days=how_many - 1 - number, hours=5)
        last = store.start_night(began)
        quarantined = 2 if number == how_many - 1 else 0
        store.finish_night(last, "finished", stats(number, quarantined=quarantined, missed=number % 5), began + timedelta(minutes=40))
    return last


def furnish(store: Store, make_variant: Callable[..., Variant], now: datetime | None = None, how_many: int = 35) -> int:
    """All of it; gives the number of the last night."""
    moment = now or datetime.now(UTC)
    night = many_nights(store, how_many, moment)
    for line, raw in ((12, f'{{"note_id": "n9", "desc": "{HOSTILE}"'), (40, "x" * 9000)):
        fault = BadRecord(
            f"notes.jsonl:{line}: this is not JSON {HOSTILE}", where=f"notes.jsonl:{line}", field="desc", raw=raw, next_step="Repair the line."
        )
        store.save_quarantine(night, fault)
    claim = Reason("claims.dampness", "Claims to remove dampness.", "祛湿", "Say: a warm evening ritual.")
    store.save_variants(
        night,
        [
            make_variant("note:n0002", decision=Decision.BLOCK, source="b1", reasons=(claim,)),
            make_variant("note:n0002", target="HK/zh-Hant-HK/general", decision=Decision.BLOCK, source="b1", reasons=(claim,)),
            make_variant("note:n0003", target="HK/zh-Hant-HK/general", decision=Decision.RELEASE, source="b2"),
            make_variant("note:n0001", target="SG/en-SG/general", decision=Decision.RELEASE, source="b3", lines=4),
            make_variant("note:n0002", target="SG/en-SG/general", decision=Decision.NO_ENGINE, source="b4"),
            written(make_variant("note:n0003", target="SG/en-SG/general", source="b5")),
        ],
        moment,
    )
    kept = store.variant("note:n0003", "SG/en-SG/general")
    assert kept is not None
    store.decide(kept.id, Approval.OPEN, Change(Approval.APPROVED, "variant.approve", "mei", "", moment))
    return night


def written(variant: Variant) -> Variant:
    """The variant with a person's text in its first line."""
    first = replace(variant.units[0], target="Mugwort foot bath", origin=Origin.HUMAN, state=State.REVIEWED)
    units = (first, *variant.units[1:])
    return replace(variant, units=units, signature=signed(variant.signature, units))


def audit(store: Store, region: str = "SG", engine: str = "pseudo", size: int = 4) -> int:
    return draw(store, region, engine, size, 7, Deed(datetime.now(UTC), "olga", "spot.draw", region))
