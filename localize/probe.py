"""Try a model on a few dozen segments that come with the product, through the pipeline of a night, and count what can be counted.

Counting is not judging: a text may keep every number and term and still be bad. An engine that copies its source keeps its numbers, and the
terms that stand inline. The set is small and its figures are for this machine.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from localize.asking import Piece
from localize.checks.fidelity import HAN, lost
from localize.domain.locale import Locale
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Target
from localize.domain.request import CUT, Request
from localize.domain.term import Outcome
from localize.engines.base import Engine
from localize.engines.figures import Figures
from localize.engines.routing import Routes
from localize.errors import GlossaryError
from localize.kit import Kit, load_kit
from localize.plan import plan, read
from localize.settings import Settings
from localize.store.repository import Store
from localize.translate import Progress, Text, translate

MARK = "⟦1⟧"
_WITH_HAN = ("zh", "ja", "yue")


@dataclass(frozen=True)
class Sample:
    """One segment. `mark` is the word in it that is replaced by a placeholder when their survival is measured, "" in most."""

    role: Role
    text: str
    mark: str = ""


def samples(path: Path) -> list[Sample]:
    """The samples of glossaries/probe.jsonl. Raises GlossaryError naming the line."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            found.append(Sample(Role(row["role"]), row["text"], row.get("mark", "")))
        except (ValueError, KeyError, TypeError) as error:
            raise GlossaryError(f"{path.name}:{number} cannot be read: {error!r}.", next_step="Restore the file under glossaries/.") from error
    return found


def probe(engine: Engine, language: str, settings: Settings, progress: Progress) -> Figures:
    """The figures of one engine and language. The night's store is not touched. What the engine raises passes."""
    chosen = samples(settings.glossaries / "probe.jsonl")
    list(engine.translate([Request("你好", language)]))  # loads the weights
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{Path(folder) / 'probe.db'}") as store:
        kit = replace(load_kit(replace(settings, engine="pseudo"), store), routes=Routes({language: engine}, {}))
        works = [plan(read(_record(i, sample), kit), _target(language, kit), kit) for i, sample in enumerate(chosen)]
        begun = time.perf_counter()
        texts, counts = translate(works, store, progress)
        seconds, load = time.perf_counter() - begun, _load()
        pieces = [piece for work in works for piece in work.pieces if piece.request]
        found = [(piece, texts[id(piece)]) for piece in pieces]
    return Figures(
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        engine=engine.identity,
        language=language,
        segments=counts.translated,
        seconds=round(seconds, 2),
        numbers=_numbers(found, language),
        terms=_terms(found),
        cut=sum(text.score == CUT for _, text in found),
        han=0 if language.startswith(_WITH_HAN) else sum(bool(HAN.search(text.text)) for _, text in found),
        marks=_marks(engine, language, chosen),
        given=str(engine.asking.terms),
        load=load,
    )


def _load() -> float:
    """Programs that wanted a processor in the last minute, for each processor; 0 where the system does not tell."""
    return round(os.getloadavg()[0] / (os.cpu_count() or 1), 2) if hasattr(os, "getloadavg") else 0.0


def _record(number: int, sample: Sample) -> Record:
    return Record(f"probe-{number:02d}", Kind.LISTING, (Field("text", sample.role, sample.text),))


def _target(language: str, kit: Kit) -> Target:
    """The first target of that language, the United States' before others; for a language that no region is enabled for, a plain one."""
    fitting = [target for target in kit.targets if target.locale.engine_language == language]
    return min(fitting, key=lambda t: (t.region != "US", str(t))) if fitting else Target("US", Locale.parse(language))


def _numbers(found: Sequence[tuple[Piece, Text]], language: str) -> tuple[int, int]:
    asked = sum(len(lost(piece.context.source, "", language)) for piece, _ in found)
    gone = sum(len(lost(piece.context.source, text.text, language)) for piece, text in found)
    return asked - gone, asked


def _terms(found: Sequence[tuple[Piece, Text]]) -> tuple[int, int]:
    receipts = [receipt for _, text in found for receipt in text.receipts]
    return sum(receipt.outcome is not Outcome.MISSED for receipt in receipts), len(receipts)


def _marks(engine: Engine, language: str, chosen: Sequence[Sample]) -> tuple[int, int]:
    """How many placeholders came back, each exactly once, of those that were put into texts."""
    asked = [Request(sample.text.replace(sample.mark, MARK, 1), language, sample.role) for sample in chosen if sample.mark]
    return sum(draft.text.count(MARK) == 1 for draft in engine.translate(asked)), len(asked)
