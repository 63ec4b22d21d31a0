"""Rewriting for tone: which parts of a record may be rewritten from their plain translation, and how a step says what became of one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from localize.domain.record import Kind, Role

REFUSED = "rewrite.refused"  # a step with this rule changed nothing: it keeps what the model wrote, and its note says why it was not taken


class Part(StrEnum):
    """A part of a record that a region may have rewritten.

    A listing's title is searched for; the title of a note is its writer's own hook. A note has an opening, a listing's description has none.
    """

    TITLE = "title"
    OPENING = "opening"

    @property
    def task(self) -> str:
        """The task of its prompt, and of Request.task."""
        return f"rewrite-{self}"

    @property
    def rule(self) -> str:
        """The rule of the step in which it was rewritten."""
        return f"rewrite.{self}"

    @property
    def kind(self) -> Kind:
        return Kind.LISTING if self is Part.TITLE else Kind.NOTE

    @property
    def role(self) -> Role:
        return Role.TITLE if self is Part.TITLE else Role.BODY


def parts_of(kind: Kind, wanted: Iterable[str]) -> tuple[Part, ...]:
    """The parts of a kind of record among those that a region wants rewritten.

    >>> parts_of(Kind.NOTE, ("title", "opening"))
    (<Part.OPENING: 'opening'>,)
    """
    names = set(wanted)
    return tuple(part for part in Part if part.kind is kind and part in names)
