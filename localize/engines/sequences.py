"""What the engines for encoder-decoder models share: requests become batches of like work, hypotheses become answers.

How a batch is run is the business of the member. A batch depends on its company in speed only: limits and beams are those of each request.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from localize.domain.record import Role
from localize.domain.request import Request
from localize.engines.base import Asking, Terms
from localize.engines.families import END, Words, family_of
from localize.engines.local import LocalEngine
from localize.engines.models import ModelSpec, ModelStore
from localize.engines.pieces import Answer
from localize.errors import UnsupportedPair

MOST_TOKENS = 480  # read or written at once: Marian knows 512 positions, and a text of 300 characters never has as many tokens
BEAMS = 4  # for titles and repairs, where a better text or a term is worth three times the work
CHINESE = frozenset({"zh"})


@dataclass(frozen=True)
class Hypothesis:
    """One text that a model would write: its tokens without marks and end, their mean log-probability (the end counts), and whether it ended."""

    tokens: tuple[str, ...]
    score: float
    whole: bool


@dataclass(frozen=True)
class Work:
    """One piece as the model reads it. `limit` is how many tokens it may write, its end included."""

    place: int
    tokens: tuple[str, ...]
    language: str
    beams: int
    limit: int
    whole: bool  # False when the text was too long to be read to its end


@dataclass(frozen=True)
class Batch:
    """Pieces done together: one language, one number of beams, one limit."""

    works: tuple[Work, ...]

    @property
    def first(self) -> Work:
        return self.works[0]


class SequenceEngine(LocalEngine):
    """`sources` are the languages it may be given. `budget` is how many tokens a batch may hold, read and written, over all beams."""

    workers = 1  # batches that run at the same time

    def __init__(self, spec: ModelSpec, store: ModelStore, form: str, *, sources: frozenset[str], budget: int, longest: int) -> None:
        super().__init__(spec, store, form)
        self.asking = Asking("", Terms(spec.terms), spec.splits)
        self.family = family_of(spec)
        self.sources = sources
        self.budget = budget
        self.longest = longest

    @property
    @abstractmethod
    def words(self) -> Words:
        """The tokens of the loaded model."""

    @abstractmethod
    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[Batch, list[list[Hypothesis]]]]:
        """Yield each batch with the hypotheses for each of its works, best first: as many as there are beams."""

    def answer(self, pieces: Sequence[Request]) -> Iterator[tuple[int, Answer]]:
        if not pieces:
            return
        for batch, found in self.run(self.batches(pieces)):
            for work, hypotheses in zip(batch.works, found, strict=True):
                yield work.place, self._answer(pieces[work.place], work, hypotheses)

    def batches(self, pieces: Sequence[Request]) -> Iterator[Batch]:
        """The pieces of all records by language, beams and limit, longest first, cut into batches within the budget."""
        works = sorted((self._work(i, piece) for i, piece in enumerate(pieces)), key=_order)
        for _, group in groupby(works, key=lambda work: _order(work)[:3]):
            rest = list(group)
            while rest:
                room = max(1, self.budget // (rest[0].beams * (len(rest[0].tokens) + rest[0].limit)))
                # as many batches as there are workers, or twice or thrice as many, of one size: nobody waits for the last one
                rounds = -(-len(rest) // (room * self.workers))
                count = -(-len(rest) // (rounds * self.workers))
                yield Batch(tuple(rest[:count]))
                rest = rest[count:]

    def _work(self, place: int, piece: Request) -> Work:
        tokens = self.words.encode(piece.text, piece.source, piece.language)
        whole = len(tokens) <= MOST_TOKENS
        if not whole:
            tokens = (*tokens[: MOST_TOKENS - 1], END)
        beams = max(BEAMS, self.spec.beams) if piece.role is Role.TITLE or piece.draft else 1
        return Work(place, tokens, piece.language, beams, min(limit(len(tokens)), self.longest), whole)

    def _answer(self, request: Request, work: Work, hypotheses: Sequence[Hypothesis]) -> Answer:
        """The best hypothesis; for a repair the best of those with most of the terms asked for."""
        texts = [self.words.decode(h.tokens) for h in hypotheses]
        wanted = [term.target.casefold() for term in request.terms] if request.draft else []
        met = [sum(term in text.casefold() for term in wanted) for text in texts]
        order = sorted(range(len(texts)), key=lambda i: (not hypotheses[i].whole, -met[i], -hypotheses[i].score, i))
        best = hypotheses[order[0]]
        # several hypotheses may be one text, spelt with other tokens
        others = {texts[i]: round(hypotheses[i].score, 4) for i in reversed(order) if texts[i] != texts[order[0]]}
        return Answer(texts[order[0]], best.score, len(best.tokens), best.whole and work.whole, tuple(reversed(others.items())))

    def _expect(self, requests: Iterable[Request]) -> None:
        wanted = list(requests)
        super()._expect(wanted)
        for request in wanted:
            if request.source not in self.sources:
                raise UnsupportedPair(
                    f"{self.identity} does not translate {request.source}→{request.language}.",
                    next_step="`localize models list` shows the models and their languages.",
                )


def _order(work: Work) -> tuple[str, int, int, int, int]:
    return work.language, work.beams, -work.limit, -len(work.tokens), work.place


def limit(tokens: int) -> int:
    """How many tokens may be written for so many read: three for each, in steps, so that like texts share a batch.

    >>> [limit(n) for n in (1, 16, 17, 100, 400)]
    [48, 48, 96, 384, 480]
    """
    step = 16
    while step < tokens:
        step *= 2
    return min(3 * step, MOST_TOKENS)
