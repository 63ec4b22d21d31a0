"""The shape of a completion, as OpenAI's API has it and vLLM, llama.cpp and Ollama speak it: what is asked, and how an answer is read.

A prompt with roles is a chat, for which the server has the model's own format; one without (Chat.plain) is a text that it goes on with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from localize.domain.request import Request
from localize.engines.pieces import Answer
from localize.prompts import Prompts

MOST_STOPS = 4  # more are refused by OpenAI's API
_LIMIT, _PER_CHARACTER = 24, 3  # tokens: a Chinese character hardly ever takes more than three in another language


def payload(request: Request, prompts: Prompts, family: str, stops: Iterable[str]) -> dict[str, Any]:
    """What to send for one request; it holds `messages` for a chat, else `prompt`. Greedy, so that a night is reproducible.

    A segment is one line, so it stops at a line's end.
    """
    asked = prompts.chat(request, family)
    roles: dict[str, Any] = {"messages": [{"role": role, "content": content} for role, content in asked.messages], "logprobs": True}
    plain: dict[str, Any] = {"prompt": asked.messages[-1][1], "logprobs": 1}
    return {
        **(plain if asked.plain else roles),
        "temperature": 0,
        "max_tokens": _LIMIT + _PER_CHARACTER * len(request.text),
        "stop": ["\n", *stops][:MOST_STOPS],
    }


def read(completion: Mapping[str, Any]) -> Answer:
    """The answer of a completion. Score and tokens where the server tells them. Raises ValueError saying what is wrong with it."""
    try:
        choice = completion["choices"][0]
        text = choice["message"]["content"] if "message" in choice else choice["text"]
        finish = choice["finish_reason"]
        scores = _scores(choice.get("logprobs") or {})
        tokens = int((completion.get("usage") or {}).get("completion_tokens") or len(scores))
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"it has no {error}" if isinstance(error, KeyError) else f"it is not in the usual shape ({error})") from error
    if not isinstance(text, str):
        raise ValueError(f"its text is {type(text).__name__}")
    score = sum(scores) / len(scores) if scores else None
    return Answer(text.replace("\ufffd", "").strip(), score, tokens, finish == "stop")


def _scores(told: Mapping[str, Any]) -> list[float]:
    """The log-probabilities of the tokens: chats have them one by one, completions of the older kind as a list with gaps."""
    if "token_logprobs" in told:
        return [float(score) for score in told["token_logprobs"] if score is not None]
    return [float(token["logprob"]) for token in told.get("content") or ()]


def too_long(error: str) -> bool:
    """Whether a refusal says that the prompt does not fit into the model's context: a fault of one text, not of the server.

    >>> too_long("request (9018 tokens) exceeds the available context size (2048 tokens)"), too_long("Invalid API Key")
    (True, False)
    """
    words = error.lower()
    return "context" in words and ("size" in words or "length" in words)
