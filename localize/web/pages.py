"""Templates to responses: autoescape, strict about names, in the reader's language and theme."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from babel.core import Locale, UnknownLocaleError
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from localize.domain.account import Role
from localize.web import below
from localize.web.access import Act, Who, allowed
from localize.web.languages import LANGUAGES, N_, asked_for, catalogue

STATIC = Path(__file__).parent / "static"
THEMES = ("light", "dark")
_HALVES = re.compile("[\ud800-\udfff]")
_SELLERS = {Role.LINK, Role.SELLER}


@dataclass(frozen=True)
class Place:
    """An entry of the navigation: where it leads, what it is called, who sees it, and the key after `g` that goes there."""

    path: str
    title: str
    act: Act
    key: str


# Read from left to right. Pages that are added stand here too.
PLACES = (
    Place("/", N_("Start"), Act.START, "h"),
    Place("/nights", N_("Nights"), Act.READ_NIGHTS, "n"),
    Place("/machine", N_("Machine"), Act.READ_NIGHTS, "m"),
    Place("/shop", N_("Notes and listings"), Act.READ_RECORD, "s"),
    Place("/try", N_("Try a text"), Act.TRY, "t"),
    Place("/glossary", N_("Glossary"), Act.READ_GLOSSARY, "g"),
    Place("/queue", N_("Queue"), Act.READ_QUEUE, "q"),
    Place("/people", N_("People"), Act.MANAGE_PEOPLE, "p"),
    Place("/links", N_("Links"), Act.MANAGE_LINKS, "l"),
    Place("/webhooks", N_("Webhooks"), Act.MANAGE_WEBHOOKS, "w"),
    Place("/audit", N_("Audit log"), Act.READ_AUDIT, "a"),
    Place("/account", N_("Account"), Act.OWN_ACCOUNT, "c"),
)

# What a page may say once after something was done, by the name in the address: an address can choose a sentence, never write one.
SAID = {
    "saved": N_("Saved."),
    "added": N_("The account is there. Give the address below to its owner."),
    "reset": N_("The old password is gone. Give the address below to its owner."),
    "password": N_("The new password holds. Other browsers were signed out."),
    "link": N_("The link is there. Copy its address and send it."),
    "renewed": N_("The link is open again, at the same address."),
    "revoked": N_("The link is closed for ever."),
    "tested": N_("It answered: the test arrived."),
    "switched": N_("Saved. What waits is kept."),
    "again": N_("It is tried again."),
    "token-revoked": N_("The token is closed for ever."),
    "factor-off": N_("The second factor is off."),
    "flagged": N_("Thank you. An editor reads your flag; you see here what becomes of it."),
    "withdrawn": N_("The flag is withdrawn."),
    "approved": N_("The text is approved."),
    "thrown-away": N_("The preview is gone."),
    "sent-back": N_("Sent back."),
    "text-undone": N_("Taken back."),
    "line": N_("The line is saved."),
    "same": N_("It reads so already; nothing was changed."),
    "declined": N_("The flag is declined; its seller reads why."),
    "accepted": N_("The flag is accepted and the line is changed."),
    "view": N_("The view is saved."),
    "view-gone": N_("The view is removed."),
    "queue-end": N_("That was the last of these."),
    "bulk-undone": N_("All of it is taken back, but what was changed since."),
    "signed-out": N_("You are signed out."),
    "night-asked": N_("The night was asked for. It begins in some seconds."),
    "night-stopping": N_("The night stops after the batch that it is at. What is done is kept."),
    "remark": N_("Your remark is kept."),
    "proposed": N_("The entry is proposed. Somebody else approves it."),
    "changed": N_("The wording is changed."),
    "back": N_("The older wording holds again."),
    "back-open": N_("The older wording is back, as a proposal."),
    "taken-back": N_("Your decision is taken back. The entry waits again."),
    "dismissed": N_("Dismissed. It is not brought again."),
    "imported": N_("The file is taken over. It can be undone below."),
    "undone": N_("The import is undone."),
    "undone-in-part": N_("The import is undone, except for entries that somebody changed since."),
}


class Pages:
    """All templates, once for each language."""

    def __init__(self) -> None:
        self._environments = {language: _environment(language) for language in LANGUAGES}

    def render(self, request: Request, who: Who, template: str, values: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
        """A page for somebody. `values` are what the template names beside what every page has."""
        language = language_of(request, who)
        shared = {
            "who": who,
            "language": language,
            "languages": LANGUAGES,
            "theme": theme_of(request, who),
            "places": [place for place in PLACES if allowed(who, place.act)] if who.signed_in else [],
            "path": request.url.path,
            "request_id": request.state.id,
            "said": SAID.get(request.query_params.get("said", ""), ""),
        }
        body = self._environments[language].get_template(template).render({**shared, **values})
        return HTMLResponse(_whole(body), status, {"Cache-Control": "no-store", "Vary": "Cookie, Accept-Language"})


def language_of(request: Request, who: Who) -> str:
    """What an account chose, else what this browser chose, else what it asks for; sellers read Chinese where it asks for neither."""
    chosen = who.account.language if who.account is not None else ""
    for each in (chosen, request.cookies.get("language", "")):
        if each in LANGUAGES:
            return each
    return asked_for(request.headers.get("accept-language", ""), "zh-Hans" if set(who.roles) <= _SELLERS else "en")


def theme_of(request: Request, who: Who) -> str:
    """light, dark, or "" as the system has it."""
    chosen = who.account.theme if who.account is not None and who.account.theme else request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""


def _environment(language: str) -> Environment:
    made = Environment(
        loader=PackageLoader("localize", "web/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(catalogue(language), newstyle=False)  # type: ignore[attr-defined]
    made.policies["ext.i18n.trimmed"] = True
    made.filters["moment"] = _moment
    made.filters["tongue"] = partial(_tongue, language)
    made.filters["below"] = partial(below.said, language)
    made.globals["asset"] = _asset
    return made


def _whole(page: str) -> str:
    """The page as UTF-8 can carry it: half a surrogate pair, which a list of a JSON column may hold, becomes U+FFFD.

    >>> _whole("茶\\ud83d") == "茶\\ufffd"
    True
    """
    return _HALVES.sub("\ufffd", page)


def _moment(value: datetime) -> str:
    """A time as every reader can compare it: in UTC, to the minute."""
    return f"{value:%Y-%m-%d %H:%M}"


@cache
def _tongue(language: str, tag: str) -> str:
    """What a locale is called in the reader's language, its tag where nobody has a name for it."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return tag
    return f"{name} · {tag}" if name else tag


@cache
def _asset(name: str) -> str:
    """The address of a static file, which changes with its content, so that browsers may keep it for a year."""
    content = (STATIC / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"
