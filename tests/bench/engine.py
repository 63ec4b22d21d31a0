"""The embedded model as the night runs it, beside the ways that most programs have, in one run: `make bench`, or

    python tests/bench/engine.py [--segments 300] [--alone 100] [--naive 12] [--llamacpp 24] [--flat 100,1000,3000]

What it measures, each in a process of its own, one after the other, on the same requests of the examples with their real prompts:
  ours       the engine over all segments; beside it the roofline (tests/bench/roofline.py) and where the rest of the time goes
  alone      the engine with one segment at a time: are the texts the same?
  naive      what most scripts do: one prompt at a time through transformers' `generate`, bf16 weights, on every n-th segment
  llama.cpp  one prompt at a time with its prompt cache, on every n-th segment
  flat       the engine over growing numbers of segments: seconds a segment and memory
The report goes to <out>/bench/engine.md and engine.svg. Run it on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import work
from localize.domain.request import Request
from localize.settings import Settings

FLOORS = {
    "ours / naive": 10.0,
    "ours / llama.cpp": 3.0,
    "same text alone and in company": 0.98,
    "share of the roofline": 0.75,
}
FLAT = 0.10  # how much seconds a segment may move over the numbers of --flat


def ours(given: argparse.Namespace) -> dict[str, Any]:
    import roofline

    engine, requests = work.engine(), work.requests(given.segments)
    _warm(engine, requests)
    with roofline.logged(engine.decoder("en")) as log:
        figures = _timed(engine, requests)
    parts = roofline.floor(engine.decoder("en"), log)
    figures["roofline"] = {**parts, "seconds": figures["seconds"], "tokens a pass": log.work / sum(log.tokens.values())}
    figures["share"] = (parts["products"] + parts["output layer"] + parts["attention"]) / figures["seconds"]
    figures["rest"] = roofline.rest(lambda: list(engine.translate(requests[:64])))
    return figures


def alone(given: argparse.Namespace) -> dict[str, Any]:
    engine, requests = work.engine(), _every(work.requests(given.segments), given.alone)
    _warm(engine, requests)
    begun, texts, tokens = time.perf_counter(), {}, 0
    for request in requests:
        (draft,) = engine.translate([request])
        texts[request.key] = draft.text
        tokens += draft.tokens
    return {**_figures(len(requests), tokens, time.perf_counter() - begun), "texts": texts}


def naive(given: argparse.Namespace) -> dict[str, Any]:
    import torch

    from localize.engines.weights import load

    engine = work.engine("bf16")
    model, tokenizer = load(engine.prepare(), "bf16")
    requests = _every(work.requests(given.segments), given.naive)
    begun, tokens = time.perf_counter(), 0
    for request in requests:
        messages = [{"role": r, "content": c} for r, c in engine.prompts.chat(request, engine.spec.prompt).messages]
        ids = torch.tensor([tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=True, return_dict=False)])
        with torch.inference_mode():
            out = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=24 + 3 * len(request.text), do_sample=False, pad_token_id=0)
        tokens += out.shape[1] - ids.shape[1]
    return _figures(len(requests), tokens, time.perf_counter() - begun)


def llamacpp(given: argparse.Namespace) -> dict[str, Any]:
    from llamacpp import one_at_a_time

    return dict(one_at_a_time(_every(work.requests(given.segments), given.llamacpp)))


def flat(given: argparse.Namespace) -> dict[str, Any]:
    engine, requests = work.engine(), work.requests(given.count)
    _warm(engine, requests)
    return _timed(engine, requests)


PARTS = {f.__name__: f for f in (ours, alone, naive, llamacpp, flat)}


def _warm(engine: Any, requests: Sequence[Request]) -> None:
    """What a night does once: load the weights, touch the memory, read what all prompts begin with."""
    list(engine.translate(requests[:: max(1, len(requests) // 64)]))


def _timed(engine: Any, requests: Sequence[Request]) -> dict[str, Any]:
    begun = time.perf_counter()
    drafts = list(engine.translate(requests))
    seconds = time.perf_counter() - begun
    return {**_figures(len(requests), sum(d.tokens for d in drafts), seconds), "texts": {d.request.key: d.text for d in drafts}}


def _figures(segments: int, tokens: int, seconds: float) -> dict[str, Any]:
    return {
        "segments": segments,
        "seconds": seconds,
        "segments/s": segments / seconds,
        "tokens out/s": tokens / seconds,
        "peak GiB": work.peak(),
    }


def _every(requests: Sequence[Request], count: int) -> list[Request]:
    return list(requests[:: max(1, len(requests) // max(count, 1))][:count])


def _apart(part: str, given: argparse.Namespace, count: int = 0) -> dict[str, Any]:
    """The figures of one part, measured in a process of its own."""
    options = [f"--{name}={getattr(given, name)}" for name in ("segments", "alone", "naive", "llamacpp")]
    command = [sys.executable, __file__, "--part", part, "--count", str(count), *options]
    print(f"measuring: {part} {count or ''}", file=sys.stderr, flush=True)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "TRANSFORMERS_VERBOSITY": "error"})
    if done.returncode:
        sys.exit(f"{part} failed:\n{done.stderr[-3000:]}")
    figures: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segments", type=int, default=300, help="distinct segments for the engine")
    parser.add_argument("--alone", type=int, default=100, help="how many of them are done again one at a time (1 to 2 s each)")
    parser.add_argument("--naive", type=int, default=12, help="how many of them the naive loop does (about 5 s each)")
    parser.add_argument("--llamacpp", type=int, default=24, help="how many of them llama.cpp does (about 1.5 s each)")
    parser.add_argument("--flat", default="100,1000", help="numbers of segments to compare; 3000 takes ten minutes or more; empty for none")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        print(json.dumps(PARTS[given.part](given)))
        return
    from report import write

    wanted = ["ours", *(name for name in ("alone", "naive", "llamacpp") if getattr(given, name))]
    found = {part: _apart(part, given) for part in wanted}
    growth = [_apart("flat", given, int(n)) for n in given.flat.split(",") if n]
    text, held = write(found, growth, FLOORS, FLAT, Settings.read().out / "bench")
    print(text)
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
