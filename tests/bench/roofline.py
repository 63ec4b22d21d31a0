"""How near the decoder comes to what this machine can do with this model: the time that its products and its attention take at the rates
measured here, over the time that decoding took.

The rates are those of the machine, not of the theory: each product is timed with the rows that a pass really had, layer after layer so that
weights come from memory; attention is the larger of its operations at the measured rate of float32 products and of the bytes of its keys
and values at the measured rate of memory.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import torch
from torch import Tensor

from localize.engines.attention import Pass
from localize.engines.decoding import EVEN, Decoder
from localize.engines.int8 import Packed


@dataclass
class Log:
    """What the passes of a run were."""

    tokens: Counter[int] = field(default_factory=Counter)  # of the line, filled up → passes
    heads: Counter[int] = field(default_factory=Counter)  # rows of the output layer → passes
    pairs: int = 0  # of a query and a key, once a head and layer
    columns: int = 0  # of own slots that were read

    @property
    def work(self) -> int:
        return sum(n * times for n, times in self.tokens.items())


@contextmanager
def logged(decoder: Decoder) -> Iterator[Log]:
    """Count the passes of the block."""
    log, hidden, best = Log(), decoder.hidden, decoder.best

    def watched_hidden(work: Pass, tokens: list[int]) -> Tensor:
        log.tokens[len(tokens) + -len(tokens) % EVEN] += 1
        log.pairs += int(work.positions.sum()) + len(tokens)
        log.columns += sum(c + 1 for c in work.steps) + sum(work.prompts)
        return hidden(work, tokens)

    def watched_best(states: Tensor) -> tuple[Tensor, Tensor]:
        log.heads[len(states)] += 1
        return best(states)

    decoder.hidden, decoder.best = watched_hidden, watched_best  # type: ignore[method-assign]
    try:
        yield log
    finally:
        decoder.hidden, decoder.best = hidden, best  # type: ignore[method-assign]


@torch.inference_mode()
def floor(decoder: Decoder, log: Log) -> dict[str, float]:
    """Seconds that the products, the output layer and the attention of these passes take at the measured rates, and the rates."""
    products = [m for m in decoder.body.modules() if isinstance(m, Packed)]
    if not products or not isinstance(decoder.head, Packed):
        raise SystemExit("The roofline is drawn for 8-bit weights; CHUHAI_PRECISION=int8 chooses them.")
    body = sum(times * _seconds(lambda n=n: [_product(p, n) for p in products]) for n, times in log.tokens.items())
    head = sum(times * _seconds(lambda n=n: _product(decoder.head, n)) for n, times in log.heads.items())
    config = decoder.config
    size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    operations = 4 * log.pairs * config.num_attention_heads * size * config.num_hidden_layers
    bytes_read = 2 * 4 * log.columns * config.num_key_value_heads * size * config.num_hidden_layers
    rate, memory = _float_rate(config.num_key_value_heads, size), _memory_rate()
    weights = 2 * sum(p.out_features * p.in_features for p in products)
    return {
        "products": body,
        "output layer": head,
        "attention": max(operations / rate, bytes_read / memory),
        "int8 GOP/s": weights * log.work / body / 1e9,
        "float32 GFLOP/s": rate / 1e9,
        "memory GB/s": memory / 1e9,
    }


def _product(layer: Any, rows: int) -> None:
    values = torch.full((rows, layer.in_features), 131, dtype=torch.uint8)
    torch.ops.onednn.qlinear_pointwise(values, 1.0, 128, layer.packed, layer.scale, layer.zeros, None, 1.0, 0, torch.float32, "none", [], "")


def _seconds(work: Callable[[], object], times: int = 3) -> float:
    work()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def _float_rate(heads: int, size: int, rows: int = 384, columns: int = 192) -> float:
    query, key = torch.randn(heads, rows, size), torch.randn(heads, size, columns)
    return 2 * heads * rows * size * columns / _seconds(lambda: torch.matmul(query, key), 50)


def _memory_rate(count: int = 1 << 28) -> float:
    values = torch.ones(count)
    return 4 * count / _seconds(values.sum, 3)


def rest(run: Callable[[], object]) -> dict[str, float]:
    """Where the time of a run goes, by kind of operation, in shares of 1."""
    from torch.profiler import ProfilerActivity, profile

    kinds = {
        "products": ("onednn::qlinear_pointwise",),
        "attention": ("aten::bmm", "aten::_softmax", "aten::_index_put_impl_", "aten::masked_fill_"),
        "rounding to bytes": ("aten::amax", "aten::amin", "aten::round_", "aten::bitwise_xor_", "aten::maximum", "aten::reciprocal"),
        "activation function": ("aten::silu",),
        "choosing tokens": ("aten::max", "aten::exp_", "aten::sub_", "aten::isin"),
        "moving memory": ("aten::copy_", "aten::fill_", "aten::cat", "aten::index", "aten::clone", "aten::index_select"),
    }
    with profile(activities=[ProfilerActivity.CPU]) as found:
        run()
    times = {e.key: e.self_cpu_time_total for e in found.key_averages()}
    total = sum(times.values())
    shares = {kind: sum(times.get(name, 0) for name in names) / total for kind, names in kinds.items()}
    return {**shares, "other elementwise work and overhead": 1 - sum(shares.values())}
