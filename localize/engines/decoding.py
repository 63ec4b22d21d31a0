"""Greedy decoding of many prompts at once on a causal language model, near the speed of the machine.

What makes it quick, and why:
  * the tokens that many prompts begin with are run once; every row attends to that one copy of their keys and values (it is never copied);
  * a finished row leaves at once; the prompts of the rows that take its place are read in the same pass in which the others go on, so that
    every pass is a product with many rows and none of them is padding (`engines.attention`);
  * longest first, so that no long row is left alone at the end; prompts with different beginnings share one batch for the same reason;
  * the output layer holds only the tokens that are allowed, so that a mask over the vocabulary costs less than nothing.

Memory is bounded by `budget`, the columns of keys and values that all rows may hold together. The module knows nothing of translation:
tokens in, tokens out. `engines.llm` turns requests into prompts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from transformers import PreTrainedModel
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

from localize.engines.attention import NAME, STEP, Pass, Prefix, Slots, ragged_attention
from localize.engines.int8 import quickened, rows_of

PROMPT_TOKENS = 192  # of prompts that one pass may read: more would only make its intermediate values leave the processor's cache
EVEN = 8  # the tokens of a pass are filled up to a multiple of this: products of few different shapes are prepared once and found again


@dataclass(frozen=True)
class Job:
    """One prompt: what it shares with others, its tokens without that, and how many tokens may follow."""

    index: int
    shared: tuple[int, ...]
    tokens: tuple[int, ...]
    limit: int

    @property
    def need(self) -> int:
        """The most columns it can take."""
        return len(self.tokens) + self.limit


@dataclass(frozen=True)
class Output:
    """What followed a prompt, without the stop token. `score` is the mean log-probability; `stopped` is False when the limit cut it."""

    index: int
    tokens: tuple[int, ...]
    score: float
    stopped: bool


@dataclass
class Row:
    """A job in work: the columns it has filled, what it has written, and the sum of log-probabilities."""

    job: Job
    length: int = 0
    written: list[int] = field(default_factory=list)
    score: float = 0.0


class Decoder:
    """Runs prompts through one model. `allowed` are the tokens that may be written (None for all), `stops` those that end a row.

    At most `rows` prompts are in work at once, and fewer where their slots would hold more than `budget` columns.
    """

    def __init__(
        self, model: PreTrainedModel, *, stops: frozenset[int], allowed: Sequence[int] | None = None, rows: int = 64, budget: int = 16384
    ) -> None:
        ALL_ATTENTION_FUNCTIONS.register(NAME, ragged_attention)
        model.set_attn_implementation(NAME)
        head = model.get_output_embeddings()  # type: ignore[no-untyped-call]
        self.device = model.device
        self.allowed = None if allowed is None else torch.tensor(sorted({*allowed, *stops}), device=self.device)
        self.head = quickened(head if self.allowed is None else rows_of(head, self.allowed))
        self.body: Any = model.base_model
        self.config = model.config
        self.rows = rows
        self.budget = budget
        self.stops = torch.tensor(sorted(stops), device=self.device)
        self._prefixes: dict[tuple[int, ...], Prefix] = {}
        self._idle: list[Slots] = []  # go from one batch to the next

    @torch.inference_mode()
    def decode(self, prompts: Sequence[Sequence[int]], limits: Sequence[int], shared: Sequence[Sequence[int]] = ()) -> Iterator[Output]:
        """Yield an output for each prompt as it is finished. `limits` are the most new tokens for each.

        `shared` are the tokens that each prompt is known to begin with, as others do. Without them it is what these prompts have in common;
        a text is then not sure to be the same in another company. A prompt that begins otherwise than said shares nothing.
        """
        known = [tuple(tokens) for tokens in shared] or [common_prefix(prompts)] * len(prompts)
        jobs = []
        for index, (prompt, limit, begin) in enumerate(zip(map(tuple, prompts), limits, known, strict=True)):
            begin = begin if len(begin) < len(prompt) and prompt[: len(begin)] == begin else ()
            jobs.append(Job(index, begin, prompt[len(begin) :], limit))
        jobs.sort(key=lambda job: (job.need, job.tokens))
        slots = self._idle.pop() if self._idle else Slots(self.config, self.device, self.budget)
        try:
            yield from Batch(self, slots, jobs).run()
        finally:
            self._idle.append(slots)

    def prefix(self, tokens: tuple[int, ...]) -> Prefix | None:
        """What prompts begin with. Computed once and kept."""
        if not tokens:
            return None
        if tokens not in self._prefixes:
            alone = Slots(self.config, self.device, _even(len(tokens)))
            alone.resize(1, _even(len(tokens)), 0)
            self.hidden(Pass.of(alone, (), (len(tokens),), (None,)), list(tokens))
            layers = [(k[0, :, : len(tokens)], v[0, :, : len(tokens)]) for k, v in zip(alone.keys, alone.values, strict=True)]
            self._prefixes[tokens] = Prefix(len(tokens), layers)
        return self._prefixes[tokens]

    def hidden(self, work: Pass, tokens: list[int]) -> Tensor:
        """Hidden states (tokens, size) of the tokens of one pass."""
        fill = -len(tokens) % EVEN
        ids = torch.tensor([[*tokens, *([0] * fill)]], device=self.device)
        positions = torch.nn.functional.pad(work.positions, (0, fill))[None]
        states: Tensor = self.body(input_ids=ids, position_ids=positions, use_cache=False, work=work).last_hidden_state
        return states[0, : len(tokens)]

    def best(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """Best token and its log-probability for each of the hidden states (rows, size)."""
        scores = self.head(hidden).float()
        most, place = scores.max(dim=-1)
        # part by part, so that what lies between stays in the processor's cache
        weights = [(part - most[:, None]).exp_().sum(dim=-1) for part in scores.split(4096, dim=-1)]
        token = place if self.allowed is None else self.allowed[place]
        return token, -torch.stack(weights).sum(dim=0).log_()


class Batch:
    """The state of one call of `Decoder.decode`: the rows in work and the jobs that wait, the largest last."""

    def __init__(self, decoder: Decoder, slots: Slots, jobs: list[Job]) -> None:
        self.decoder = decoder
        self.waiting = jobs
        self.slots = slots
        self.rows: list[Row] = []

    def run(self) -> Iterator[Output]:
        while self.waiting or self.rows:
            going, fresh = len(self.rows), self._admitted()
            self._make_room(fresh)
            tokens = [row.written[-1] for row in self.rows] + [t for job in fresh for t in job.tokens]
            prompts = [len(job.tokens) for job in fresh]
            prefixes = [self.decoder.prefix(job.shared) for job in (*(row.job for row in self.rows), *fresh)]
            work = Pass.of(self.slots, [row.length for row in self.rows], prompts, prefixes)
            hidden = self.decoder.hidden(work, tokens)
            for row in self.rows:
                row.length += 1
            self.rows += [Row(job, len(job.tokens)) for job in fresh]
            lasts = [*range(going), *(going + sum(prompts[: i + 1]) - 1 for i in range(len(prompts)))]
            yield from self._write(hidden[lasts])

    def _admitted(self) -> list[Job]:
        """The jobs that begin in this pass."""
        most = self._most()
        fresh: list[Job] = []
        tokens = 0
        while self.waiting and len(self.rows) + len(fresh) < most and (not fresh or tokens + len(self.waiting[-1].tokens) <= PROMPT_TOKENS):
            fresh.append(self.waiting.pop())
            tokens += len(fresh[-1].tokens)
        return fresh

    def _most(self) -> int:
        """How many rows may be in work: what the budget holds when each takes as much as the one that may need most."""
        room = max([row.job.need for row in self.rows] + [job.need for job in self.waiting[-1:]], default=0)
        return min(self.decoder.rows, max(1, self.decoder.budget // max(_even(room), 1)))

    def _make_room(self, fresh: Sequence[Job]) -> None:
        """Let the slots grow to what the rows in work may need, for as many rows as may come to them."""
        rows, room = self.slots.shape
        count = len(self.rows) + len(fresh)
        needed = _even(max([row.job.need for row in self.rows] + [job.need for job in fresh]))
        if count > rows or needed > room:
            most = min(self.decoder.rows, max(1, self.decoder.budget // needed))
            self.slots.resize(max(count, most), needed, max((row.length for row in self.rows), default=0))

    def _write(self, hidden: Tensor) -> Iterator[Output]:
        """Choose the next token of each row; give out the rows that end with it, and close the ranks."""
        tokens, scores = self.decoder.best(hidden)
        ends = torch.isin(tokens, self.decoder.stops).tolist()
        done: list[int] = []
        for number, (row, token, score, end) in enumerate(zip(self.rows, tokens.tolist(), scores.tolist(), ends, strict=True)):
            row.score += score
            if not end:
                row.written.append(token)
            if end or len(row.written) >= row.job.limit:
                yield Output(row.job.index, tuple(row.written), row.score / (len(row.written) + int(end)), bool(end))
                done.append(number)
        for number in reversed(done):
            last = self.rows.pop()
            if number < len(self.rows):
                self.slots.move(len(self.rows), number, last.length)
                self.rows[number] = last


def _even(columns: int) -> int:
    return -(-columns // STEP) * STEP


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
