"""The engine for causal chat models on transformers: requests become prompts, prompts become drafts.

How the decoding is made quick is the business of `engines.decoding`; where the weights come from that of `engines.weights`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from localize.domain.request import Request
from localize.engines.base import Asking
from localize.engines.local import LocalEngine
from localize.engines.models import ModelSpec, ModelStore
from localize.engines.pieces import Answer
from localize.prompts import Prompts

if TYPE_CHECKING:  # torch and transformers take seconds to import: a night that finds nothing to translate does without
    from localize.engines.decoding import Decoder, Output

# Han, kana, CJK punctuation and full-width forms: none of them may be written in a language of the Latin script
_FORBIDDEN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff\ufffd]")


class LlmEngine(LocalEngine):
    """Greedy translation with one local model. The weights are loaded at the first request and stay."""

    kind = "llm"

    def __init__(self, spec: ModelSpec, store: ModelStore, prompts: Prompts, *, precision: str, rows: int = 64, budget: int = 16384) -> None:
        super().__init__(spec, store, precision)
        self.prompts = prompts
        self.rows = rows
        self.budget = budget
        self.asking = Asking(spec.prompt)

    @property
    def size(self) -> int:
        return 2_500_000_000 if self.form == "int8" else 4_000_000_000

    def make(self, files: Path, fresh: Path) -> None:
        from localize.engines.weights import prepare

        gguf = next((f.name for f in self.spec.files if f.name.endswith(".gguf")), "")
        prepare(files, fresh, self.form, gguf)

    def answer(self, pieces: Sequence[Request]) -> Iterator[tuple[int, Answer]]:
        # requests of one template and language share their beginning
        for kind in sorted({(piece.language, bool(piece.draft)) for piece in pieces}):
            places = [i for i, piece in enumerate(pieces) if (piece.language, bool(piece.draft)) == kind]
            prompts = [self._tokens(pieces[i]) for i in places]
            limits = [24 + 3 * len(pieces[i].text) for i in places]
            for output in self._decoder.decode(prompts, limits, self._beginning(pieces[places[0]])):
                yield places[output.index], self._answer(output)

    def _beginning(self, request: Request) -> tuple[int, ...]:
        """The tokens that all prompts like this one begin with, whatever their text: the same for one text alone and for a thousand."""
        from localize.engines.decoding import common_prefix

        return common_prefix([self._tokens(replace(request, text=text, terms=())) for text in ("1", "a", "中")])

    def _answer(self, output: Output) -> Answer:
        text = self._tokenizer.decode(output.tokens, skip_special_tokens=True).strip()
        return Answer(text, output.score, len(output.tokens), output.stopped)

    def _tokens(self, request: Request) -> list[int]:
        messages = [{"role": role, "content": content} for role, content in self.prompts.chat(request, self.spec.prompt).messages]
        tokens: list[int] = self._tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=True, return_dict=False)
        return tokens

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        from localize.engines.weights import load

        return load(self.prepare(), self.form)

    @property
    def _tokenizer(self) -> Any:
        return self._loaded[1]

    @cached_property
    def _decoder(self) -> Decoder:
        """A decoder that may write only what the Latin script can hold, and stops at a line's end: a segment is one line."""
        from localize.engines.decoding import Decoder

        model, tokenizer = self._loaded
        words = tokenizer.batch_decode([[i] for i in range(len(tokenizer))])
        stops = {tokenizer.convert_tokens_to_ids(name) for name in self.spec.stops}
        stops |= {i for i, word in enumerate(words) if "\n" in word}
        allowed = [i for i, word in enumerate(words) if not _FORBIDDEN.search(word)]
        return Decoder(model, stops=frozenset(stops), allowed=allowed, rows=self.rows, budget=self.budget)
