"""What goes wrong while a page is made, as exceptions with a status, and as pages or JSON that say what to do. No page shows a traceback.

Failure            the base: a status, a sentence, a next step
├── NotSignedIn    401: a page sends the browser to the login
├── Forbidden      403
├── NotThere       404, also for what somebody may not even know of
├── Stray          403, before anything is looked up
├── Unfit          422: a form's fields with what is wrong
└── TooOften       429, with the seconds to wait
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from localize.errors import GlossaryError, IllegalMove, LocalizeError, TransientError
from localize.web.access import Who
from localize.web.languages import N_
from localize.web.sessions import who_is
from localize.web.site import site_of


class Failure(Exception):
    """Raised by routes; `message` and `next_step` are in English and translated when they are shown. `more` is for programs, beside them."""

    status = 500

    def __init__(self, message: str, next_step: str = "", *, wait: int = 0, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message, self.next_step, self.wait, self.more = message, next_step, wait, more or {}


class NotSignedIn(Failure):
    status = 401

    def __init__(self) -> None:
        super().__init__(N_("Sign in first."), N_("Sign in, or open the link that you were given."))


class Forbidden(Failure):
    status = 403

    def __init__(self) -> None:
        super().__init__(N_("Your account may not do this."), N_("Ask an operator for the role that you need."))


class NotThere(Failure):
    status = 404

    def __init__(self) -> None:
        super().__init__(N_("There is nothing here."), N_("Check the address, or go to the start page."))


class Stray(Failure):
    """A change that another site may have made a browser send."""

    status = 403

    def __init__(self) -> None:
        super().__init__(N_("This request came from no page of ours, and without a token."), N_("Send a token as Authorization: Bearer."))


class TooOften(Failure):
    status = 429

    def __init__(self, wait: int) -> None:
        super().__init__(N_("That was tried too often."), N_("Wait a few minutes, then try again."), wait=wait)


_PLAIN = {
    400: (N_("This request could not be read."), N_("Go back and try again.")),
    403: (N_("This is not allowed."), N_("Go to the start page.")),
    404: (N_("There is nothing here."), N_("Check the address, or go to the start page.")),
    405: (N_("This address does not take that kind of request."), N_("Go to the start page.")),
    413: (N_("That is too much at once."), N_("Send less.")),
    422: (N_("Something in this form does not fit."), N_("Go back, check the fields and send it again.")),
    500: (N_("Something went wrong on our side."), N_("Try again. If it happens again, tell an operator the number below.")),
    503: (N_("The store is busy."), N_("Try again in a minute.")),
}


def answer(request: Request, error: Exception) -> Response:
    """The response for an exception, as a page or as JSON, as the address asks."""
    if isinstance(error, NotSignedIn) and not _is_api(request):
        return RedirectResponse("/login" + _back(request), status_code=303)
    status, message, next_step, wait = _said(error)
    headers = {"Retry-After": str(wait)} if wait else {}
    if _is_api(request):
        if status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        number = request.state.id
        problem = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": message,
            "next_step": next_step,
            "request": number,
        }
        return JSONResponse(_more(error) | problem, status, headers, media_type="application/problem+json")
    try:
        who = who_is(request)
    except LocalizeError:  # the store itself is what does not answer: the page then speaks to nobody in particular
        who = Who()
    page = {"status": status, "message": message, "next_step": next_step}
    response = site_of(request).pages.render(request, who, "failure.html.jinja", page, status=status)
    response.headers.update(headers)
    return response


def _said(error: Exception) -> tuple[int, str, str, int]:
    """Status, sentence, next step, seconds to wait."""
    if isinstance(error, Failure):
        return error.status, error.message, error.next_step, error.wait
    if isinstance(error, (IllegalMove, GlossaryError)):  # the glossary's files were read when the server started: this is about what was asked of it
        return 409 if isinstance(error, IllegalMove) else 422, error.message, error.next_step, 0
    if isinstance(error, RequestValidationError):
        return (422, *_PLAIN[422], 0)
    if isinstance(error, HTTPException):
        return (error.status_code, *_PLAIN.get(error.status_code, _PLAIN[400]), 0)
    if isinstance(error, TransientError):
        return (503, *_PLAIN[503], 60)
    return (500, *_PLAIN[500], 0)


def _more(error: Exception) -> dict[str, Any]:
    """What a program can work with: the parameters that do not fit, by name and without what was sent."""
    if isinstance(error, RequestValidationError):
        return {"errors": [{"where": ".".join(map(str, each["loc"])), "problem": each["msg"]} for each in error.errors()[:20]]}
    return dict(error.more) if isinstance(error, Failure) else {}


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _back(request: Request) -> str:
    """Where to go on after the login: only a page that was to be looked at."""
    return f"?next={quote(request.url.path)}" if request.method == "GET" and request.url.path != "/" else ""


def own_path(path: str) -> str:
    """A path of these pages that a browser may be sent to; "/" for everything that could lead elsewhere.

    >>> own_path("/people"), own_path("//evil.example"), own_path("https://evil.example"), own_path("/\\\\evil.example")
    ('/people', '/', '/', '/')
    """
    right = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable() and len(path) <= 500
    return path if right else "/"
