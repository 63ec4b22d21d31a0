"""What the benchmarks translate, and what they measure of a process."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from localize.domain.record import Record
from localize.domain.request import Request
from localize.engines.llm import LlmEngine
from localize.engines.routing import chosen_model, model_store
from localize.kit import load_kit
from localize.plan import plan, read
from localize.prompts import Prompts
from localize.settings import Settings
from localize.sources.files import FileSource
from localize.store.repository import Store

ROOT = Path(__file__).parents[2]
DIGITS = str.maketrans("0123456789", "1234567890")


def requests(count: int) -> list[Request]:
    """`count` distinct English requests as a night over examples/ makes them, mixed as they come.

    When there are not enough, they come again with other digits, and a number behind them where that is not enough to tell them apart.
    """
    found = _of_examples()
    step = max(1, len(found) // count)
    chosen, seen = found[::step][:count], {r.key for r in found[::step][:count]}
    rounds = 0
    while len(chosen) < count:
        rounds += 1
        for request in found:
            text = request.text
            for _ in range(rounds % 9):
                text = text.translate(DIGITS)
            other = replace(request, text=text)
            other = replace(request, text=f"{text} {rounds}") if other.key in seen else other
            if other.key not in seen and len(chosen) < count:
                seen.add(other.key)
                chosen.append(other)
    return chosen


def _of_examples() -> list[Request]:
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/bench.db") as store:
        kit = load_kit(replace(Settings.read(), engine="auto"), store)
        found: dict[str, Request] = {}
        for record in FileSource(ROOT / "examples").fetch():
            if isinstance(record, Record):
                reading = read(record, kit)
                for target in (t for t in kit.targets if t.locale.language == "en"):
                    work = plan(reading, target, kit)
                    for request in (*(p.request for p in work.pieces if p.request), *(work.topics or {}).values()):
                        found[request.key] = request
    return list(found.values())


def engine(precision: str = "") -> LlmEngine:
    """The embedded model as the settings run it, or with other weights."""
    settings = Settings.read()
    spec = chosen_model(replace(settings, engine="auto"))
    chosen = precision or settings.precision
    if chosen == "auto":
        from localize.engines.models import best_precision

        chosen = best_precision()
    return LlmEngine(spec, model_store(settings), Prompts(settings.prompts), precision=chosen, rows=settings.rows)


def peak() -> float:
    """The largest resident size of this process in GiB. Not from getrusage: on Linux that counts the parent of a new process, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    kilobytes = next(line.split()[1] for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) / 1024**2
