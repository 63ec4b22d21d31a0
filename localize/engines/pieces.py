"""What all engines with a model share: a language they do not write is refused, nothing stays nothing, long texts are done in pieces.

A member of the family implements `answer`, which knows pieces only; how a text became pieces and becomes one text again is decided here.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from localize.domain.request import CUT, Draft, Request
from localize.engines.base import Asking
from localize.errors import UnsupportedPair

_SPLIT = re.compile(r"(?<=[。！？!?；;，,])")
MOST_CHARACTERS = 300  # a longer text is translated in pieces: small models lose the thread


@dataclass(frozen=True)
class Answer:
    """What a model wrote for one piece.

    `score` is the mean log-probability of its `tokens` tokens where the model tells. `whole` is False when its length limit cut it.
    `others` are what else it would have written, best first, each with its score.
    """

    text: str
    score: float | None = None
    tokens: int = 0
    whole: bool = True
    others: tuple[tuple[str, float], ...] = ()


class ModelEngine(ABC):
    """An engine around a model. Texts go in as requests and come out as drafts; the member sees pieces no longer than MOST_CHARACTERS."""

    asking = Asking()
    languages: frozenset[str]

    @property
    @abstractmethod
    def identity(self) -> str:
        """Names model, weights and precision."""

    @abstractmethod
    def answer(self, pieces: Sequence[Request]) -> Iterator[tuple[int, Answer]]:
        """Yield (index of the piece, its answer) for each piece as soon as it is there, in any order. Closing the iterator cancels the rest."""

    def translate(self, requests: Iterable[Request]) -> Iterator[Draft]:
        wanted = list(requests)
        self._expect(wanted)
        pieces: list[Request] = []
        owners: list[int] = []
        for index, request in enumerate(wanted):
            if not request.text.strip():
                yield Draft(request, "", self.identity)
            for piece in cut(request):
                pieces.append(piece)
                owners.append(index)
        yield from self._joined(wanted, pieces, owners)

    def _joined(self, wanted: Sequence[Request], pieces: Sequence[Request], owners: Sequence[int]) -> Iterator[Draft]:
        """A draft for each request as soon as the last of its pieces is answered."""
        open_pieces: dict[int, int] = {}
        for owner in owners:
            open_pieces[owner] = open_pieces.get(owner, 0) + 1
        answers: dict[int, dict[int, Answer]] = {owner: {} for owner in open_pieces}
        for place, answer in self.answer(pieces):
            owner = owners[place]
            answers[owner][place] = answer
            if len(answers[owner]) == open_pieces[owner]:
                found = answers.pop(owner)
                yield self._draft(wanted[owner], [found[i] for i in sorted(found)])

    def _draft(self, request: Request, answers: Sequence[Answer]) -> Draft:
        tokens = sum(a.tokens for a in answers)
        known = [(a.score, max(a.tokens, 1)) for a in answers if a.score is not None]
        score = sum(s * n for s, n in known) / sum(n for _, n in known) if known else None
        if not all(a.whole for a in answers):
            score = CUT
        others = answers[0].others if len(answers) == 1 else ()
        text = (", " if "\n" in request.text else " ").join(a.text for a in answers if a.text)
        return Draft(request, text, self.identity, None if score is None else round(score, 4), tokens, others)

    def _expect(self, requests: Iterable[Request]) -> None:
        for request in requests:
            if request.language not in self.languages:
                raise UnsupportedPair(
                    f"{self.identity} does not translate zh→{request.language}.",
                    next_step="`localize models list` shows the models and their languages.",
                )


def cut(request: Request) -> list[Request]:
    """The request in pieces: a line each, one when it is short enough, none when there is nothing in it."""
    if "\n" in request.text:
        return [piece for line in request.text.split("\n") for piece in cut(replace(request, text=line.strip()))]
    if len(request.text) <= MOST_CHARACTERS or request.draft:
        return [request] if request.text.strip() else []
    texts = [""]
    for part in _SPLIT.split(request.text):
        for chunk in (part[i : i + MOST_CHARACTERS] for i in range(0, len(part), MOST_CHARACTERS)):
            if len(texts[-1]) + len(chunk) > MOST_CHARACTERS:
                texts.append("")
            texts[-1] += chunk
    return [replace(request, text=text) for text in texts if text.strip()]
