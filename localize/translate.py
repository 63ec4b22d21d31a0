"""From planned work to texts: the requests of many records as one batch, the drafts verified, and what was missed asked again once.

Drafts are kept in the store as they come, so that a night that is interrupted goes on where it was, and nothing is translated twice. An
engine that goes away in the middle ends nothing: what it answered is used, and the works that lack a draft are named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from localize.adapt.social import camel
from localize.asking import Piece
from localize.checks.fidelity import lost
from localize.checks.fluency import strip_chatter
from localize.checks.registry import Check
from localize.domain.request import CUT, Ask, Draft, Request
from localize.domain.rewrite import REFUSED
from localize.domain.term import Outcome, Receipt
from localize.domain.unit import Step
from localize.engines.base import Engine
from localize.errors import TransientError
from localize.plan import Work
from localize.rewriting import Rewrite, claims, judged, rewrites
from localize.store.drafts import KeptDraft
from localize.termbase.enforce import MOST_ASKS, after_repair, by_rule, objection, receipts, replace_forbidden, required
from localize.text.script import has_han

_WITH_HAN = frozenset({"ja", "ko"})
KEEP_EVERY = 24  # drafts a transaction: what a kill can cost

# (what, done, of how many)
Progress = Callable[[str, int, int], None]


class Kept(Protocol):
    """Where drafts are kept: the store, or what stands in for it where nothing is to be saved."""

    def drafts(self, engine: str, keys: Iterable[str]) -> dict[str, KeptDraft]: ...

    def save_drafts(self, engine: str, batch: Iterable[Draft]) -> None: ...


@dataclass(frozen=True)
class Text:
    """What came of a piece before it is adapted to its target."""

    text: str
    steps: tuple[Step, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    score: float | None = None
    note: str = ""  # why a repair was asked and not taken
    plain: str = ""  # the translation that a rewrite stands in place of


@dataclass(frozen=True)
class Counts:
    """Requests that an engine answered in this run, those that were there already, and drafts that a second asking mended.

    `waiting` has the works whose engine went away before all their drafts were there: id(work) → what happened.
    """

    translated: int = 0
    reused: int = 0
    repaired: int = 0
    waiting: Mapping[int, str] = field(default_factory=dict)


class Drafts:
    """All drafts of a batch of work, by Request.key."""

    def __init__(self, store: Kept, progress: Progress) -> None:
        self.store = store
        self.progress = progress
        self.kept: dict[str, KeptDraft] = {}
        self.gone: dict[str, str] = {}  # identity of an engine that went away → what it said
        self.translated = 0
        self.reused = 0

    def obtain(self, what: str, engine: Engine, requests: Iterable[Request]) -> None:
        """Obtain a draft for each request: from the store, else from the engine as long as it answers."""
        wanted = {r.key: r for r in requests if r.key not in self.kept}
        found = self.store.drafts(engine.identity, wanted)
        self.kept.update(found)
        self.reused += len(found)
        missing = [r for key, r in wanted.items() if key not in found]
        done: list[Draft] = []
        try:
            for number, draft in enumerate(self._answers(engine, missing), start=1):
                done.append(draft)
                self.kept[draft.request.key] = KeptDraft(draft.text, draft.score, draft.tokens)
                self.translated += 1
                if len(done) >= KEEP_EVERY:
                    self.store.save_drafts(engine.identity, done)
                    done = []
                self.progress(what, number, len(missing))
        finally:  # also when something is wrong or a person stops the night
            if done:
                self.store.save_drafts(engine.identity, done)

    def _answers(self, engine: Engine, requests: Sequence[Request]) -> Iterator[Draft]:
        """What the engine answers until it goes away. One that went away is not asked again in this batch."""
        if engine.identity in self.gone:
            return
        try:
            yield from engine.translate(requests)
        except TransientError as error:
            self.gone[engine.identity] = error.message


def translate(works: Sequence[Work], store: Kept, progress: Progress) -> tuple[dict[int, Text], Counts]:
    """The text of each piece that asked an engine, by id(piece), for all works at once."""
    drafts = Drafts(store, progress)
    for language, engine in _engines(works).items():
        what = f"translating to {language}"
        drafts.obtain(what, engine, (r for w in works if w.engine is engine for r in _requests(w)))
    pieces = [p for w in works for p in w.pieces if p.request and p.request.key in drafts.kept]
    repairs = {id(p): r for p in pieces if p.request and (r := _repair_request(p, drafts.kept[p.request.key]))}
    for language, engine in _engines(works).items():
        asked = [repairs[id(p)] for w in works if w.engine is engine for p in w.pieces if id(p) in repairs]
        drafts.obtain(f"mending terms and numbers in {language}", engine, asked)
    plain = {id(p): _text(p, repairs.get(id(p)), drafts.kept) for p in pieces}
    texts = {**plain, **_rewritten(works, plain, drafts)}
    mended = len({repairs[key].key for key, text in texts.items() if key in repairs and not text.note})
    return texts, Counts(drafts.translated, drafts.reused, mended, _waiting(works, drafts))


def _rewritten(works: Sequence[Work], plain: Mapping[int, Text], drafts: Drafts) -> dict[int, Text]:
    """The texts that are asked to be rewritten for tone, by id(piece): rewritten, or as they were with a step that says why not."""
    told = {key: text.text for key, text in plain.items() if text.score != CUT}
    asked = {id(w): tuple(rewrites(w, told)) for w in works if w.rewrites}
    for language, engine in _engines(works).items():
        drafts.obtain(f"rewriting in {language}", engine, (r.request for w in works if w.engine is engine for r in asked.get(id(w), ())))
    checks = {w.region.code: claims(w.region) for w in works if asked.get(id(w))}
    found: dict[int, Text] = {}
    for work in works:
        for rewrite in asked.get(id(work), ()):
            key = id(rewrite.piece)
            found[key] = _judged(plain[key], rewrite, drafts.kept.get(rewrite.request.key), checks[work.region.code])
    return found


def _judged(plain: Text, rewrite: Rewrite, answer: KeptDraft | None, checks: Sequence[Check]) -> Text:
    """The score stays that of the translation: it tells how sure the meaning is."""
    step = judged(rewrite, answer, checks)
    if step.rule == REFUSED:
        return replace(plain, steps=(*plain.steps, step))
    matches = rewrite.piece.context.matches
    told = tuple(replace(now, outcome=was.outcome, stage=was.stage) if was.outcome is Outcome.REPAIRED else now
                 for was, now in zip(plain.receipts, receipts(step.after, matches, "rewrite"), strict=True))  # fmt: skip
    return replace(plain, text=step.after, plain=plain.text, steps=(*plain.steps, step), receipts=told)


def _waiting(works: Iterable[Work], drafts: Drafts) -> dict[int, str]:
    """The works that lack a draft, be it of a topic's name, and why."""
    found: dict[int, str] = {}
    for work in works:
        if work.engine is not None and any(r.key not in drafts.kept for r in _requests(work)):
            name = work.engine.identity
            found[id(work)] = f"{name} did not answer: {drafts.gone.get(name, 'it left texts out.')}"
    return found


