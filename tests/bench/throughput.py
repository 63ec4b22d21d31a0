"""Segments a second of the embedded model over the examples, beside the naive loop, in one run.

    python tests/bench/throughput.py [--naive 12]

Ours: the requests that a night over examples/ makes for English, through the engine as the night uses it. Naive: what most scripts do, one
prompt at a time through transformers' `generate` with bf16 weights, on every n-th of the same requests. Each runs in a process of its own, one after the
other; the ratio is of segments a second. Peak memory is the largest resident size of each process. Run it on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from localize.domain.record import Record
from localize.domain.request import Request
from localize.engines.models import ModelStore
from localize.engines.routing import chosen_model, load_routes, model_store
from localize.kit import load_kit
from localize.plan import plan, read
from localize.prompts import Prompts
from localize.settings import Settings
from localize.sources.files import FileSource
from localize.store.repository import Store

ROOT = Path(__file__).parents[2]
FLOOR = 1.2  # segments a second on two cores with int8 dot products


def requests() -> list[Request]:
    """The distinct English requests of a night over examples/."""
    settings = replace(Settings.read(), engine="auto")
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/bench.db") as store:
        kit = load_kit(settings, store)
        found: dict[str, Request] = {}
        for record in FileSource(ROOT / "examples").fetch():
            if isinstance(record, Record):
                reading = read(record, kit)
                for target in (t for t in kit.targets if t.locale.language == "en"):
                    work = plan(reading, target, kit)
                    for request in (*(p.request for p in work.pieces if p.request), *(work.topics or {}).values()):
                        found[request.key] = request
    return list(found.values())


def ours() -> dict[str, float]:
    settings = Settings.read()
    engine = load_routes(settings, Prompts(settings.prompts)).engines["en"]
    work = requests()
    list(engine.translate([Request("你好", "en")]))  # loads the weights
    begun = time.perf_counter()
    tokens = sum(draft.tokens for draft in engine.translate(work))
    return _figures(len(work), tokens, time.perf_counter() - begun)


def naive(count: int) -> dict[str, float]:
    import torch
    from transformers import AutoModelForCausalLM  # noqa: F401 - the loop that most scripts have

    from localize.engines.weights import load

    settings = Settings.read()
    spec = chosen_model(settings)
    prompts = Prompts(settings.prompts)
    model, tokenizer = load(ModelStore(settings.models, precision="bf16").ready(spec), "bf16")
    every = requests()
    work = every[:: max(1, len(every) // count)][:count]
    begun, tokens = time.perf_counter(), 0
    for request in work:
        messages = [{"role": r, "content": c} for r, c in prompts.chat(request).messages]
        ids = torch.tensor([tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=True, return_dict=False)])
        with torch.inference_mode():
            out = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=24 + 3 * len(request.text), do_sample=False, pad_token_id=0)
        tokens += out.shape[1] - ids.shape[1]
    return _figures(len(work), tokens, time.perf_counter() - begun)


def _figures(segments: int, tokens: int, seconds: float) -> dict[str, float]:
    return {
        "segments": segments,
        "tokens": tokens,
        "seconds": seconds,
        "segments/s": segments / seconds,
        "tokens/s": tokens / seconds,
        "peak GiB": _peak(),
    }


def _peak() -> float:
    """The largest resident size of this process in GiB. Not from getrusage: on Linux that counts the parent of a new process, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    kilobytes = next(line.split()[1] for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) / 1024**2


def _alone(part: str, count: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--part", part, "--naive", str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "TRANSFORMERS_VERBOSITY": "error"})
    if done.returncode:
        sys.exit(f"{part} failed:\n{done.stderr[-3000:]}")
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--naive", type=int, default=12, help="how many segments the naive loop does (it takes 5 s each)")
    parser.add_argument("--part", choices=("ours", "naive"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        print(json.dumps(ours() if given.part == "ours" else naive(given.naive)))
        return
    settings = Settings.read()
    for precision in (model_store(settings).precision, "bf16"):
        ModelStore(settings.models, precision=precision).ready(chosen_model(settings))
    rows = {part: _alone(part, given.naive) for part in ("ours", "naive")}
    print(f"{'':8}" + "".join(f"{name:>12}" for name in rows["ours"]))
    for part, figures in rows.items():
        print(f"{part:8}" + "".join(f"{value:>12.2f}" for value in figures.values()))
    print(f"ratio of segments/s: {rows['ours']['segments/s'] / rows['naive']['segments/s']:.1f}")
    print(f"floor of {FLOOR} segments/s: {'held' if rows['ours']['segments/s'] >= FLOOR else 'MISSED'}")


if __name__ == "__main__":
    main()
