"""The engine for causal chat models on transformers: requests become prompts, prompts become drafts.

How the decoding is made quick is the business of `engines.decoding`; where the weights come from that of `engines.weights`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from localize.domain.request import CUT, Draft, Request
from localize.engines.models import ModelSpec, ModelStore
from localize.errors import UnsupportedPair
from localize.prompts import Prompts

if TYPE_CHECKING:  # torch and transformers take seconds to import: a night that finds nothing to translate does without
    from localize.engines.decoding import Decoder, Output

# Han, kana, CJK punctuation and full-width forms: none of them may be written in a language of the Latin script
_FORBIDDEN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff\ufffd]")
_SPLIT = re.compile(r"(?<=[。！？!?；;，,])")
MOST_CHARACTERS = 300  # a longer text is translated in pieces: small models lose the thread


class LlmEngine:
    """Greedy translation with one local model. The weights are loaded at the first request and stay."""

    def __init__(self, spec: ModelSpec, store: ModelStore, prompts: Prompts, *, rows: int = 64) -> None:
        self.spec = spec
        self.store = store
        self.prompts = prompts
        self.rows = rows
        self.languages = frozenset(spec.languages)

    @property
    def identity(self) -> str:
        return f"llm:{self.spec.id}@{self.spec.sha256[:8]}/{self.store.precision}"

    def translate(self, requests: Iterable[Request]) -> Iterator[Draft]:
        wanted = list(requests)
        for request in wanted:
            if request.language not in self.languages:
                raise UnsupportedPair(
                    f"{self.spec.id} does not translate zh→{request.language}.",
                    next_step="`localize models list` shows the models and their languages.",
                )
        groups: dict[str, list[Request]] = {"translate": [], "repair": []}
        for request in wanted:
            if not request.text.strip():
                yield Draft(request, "", self.identity)
            else:
                groups["repair" if request.draft else "translate"].append(request)
        for group in groups.values():
            yield from self._group(group)

    def _group(self, requests: Sequence[Request]) -> Iterator[Draft]:
        """Requests of one prompt template, so that they share a prefix."""
        pieces = [(index, piece) for index, request in enumerate(requests) for piece in _pieces(request)]
        done: list[dict[int, Output]] = [{} for _ in requests]
        counts = [sum(1 for index, _ in pieces if index == i) for i in range(len(requests))]
        prompts = [self._tokens(piece) for _, piece in pieces]
        limits = [24 + 3 * len(piece.text) for _, piece in pieces]
        for output in self._decoder.decode(prompts, limits):
            index = pieces[output.index][0]
            done[index][output.index] = output
            if len(done[index]) == counts[index]:
                yield self._draft(requests[index], [done[index][i] for i in sorted(done[index])])

    def _draft(self, request: Request, outputs: Sequence[Output]) -> Draft:
        texts = [self._tokenizer.decode(output.tokens, skip_special_tokens=True).strip() for output in outputs]
        tokens = sum(len(output.tokens) for output in outputs)
        score = sum(output.score * max(len(output.tokens), 1) for output in outputs) / max(tokens, 1)
        whole = all(output.stopped for output in outputs)
        return Draft(request, " ".join(texts), self.identity, round(score, 4) if whole else CUT, tokens)

    def _tokens(self, request: Request) -> list[int]:
        messages = [{"role": role, "content": content} for role, content in self.prompts.chat(request).messages]
        tokens: list[int] = self._tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=True, return_dict=False)
        return tokens

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        from localize.engines.weights import load

        return load(self.store.ready(self.spec), self.store.precision)

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
        return Decoder(model, stops=frozenset(stops), allowed=[i for i, word in enumerate(words) if not _FORBIDDEN.search(word)], rows=self.rows)


def _pieces(request: Request) -> list[Request]:
    """The request, cut at punctuation where it is too long for one go."""
    if len(request.text) <= MOST_CHARACTERS or request.draft:
        return [request]
    texts = [""]
    for part in _SPLIT.split(request.text):
        for chunk in (part[i : i + MOST_CHARACTERS] for i in range(0, len(part), MOST_CHARACTERS)):
            if len(texts[-1]) + len(chunk) > MOST_CHARACTERS:
                texts.append("")
            texts[-1] += chunk
    return [Request(text, request.language, request.role, request.region, request.terms) for text in texts if text.strip()]
