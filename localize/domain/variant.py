"""A variant: a whole record rendered for one target, what made it, and what the gate says of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from localize.domain.region import Target
from localize.domain.unit import Origin, Unit


class Decision(StrEnum):
    """What the gate says. The last two say why there is no text at all."""

    RELEASE = "release"
    REVIEW = "review"
    BLOCK = "block"
    NOT_ELIGIBLE = "not eligible"
    NO_ENGINE = "no engine"


@dataclass(frozen=True)
class Reason:
    """Why. `rule` is a check, a claim rule or an eligibility rule; `phrase` the words it is about; `remedy` the next step."""

    rule: str
    message: str
    phrase: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Verdict:
    decision: Decision
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Signature:
    """What made a variant, as short digests. Two equal signatures mean that doing it again would give the same variant.

    >>> s = Signature("a1", "pseudo", "t", "p", "r", "m")
    >>> s == Signature.parse(str(s)), str(s)
    (True, 'source=a1 engine=pseudo terms=t prompts=p rules=r memory=m')
    >>> s.people, replace(s, people="all-1f") == Signature.parse(str(s) + " people=all-1f")
    ('', True)
    """

    source: str
    engine: str
    terms: str  # of the entries that matched, and only of those
    prompts: str
    rules: str
    memory: str  # of the memory entries that were reused, and only of those
    people: str = ""  # of the texts that people wrote or confirmed, "" where there is none; begins with "all-" where every text is a person's

    def __str__(self) -> str:
        return " ".join(f"{f.name}={getattr(self, f.name)}" for f in fields(self) if getattr(self, f.name) or f.name != "people")

    @classmethod
    def parse(cls, text: str) -> Signature:
        return cls(**dict(part.split("=", 1) for part in text.split(" ")))

    def difference(self, other: Signature) -> tuple[str, ...]:
        """The names of the parts that differ: why a variant is stale."""
        return tuple(f.name for f in fields(self) if getattr(self, f.name) != getattr(other, f.name))


def digest(*parts: object) -> str:
    """Eight hex digits over the parts, in their order."""
    return hashlib.sha256("\x1f".join(str(p) for p in parts).encode()).hexdigest()[:8]


def signed(signature: Signature, units: tuple[Unit, ...]) -> Signature:
    """The signature of a variant with these units: what people wrote into it is a part of what made it."""
    theirs = [(u.segment.index, u.segment.text, u.target, u.origin is Origin.HUMAN) for u in units if u.by_person]
    if not theirs:
        return replace(signature, people="")
    everything = all(u.origin is Origin.HUMAN for u in units if u.segment.text.strip())
    return replace(signature, people=("all-" if everything else "") + digest(*theirs))


class Approval(StrEnum):
    """What a person said of a variant. OPEN until one did; a machine never leaves OPEN."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Variant:
    record: str  # the record's key
    target: Target
    signature: Signature
    units: tuple[Unit, ...]
    verdict: Verdict
    notices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.record}@{self.target}"

    def field_text(self, path: str) -> str:
        """The rendered text of one field."""
        return "".join(u.whole for u in self.units if u.segment.field == path)

    def field_paths(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(u.segment.field for u in self.units))
