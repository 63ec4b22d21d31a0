"""The engine for causal chat models on transformers: requests become prompts, prompts become drafts.

How the decoding is made quick is the business of `engines.decoding`; where the weights come from that of `engines.weights`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from localize.domain.request import Ask, Request
from localize.engines.base import Asking, Terms
from localize.engines.local import LocalEngine
from localize.engines.models import ModelSpec, ModelStore
from localize.engines.pieces import Answer
from localize.engines.vocabulary import allowed, forbidden
from localize.prompts import Prompts

if TYPE_CHECKING:  # torch and transformers take seconds to import: a night that finds nothing to translate does without
    from localize.engines.decoding import Decoder, Output


class LlmEngine(LocalEngine):
    """Greedy translation with one local model. The weights are loaded at the first request and stay."""

    kind = "llm"

    def __init__(self, spec: ModelSpec, store: ModelStore, prompts: Prompts, *, precision: str, rows: int = 64, budget: int = 16384) -> None:
        super().__init__(spec, store, precision)
        self.prompts = prompts
        self.rows = rows
        self.budget = budget
        self.asking = Asking(spec.prompt, Terms(spec.terms), spec.splits)
        self._decoders: dict[object, Decoder] = {}

    @property
    def size(self) -> int:
        return int(self.spec.parameters * (1.6e9 if self.form == "int8" else 2.6e9))  # embeddings and norms stay in two bytes

    def make(self, files: Path, fresh: Path) -> None:
        from localize.engines.weights import prepare

        gguf = next((f.name for f in self.spec.files if f.name.endswith(".gguf")), "")
        prepare(files, fresh, self.form, gguf)

    def answer(self, pieces: Sequence[Request]) -> Iterator[tuple[int, Answer]]:
        languages: dict[str, list[int]] = {}
        known: dict[tuple[object, ...], tuple[int, ...]] = {}
        for place, piece in enumerate(pieces):
            languages.setdefault(piece.language, []).append(place)
        for language, places in sorted(languages.items()):
            prompts, limits, shared = [], [], []
            for piece in (pieces[place] for place in places):
                kind = piece.language, piece.role, bool(piece.draft), bool(piece.terms), piece.task, piece.tone
                if kind not in known:
                    known[kind] = self._beginning(piece)
                prompts.append(self._tokens(piece))
                limits.append(24 + 3 * len(piece.text))
                shared.append(known[kind])
            for output in self.decoder(language).decode(prompts, limits, shared):
                yield places[output.index], self._answer(output)

    def _beginning(self, request: Request) -> tuple[int, ...]:
        """The tokens that all prompts like this one begin with, whatever their text: the same for one text alone and for a thousand."""
        from localize.engines.decoding import common_prefix

        def like(text: str) -> Request:
            return replace(request, text=text, draft=text if request.draft else "", terms=(Ask(text, text),) if request.terms else ())

        return common_prefix([self._tokens(like(text)) for text in ("1", "a", "中")])

    def _answer(self, output: Output) -> Answer:
        text = self._tokenizer.decode(output.tokens, skip_special_tokens=True).strip()
        return Answer(text, output.score, len(output.tokens), output.stopped)

    def _tokens(self, request: Request) -> list[int]:
        chat = self.prompts.chat(request, self.spec.prompt)
        tokens: list[int]
        if chat.plain:
            tokens = self._tokenizer(chat.messages[-1][1])["input_ids"]
        else:
            messages = [{"role": role, "content": content} for role, content in chat.messages]
            tokens = self._tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=True, return_dict=False)
        return tokens

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        from localize.engines.weights import load

        return load(self.prepare(), self.form)

    @property
    def _tokenizer(self) -> Any:
        return self._loaded[1]

    def decoder(self, language: str) -> Decoder:
        """A decoder that may write only what a language is written with, and stops at a line's end: a segment is one line.

        Languages that may be written with the same tokens share one.
        """
        from localize.engines.decoding import Decoder

        unwanted = forbidden(language)
        if unwanted not in self._decoders:
            model, tokenizer = self._loaded
            words = tokenizer.batch_decode([[i] for i in range(len(tokenizer))])
            stops = {tokenizer.convert_tokens_to_ids(name) for name in self.spec.stops} | set(self.spec.stop_ids)
            stops |= {i for i, word in enumerate(words) if "\n" in word}
            self._decoders[unwanted] = Decoder(model, stops=frozenset(stops), allowed=allowed(words, unwanted), rows=self.rows, budget=self.budget)
        return self._decoders[unwanted]
