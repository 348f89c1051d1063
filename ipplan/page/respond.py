"""Answers: pages, fragments, redirects, and the one refusal."""

from functools import cache
from typing import Any
from uuid import UUID

import structlog
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from ipplan.language import N_, first_known, languages
from ipplan.page.house import house_of
from ipplan.page.login.ending import asks_in
from ipplan.page.summed import summed_up
from ipplan.permit import Refused
from ipplan.store.preferences import NOTHING_CHOSEN

log = structlog.get_logger()
LANGUAGE_COOKIE = "ipplan-language"
REJECTED = N_("Forespørselen ble avvist.")
MISSING = N_("Noe mangler. Se på feltene som er merket.")
WRONG = N_("Feil:")


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page, or a part of one; where something is wrong with a form (422), that is said first."""
    made = text(request, template, **values)
    if status == 422:
        language, said = language_of(request), house_of(request).render.words
        made = summed_up(made, said(language, MISSING), said(language, WRONG))
    return HTMLResponse(made, status)


def with_secret(answer: HTMLResponse) -> HTMLResponse:
    """A page that shows a secret address or code: packed by nobody (see request/packed.py)."""
    answer.headers["cache-control"] = "no-store, no-transform"
    return answer


def text(request: Request, template: str, **values: Any) -> str:
    """A rendered template, with what every page knows."""
    return text_in(request, language_of(request), template, **values)


def text_in(request: Request, language: str, template: str, **values: Any) -> str:
    """The same in a language that is not the asker's own choice."""
    who = request.scope.get("who")
    known = {
        "who": who,
        "looks": who.session.preferences if who else NOTHING_CHOSEN,
        "demo": house_of(request).settings.env == "demo",
        "path": request.url.path,
        "asks_in": asks_in(request),
        "languages": languages(),
        "back": request.url.path if request.method == "GET" else "/",
    }
    return house_of(request).render(template, language, known | values)


def language_of(request: Request) -> str:
    """The language of the person who asks: hers; else what was chosen in this browser, or what it reads."""
    if who := request.scope.get("who"):
        return str(who.language)
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in languages() else first_known(request.headers.get("accept-language", ""))


def is_fragment(request: Request) -> bool:
    """Whether htmx asked, for a part of a page."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-boosted") != "true"


def see_other(path: str) -> RedirectResponse:
    """After a post: look there."""
    return RedirectResponse(path, status_code=303)


def refusal(request: Request) -> Response:
    """The one refusal: what is not there and what may not be seen are answered alike."""
    return page(request, "refusal/show.html", 404, back="/")


def rejection(request: Request, reason: str, status: int) -> Response:
    """What no browser of ours sends: turned away with a line, and the reason in the log."""
    log.warning("refused", reason=reason, path=place(request), method=request.method)
    return PlainTextResponse(house_of(request).render.words(language_of(request), REJECTED), status)


def place(connection: HTTPConnection) -> str:
    """The address that was asked for, as the log may have it: words of our own, and ids; never a token."""
    words = _words(connection.app)
    parts = connection.scope["path"].split("/")
    return "/".join(part if part in words or _is_id(part) else "*" for part in parts)


@cache
def _words(app: Any) -> frozenset[str]:
    return frozenset(word for route in app.routes for word in route.path.split("/") if "{" not in word)


def _is_id(part: str) -> bool:
    try:
        return str(UUID(part)) == part
    except ValueError:
        return False


def uuid_in(request: Request, name: str) -> UUID:
    """An id from the path; raises `Refused` for what is no id."""
    return as_uuid(request.path_params[name])


def as_uuid(value: object) -> UUID:
    """An id as somebody sent it; raises `Refused` for what is none."""
    try:
        return UUID(str(value))
    except ValueError:
        raise Refused("bad_id") from None
