"""llama.cpp on the embedded model's file, one segment at a time with its prompt cache: what a careful script without this product reaches.

python tests/bench/llamacpp.py [--segments 10]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import work
from localize.domain.request import Request
from localize.engines.llamacpp import LlamaCppEngine
from localize.engines.routing import chosen_model, model_store
from localize.prompts import Prompts
from localize.settings import Settings


def one_at_a_time(requests: Sequence[Request], limit: int = 0) -> dict[str, float]:
    """Segments a second over the first `limit` requests, all when 0. Loading the model and reading the prompts' common beginning are not counted."""
    settings = Settings.read()
    engine = LlamaCppEngine(chosen_model(replace(settings, engine="auto")), model_store(settings), Prompts(settings.prompts), slots=1)
    list(engine.translate([Request("你好", "en")]))
    chosen = list(requests)[: limit or None]
    begun, tokens = time.perf_counter(), 0
    for request in chosen:
        tokens += sum(draft.tokens for draft in engine.translate([request]))
    seconds = time.perf_counter() - begun
    figures = {"segments": len(chosen), "seconds": seconds, "segments/s": len(chosen) / seconds, "tokens out/s": tokens / seconds}
    return {**figures, "peak GiB": work.peak()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segments", type=int, default=10)
    given = parser.parse_args()
    for name, value in one_at_a_time(work.requests(given.segments)).items():
        print(f"{name:14} {value:8.2f}")


if __name__ == "__main__":
    main()
