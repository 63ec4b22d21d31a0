"""What every engine is: a name, the languages it writes, how it wants to be asked, and one method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from localize.domain.request import Draft, Request
from localize.domain.unit import Step


class Terms(StrEnum):
    """How an engine is told the renderings of terms."""

    INLINE = "inline"  # in place of the Chinese words, in the text itself
    LISTED = "listed"  # beside the text, as Request.terms


@dataclass(frozen=True)
class Asking:
    """How an engine wants to be asked.

    `prompt` is the family of its prompt templates, "" when it has none. With `splits` the groups of a title that is a stack of keywords stand
    on lines of their own, which the engine translates one by one.
    """

    prompt: str = ""
    terms: Terms = Terms.INLINE
    splits: bool = False


class Engine(Protocol):
    """Translates Chinese text.

    `identity` names model, weights and precision: it is part of a variant's signature. `languages` are those of Request.language.
    `translate` yields each draft as soon as it is finished, in any order, exactly one for each request; closing the iterator cancels the
    rest. Raises UnsupportedPair for a language it does not write, TransientError for what may pass, never retries.
    """

    @property
    def identity(self) -> str: ...

    @property
    def languages(self) -> frozenset[str]: ...

    @property
    def asking(self) -> Asking: ...

    def translate(self, requests: Iterable[Request]) -> Iterator[Draft]: ...


@runtime_checkable
class Explains(Protocol):
    """What an engine is besides when it works by rules: it says which of them wrote a draft, from the request alone."""

    def steps(self, request: Request) -> tuple[Step, ...]: ...
