"""Terms: a concept has one entry for each locale and audience, and each entry has its own life."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from localize.domain.locale import Locale

# Domains whose words any text varies and that name no thing: best before, keeps for, vintage.
PHRASE_DOMAINS = frozenset({"commerce", "slang", "attribute", "unit"})


class Status(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    DEPRECATED = "deprecated"
    REJECTED = "rejected"


class Audience(StrEnum):
    """Who reads a variant. ANY is for entries that hold for both; a variant is always for one of the others."""

    ANY = "any"
    GENERAL = "general"
    DIASPORA = "diaspora"


class Demand(StrEnum):
    """What an entry asks of a target text."""

    REQUIRED = "required"  # the target, or an accepted variant, must stand in the text
    KEEP = "keep"  # not translated: the target is one of the source's own spellings, a brand or a code, and must stand in the text
    PREFERRED = "preferred"  # suggested to the engine; another wording is no error
    FORBID = "forbid"  # nothing is required, only the forbidden renderings must not stand


@dataclass(frozen=True)
class Term:
    """One entry of one concept, ready to be matched and enforced.

    `source` is the Chinese headword, `source_variants` other spellings found with it (Traditional, typographic).
    `needs` and `excludes` decide the sense: if `needs` is not empty one of its words must stand in the record, and none of `excludes` may.
    `accepted` are other renderings that count as met. `revision` counts the changes of this entry, from 1.
    """

    concept: str  # "tcm.qushi-paojiaobao": unique, stable
    domain: str
    source: str
    locale: Locale
    audience: Audience
    target: str
    demand: Demand = Demand.REQUIRED
    source_variants: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    status: Status = Status.PROPOSED
    risk: str = ""  # C claim, R religion, L law or logistics, B brand, A absolute, S slang, "" none
    note: str = ""
    revision: int = 1

    @cached_property
    def key(self) -> str:
        """Unique: concept, locale and audience."""
        return f"{self.concept}|{self.locale}|{self.audience}"

    @property
    def is_owed(self) -> bool:
        """Whether the target must stand in the text: it gets a receipt, and a text without it has an issue."""
        return self.demand in (Demand.REQUIRED, Demand.KEEP)


@dataclass(frozen=True)
class TermMatch:
    """Where a term stands in a source text: offsets in code points of the original text."""

    term: Term
    start: int
    end: int
    text: str


_STAGES = {"draft": "in the first draft", "repair": "in the second draft", "rule": "by a rule", "memory": "in the approved text"}


class Outcome(StrEnum):
    """What became of a required term in a target text."""

    MET = "met"
    INFLECTED = "inflected"
    REPAIRED = "repaired"
    MISSED = "missed"


@dataclass(frozen=True)
class Receipt:
    """Proof for one required term of one unit: what was asked, what came of it, in which pass, at which revision of the entry."""

    concept: str
    source: str
    expected: str
    found: str
    outcome: Outcome
    stage: str  # "draft", "repair", "rule", "memory"
    revision: int

    @property
    def told(self) -> str:
        """The receipt as an editor reads it.

        >>> Receipt("herb.hong-hua", "红花", "safflower", "Safflower", Outcome.REPAIRED, "rule", 2).told
        '红花 = safflower: repaired as “Safflower” by a rule; entry herb.hong-hua revision 2'
        >>> Receipt("herb.hong-hua", "红花", "safflower", "", Outcome.MISSED, "draft", 2).told
        '红花 = safflower: missed, neither it nor an accepted form stands in the first draft; entry herb.hong-hua revision 2'
        """
        where = _STAGES.get(self.stage, f"in the {self.stage}")
        got = f"{self.outcome} as “{self.found}” {where}" if self.found else f"{self.outcome}, neither it nor an accepted form stands {where}"
        return f"{self.source} = {self.expected}: {got}; entry {self.concept} revision {self.revision}"
