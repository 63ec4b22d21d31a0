"""What every engine is: a name, the languages it writes, and one method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from localize.domain.request import Draft, Request


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

    def translate(self, requests: Iterable[Request]) -> Iterator[Draft]: ...
