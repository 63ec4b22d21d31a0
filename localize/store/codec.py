"""Domain values to what a row holds, and back: exact both ways for everything kept as JSON.

Nothing is judged or repaired here. A name that a row holds and the domain no longer has is dropped; one that the row lacks takes the
domain's default. So a field may be added to a domain value without rewriting the store.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, fields
from enum import Enum
from typing import Any, TypeVar

from localize.domain.concept import Concept
from localize.domain.issue import Category, Issue, Severity
from localize.domain.locale import Locale
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.segment import Segment
from localize.domain.term import Audience, Demand, Outcome, Receipt, Status, Term
from localize.domain.unit import Estimate, Origin, Proposal, State, Step, Unit
from localize.domain.variant import Reason

Flat = TypeVar("Flat", Field, Issue, Reason, Receipt, Step)

# The fields of flat values that are not plain text or numbers.
_ENUMS: dict[str, type[Enum]] = {"category": Category, "severity": Severity, "outcome": Outcome, "role": Role}
_WORD_LISTS = ("source_variants", "accepted", "forbidden", "needs", "excludes")
LONGEST_WORDS = 2000  # characters of a record that a person can search in
_HALF_PAIR = re.compile("[\ud800-\udfff]")


def dump(value: Any) -> str:
    """JSON that a person can read and UTF-8 can carry: half a surrogate pair stays an escape.

    >>> dump({"title": "佛香"}), dump("\\ud83d")
    ('{"title": "佛香"}', '"\\\\ud83d"')
    """
    # allow_nan=False: PostgreSQL refuses NaN in JSON, so SQLite must not accept it either
    return _HALF_PAIR.sub(lambda half: f"\\u{ord(half[0]):04x}", json.dumps(value, ensure_ascii=False, allow_nan=False))


def pack(values: Iterable[Flat]) -> list[dict[str, str | int]]:
    """Flat values as a list of objects.

    >>> pack([Step("measures.weight", "半斤", "250 g")])
    [{'rule': 'measures.weight', 'before': '半斤', 'after': '250 g', 'note': ''}]
    """
    return [{f.name: _plain(getattr(value, f.name)) for f in fields(value)} for value in values]


def unpack(kind: type[Flat], rows: Iterable[dict[str, Any]]) -> tuple[Flat, ...]:
    """What `pack` was given."""
    return tuple(kind(**_known(row, {f.name for f in fields(kind)})) for row in rows)


def _known(row: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: _ENUMS[name](value) if name in _ENUMS else value for name, value in row.items() if name in names}


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def record_row(record: Record) -> dict[str, Any]:
    """The columns of `record` that come from the record itself."""
    return {
        "key": record.key,
        "id": record.id,
        "kind": record.kind.value,
        "fingerprint": record.fingerprint,
        "fields": pack(record.fields),
        "facts": [list(fact) for fact in record.facts],
        "place": record.where,
        "item": next(iter(record.items), "") if record.kind is Kind.LISTING else "",
        "words": record.text[:LONGEST_WORDS].lower(),
        "shop": record.shop,
    }


def record_value(row: Any) -> Record:
    facts = tuple((name, value) for name, value in row.facts)
    return Record(row.id, Kind(row.kind), unpack(Field, row.fields), facts, row.place, row.shop)


def unit_row(unit: Unit, position: int) -> dict[str, Any]:
    """The columns of `unit` but for the variant's id."""
    return {
        "position": position,
        "segment": unit.segment.index,
        "field": unit.segment.field,
        "role": unit.segment.role.value,
        "source": unit.segment.text,
        "source_before": unit.segment.before,
        "source_after": unit.segment.after,
        "target": unit.target,
        "before": unit.before,
        "after": unit.after,
        "draft": unit.draft,
        "state": unit.state.value,
        "origin": unit.origin.value,
        "engine": unit.engine,
        "steps": pack(unit.steps),
        "receipts": pack(unit.receipts),
        "issues": pack(unit.issues),
        "estimate": unit.estimate.value,
        "estimate_reasons": list(unit.estimate.reasons),
        "score": unit.score,
        "proposal": asdict(unit.proposal) if unit.proposal else None,
        "pair": pair(unit.segment.text, unit.target),
    }


def pair(source: str, target: str) -> str:
    """What units with the same source and the same text are found by; "" for a line without text."""
    both = f"{source}\x1f{target}".encode(errors="replace")
    return hashlib.sha256(both).hexdigest()[:16] if source.strip() and target.strip() else ""


def unit_value(row: Any) -> Unit:
    return Unit(
        segment=Segment(row.field, Role(row.role), row.segment, row.source, row.source_before, row.source_after),
        target=row.target,
        state=State(row.state),
        origin=Origin(row.origin),
        draft=row.draft,
        before=row.before,
        after=row.after,
        engine=row.engine,
        steps=unpack(Step, row.steps),
        receipts=unpack(Receipt, row.receipts),
        issues=unpack(Issue, row.issues),
        estimate=Estimate(row.estimate, tuple(row.estimate_reasons)),
        score=row.score,
        proposal=Proposal(**_known(row.proposal, {"source", "before", "text"})) if row.proposal else None,
    )


def term_row(term: Term) -> dict[str, Any]:
    """The columns of `term` that come from the entry itself."""
    row: dict[str, Any] = {f.name: _plain(getattr(term, f.name)) for f in fields(term)}
    row |= {name: list(row[name]) for name in _WORD_LISTS}
    return row | {"key": term.key, "locale": str(term.locale)}


def term_value(row: Any) -> Term:
    values: dict[str, Any] = {f.name: getattr(row, f.name) for f in fields(Term)}
    values |= {name: tuple(values[name]) for name in _WORD_LISTS}
    values |= {"locale": Locale.parse(row.locale), "audience": Audience(row.audience)}
    return Term(**values | {"demand": Demand(row.demand), "status": Status(row.status)})


def concept_row(card: Concept) -> dict[str, Any]:
    """The columns of `card` that come from the card itself."""
    return {f.name: getattr(card, f.name) for f in fields(card)} | {"evidence": list(card.evidence)}


def concept_value(row: Any) -> Concept:
    values = {f.name: getattr(row, f.name) for f in fields(Concept)}
    return Concept(**values | {"evidence": tuple(row.evidence)})
