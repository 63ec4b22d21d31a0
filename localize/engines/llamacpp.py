"""The engine for GGUF models on llama.cpp: without torch, for processors without the instructions that other engines need.

The xllamacpp wheel brings llama.cpp's server into this process. It keeps the prompt cache of each slot, so that the part that all prompts
begin with is read once, and it applies the chat template that the model's file carries.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import Any

from localize.domain.request import Request
from localize.engines import chat
from localize.engines.base import Asking, Terms
from localize.engines.local import LocalEngine
from localize.engines.manifest import ModelSpec
from localize.engines.models import ModelStore
from localize.engines.parallel import in_parallel
from localize.engines.pieces import Answer
from localize.engines.vocabulary import forbidden
from localize.errors import EngineRefused, ModelMissing
from localize.prompts import Prompts

CONTEXT = 2048  # tokens of a slot: a prompt takes about 250, a piece at most 300, its translation at most 924


class LlamaCppEngine(LocalEngine):
    """Greedy translation with one GGUF file as it is. The model is loaded at the first request and goes with the engine.

    `slots` texts are worked on at once; `threads` of the processor are used, all of them when None.
    """

    kind = "llamacpp"

    def __init__(self, spec: ModelSpec, store: ModelStore, prompts: Prompts, *, slots: int = 1, threads: int | None = None) -> None:
        super().__init__(spec, store, "")
        self.prompts = prompts
        self.slots = slots
        self.threads = threads
        self.asking = Asking(spec.prompt, Terms(spec.terms), spec.splits)

    @property
    def size(self) -> int:
        return 0

    def make(self, files: Path, fresh: Path) -> None:
        """Nothing: the file is used as it is."""

    def close(self) -> None:
        """Give the model's memory back. The next request loads it again."""
        self.__dict__.pop("_server", None)

    def answer(self, pieces: Sequence[Request]) -> Iterator[tuple[int, Answer]]:
        if pieces:
            server = self._server
            yield from in_parallel(lambda place, cancelled: self._ask(server, pieces[place], cancelled), len(pieces), self.slots)

    def _ask(self, server: Any, piece: Request, cancelled: Event) -> Answer:
        asked = chat.payload(piece, self.prompts, self.spec.prompt, self.spec.stops)
        asked |= {"top_logprobs": 1, "stream": True, "stream_options": {"include_usage": True}}  # in a stream, to be able to stop it
        asked |= grammar(piece.language)
        parts: list[Mapping[str, Any]] = []

        def take(part: Mapping[str, Any]) -> bool:
            parts.append(part)
            return cancelled.is_set()

        (server.handle_completions if "prompt" in asked else server.handle_chat_completions)(asked, take)
        return self._read(parts)

    def _read(self, parts: Sequence[Mapping[str, Any]]) -> Answer:
        refused = next((str(part["error"].get("message", "")) for part in parts if "error" in part), "")
        if refused and chat.too_long(refused):
            return Answer("", whole=False)
        if refused:
            raise EngineRefused(f"{self.identity} refused a text: {refused}", next_step="Try another engine or model, and report this.")
        return chat.read(joined(parts))

    @cached_property
    def _server(self) -> Any:
        """llama.cpp with the model loaded."""
        try:
            import xllamacpp
        except ImportError as error:
            raise ModelMissing(
                f"The engine llamacpp cannot run {self.spec.id}: the package xllamacpp is not installed.",
                next_step="pip install 'chuhai[llamacpp]'",
            ) from error
        name = next((file.name for file in self.spec.files if file.name.endswith(".gguf")), None)
        if name is None:
            raise ModelMissing(f"{self.spec.id} has no GGUF file, and llama.cpp reads no other.", next_step="Choose another model or engine.")
        path = self.prepare() / name
        try:
            return xllamacpp.Server(self._settings(xllamacpp.CommonParams(), path))
        except Exception as error:
            raise ModelMissing(f"llama.cpp cannot load {path.name}: {error}.", next_step="Run `localize models verify`.") from error

    def _settings(self, wanted: Any, path: Path) -> Any:
        wanted.model.path = str(path)
        wanted.n_parallel = self.slots
        wanted.n_ctx = CONTEXT * self.slots
        if self.threads:
            wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = self.threads
        wanted.cache_ram_mib = 0  # the slots keep what they need; a second cache of up to 8 GB does not help
        wanted.cache_idle_slots = False
        wanted.warmup = False
        wanted.verbosity = 1  # errors
        # the server also listens on a port of this machine, whether one wants that or not: nobody else gets in
        wanted.hostnames = ["127.0.0.1"]
        wanted.api_keys = [secrets.token_hex(32)]
        wanted.endpoint_slots = wanted.endpoint_props = wanted.ui = False
        wanted.offline = True
        return wanted


def grammar(language: str) -> dict[str, str]:
    """What keeps a language free of what it is not written with, in the form of a request.

    llama.cpp looks at a grammar when the likeliest token breaks it, so this costs nothing while the model behaves; with the vocabulary of
    Qwen2.5 a token that breaks it costs about 10 ms, a list of the 29,000 tokens 20 ms for each request.
    """
    unwanted = forbidden(language)
    return {} if unwanted is None else {"grammar": f"root ::= [^{unwanted.pattern[1:-1]}]*"}


def joined(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The parts of a stream as one completion."""
    choices = [choice for part in parts for choice in part.get("choices", ())]
    return {
        "choices": [
            {
                "text": "".join((c["delta"].get("content") if "delta" in c else c["text"]) or "" for c in choices),
                "logprobs": {"content": [token for c in choices for token in (c.get("logprobs") or {}).get("content") or ()]},
                "finish_reason": next((c["finish_reason"] for c in reversed(choices) if c.get("finish_reason")), "length"),
            }
        ],
        "usage": next((part["usage"] for part in reversed(parts) if part.get("usage")), {}),
    }
