"""Attention over rows of different lengths that all begin with the same tokens.

The tokens of a pass stand in one line without padding: first one for each row that goes on, then the whole prompts of rows that begin. So
the layers of the model, which look at one token at a time, compute nothing that is not needed. Only attention knows rows. Each row attends
to the one copy of the shared prefix and to its own slot; grouped query heads are folded into the rows of one matrix product.

Everything is in float32 and each row is summed on its own, so that a row does not depend on its company.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from transformers import PretrainedConfig

NAME = "ragged"  # under which transformers knows it
STEP = 16  # slots grow by so many columns; products of few different shapes are prepared once and found again

Prefix = list[tuple[Tensor, Tensor]]  # a layer: keys and values of the shared tokens, each (key-value heads, p, head size)


class Slots:
    """Keys and values of the rows in work: a slab a layer and kind, (rows, key-value heads, room, head size) in float32.

    Rows in work are always the first ones, so that a pass takes a slice and copies nothing.
    """

    def __init__(self, config: PretrainedConfig, device: torch.device) -> None:
        self.heads: int = config.num_key_value_heads
        self.size: int = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        self.device = device
        self.keys = [torch.zeros((0, self.heads, 0, self.size), device=device) for _ in range(config.num_hidden_layers)]
        self.values = [k.clone() for k in self.keys]

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns) there is room for."""
        rows, _, room, _ = self.keys[0].shape
        return rows, room

    def resize(self, rows: int, room: int) -> None:
        """Make room for exactly so many rows and columns; what fits of the old content stays, the rest is zero."""
        for slabs in (self.keys, self.values):
            for layer, old in enumerate(slabs):
                new = torch.zeros((rows, self.heads, room, self.size), device=self.device)
                r, w = min(rows, old.shape[0]), min(room, old.shape[2])
                new[:r, :, :w] = old[:r, :, :w]
                slabs[layer] = new

    def move(self, source: int, target: int, length: int) -> None:
        """Copy the first columns of one row to another."""
        for slabs in (self.keys, self.values):
            for slab in slabs:
                slab[target, :, :length] = slab[source, :, :length]


@dataclass(frozen=True)
class Pass:
    """The tokens of one pass: `steps[i]` is the column of row i's one token, `prompts` are the lengths of the rows that begin after those.

    Made once and used by every layer.
    """

    slots: Slots
    prefix: Prefix | None
    steps: tuple[int, ...]
    prompts: tuple[int, ...]
    rows: Tensor  # of each token
    columns: Tensor  # of each token
    step_mask: Tensor  # (rows, 1, 1, w), added to the scores
    prompt_mask: Tensor  # (1, 1, n, n)
    places: Tensor  # (rows that begin, n): where their tokens stand in the line
    valid: Tensor  # (rows that begin, n)

    @classmethod
    def of(cls, slots: Slots, prefix: Prefix | None, steps: Sequence[int], prompts: Sequence[int]) -> Pass:
        device, a = slots.device, len(steps)
        rows = [*range(a), *(a + i for i, n in enumerate(prompts) for _ in range(n))]
        columns = [*steps, *(c for n in prompts for c in range(n))]
        width = -(-(max(steps, default=0) + 1) // STEP) * STEP
        step_mask = torch.arange(width, device=device) > torch.tensor(steps, device=device, dtype=torch.long)[:, None]
        most = max(prompts, default=0)
        within = torch.arange(most, device=device)
        starts = [a + sum(prompts[:i]) for i in range(len(prompts))]
        lengths = torch.tensor(prompts, device=device, dtype=torch.long)[:, None]
        return cls(
            slots,
            prefix,
            tuple(steps),
            tuple(prompts),
            torch.tensor(rows, device=device),
            torch.tensor(columns, device=device),
            _blocked(step_mask)[:, None, None],
            _blocked(within > within[:, None])[None, None],
            torch.tensor(starts, device=device, dtype=torch.long)[:, None] + torch.minimum(within, lengths - 1),
            within < lengths,
        )

    def keep(self, layer: int, key: Tensor, value: Tensor) -> None:
        """Put keys and values (key-value heads, tokens, head size) of this pass into the slots."""
        n = len(self.rows)
        self.slots.keys[layer][self.rows, :, self.columns] = key[:, :n].transpose(0, 1).float()
        self.slots.values[layer][self.rows, :, self.columns] = value[:, :n].transpose(0, 1).float()

    def attend(self, layer: int, query: Tensor) -> Tensor:
        """(tokens, heads, head size) for a scaled query (heads, tokens, head size) in float32."""
        keys, values = self.slots.keys[layer], self.slots.values[layer]
        prefix = self.prefix[layer] if self.prefix else None
        a, m = len(self.steps), len(self.prompts)
        out = []
        if a:
            w = self.step_mask.shape[-1]
            mixed = _mix(query[:, :a, None].transpose(0, 1), keys[:a, :, :w], values[:a, :, :w], self.step_mask, prefix)
            out.append(mixed[:, :, 0])
        if m:
            n = self.places.shape[1]
            mixed = _mix(query[:, self.places].transpose(0, 1), keys[a : a + m, :, :n], values[a : a + m, :, :n], self.prompt_mask, prefix)
            out.append(mixed.transpose(1, 2)[self.valid])
        return torch.cat(out)


def _blocked(mask: Tensor) -> Tensor:
    return torch.zeros(mask.shape, device=mask.device).masked_fill_(mask, float("-inf"))


def _mix(query: Tensor, key: Tensor, value: Tensor, mask: Tensor, prefix: tuple[Tensor, Tensor] | None) -> Tensor:
    """query (rows, heads, n, d), key and value (rows, key-value heads, w, d), mask broadcast to (rows, 1, n, w) → (rows, heads, n, d)."""
    rows, heads, n, d = query.shape
    kv, w = key.shape[1:3]
    group = heads // kv
    grouped = query.reshape(rows, kv, group * n, d)
    own = torch.matmul(grouped, key.transpose(2, 3))
    own = (own.view(rows, kv, group, n, w) + mask[:, :, None]).view(rows, kv, group * n, w)
    if prefix is None:
        return torch.matmul(torch.softmax(own, dim=-1), value).view(rows, heads, n, d)
    past_key, past_value = prefix
    p = past_key.shape[1]
    # (kv, rows * group * n, d): all rows meet the one copy of the prefix in a single product a head
    flat = grouped.transpose(0, 1).reshape(kv, rows * group * n, d)
    past = torch.matmul(flat, past_key.transpose(1, 2)).view(kv, rows, group * n, p).transpose(0, 1)
    weights = torch.softmax(torch.cat((past, own), dim=-1), dim=-1)
    mixed = torch.matmul(weights[..., p:], value)
    from_past = weights[..., :p].transpose(0, 1).reshape(kv, rows * group * n, p)
    mixed = mixed + torch.matmul(from_past, past_value).view(kv, rows, group * n, d).transpose(0, 1)
    return mixed.reshape(rows, heads, n, d)


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
    scale = scaling if scaling is not None else query.shape[-1] ** -0.5
    work.keep(layer, key[0], value[0])
    n = len(work.rows)
    mixed = work.attend(layer, query[0, :, :n].float() * scale)
    if n < query.shape[2]:
        mixed = torch.nn.functional.pad(mixed, (0, 0, 0, 0, 0, query.shape[2] - n))
    return mixed[None].to(query.dtype), None
