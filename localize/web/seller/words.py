"""What sellers are told, in words for people who sell: states, who wrote a sentence, what changed in it, how sure it is. No name of a rule is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from localize.domain.term import Outcome
from localize.domain.unit import Origin, State, Unit
from localize.domain.variant import Approval, Decision
from localize.pasted import PSEUDO
from localize.reviewing.flag import ReasonCode
from localize.store.flags import FlagState
from localize.web.languages import N_


@dataclass(frozen=True)
class Word:
    """A state: how its badge looks (good, wait, bad, plain), what it is called, and a sentence about it."""

    kind: str
    name: str
    about: str


READY = Word("good", N_("Ready"), N_("An editor has approved this text. Customers may read it."))
CHECKING = Word("wait", N_("Being checked"), N_("The text is there. An editor reads it before customers do."))
STOPPED = Word("bad", N_("Stopped"), N_("This must not be shown to customers as it is."))
RETURNED = Word("bad", N_("Sent back"), N_("An editor has rejected this text."))
CLOSED = Word("plain", N_("Not for this market"), N_("These goods cannot travel there, so nothing was translated."))
LATER = Word("plain", N_("Not translated yet"), N_("There is nothing here yet that writes this language."))
TRIED = Word("wait", N_("Only a preview"), N_("Nobody has checked this text, and it is kept nowhere."))
WORDS = (READY, CHECKING, STOPPED, RETURNED, CLOSED, LATER)  # as they are listed: what is good first

_DECIDED = {Decision.BLOCK: STOPPED, Decision.NOT_ELIGIBLE: CLOSED, Decision.NO_ENGINE: LATER}


def word(decision: Decision, approval: Approval) -> Word:
    """What to call a variant that stands so."""
    if approval is Approval.APPROVED:
        return READY
    if approval is Approval.REJECTED:
        return RETURNED
    return _DECIDED.get(decision, CHECKING)


def writer(unit: Unit) -> str:
    """Who wrote a sentence: the first that is true of it."""
    return next(said for is_so, said in _WRITERS if is_so(unit))


_WRITERS: tuple[tuple[Callable[[Unit], bool], str], ...] = (
    (lambda unit: unit.origin is Origin.HUMAN, N_("A person wrote this sentence.")),
    (lambda unit: unit.by_person, N_("A machine wrote this sentence; a person has read it and let it stand.")),
    (lambda unit: unit.origin is Origin.MEMORY, N_("This wording was approved earlier for the same sentence and is used again.")),
    (lambda unit: unit.engine.startswith(PSEUDO), N_("There is no language model here: the signs ⟦ ⟧ stand for what a model would write.")),
    (lambda unit: unit.origin is Origin.RULE or not unit.engine, N_("Fixed rules made this sentence; no model had a hand in it.")),
    (lambda unit: unit.engine.startswith("chinese"), N_("Fixed tables turned it into the Chinese of this region; no model had a hand in it.")),
    (lambda unit: True, N_("A language model on our own machine translated this sentence.")),
)


def sure(unit: Unit) -> str:
    """How sure a sentence is, in words. A number would look like a measurement, and it is a guess."""
    if unit.by_person or unit.state is State.FINAL or unit.origin is Origin.MEMORY:
        return N_("A person stands behind this wording.")
    value = unit.estimate.value
    if value >= 0.75:
        return N_("Nothing raised a doubt. That is no proof: read it if you can.")
    if value >= 0.5:
        return N_("There is some doubt about this sentence.")
    if value >= 0.25:
        return N_("There is much doubt about this sentence: an editor reads it closely.")
    return N_("This sentence is probably wrong.")


# What a step did, by the beginning of its rule; the first that fits.
STEPS = (
    ("human.edit", N_("A person wrote this instead")),
    ("human.confirm", N_("A person let it stand")),
    ("policy.", N_("Left out: shops here promise this at home, and it does not hold abroad")),
    ("money.", N_("Price marked as yuan or put into the money of the region")),
    ("measures.", N_("Size or weight in the units that people use there")),
    ("dates.", N_("Date as it is written there")),
    ("social.", N_("Topics, stickers and emoji as this place shows them")),
    ("terms.", N_("Word of the glossary put in")),
    ("words.", N_("Word that people use in that region")),
    ("script.", N_("Characters of that region")),
    ("style.", N_("Spelling or capital letters of that region")),
    ("spelling", N_("Spelling or capital letters of that region")),
    ("rewrite.refused", N_("A livelier wording was tried and not taken")),
    ("rewrite", N_("A model made the wording livelier")),
    ("language.kept", N_("Kept in its own language")),
    ("chatter.", N_("Something the model added was taken out")),
    ("injection.", N_("Not given to the model: it reads like an order to a machine")),
    ("fit.", N_("Shortened to what this place takes")),
)
OTHER_STEP = N_("Changed by a rule")

TERMS = {
    Outcome.MET: N_("stands as the glossary wants it"),
    Outcome.INFLECTED: N_("stands in a fitting form"),
    Outcome.REPAIRED: N_("was put right"),
    Outcome.MISSED: N_("is missing"),
}

# Reasons that are no rule of a region and no check, by their rule.
REASONS = {
    "estimate": N_("There is much doubt about this text. An editor reads it."),
    "repair": N_("A word of the glossary or a number is not as it should be. An editor mends it."),
    "rewrite": N_("A model made the wording livelier. An editor decides whether it stays."),
    "no-text": N_("A sentence has no text yet. An editor writes it."),
    "policy": N_("In this region a person reads everything first."),
    "language.kept": N_("A part is not in Chinese and stays as it is. An editor looks at it."),
    "human.source-gone": N_("A sentence that a person wrote for has gone from the original."),
    "human.source-changed": N_("The original has changed since a person wrote the text. An editor chooses."),
    "notice": N_("A safety notice is missing in this language. An editor writes it."),
    "no_engine": N_("There is nothing here yet that writes this language."),
    "engine_unavailable": N_("The translation did not answer last night. The next night finishes it."),
}
TERM_REASON = N_("A word is not as the glossary wants it. An editor puts it right.")

FLAG_REASONS = {
    ReasonCode.MEANING: N_("It says something else than the original"),
    ReasonCode.TERM: N_("My product is called otherwise"),
    ReasonCode.NUMBER: N_("A price, size, weight or date is wrong"),
    ReasonCode.CLAIM: N_("It promises too much"),
    ReasonCode.TONE: N_("It is right, and reads badly"),
    ReasonCode.OTHER: N_("Something else"),
}
FLAG_STATES = {
    FlagState.OPEN: ("wait", N_("waits for an editor")),
    FlagState.ACCEPTED: ("good", N_("taken up: the text was changed")),
    FlagState.DECLINED: ("plain", N_("not taken up")),
    FlagState.WITHDRAWN: ("plain", N_("withdrawn")),
}


def step_word(rule: str) -> str:
    """What a step did.

    >>> step_word("policy.after-sale")[:8], step_word("unheard.of")
    ('Left out', 'Changed by a rule')
    """
    return next((said for begin, said in STEPS if rule.startswith(begin)), OTHER_STEP)
