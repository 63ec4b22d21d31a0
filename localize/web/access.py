"""Who may do what: one table, and one function that reads it. Nothing is asked of the store or of a request here.

A role reaches as far as its cell says. Somebody with several roles may do what any of them may. A token may at most do what its scopes name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from localize.domain.account import Account, Link, Role, Session, Token
from localize.domain.locale import Locale


class Act(StrEnum):
    """What a route does. Every route declares one."""

    OPEN = "open"  # what everybody may: sign in, set up, look, choose a language
    START = "start"  # the first page, and what belongs to being signed in
    OWN_ACCOUNT = "own.account"  # password, second factor, tokens: of oneself
    READ_RECORD = "read.record"
    READ_QUEUE = "read.queue"  # what waits for a person, with everything that is said of it
    FLAG = "flag"  # say that something is wrong with a variant
    SUGGEST = "suggest"  # offer another wording
    APPROVE = "approve"  # approve, reject or edit a variant, and answer flags
    APPROVE_OWN = "approve.own"  # approve the preview of a record of the own shop; only where CHUHAI_SELLERS_APPROVE lets sellers do so
    TRY = "try"  # see what would become of a text of one's own; nothing of it is kept
    READ_GLOSSARY = "read.glossary"
    EDIT_GLOSSARY = "edit.glossary"
    READ_NIGHTS = "read.nights"
    RUN_NIGHTS = "run.nights"
    JUDGE_TEXTS = "judge.texts"  # say in a spot audit what a text that went out is like
    READ_AUDIT = "read.audit"
    MANAGE_PEOPLE = "manage.people"
    MANAGE_LINKS = "manage.links"
    MANAGE_WEBHOOKS = "manage.webhooks"


class Reach(Enum):
    """On what a role may do it."""

    NONE = "nothing"
    SHOP = "the records of an own shop, or those that a link names"
    LOCALE = "the texts of an own locale"
    ALL = "everything"


_NO, _SHOP, _LOCALE, _ALL = Reach.NONE, Reach.SHOP, Reach.LOCALE, Reach.ALL
_COLUMNS = (Role.ANONYMOUS, Role.LINK, Role.SELLER, Role.EDITOR, Role.OPERATOR, Role.AUDITOR)
# Approving is the editors' alone: who runs the nights and who answers for the words are two people, or one with two roles.
_ROWS: dict[Act, tuple[Reach, ...]] = {
    # what              anonymous link   seller editor   operator auditor
    Act.OPEN: (_ALL, _ALL, _ALL, _ALL, _ALL, _ALL),
    Act.START: (_NO, _ALL, _ALL, _ALL, _ALL, _ALL),
    Act.OWN_ACCOUNT: (_NO, _NO, _ALL, _ALL, _ALL, _ALL),
    Act.READ_RECORD: (_NO, _SHOP, _SHOP, _ALL, _ALL, _ALL),
    Act.READ_QUEUE: (_NO, _NO, _NO, _ALL, _ALL, _ALL),
    Act.FLAG: (_NO, _SHOP, _SHOP, _LOCALE, _ALL, _NO),
    Act.SUGGEST: (_NO, _SHOP, _SHOP, _LOCALE, _ALL, _NO),
    Act.APPROVE: (_NO, _NO, _NO, _LOCALE, _NO, _NO),
    Act.APPROVE_OWN: (_NO, _SHOP, _SHOP, _NO, _NO, _NO),
    Act.TRY: (_NO, _ALL, _ALL, _ALL, _ALL, _NO),
    Act.READ_GLOSSARY: (_NO, _NO, _NO, _ALL, _ALL, _ALL),
    Act.EDIT_GLOSSARY: (_NO, _NO, _NO, _LOCALE, _NO, _NO),
    Act.READ_NIGHTS: (_NO, _NO, _NO, _NO, _ALL, _ALL),
    Act.RUN_NIGHTS: (_NO, _NO, _NO, _NO, _ALL, _NO),
    Act.JUDGE_TEXTS: (_NO, _NO, _NO, _LOCALE, _ALL, _NO),
    Act.READ_AUDIT: (_NO, _NO, _NO, _NO, _ALL, _ALL),
    Act.MANAGE_PEOPLE: (_NO, _NO, _NO, _NO, _ALL, _NO),
    Act.MANAGE_LINKS: (_NO, _NO, _NO, _NO, _ALL, _NO),
    Act.MANAGE_WEBHOOKS: (_NO, _NO, _NO, _NO, _ALL, _NO),
}
TABLE: dict[Act, dict[Role, Reach]] = {act: dict(zip(_COLUMNS, row, strict=True)) for act, row in _ROWS.items()}
# What a token may be made for. Passwords, people, links and webhooks are for people in a browser.
SCOPES = (Act.READ_RECORD, Act.FLAG, Act.SUGGEST, Act.APPROVE, Act.READ_GLOSSARY, Act.EDIT_GLOSSARY, Act.READ_NIGHTS, Act.RUN_NIGHTS, Act.READ_AUDIT)
# What a token may always do: say whose it is.
_ANY_TOKEN = (Act.OPEN, Act.START)


@dataclass(frozen=True)
class Thing:
    """What is acted on, as far as it decides: a record by key and shop, a text by its locale as well. "" where it has none."""

    record: str = ""
    shop: str = ""
    locale: str = ""


@dataclass(frozen=True)
class Who:
    """Whoever sent a request: nobody, somebody with an account (by session or token), or who came by a link."""

    account: Account | None = None
    link: Link | None = None
    session: Session | None = None
    token: Token | None = None

    @property
    def roles(self) -> tuple[Role, ...]:
        if self.account is not None:
            return self.account.roles
        return (Role.LINK,) if self.link is not None else (Role.ANONYMOUS,)

    @property
    def name(self) -> str:
        """As the audit log says it.

        >>> Who().name
        'somebody'
        """
        if self.account is not None:
            return f"{self.account.name}, token {self.token.id}" if self.token is not None else self.account.name
        return f"link {self.link.id}" if self.link is not None else "somebody"

    @property
    def person(self) -> str:
        """Whose words and acts these are, whichever of their tokens sent them: two tokens are not two people."""
        return self.account.name if self.account is not None else self.name

    @property
    def shops(self) -> tuple[str, ...]:
        if self.link is not None:
            return (self.link.shop,)
        return () if self.account is None else self.account.shops

    @property
    def signed_in(self) -> bool:
        return self.account is not None or self.link is not None


def reach(who: Who, act: Act) -> frozenset[Reach]:
    """How far somebody's roles reach in this act; nothing for a token without the scope."""
    if who.token is not None and act not in _ANY_TOKEN and act.value not in who.token.scopes:
        return frozenset()
    return frozenset(TABLE[act][role] for role in who.roles) - {Reach.NONE}