def topics(work: Work, store: Kept) -> dict[str, str]:
    """The names of topics that an engine rendered: as hashtags, or as they are in Chinese. Drafts are there from `translate`."""
    if not work.topics or work.engine is None:
        return {}
    kept = store.drafts(work.engine.identity, (r.key for r in work.topics.values()))
    shape = str.strip if work.target.locale.is_chinese else camel
    tags = {name: shape(kept[r.key].text) for name, r in work.topics.items() if r.key in kept}
    return {name: tag for name, tag in tags.items() if tag}


def _engines(works: Iterable[Work]) -> dict[str, Engine]:
    return {w.target.locale.engine_language: w.engine for w in works if w.engine is not None}


def _requests(work: Work) -> Iterable[Request]:
    yield from (p.request for p in work.pieces if p.request)
    yield from (work.topics or {}).values()


def _first(piece: Piece, kept: KeptDraft) -> tuple[str, tuple[Step, ...]]:
    """A draft after what a machine may mend by itself: chatter around it, and forbidden renderings of its terms."""
    context = piece.context
    plain = strip_chatter(kept.text, context.source)
    if context.target.locale.is_chinese:
        return plain.text, plain.steps
    mended = replace_forbidden(plain.text, context.matches)
    return mended.text, (*plain.steps, *mended.steps)


def _repair_request(piece: Piece, kept: KeptDraft) -> Request | None:
    """The second asking of a text whose draft missed a term or lost a number in digits, or None."""
    context = piece.context
    language = context.target.locale.language
    if piece.request is None or context.target.locale.is_chinese:
        return None
    text, _ = _first(piece, kept)
    missed = {r.concept for r in receipts(text, context.matches, "draft") if r.outcome is Outcome.MISSED}
    numbers = [Ask(q.text, q.text) for q in lost(context.source, text, language) if q.hard or any(c.isdigit() for c in q.text)]
    if not text or not (missed or numbers):
        return None
    # the missed terms, then the others as far as there is room: a new translation must not lose what the first one had
    chosen = sorted(required(context.matches), key=lambda m: m.term.concept not in missed)[:MOST_ASKS]
    terms = [Ask(m.text, m.term.target) for m in sorted(chosen, key=lambda m: m.start)]
    return Request(
        piece.request.text, piece.request.language, piece.request.role, terms=(*terms, *numbers[:MOST_ASKS]), draft=text, prompt=piece.request.prompt
    )


def _text(piece: Piece, repair: Request | None, kept: Mapping[str, KeptDraft]) -> Text:
    if piece.request is None:
        return Text(piece.text)
    context = piece.context
    first = kept[piece.request.key]
    text, steps = _first(piece, first)
    found = by_rule(receipts(text, context.matches, "draft"), steps)
    if repair is None:
        return Text(text, steps, found, first.score)
    if repair.key not in kept:
        return Text(text, steps, found, first.score, note="asked again, and the engine did not answer")
    again, more = _first(piece, kept[repair.key])
    refused = "the answer was cut at its limit" if kept[repair.key].score == CUT else _refused(piece, text, again)
    if refused:
        return Text(text, steps, found, first.score, note=f"asked again, and {refused}")
    step = Step("terms.repair", text, again, "; ".join(t.target for t in repair.terms))
    told = by_rule(after_repair(found, receipts(again, context.matches, "repair")), more)
    return Text(again, (*steps, step, *more), told, kept[repair.key].score)


def _refused(piece: Piece, draft: str, repair: str) -> str:
    """Why a repair is not taken, "" where it is: more terms met or lost numbers back, no number lost for it, and the rest the same text."""
    context = piece.context
    language = context.target.locale.language
    if why := objection(context.source, draft, repair, context.matches):
        return why
    if language not in _WITH_HAN and has_han(repair) and not has_han(draft):
        return "the answer left Chinese characters in it"
    gone = [Counter(q.text for q in lost(context.source, text, language)) for text in (draft, repair)]
    if more := gone[1] - gone[0]:
        return f"the answer lost the number {next(iter(more))}"
    missed = [sum(r.outcome is Outcome.MISSED for r in receipts(text, context.matches, "")) for text in (draft, repair)]
    return "" if missed[1] < missed[0] or gone[0] - gone[1] else "the answer was no better"
