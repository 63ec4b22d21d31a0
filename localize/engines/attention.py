"""Attention over rows of different lengths, each of which begins with tokens that it shares with others.

The tokens of a pass stand in one line without padding: first one for each row that goes on, then the whole prompts of rows that begin. So
the layers of the model, which look at one token at a time, compute nothing that is not needed. Only attention knows rows. Each token attends
to its row's own slot and to the one copy of its row's prefix; the two results are joined by their weights, as in flash attention, so that
neither keys nor scores are ever copied beside each other.

Everything is in float32 and each row is summed on its own, so that a row does not depend on its company.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers import PretrainedConfig

NAME = "ragged"  # under which transformers knows it
STEP = 16  # slots are as wide as a multiple of this; products of few different shapes are prepared once and found again

Layers = list[tuple[Tensor, Tensor]]  # a layer: keys and values, each (key-value heads, columns, head size)


@dataclass(frozen=True, eq=False)
class Prefix:
    """Keys and values of tokens that rows begin with."""

    length: int
    layers: Layers


class Slots:
    """Keys and values of the rows in work: a slab a layer and kind, (rows, key-value heads, room, head size) in float32.

    Rows in work are always the first ones, so that a pass takes a slice and copies nothing. The memory behind the slabs is taken once, for
    `columns` columns of all rows together, and cut anew when rows of another length come: memory that was touched before is quick.
    """

    def __init__(self, config: PretrainedConfig, device: torch.device, columns: int) -> None:
        self.heads: int = config.num_key_value_heads
        self.size: int = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        self.device = device
        self.shape = (0, 0)  # (rows, columns) there is room for
        self._memory = [self._nothing(columns) for _ in range(2 * config.num_hidden_layers)]
        self.keys: list[Tensor] = []
        self.values: list[Tensor] = []
        self.resize(0, 0, 0)

    def resize(self, rows: int, room: int, filled: int) -> None:
        """Make room for exactly so many rows and columns. Of the old content the first `filled` columns stay; what else is there is never read."""
        layers = len(self._memory) // 2
        kept = min(rows, self.shape[0])
        old = [*self.keys, *self.values]
        self.shape = (rows, room)
        slabs = []
        for number, memory in enumerate(self._memory):
            before = old[number][:kept, :, :filled].clone() if old and filled else None
            if len(memory) < rows * room * self.heads * self.size:
                self._memory[number] = memory = self._nothing(rows * room)
            slab = memory[: rows * room * self.heads * self.size].view(rows, self.heads, room, self.size)
            if before is not None:
                slab[:kept, :, :filled] = before
            slabs.append(slab)
        self.keys, self.values = slabs[:layers], slabs[layers:]

    def move(self, source: int, target: int, length: int) -> None:
        """Copy the first columns of one row to another."""
        for slabs in (self.keys, self.values):
            for slab in slabs:
                slab[target, :, :length] = slab[source, :, :length]

    def _nothing(self, columns: int) -> Tensor:
        count = columns * self.heads * self.size
        # numpy asks the system for zeros, which takes memory only where something is written: most rows end long before their limit
        return torch.from_numpy(np.zeros(count, np.float32)) if self.device.type == "cpu" else torch.zeros(count, device=self.device)


@dataclass(frozen=True)
class Pass:
    """The tokens of one pass: `steps[i]` is the column of row i's one token, `prompts` are the lengths of the rows that begin after those.

    Made once and used by every layer.
    """

    slots: Slots
    steps: tuple[int, ...]
    prompts: tuple[int, ...]
    pasts: tuple[tuple[Prefix, Tensor], ...]  # each prefix with the places of the tokens that attend to it
    rows: Tensor  # of each token
    columns: Tensor  # of each token, in its slot
    positions: Tensor  # of each token, in its text
    step_mask: Tensor  # (rows, 1, 1, w), added to the scores
    prompt_mask: Tensor  # (n, n)
    places: Tensor  # (rows that begin, n): where their tokens stand in the line
    valid: Tensor  # (rows that begin, n)

    @classmethod
    def of(cls, slots: Slots, steps: Sequence[int], prompts: Sequence[int], prefixes: Sequence[Prefix | None]) -> Pass:
        """`prefixes` says what each row begins with."""
        device, a = slots.device, len(steps)
        rows = [*range(a), *(a + i for i, n in enumerate(prompts) for _ in range(n))]
        columns = [*steps, *(c for n in prompts for c in range(n))]
        before = [prefix.length if prefix else 0 for prefix in prefixes]
        width = -(-(max(steps, default=0) + 1) // STEP) * STEP
        step_mask = torch.arange(width, device=device) > torch.tensor(steps, device=device, dtype=torch.long)[:, None]
        # widths are multiples of STEP, those of one prompt, too: sums over another number of columns may run in another order
        within = torch.arange(-(-max(prompts, default=0) // STEP) * STEP, device=device)
        starts = [a + sum(prompts[:i]) for i in range(len(prompts))]
        lengths = torch.tensor(prompts, device=device, dtype=torch.long)[:, None]
        return cls(
            slots,
            tuple(steps),
            tuple(prompts),
            tuple(_pasts([prefixes[row] for row in rows], device)),
            torch.tensor(rows, device=device),
            torch.tensor(columns, device=device),
            torch.tensor([before[row] + column for row, column in zip(rows, columns, strict=True)], device=device),
            _blocked(step_mask)[:, None, None],
            _blocked(within > within[:, None]),
            torch.tensor(starts, device=device, dtype=torch.long)[:, None] + torch.minimum(within, lengths - 1),
            within < lengths,
        )

    def keep(self, layer: int, key: Tensor, value: Tensor) -> None:
        """Put keys and values (tokens, key-value heads, head size) of this pass into the slots."""
        self.slots.keys[layer][self.rows, :, self.columns] = key.float()
        self.slots.values[layer][self.rows, :, self.columns] = value.float()

    def attend(self, layer: int, query: Tensor, scale: float) -> Tensor:
        """(tokens, heads, head size) for a query of that shape in float32."""
        mixed, weight = self._own(layer, query, scale)
        kv = self.slots.heads
        for prefix, tokens in self.pasts:
            asked = query if len(tokens) == len(query) else query[tokens]
            heads, d = asked.shape[1:]
            # all tokens meet the one copy of the prefix, the heads of a group as rows of one product: a product of a single row is summed
            # in another order, and a text alone would not be what it is in company
            grouped = asked.view(len(tokens), kv, -1, d).transpose(0, 1).reshape(1, kv, -1, d)
            key, value = prefix.layers[layer]
            past, past_weight = attended(grouped, key[None], value[None], None, scale)
            past = past.view(kv, len(tokens), -1, d).transpose(0, 1).reshape(-1, heads, d)
            past_weight = past_weight.view(kv, len(tokens), -1).transpose(0, 1).reshape(-1, heads)
            if asked is query:
                mixed.lerp_(past, _share(past_weight - weight))
            else:
                mixed[tokens] = mixed[tokens].lerp_(past, _share(past_weight - weight[tokens]))
        return mixed

    def _own(self, layer: int, query: Tensor, scale: float) -> tuple[Tensor, Tensor]:
        """What the tokens find in the slots of their rows: (tokens, heads, head size), and the logarithm of its weight (tokens, heads)."""
        keys, values, kv = self.slots.keys[layer], self.slots.values[layer], self.slots.heads
        a, m = len(self.steps), len(self.prompts)
        heads, d = query.shape[1:]
        mixed, weight = query.new_empty(query.shape), query.new_empty(query.shape[:2])
        if a:
            w = self.step_mask.shape[-1]
            found, logs = attended(query[:a].view(a, kv, -1, d), keys[:a, :, :w], values[:a, :, :w], self.step_mask, scale)
            mixed[:a], weight[:a] = found.reshape(a, heads, d), logs.reshape(a, heads)
        if m:
            n = self.places.shape[1]
            group = heads // kv
            grouped = query[self.places].view(m, n, kv, group, d).permute(0, 2, 3, 1, 4).reshape(m, kv, group * n, d)
            mask = self.prompt_mask.repeat(group, 1)[None, None]
            found, logs = attended(grouped, keys[a : a + m, :, :n], values[a : a + m, :, :n], mask, scale)
            mixed[a:] = found.view(m, kv, group, n, d).permute(0, 3, 1, 2, 4)[self.valid].reshape(-1, heads, d)
            weight[a:] = logs.view(m, kv, group, n).permute(0, 3, 1, 2)[self.valid].reshape(-1, heads)
        return mixed, weight


def attended(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, scale: float) -> tuple[Tensor, Tensor]:
    """Attention and the logarithm of the sum of its weights: query (b, h, n, d), key and value (b, h, w, d) → (b, h, n, d), (b, h, n)."""
    if query.device.type == "cpu":
        mixed, weight = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(query, key, value, attn_mask=mask, scale=scale)
        return mixed, weight
    scores = torch.matmul(query * scale, key.transpose(2, 3))
    scores = scores if mask is None else scores + mask
    return torch.matmul(torch.softmax(scores, dim=-1), value), torch.logsumexp(scores, dim=-1)


def _share(difference: Tensor) -> Tensor:
    """The share of the first of two weights, from the difference of their logarithms (tokens, heads) → (tokens, heads, 1).

    In whole vectors of the processor: what is left at the end of a line is computed by another function, which may round otherwise.
    """
    flat = torch.nn.functional.pad(difference.flatten(), (0, -difference.numel() % 64))
    return torch.sigmoid(flat)[: difference.numel()].view(difference.shape)[..., None]


def _pasts(prefixes: Sequence[Prefix | None], device: torch.device) -> list[tuple[Prefix, Tensor]]:
    """Each prefix that a token has, with the places of its tokens."""
    places: dict[Prefix, list[int]] = {}
    for place, prefix in enumerate(prefixes):
        if prefix is not None:
            places.setdefault(prefix, []).append(place)
    return [(prefix, torch.tensor(found, device=device)) for prefix, found in places.items()]


def _blocked(mask: Tensor) -> Tensor:
    return torch.zeros(mask.shape, device=mask.device).masked_fill_(mask, float("-inf"))


def ragged_attention(
    module: torch.nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    _mask: Tensor | None,
    scaling: float | None = None,
    work: Pass | None = None,
    **_: Any,
) -> tuple[Tensor, None]:
    """The attention of one layer, as transformers calls it: query (1, heads, tokens, d), key and value (1, key-value heads, tokens, d).

    `work` says which token belongs to which row; tokens beyond those it knows fill the line up and come back as zeros.
    Returns (1, tokens, heads, d).
    """
    if work is None:
        raise ValueError("this attention runs under engines.decoding only")
    layer: int = module.layer_idx  # type: ignore[assignment]
    n = len(work.rows)
    work.keep(layer, key[0, :, :n].transpose(0, 1), value[0, :, :n].transpose(0, 1))
    mixed = work.attend(layer, query[0, :, :n].transpose(0, 1).float(), scaling if scaling is not None else query.shape[-1] ** -0.5)
    if n < query.shape[2]:
        mixed = torch.nn.functional.pad(mixed, (0, 0, 0, 0, 0, query.shape[2] - n))
    return mixed[None].to(query.dtype), None
