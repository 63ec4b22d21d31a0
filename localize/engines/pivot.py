"""Two engines one after the other, for a language that none here reaches from Chinese. What is lost twice is lost: every unit says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from localize.domain.request import CUT, THROUGH, Draft, Request
from localize.engines.base import Asking, Engine, Terms


class PivotEngine:
    """Chinese → `middle` by the first engine, `middle` → target by the second.

    Terms are not asked for: a rendering in the target language would only puzzle the first engine, and the second does not see the Chinese
    words. They are verified like all others.
    """

    def __init__(self, first: Engine, second: Engine, middle: str, languages: frozenset[str]) -> None:
        self.first = first
        self.second = second
        self.middle = middle
        self.languages = languages
        self.asking = Asking(first.asking.prompt, Terms.LISTED)

    @property
    def identity(self) -> str:
        return f"{THROUGH}{self.middle}:{self.first.identity}+{self.second.identity}"

    def translate(self, requests: Iterable[Request]) -> Iterator[Draft]:
        wanted = list(requests)
        middles: dict[Request, Draft] = {}
        for draft in self.first.translate(dict.fromkeys(self._first(request) for request in wanted)):
            middles[draft.request] = draft
        seconds = [Request(middles[self._first(r)].text, r.language, r.role, source=self.middle) for r in wanted]
        places: dict[Request, list[Request]] = {}
        for request, second in zip(wanted, seconds, strict=True):
            places.setdefault(second, []).append(request)
        for draft in self.second.translate(places):
            for request in places[draft.request]:
                yield self._joined(request, middles[self._first(request)], draft)

    def _first(self, request: Request) -> Request:
        return replace(request, language=self.middle, terms=(), draft="")

    def _joined(self, request: Request, middle: Draft, draft: Draft) -> Draft:
        known = [score for score in (middle.score, draft.score) if score is not None]
        score = None if not known else CUT if CUT in known else min(known)
        return Draft(request, draft.text, self.identity, score, middle.tokens + draft.tokens)