def allowed(who: Who, act: Act, thing: Thing | None = None) -> bool:
    """Whether they may do it: to this thing, or without one to anything at all (a list, which then holds only what they may read).

    >>> allowed(Who(), Act.OPEN), allowed(Who(), Act.READ_RECORD)
    (True, False)
    """
    reached = reach(who, act)
    if thing is None or Reach.ALL in reached:
        return bool(reached)
    return (Reach.SHOP in reached and _own_shop(who, thing)) or (Reach.LOCALE in reached and _own_locale(who, thing))


def readable_shops(who: Who) -> tuple[str, ...] | None:
    """Of which shops somebody may read records; None for all. A link that names records is asked for those instead: `named_records`."""
    return None if Reach.ALL in reach(who, Act.READ_RECORD) else tuple(shop for shop in who.shops if shop)


def own_locales(who: Who, act: Act) -> tuple[str, ...] | None:
    """In which languages somebody may do it, as an account names them; None where languages do not bound it, which is no leave to do it."""
    reached = reach(who, act)
    return who.account.locales if who.account is not None and Reach.LOCALE in reached and Reach.ALL not in reached else None


def named_records(who: Who) -> tuple[str, ...]:
    """The records that a link names; none for a link to a whole shop, and for everybody else."""
    return () if who.link is None else who.link.records


def _own_shop(who: Who, thing: Thing) -> bool:
    named = named_records(who)
    return bool(thing.shop) and thing.shop in who.shops and (not named or thing.record in named)


def _own_locale(who: Who, thing: Thing) -> bool:
    if who.account is None or not thing.locale:
        return False
    return any(str(locale) in who.account.locales for locale in Locale.parse(thing.locale).fallbacks())
