"""Four eyes: nobody approves a wording of their own. Who wrote an entry is read from its history; nothing else is kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from localize.domain.term import Status, Term
from localize.errors import IllegalMove


@dataclass(frozen=True)
class Writers:
    """Who proposed an entry, the first time or the last time again, and who its wording is by. "" is nobody: the shipped tables."""

    proposer: str = ""
    editor: str = ""

    def wrote(self, who: str) -> bool:
        """Whether the wording is, in part or whole, by `who`. Names are compared as people read them.

        >>> Writers("Lin").wrote(" lin\u200b"), Writers("Lin").wrote("")
        (True, False)
        """
        return _folded(who) in {_folded(name) for name in (self.proposer, self.editor)} - {""}


def writers(history: Iterable[tuple[Term, str]]) -> Writers:
    """The writers of the newest revision. `history` has each revision with who made it, oldest first.

    Who takes back a decision of their own on somebody else's proposal proposes nothing, until they word it as well.
    """
    found = Writers()
    before: Term | None = None
    closed_by = taken_back_by = ""
    for term, who in history:
        if before is not None and term.status is Status.PROPOSED and before.status is not Status.PROPOSED:
            own = closed_by and Writers(closed_by).wrote(who) and not found.wrote(who)
            taken_back_by = who if own else ""
            found = found if own else replace(found, proposer=who)
        elif before is None and term.status is Status.PROPOSED:
            found = replace(found, proposer=who)
        if term.status not in (Status.PROPOSED, Status.APPROVED):
            closed_by = who
        if before is None or _wording(term) != _wording(before):
            taken_over = taken_back_by and Writers(taken_back_by).wrote(who)
            found = Writers(who if taken_over else found.proposer, who)
        before = term
    return found


def must_be_another(term: Term, who: str, written: Writers) -> None:
    """Raises IllegalMove where `who` wrote the entry that is to be approved."""
    if written.wrote(who):
        part = "proposed" if Writers(written.proposer).wrote(who) else "worded"
        raise IllegalMove(
            f"{who.strip()} {part} {term.key} and cannot approve it: that is for somebody else than who proposed or worded it.",
            next_step="Ask another person to approve it. A shop with one editor sets CHUHAI_SINGLE_EDITOR=1.",
        )


def _wording(term: Term) -> Term:
    """The entry without its standing."""
    return replace(term, status=Status.PROPOSED, revision=1)


def _folded(name: str) -> str:
    # an invisible character makes no other person
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isprintable() and not c.isspace())
