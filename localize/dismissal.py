"""Say of something mined that it is no term. What is dismissed stays on record with the reason, so that mining never brings it again."""

from __future__ import annotations

from localize import postedits
from localize.domain.term import Term
from localize.glossary import checked, person, save
from localize.postedits import Wording
from localize.store.repository import Store
from localize.termbase.lifecycle import reject, signed


def dismiss_word(store: Store, proposal: Term, who: str, why: str) -> str:
    """Propose and reject a word in one transaction; gives the entry's key. Raises IllegalMove where it has become an entry meanwhile."""
    entry = checked(proposal)
    save(store, [(None, entry), (entry, reject(entry))], person(who), f"dismissed: {why}" if why.strip() else "")
    return entry.key


def dismiss_wording(store: Store, found: Wording, who: str, why: str) -> str:
    """The same of a wording: for a known entry an event beside it, which changes nothing of it."""
    if found.term is None:
        return dismiss_word(store, postedits.entry(found), who, why)
    name, reason = signed(found.term.key, person(who), why)
    detail = {"kind": "dismissed", "wording": found.found.after, "before": found.found.before, "why": reason}
    store.suggest_term(found.term.key, name, detail)
    return found.term.key
