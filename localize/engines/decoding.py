"""Greedy decoding of many prompts at once on a causal language model, near the speed of the machine.

What makes it quick, and why:
  * the tokens that all prompts begin with are run once; every row attends to that one copy of their keys and values (it is never copied);
  * prompts are taken in order of their length, so that rows of a batch waste little padding;
  * a finished row leaves at once and its place is given to the next prompt;
  * attention works on the key and value heads as they are: grouped query heads are folded into the rows of one matrix product;
  * the output layer holds only the tokens that are allowed, so that a mask over the vocabulary costs less than nothing.

It knows nothing of translation: tokens in, tokens out. `engines.llm` turns requests into prompts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from transformers import PreTrainedModel
from transformers.cache_utils import Cache
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

from localize.engines.int8 import rows_of

ATTENTION = "shared_prefix"


@dataclass(frozen=True)
class Job:
    """One prompt: its tokens without the shared prefix, and how many tokens may follow."""

    index: int
    tokens: tuple[int, ...]
    limit: int


@dataclass(frozen=True)
class Output:
    """What followed a prompt, without the stop token. `score` is the mean log-probability; `stopped` is False when the limit cut it."""

    index: int
    tokens: tuple[int, ...]
    score: float
    stopped: bool


class Slots(Cache):
    """Keys and values of the rows in work, in float32, one slab a layer of shape (rows, key-value heads, room, head size).

    `columns` says where the tokens of this pass go; `rows` which rows they belong to. Both are set before each pass.
    """

    def __init__(self, layers: int, rows: int, heads: int, room: int, size: int, device: torch.device) -> None:
        shape = (rows, heads, room, size)
        self.keys = [torch.zeros(shape, device=device) for _ in range(layers)]
        self.values = [torch.zeros(shape, device=device) for _ in range(layers)]
        self.rows = torch.arange(rows)
        self.columns = torch.zeros((rows, 1), dtype=torch.long)
        self.width = 0  # columns in use by the rows of this pass

    def update(self, key_states: Tensor, value_states: Tensor, layer_idx: int, *args: Any, **kwargs: Any) -> tuple[Tensor, Tensor]:
        keys, values = self.keys[layer_idx], self.values[layer_idx]
        where = (self.rows[:, None], slice(None), self.columns)
        keys[where] = key_states.transpose(1, 2).float()
        values[where] = value_states.transpose(1, 2).float()
        if len(self.rows) == len(keys):
            return keys[:, :, : self.width], values[:, :, : self.width]
        return keys[self.rows, :, : self.width], values[self.rows, :, : self.width]

    def get_seq_length(self, layer_idx: int = 0) -> int:
        return self.width


def grouped_attention(
    module: torch.nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float | None = None,
    prefix: list[tuple[Tensor, Tensor]] | None = None,
    **_: Any,
) -> tuple[Tensor, None]:
    """Attention of rows to their own keys and to one shared prefix, heads grouped.

    query (rows, heads, n, d); key and value (rows, key-value heads, w, d); attention_mask (rows, 1, n, w), added to the scores;
    prefix: a (key, value) pair a layer, each (key-value heads, p, d). Returns (rows, n, heads, d).
    """
    rows, heads, n, d = query.shape
    kv = key.shape[1]
    group = heads // kv
    scale = scaling if scaling is not None else d**-0.5
    # in float32 (the slots are): rounded to bf16 here, a text would depend on the batch it is in
    grouped = (query.float() * scale).reshape(rows, kv, group * n, d)
    own = torch.matmul(grouped, key.transpose(2, 3))
    if attention_mask is not None:
        own = (own.view(rows, kv, group, n, -1) + attention_mask[:, :, None]).view(rows, kv, group * n, -1)
    if prefix is None:
        mixed = torch.matmul(torch.softmax(own, dim=-1), value)
    else:
        past_key, past_value = prefix[module.layer_idx]  # type: ignore[index]
        p = past_key.shape[1]
        # (kv, rows * group * n, d): all rows meet the one copy of the prefix in a single product a head
        flat = grouped.transpose(0, 1).reshape(kv, rows * group * n, d)
        past = torch.matmul(flat, past_key.transpose(1, 2)).view(kv, rows, group * n, p).transpose(0, 1)
        weights = torch.softmax(torch.cat((past, own), dim=-1), dim=-1)
        mixed = torch.matmul(weights[..., p:], value)
        from_past = weights[..., :p].transpose(0, 1).reshape(kv, rows * group * n, p)
        mixed = mixed + torch.matmul(from_past, past_value).view(kv, rows, group * n, d).transpose(0, 1)
    return mixed.view(rows, kv, group, n, d).permute(0, 3, 1, 2, 4).reshape(rows, n, heads, d).to(query.dtype), None


class Decoder:
    """Runs prompts through one model. `allowed` are the tokens that may be written (None for all), `stops` those that end a row."""

    def __init__(self, model: PreTrainedModel, *, stops: frozenset[int], allowed: Sequence[int] | None = None, rows: int = 64) -> None:
        ALL_ATTENTION_FUNCTIONS.register(ATTENTION, grouped_attention)
        model.set_attn_implementation(ATTENTION)
        self.model: Any = model
        self.config = model.config
        self.rows = rows
        self.device = model.device
        head = self.model.get_output_embeddings()  # type: ignore[no-untyped-call]
        self.allowed = None if allowed is None else torch.tensor(sorted({*allowed, *stops}), device=self.device)
        self.head = head if self.allowed is None else rows_of(head, self.allowed)
        self.stops = torch.tensor(sorted(stops), device=self.device)

    @torch.inference_mode()
    def decode(self, prompts: Sequence[Sequence[int]], limits: Sequence[int]) -> Iterator[Output]:
        """Yield an output for each prompt as it is finished. `limits` are the most new tokens for each."""
        shared = common_prefix(prompts)
        jobs = [Job(i, tuple(p[len(shared) :]), limit) for i, (p, limit) in enumerate(zip(prompts, limits, strict=True))]
        # longest first: the long rows finish while short ones take the places that come free
        jobs.sort(key=lambda job: (len(job.tokens) + job.limit, job.tokens), reverse=True)
        yield from Batch(self, shared, jobs).run()

    def logits(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """Best token and its log-probability for each of the hidden states (rows, size)."""
        scores = self.head(hidden).float()
        best, place = scores.max(dim=-1)
        token = place if self.allowed is None else self.allowed[place]
        return token, best - torch.logsumexp(scores, dim=-1)


class Batch:
    """The state of one call of `Decoder.decode`: the rows in work and the prompts that wait."""

    def __init__(self, decoder: Decoder, shared: Sequence[int], jobs: list[Job]) -> None:
        self.decoder = decoder
        self.waiting = jobs[::-1]
        config = decoder.config
        heads = config.num_key_value_heads
        size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        self.rows = max(1, min(decoder.rows, len(jobs)))
        self.room = max((len(j.tokens) + j.limit for j in jobs), default=1)
        self.slots = Slots(config.num_hidden_layers, self.rows, heads, self.room, size, decoder.device)
        self.offset = len(shared)
        self.prefix = self._run_prefix(shared) if shared else None
        self.jobs: list[Job | None] = [None] * self.rows
        self.lengths = [0] * self.rows
        self.written: list[list[int]] = [[] for _ in range(self.rows)]
        self.scores = [0.0] * self.rows

    def _run_prefix(self, shared: Sequence[int]) -> list[tuple[Tensor, Tensor]]:
        """Keys and values of the shared tokens, (key-value heads, p, head size) a layer."""
        config, slots = self.decoder.config, self.slots
        _, heads, _, size = slots.keys[0].shape
        alone = Slots(config.num_hidden_layers, 1, heads, len(shared), size, self.decoder.device)
        self._forward(alone, torch.tensor([list(shared)], device=self.decoder.device), [0], [0], len(shared), None, 0)
        return [(k[0], v[0]) for k, v in zip(alone.keys, alone.values, strict=True)]

    def _forward(
        self, slots: Slots, ids: Tensor, rows: list[int], starts: list[int], width: int, prefix: list[tuple[Tensor, Tensor]] | None, offset: int
    ) -> Tensor:
        """Hidden states (rows, n, size) of `ids` (rows, n) put at `starts` in the given rows."""
        n = ids.shape[1]
        device = ids.device
        columns = torch.tensor(starts, device=device)[:, None] + torch.arange(n, device=device)
        slots.rows, slots.columns, slots.width = torch.tensor(rows, device=device), columns, width
        reach = torch.arange(width, device=device)
        mask = torch.zeros((len(rows), 1, n, width), device=device).masked_fill_(reach > columns[:, None, :, None], float("-inf"))
        output = self.decoder.model.base_model(
            input_ids=ids,
            attention_mask={"full_attention": mask},
            position_ids=columns + offset,
            past_key_values=slots,
            use_cache=True,
            prefix=prefix,
        )
        hidden: Tensor = output.last_hidden_state
        return hidden

    def run(self) -> Iterator[Output]:
        while self.waiting or any(self.jobs):
            free = [row for row in range(self.rows) if self.jobs[row] is None]
            # a handful of prompts at once is read several times faster than one by one
            if self.waiting and (len(free) >= min(8, len(self.waiting)) or len(free) == self.rows):
                yield from self._admit(free)
            else:
                yield from self._step()

    def _admit(self, free: list[int]) -> Iterator[Output]:
        """Read waiting prompts into free rows and write their first token."""
        rows = free[: len(self.waiting)]
        jobs = [self.waiting.pop() for _ in rows]
        width = max(len(j.tokens) for j in jobs)
        ids = torch.tensor([[*j.tokens, *([0] * (width - len(j.tokens)))] for j in jobs], device=self.decoder.device)
        hidden = self._forward(self.slots, ids, rows, [0] * len(rows), width, self.prefix, self.offset)
        last = hidden[torch.arange(len(jobs)), torch.tensor([len(j.tokens) - 1 for j in jobs])]
        for row, job in zip(rows, jobs, strict=True):
            self.jobs[row], self.lengths[row], self.written[row], self.scores[row] = job, len(job.tokens), [], 0.0
        yield from self._write(rows, last)

    def _step(self) -> Iterator[Output]:
        """One more token for each row in work."""
        rows = [row for row in range(self.rows) if self.jobs[row] is not None]
        ids = torch.tensor([[self.written[row][-1]] for row in rows], device=self.decoder.device)
        starts = [self.lengths[row] for row in rows]
        hidden = self._forward(self.slots, ids, rows, starts, max(starts) + 1, self.prefix, self.offset)
        for row in rows:
            self.lengths[row] += 1
        yield from self._write(rows, hidden[:, 0])

    def _write(self, rows: list[int], hidden: Tensor) -> Iterator[Output]:
        """Choose the next token of each row; give out the rows that end with it."""
        tokens, scores = self.decoder.logits(hidden)
        ends = torch.isin(tokens, self.decoder.stops).tolist()
        for row, token, score, end in zip(rows, tokens.tolist(), scores.tolist(), ends, strict=True):
            job = self.jobs[row]
            if job is None:
                continue
            self.scores[row] += score
            if not end:
                self.written[row].append(token)
            if end or len(self.written[row]) >= job.limit:
                count = len(self.written[row]) + int(end)
                yield Output(job.index, tuple(self.written[row]), self.scores[row] / count, bool(end))
                self.jobs[row] = None


def common_prefix(prompts: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """The tokens that all prompts begin with, leaving at least one token to each prompt.

    >>> common_prefix([[1, 2, 3], [1, 2, 4, 5]]), common_prefix([[1, 2]]), common_prefix([])
    ((1, 2), (1,), ())
    """
    if not prompts:
        return ()
    first, last = min(map(tuple, prompts)), max(map(tuple, prompts))
    most = min(len(p) for p in prompts) - 1
    length = 0
    while length < most and first[length] == last[length]:
        length += 1
    return first[:length]
