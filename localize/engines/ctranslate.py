"""The engine for encoder-decoder models on CTranslate2: 8-bit weights, several batches at once, several times as quick as transformers on a CPU.

The model is converted once; running it needs neither torch nor transformers.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterator
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from localize.engines.families import END, Words
from localize.engines.models import ModelSpec, ModelStore
from localize.engines.sequences import CHINESE, MOST_TOKENS, Batch, Hypothesis, SequenceEngine
from localize.errors import SettingsError

if TYPE_CHECKING:
    from ctranslate2 import AsyncTranslationResult, TranslationResult

_FORM = "ct2a"  # the letter moves on when `make` writes something else


class CTranslateEngine(SequenceEngine):
    """Greedy translation, four beams for titles and repairs. The model is loaded at the first request and stays.

    `precision` is how weights are kept: "int8" or "float32". One worker of one thread for each core does 1.5 to 2.2 times the work of one
    worker with all cores. Raises SettingsError when CTranslate2 is not installed.
    """

    kind = "ctranslate"

    def __init__(
        self,
        spec: ModelSpec,
        store: ModelStore,
        *,
        precision: str = "int8",
        sources: frozenset[str] = CHINESE,
        budget: int = 4096,
        longest: int = MOST_TOKENS,
        workers: int = 0,
    ) -> None:
        super().__init__(spec, store, "", sources=sources, budget=budget, longest=longest)
        # the hash is in the name, so that other files under the same names are not taken for these
        self.form = f"{_FORM}-{_version()}-{precision}-{self.spec.digest}"
        self.precision = precision
        self.workers = workers or len(os.sched_getaffinity(0))

    def make(self, files: Path, fresh: Path) -> None:
        """Convert, with the sentencepiece models beside it and the list of tokens that a language without Chinese characters may use."""
        from ctranslate2.converters import TransformersConverter

        from localize.engines.seq2seq import quiet

        copied = sorted({self.family.reads, self.family.writes})
        with quiet():
            TransformersConverter(str(files), copy_files=copied).convert(str(fresh), quantization=self.precision, force=True)
        words = Words(self.family, fresh, vocabulary(fresh))
        # one line without a source word: these and no others, whatever is read
        (fresh / "vmap.txt").write_text("\t" + " ".join(sorted(words.foreign)) + "\n", encoding="utf-8")

    @cached_property
    def _loaded(self) -> tuple[Any, Words]:
        import ctranslate2

        folder = self.prepare()
        on_gpu = ctranslate2.get_cuda_device_count() > 0
        threads = {"inter_threads": 1} if on_gpu else {"inter_threads": self.workers, "intra_threads": 1}
        precision = "int8_float16" if on_gpu and self.precision == "int8" else self.precision
        translator = ctranslate2.Translator(str(folder), device="cuda" if on_gpu else "cpu", compute_type=precision, **threads)
        return translator, Words(self.family, folder, vocabulary(folder))

    @property
    def words(self) -> Words:
        return self._loaded[1]

    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[Batch, list[list[Hypothesis]]]]:
        """Each worker has a batch and the next one waits for it; what is not yet handed over when the iterator is closed is not done."""
        running: deque[tuple[Batch, list[AsyncTranslationResult]]] = deque()
        for batch in batches:
            running.append((batch, self._begin(batch)))
            if len(running) > 2 * self.workers:
                yield self._end(*running.popleft())
        while running:
            yield self._end(*running.popleft())

    def _begin(self, batch: Batch) -> list[AsyncTranslationResult]:
        translator, words = self._loaded
        lead = words.lead(batch.first.language)
        foreign = words.writable(batch.first.language) is words.foreign
        results: list[AsyncTranslationResult] = translator.translate_batch(
            [list(work.tokens) for work in batch.works],
            target_prefix=[list(lead)] * len(batch.works) if lead else None,
            min_decoding_length=1 + len(lead),  # CTranslate2 counts what an answer begins with
            max_decoding_length=batch.first.limit + len(lead),
            max_input_length=0,
            beam_size=batch.first.beams,
            num_hypotheses=batch.first.beams,
            return_scores=True,
            return_end_token=True,
            disable_unk=True,
            use_vmap=foreign,
            suppress_sequences=[[mark] for mark in (self._kept(lead) if foreign else self._marks)] or None,
            asynchronous=True,
        )
        return results

    @cached_property
    def _marks(self) -> tuple[str, ...]:
        """What models use among themselves and never belongs in a text. Hundreds: suppressing tens of thousands would cost time."""
        return tuple(sorted(self.words.vocabulary - self.words.writable("zh")))

    def _kept(self, lead: tuple[str, ...]) -> list[str]:
        """The marks that CTranslate2 adds to the list of `make` by itself."""
        return [*lead, *({"<s>"} & self.words.vocabulary)]

    def _end(self, batch: Batch, results: list[AsyncTranslationResult]) -> tuple[Batch, list[list[Hypothesis]]]:
        lead = len(self.words.lead(batch.first.language))
        return batch, [_hypotheses(result.result(), lead) for result in results]


def _hypotheses(result: TranslationResult, lead: int) -> list[Hypothesis]:
    found = []
    for tokens, score in zip(result.hypotheses, result.scores, strict=True):
        whole = tokens[-1:] == [END]
        # the score is a mean over the tokens that were given, too, which have the log-probability 0
        mean = score * len(tokens) / max(len(tokens) - lead, 1)
        found.append(Hypothesis(tuple(tokens[lead : len(tokens) - whole]), mean, whole))
    return found


def vocabulary(folder: Path) -> list[str]:
    """The tokens of a converted model."""
    tokens: list[str] = json.loads((folder / "shared_vocabulary.json").read_text(encoding="utf-8"))
    return tokens


def _version() -> str:
    try:
        return version("ctranslate2")
    except PackageNotFoundError as error:
        raise SettingsError("CTranslate2 is not installed.", next_step="Install chuhai[mt], or choose the engine seq2seq.") from error
