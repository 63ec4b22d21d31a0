"""What the pages of the glossary share: the entry in the address, who may decide on it, and what every one of them shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from localize.domain.account import Deed
from localize.domain.term import Status, Term
from localize.lookup import Shelf
from localize.store.terms import TermRevision
from localize.takeback import may_take_back
from localize.termbase.foureyes import Writers
from localize.web.access import Act, Thing, Who, allowed
from localize.web.failures import NotThere
from localize.web.site import site_of

LONGEST_KEY = 200


@dataclass(frozen=True)
class Standing:
    """What somebody may do with an entry. `written` is who proposed and worded it, where it waits for an approval."""

    own_language: bool
    written: Writers = Writers()
    wrote: bool = False

    @property
    def may_approve(self) -> bool:
        return self.own_language and not self.wrote


def shelf_of(request: Request) -> Shelf:
    """The entries as they were when this request first asked for them."""
    shelf: Shelf | None = getattr(request.state, "shelf", None)
    if shelf is None:
        site = site_of(request)
        request.state.shelf = shelf = site.held.shelf(site.store)
    return shelf


def look_again(request: Request) -> None:
    """Let what this request shows be the entries as they are now: somebody was faster."""
    request.state.shelf = None


def key_of(request: Request) -> str:
    """The key in the address: ?entry=herb.ai-cao|en|any."""
    return request.query_params.get("entry", "")[:LONGEST_KEY]


def entry_of(request: Request) -> Thing | None:
    """The entry in the address, for the door: its language decides."""
    found = shelf_of(request).entry(key_of(request))
    return None if found is None else Thing(locale=str(found.term.locale))


def current(request: Request) -> TermRevision:
    """The entry in the address. Raises NotThere."""
    found = shelf_of(request).entry(key_of(request))
    if found is None:
        raise NotThere
    return found


def may_edit(who: Who, term: Term) -> bool:
    return allowed(who, Act.EDIT_GLOSSARY, Thing(locale=str(term.locale)))


def standing(request: Request, who: Who, term: Term) -> Standing:
    """What somebody may do with this entry."""
    written = shelf_of(request).written.get(term.key, Writers())
    single = site_of(request).settings.single_editor
    return Standing(may_edit(who, term), written, term.status is Status.PROPOSED and written.wrote(who.name) and not single)


def for_whom(request: Request, who: Who) -> dict[str, tuple[TermRevision, ...]]:
    """The proposals of one's own languages: those to decide, those that wait for a rendering, and those that are for somebody else."""
    found: dict[str, list[TermRevision]] = {"decide": [], "word": [], "others": []}
    for each in shelf_of(request).waiting():
        allows = standing(request, who, each.term)
        if allows.own_language or not allowed(who, Act.EDIT_GLOSSARY):
            asks_nothing = not each.term.target and each.term.demand.value != "forbid"
            found["word" if asks_nothing else "others" if allows.wrote else "decide"].append(each)
    return {name: tuple(entries) for name, entries in found.items()}


def page(request: Request, who: Who, template: str, values: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
    """A page of the glossary, with the numbers that its own navigation shows."""
    site, groups = site_of(request), for_whom(request, who)
    shared = {
        "editor": allowed(who, Act.EDIT_GLOSSARY),
        "waits": {name: len(entries) for name, entries in groups.items()},
        "done": _done(request, who),
        "faults": {},
    }
    return site.pages.render(request, who, f"glossary/{template}.html.jinja", {**shared, **values}, status=status)


def _done(request: Request, who: Who) -> dict[str, Any] | None:
    """What this person just decided, as the address says it, and whether they can take it back."""
    key = request.query_params.get("done", "")[:LONGEST_KEY]
    found = shelf_of(request).entry(key) if key and allowed(who, Act.EDIT_GLOSSARY) else None
    if found is None or found.who != who.name:
        return None
    return {"entry": found, "back": may_take_back(site_of(request).store.term_history(key), who.name)}


def deed(request: Request, who: Who, act: str, subject: str, detail: Mapping[str, Any] | None = None) -> Deed:
    return site_of(request).deed(request, who, f"glossary.{act}", subject, detail)


def keep(request: Request, who: Who, act: str, subject: str, detail: Mapping[str, Any] | None = None) -> None:
    """Write down what was done. The glossary's own history has it too, in the transaction of the change."""
    site_of(request).store.deeds.add(deed(request, who, act, subject, detail))


def place(text: str) -> int:
    """Where a list goes on, as an address says it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
