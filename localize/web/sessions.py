"""Who a request comes from: a session by its cookie, or a token by its header. Sessions begin, rotate and end here.

The cookie holds a random token and the store its digest. A session ends when nobody used it for IDLE, and in any case after WHOLE.
"""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from localize.domain.account import Account, Link, Session
from localize.web.access import Who
from localize.web.keys import digest, drawn
from localize.web.site import Site, site_of

IDLE = timedelta(hours=4)
WHOLE = timedelta(hours=12)  # a working day: the next morning everybody signs in again
_SEEN_EVERY = timedelta(minutes=1)  # a write for each request would be a write for each picture
_LONGEST_TOKEN = 200  # characters


def who_is(request: Request) -> Who:
    """Who sent this request; asked of the store once a request. What is unknown, expired or switched off is nobody."""
    known: Who | None = getattr(request.state, "who", None)
    if known is None:
        header = request.headers.get("authorization", "")
        known = _by_token(request, header) if header else _by_cookie(request)
        request.state.who = known
    return known


def _by_token(request: Request, header: str) -> Who:
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(secret) <= _LONGEST_TOKEN:
        return Who()
    site = site_of(request)
    token = site.store.passes.token(digest(secret))
    account = site.store.accounts.get(token.account) if token is not None and token.open_at(site.now()) else None
    return Who(account=account, token=token) if account is not None and account.active else Who()


def _by_cookie(request: Request) -> Who:
    site = site_of(request)
    cookie = request.cookies.get(cookie_name(site), "")
    session = site.store.sessions.get(digest(cookie)) if 0 < len(cookie) <= _LONGEST_TOKEN else None
    now = site.now()
    if session is None or now >= session.expires or now - session.seen > IDLE:
        return Who()
    if now - session.seen > _SEEN_EVERY:
        site.store.sessions.saw(session.digest, now)
    if session.link is not None:
        link = site.store.passes.link(session.link)
        return Who(link=link, session=session) if link is not None and link.open_at(now) else Who()
    account = site.store.accounts.get(session.account or 0)
    if account is None or not account.active:
        return Who()
    return Who(account=account, session=session) if session.passed else Who(session=session)


def begin(request: Request, response: Response, whose: Account | Link, *, passed: bool = True) -> None:
    """Start a session under a new token; the one that the browser came with ends, so that nobody can have prepared it."""
    site, token = site_of(request), drawn()
    now = site.now()
    before = request.cookies.get(cookie_name(site), "")
    if isinstance(whose, Link):
        who, ends = Who(link=whose), min(whose.expires, now + WHOLE)
        session = Session(digest(token), None, whose.id, now, now, ends, passed)
    else:
        who, ends = Who(account=whose), now + WHOLE
        session = Session(digest(token), whose.id, None, now, now, ends, passed)
    act = "session.begin" if passed else "session.password"
    done = site.deed(request, who, act, f"account {whose.id}" if isinstance(whose, Account) else f"link {whose.id}")
    site.store.sessions.begin(session, done, instead_of=digest(before) if before else "")
    _set_cookie(site, response, token, ends - now)


def end(request: Request, response: Response, who: Who) -> None:
    site = site_of(request)
    if who.session is not None:
        site.store.sessions.end(who.session.digest, site.deed(request, who, "session.end", ""))
    response.delete_cookie(cookie_name(site), path="/", secure=site.web.https, httponly=True, samesite="lax")


def half_way(request: Request) -> Account | None:
    """The account whose password was right and whose second factor is still asked for."""
    session = who_is(request).session
    if session is None or session.passed or session.account is None:
        return None
    account = site_of(request).store.accounts.get(session.account)
    return account if account is not None and account.active and account.factor else None


def cookie_name(site: Site) -> str:
    """With https a browser takes the name only from this host, over https, for all paths."""
    return "__Host-chuhai" if site.web.https else "chuhai"


def _set_cookie(site: Site, response: Response, token: str, lasts: timedelta) -> None:
    response.set_cookie(
        cookie_name(site), token, max_age=max(int(lasts.total_seconds()), 0), path="/", secure=site.web.https, httponly=True, samesite="lax"
    )
