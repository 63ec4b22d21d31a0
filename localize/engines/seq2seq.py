"""The engine for encoder-decoder models on transformers: for a GPU, and where CTranslate2 is missing or does not know the model."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from localize.engines.families import Words
from localize.engines.models import ModelSpec, ModelStore
from localize.engines.sequences import CHINESE, MOST_TOKENS, Batch, Hypothesis, SequenceEngine

if TYPE_CHECKING:
    import torch


class Seq2SeqEngine(SequenceEngine):
    """Greedy translation, four beams for titles and repairs. The model is loaded at the first request and stays.

    The files are used as they are. `precision` is "float32" or "bf16".
    """

    kind = "seq2seq"

    def __init__(
        self,
        spec: ModelSpec,
        store: ModelStore,
        *,
        precision: str = "float32",
        sources: frozenset[str] = CHINESE,
        budget: int = 4096,
        longest: int = MOST_TOKENS,
    ) -> None:
        super().__init__(spec, store, "", sources=sources, budget=budget, longest=longest)
        self.precision = precision

    @property
    def identity(self) -> str:
        return f"{self.kind}:{self.spec.id}@{self.spec.digest}/{self.precision}"

    @property
    def size(self) -> int:
        return 0

    def make(self, files: Path, fresh: Path) -> None:
        raise NotImplementedError("transformers reads the files as they are")

    @cached_property
    def _loaded(self) -> tuple[Any, Any, Words]:
        import torch
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer, GenerationConfig

        folder = self.prepare()
        with quiet():
            tokenizer = AutoTokenizer.from_pretrained(folder)
            model = AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=torch.bfloat16 if self.precision == "bf16" else torch.float32)
        model = model.to("cuda" if torch.cuda.is_available() else "cpu").eval()
        # what a publisher set for generation (beams, forced ends, a longest text) is left behind: it would hide where a text was cut
        ends = {name: getattr(model.config, name) for name in ("pad_token_id", "eos_token_id", "decoder_start_token_id")}
        model.generation_config = GenerationConfig(**ends)  # type: ignore[no-untyped-call]
        words = tokenizer.convert_ids_to_tokens(list(range(min(len(tokenizer), model.config.vocab_size))))
        return model, tokenizer, Words(self.family, folder, words)

    @property
    def words(self) -> Words:
        return self._loaded[2]

    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[Batch, list[list[Hypothesis]]]]:
        for batch in batches:
            yield batch, self._hypotheses(batch)

    def _hypotheses(self, batch: Batch) -> list[list[Hypothesis]]:
        import torch
        from transformers import LogitsProcessorList

        model, tokenizer, words = self._loaded
        beams, given = batch.first.beams, self._given(batch)
        lead = [model.config.decoder_start_token_id, *tokenizer.convert_tokens_to_ids(list(words.lead(batch.first.language)))]
        mask = self._mask(batch.first.language)
        with torch.inference_mode():
            sequences = model.generate(
                **given,
                decoder_input_ids=torch.tensor([lead] * len(batch.works), device=model.device),
                logits_processor=LogitsProcessorList([lambda _ids, scores: scores + mask]),
                renormalize_logits=True,  # a probability is one among the tokens that may be written
                max_new_tokens=batch.first.limit,
                min_new_tokens=1,
                do_sample=False,
                num_beams=beams,
                num_return_sequences=beams,
                early_stopping=beams > 1,
            )
            rows = sequences.view(len(batch.works), beams, -1)
            return [self._scored(given, row, each, len(lead), mask) for row, each in enumerate(rows)]

    def _given(self, batch: Batch) -> dict[str, torch.Tensor]:
        """input_ids and attention_mask, both [works, longest], padded at the end."""
        import torch

        model, tokenizer, _ = self._loaded
        ids = [tokenizer.convert_tokens_to_ids(list(work.tokens)) for work in batch.works]
        longest = max(map(len, ids))
        padded = [each + [model.config.pad_token_id] * (longest - len(each)) for each in ids]
        seen = [[1] * len(each) + [0] * (longest - len(each)) for each in ids]
        return {"input_ids": torch.tensor(padded, device=model.device), "attention_mask": torch.tensor(seen, device=model.device)}

    def _scored(self, given: dict[str, torch.Tensor], row: int, sequences: torch.Tensor, lead: int, mask: torch.Tensor) -> list[Hypothesis]:
        """The hypotheses of one work with their scores.

        `sequences` is [beams, lead + tokens]. They are read once more: `generate` would keep the scores of the whole vocabulary for every
        step and beam, which is gigabytes.
        """
        model, tokenizer, _ = self._loaded
        read = {name: tensor[row : row + 1].expand(len(sequences), -1) for name, tensor in given.items()}
        scores = model(**read, decoder_input_ids=sequences[:, :-1]).logits[:, lead - 1 :].float() + mask
        end = model.config.eos_token_id
        scores[:, 0, end] = float("-inf")  # as in `generate`: a text has at least one token
        chosen = sequences[:, lead:]
        known = scores.log_softmax(-1).gather(-1, chosen.unsqueeze(-1)).squeeze(-1)
        found = []
        for ids, logs in zip(chosen.tolist(), known.tolist(), strict=True):
            whole = end in ids
            length = ids.index(end) if whole else len(ids)
            tokens = tokenizer.convert_ids_to_tokens(ids[:length])
            found.append(Hypothesis(tuple(tokens), sum(logs[: length + whole]) / (length + whole), whole))
        return found

    def _mask(self, language: str) -> torch.Tensor:
        """[vocabulary]: 0 for what may be written in the language, else minus infinity. Float32, 0.3 MB for a large vocabulary."""
        import torch

        model, tokenizer, words = self._loaded
        mask = torch.full((model.config.vocab_size,), float("-inf"), device=model.device)
        mask[tokenizer.convert_tokens_to_ids(sorted(words.writable(language)))] = 0.0
        return mask


@contextmanager
def quiet() -> Iterator[None]:
    """Load a tokenizer without being told to install sacremoses, which Marian models no longer use, and without progress bars."""
    from transformers.utils import logging as their_logging

    shown = their_logging.is_progress_bar_enabled()
    level = their_logging.get_verbosity()
    their_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    their_logging.set_verbosity(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
            yield
    finally:
        their_logging.set_verbosity(level)
        if shown:
            their_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
