"""Proposals one after the other: what waits, one entry with everything to judge it by, and the decision, which can be taken back."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize import cards, discussion, glossary
from localize.domain.term import Term
from localize.errors import GlossaryError, IllegalMove
from localize.lookup import Wanted
from localize.store.terms import TermRevision
from localize.takeback import take_back
from localize.termbase.lifecycle import LONGEST_REASON
from localize.web import forms
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.glossary.base import LONGEST_KEY, current, entry_of, for_whom, keep, look_again, page, place, shelf_of, standing
from localize.web.glossary.entry import MOVED, shown
from localize.web.languages import N_
from localize.web.site import site_of

router = APIRouter()
PAGE = 50
READ = "read, and it holds"  # the reason of an approval for which nobody wrote another
GROUPS = ("decide", "word", "others")


@router.get("/glossary/waiting")
def waiting(
    request: Request,
    who: Annotated[Who, may(Act.READ_GLOSSARY)],
    group: str = "",
    locale: str = "",
    domain: str = "",
    after: str = "",
) -> Response:
    """What waits for somebody: for this person first."""
    groups, begin = for_whom(request, who), place(after)
    chosen = group if group in GROUPS else next((name for name in GROUPS if groups[name]), "decide")
    all_of = groups[chosen]
    found = _narrowed(all_of, locale, domain)
    asked = {"group": chosen, "locale": locale[:40], "domain": domain[:40]}
    values = {
        "group": chosen,
        "found": found[begin : begin + PAGE],
        "number": len(found),
        "first": found[0].term.key if found else "",
        "more": f"/glossary/waiting?{urlencode({**asked, 'after': begin + PAGE})}" if len(found) > begin + PAGE else "",
        "asked": "".join(f"&{urlencode({name: asked[name]})}" for name in ("locale", "domain") if asked[name]),
        "locale": asked["locale"],
        "domain": asked["domain"],
        "locales": Counter(str(each.term.locale) for each in _narrowed(all_of, "", domain)),
        "domains": Counter(each.term.domain for each in _narrowed(all_of, locale, "")),
    }
    return page(request, who, "waiting", values)


def _narrowed(entries: tuple[TermRevision, ...], locale: str, domain: str) -> tuple[TermRevision, ...]:
    return tuple(each for each in entries if locale in ("", str(each.term.locale)) and domain in ("", each.term.domain))


@router.get("/glossary/review")
def review(request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY, of=entry_of)], locale: str = "", domain: str = "") -> Response:
    return _review(request, who, locale[:40], domain[:40], "", {})


def _review(request: Request, who: Who, locale: str, domain: str, why: str, faults: forms.Faults, *, status: int = 0) -> Response:
    """One proposal with everything to judge it by."""
    site, found = site_of(request), current(request)
    others = [each for each in shelf_of(request).concept(found.term.concept) if each.term.key != found.term.key]
    asked = {name: value for name, value in (("locale", locale), ("domain", domain)) if value}
    values = {
        "found": found,
        "term": found.term,
        "standing": standing(request, who, found.term),
        "card": cards.card(site.store, found.term.concept),
        "others": others[:8],
        "remarks": [each for each in discussion.history(site.store, found.term.key) if each.what == "remark"],
        "rivals": _rivals(request, found.term),
        "asked": asked,
        "why": why,
        "faults": faults,
        **_neighbours(_narrowed(for_whom(request, who)["decide"], locale, domain), found.term.key, asked),
    }
    return page(request, who, "review", values, status=status or 200)


def _rivals(request: Request, term: Term) -> list[Term]:
    """Open entries of other concepts with the same headword for the same readers: another sense, or the same thing twice."""
    found = shelf_of(request).found(Wanted(term.source, locale=str(term.locale)))
    return [
        each.term
        for each in found
        if term.source in (each.term.source, *each.term.source_variants)
        and each.term.concept != term.concept
        and each.term.status.value in ("proposed", "approved")
    ][:5]


def _neighbours(entries: tuple[TermRevision, ...], key: str, asked: dict[str, str]) -> dict[str, Any]:
    """Where an entry stands in its list, and the address of the one after it: that of the first after the last, "" where there is no other."""
    keys = [each.term.key for each in entries]
    at = keys.index(key) if key in keys else -1
    other = next((each for each in (*keys[at + 1 :], *keys[: max(at, 0)])), "")
    return {"position": at + 1, "number": len(keys), "next": f"/glossary/review?{urlencode({'entry': other, **asked})}" if other else ""}


@router.post("/glossary/decide")
def decide(
    request: Request,
    who: Annotated[Who, may(Act.EDIT_GLOSSARY, of=entry_of)],
    act: Annotated[str, Form()] = "",
    why: Annotated[str, Form()] = "",
    seen: Annotated[int, Form()] = 0,
    queue: Annotated[str, Form()] = "",
    locale: Annotated[str, Form()] = "",
    domain: Annotated[str, Form()] = "",
) -> Response:
    """Approve, reject, deprecate or propose again the entry that was looked at; in the queue, then show the next one."""
    site, term = site_of(request), current(request).term
    reason = forms.line(why, LONGEST_REASON - 20) or (READ if act == "approve" else "")
    faults = _faults(term, act, reason, seen)
    if not faults:
        following = _next(request, who, term.key, locale[:40], domain[:40]) if queue else ""
        try:
            after = glossary.move(site.store, term, act, who.name, reason, single_editor=site.settings.single_editor)
        except (GlossaryError, IllegalMove) as error:
            look_again(request)
            faults["seen"] = error.message
        else:
            keep(request, who, act, term.key, {"revision": after.revision, "why": reason})
            place_after = following or (
                f"/glossary/waiting?{urlencode({'done': term.key})}" if queue else f"/glossary/entry?entry={term.key}&said=saved"
            )
            return RedirectResponse(place_after, 303)
    code = 409 if "seen" in faults else 422
    if queue:
        return _review(request, who, locale[:40], domain[:40], why[:LONGEST_REASON], faults, status=code)
    return shown(request, who, faults, status=code)


def _faults(term: Term, act: str, reason: str, seen: int) -> forms.Faults:
    if act not in MOVED:
        return {"decision": N_("Choose what to do with the entry.")}
    if term.revision != seen:
        return {"seen": N_("Somebody changed this entry while you were looking at it. It is shown as it is now: decide again.")}
    return {} if reason else {"why": N_("Say why: the history keeps it.")}


def _next(request: Request, who: Who, key: str, locale: str, domain: str) -> str:
    """The address of the proposal after this one, with what was just done to it."""
    asked = {name: value for name, value in (("locale", locale), ("domain", domain)) if value}
    address: str = _neighbours(_narrowed(for_whom(request, who)["decide"], locale, domain), key, asked)["next"]
    return f"{address}&{urlencode({'done': key})}" if address else ""


@router.post("/glossary/take-back")
def taken_back(request: Request, who: Annotated[Who, may(Act.EDIT_GLOSSARY, of=entry_of)]) -> Response:
    """Undo one's own last decision on an entry: it waits again."""
    site, term = site_of(request), current(request).term
    after = take_back(site.store, term, who.name)
    keep(request, who, "take-back", term.key, {"revision": after.revision})
    return RedirectResponse(f"/glossary/review?{urlencode({'entry': term.key[:LONGEST_KEY], 'said': 'taken-back'})}", 303)
