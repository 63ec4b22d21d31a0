"""The engine for a model on a server that speaks OpenAI's chat API: vLLM, llama.cpp's llama-server, Ollama.

One request a text, some at once, none twice: when the server goes away, what it answered is kept and the next night asks for the rest.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from localize.domain.request import Request
from localize.engines import chat
from localize.engines.base import Asking, Terms
from localize.engines.manifest import ModelSpec
from localize.engines.parallel import in_parallel
from localize.engines.pieces import Answer, ModelEngine
from localize.errors import EngineRefused, EngineUnavailable, LocalizeError, RateLimited
from localize.prompts import Prompts

if TYPE_CHECKING:  # a night that finds nothing to translate does without
    import httpx

MOST_BYTES = 4_000_000  # of an answer: one with log-probabilities has some hundred bytes a token
_CONNECT = 10.0  # seconds
_SHOWN = 200  # characters of what a server said


@dataclass(frozen=True)
class Endpoint:
    """A server. `url` with or without its path; `timeout` in seconds is for a whole answer; `slots` requests are on their way at once.

    >>> Endpoint("http://127.0.0.1:8000", "qwen", key="secret")
    Endpoint(url='http://127.0.0.1:8000', model='qwen', slots=8, timeout=120)
    >>> Endpoint("https://models.example/api/v1", "qwen").address
    'models.example:443'
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    slots: int = 8
    timeout: float = 120

    @property
    def address(self) -> str:
        """Host and port."""
        parts = urlsplit(self.url)
        return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"

    def place(self, asked: Mapping[str, Any]) -> str:
        """Where to ask: chats and plain completions have places of their own."""
        base = self.url.rstrip("/")
        return f"{base}{'' if urlsplit(base).path else '/v1'}/{'completions' if 'prompt' in asked else 'chat/completions'}"


class OpenAiEngine(ModelEngine):
    """Greedy translation by a model elsewhere. Languages, prompts and stops are those of `spec`, whatever name the server has for it."""

    def __init__(self, spec: ModelSpec, prompts: Prompts, endpoint: Endpoint) -> None:
        self.spec = spec
        self.prompts = prompts
        self.endpoint = endpoint
        self.asking = Asking(spec.prompt, Terms(spec.terms), spec.splits)
        self.languages = frozenset(spec.languages)

    @property
    def identity(self) -> str:
        return f"http:{self.spec.id}@{self.endpoint.address}/{self.endpoint.model}"

    def answer(self, pieces: Sequence[Request]) -> Iterator[tuple[int, Answer]]:
        if not pieces:
            return
        with self._client() as client:
            yield from in_parallel(lambda place, cancelled: self._ask(client, pieces[place], cancelled), len(pieces), self.endpoint.slots)

    def _client(self) -> httpx.Client:
        import httpx

        return httpx.Client(
            # to this server and no other: no proxy or .netrc of the environment gets to see the key, no redirect is followed
            trust_env=False,
            follow_redirects=False,
            verify=ssl.create_default_context() if self.endpoint.url.startswith("https") else False,
            timeout=httpx.Timeout(self.endpoint.timeout, connect=min(_CONNECT, self.endpoint.timeout)),
            limits=httpx.Limits(max_connections=self.endpoint.slots),
            headers={"Accept-Encoding": "identity", **({"Authorization": f"Bearer {self.endpoint.key}"} if self.endpoint.key else {})},
        )

    def _ask(self, client: httpx.Client, piece: Request, cancelled: Event) -> Answer:
        import httpx

        asked = {"model": self.endpoint.model, "stream": False, **chat.payload(piece, self.prompts, self.spec.prompt, self.spec.stops)}
        try:
            with client.stream("POST", self.endpoint.place(asked), json=asked) as response:
                body = self._body(response, cancelled)
        except httpx.TimeoutException as error:
            raise EngineUnavailable(f"{self.endpoint.address} took too long ({type(error).__name__}).", next_step=_LATER) from error
        except httpx.TransportError as error:
            said = self._quoted(str(error))
            raise EngineUnavailable(f"{self.endpoint.address} cannot be reached ({type(error).__name__}: {said}).", next_step=_LATER) from error
        if response.status_code != httpx.codes.OK:
            return self._refused(response, body)
        return self._read(body)

    def _body(self, response: httpx.Response, cancelled: Event) -> bytes:
        """The body, read in no more time and no more bytes than an answer may take."""
        body, end = bytearray(), time.monotonic() + self.endpoint.timeout
        for some in response.iter_bytes():
            body += some
            if len(body) > MOST_BYTES:
                raise EngineRefused(f"{self.endpoint.address} answered with more than {MOST_BYTES} bytes.", next_step=_WRONG_SERVER)
            if cancelled.is_set() or time.monotonic() > end:
                raise EngineUnavailable(f"{self.endpoint.address} took longer than {self.endpoint.timeout} s.", next_step=_LATER)
        return bytes(body)

    def _read(self, body: bytes) -> Answer:
        try:
            return chat.read(json.loads(body))
        except ValueError as error:  # JSONDecodeError and UnicodeDecodeError are ValueErrors
            raise EngineRefused(
                f"{self.endpoint.address} answered with something that is no chat completion, {self._quoted(str(error))}: "
                f"{self._quoted(body.decode('utf-8', 'replace'))!r}",
                next_step=_WRONG_SERVER,
            ) from error

    def _refused(self, response: httpx.Response, body: bytes) -> Answer:
        """The answer to a text that is too long for the model; all other refusals are raised."""
        status, said = response.status_code, self._quoted(_message(body))
        if status in (400, 413, 422) and chat.too_long(said):
            return Answer("", whole=False)
        raise self._error(status, said, self._quoted(response.headers.get("retry-after", "")))

    def _error(self, status: int, said: str, wait: str) -> LocalizeError:
        where = f"{self.endpoint.address} answered {status}"
        if status == 429:
            words = f" and asks to wait (Retry-After: {wait})" if wait else ""
            return RateLimited(f"{where}{words}: {said}", next_step="Set CHUHAI_HTTP_SLOTS to fewer; the next night asks again.")
        if status >= 500 or status == 408:
            return EngineUnavailable(f"{where}: {said}", next_step=_LATER)
        if 300 <= status < 400:
            return EngineRefused(f"{where}: it sends us elsewhere.", next_step="Set CHUHAI_HTTP_URL to where the server really is.")
        if status in (401, 403):
            return EngineRefused(f"{where}: {said}", next_step="Set CHUHAI_HTTP_KEY to a key that it knows.")
        if status == 404:
            return EngineRefused(f"{where}: {said}", next_step=f"Look at CHUHAI_HTTP_URL and CHUHAI_HTTP_MODEL ({self.endpoint.model}).")
        return EngineRefused(f"{where}: {said}", next_step="The server's log says what it does not like.")

    def _quoted(self, text: str) -> str:
        """What a server said, short, on one line, and without our key: some repeat it when they refuse it."""
        if self.endpoint.key:
            text = text.replace(self.endpoint.key, "***")
        return " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * _SHOWN]).split())[:_SHOWN]


_LATER = "Look whether the server runs; the next night asks again for what is missing."
_WRONG_SERVER = "Set CHUHAI_HTTP_URL to a server that speaks OpenAI's chat API."


def _message(body: bytes) -> str:
    """What an error's body says: {"error": {"message": …}} and its relatives, else the body itself."""
    text = body.decode("utf-8", "replace")
    try:
        found = json.loads(text)
        inner = found.get("error", found.get("message", found.get("detail", text)))
        return str(inner.get("message", inner) if isinstance(inner, dict) else inner)
    except (ValueError, AttributeError):
        return text
