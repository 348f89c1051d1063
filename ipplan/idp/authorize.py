"""The authorization endpoint: who is logging in, and back to the client with a code."""

from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ipplan.idp.asking import read_request
from ipplan.idp.clients import find_client
from ipplan.idp.desk import LEVELS, AuthorizationRequest, Desk, Grant, SsoSession, desk_of
from ipplan.idp.faults import OAuthError
from ipplan.idp.forms import read_form, read_query
from ipplan.idp.pages import message, page
from ipplan.idp.par import PREFIX
from ipplan.idp.people import TestPerson
from ipplan.idp.sessions import log_in, remember, running, suffices

CODE_LIVES = 60
CHOICE_LIVES = 600
SHORT_LEVELS = {"Level3": LEVELS[0], "Level4": LEVELS[1]}


async def authorize(request: Request) -> Response:
    """GET /authorize: straight through by session or hint, or on to the page of test persons."""
    desk = desk_of(request)
    try:
        asked = _asked(desk, read_query(request))
    except OAuthError as fault:
        return message(desk, "refused", detail=fault.description, status=400)
    session = running(desk, request)
    hinted = _hinted(desk, asked.login_hint)
    if hinted is not None:
        same = session is not None and (session.person, session.acr) == hinted
        if session is None or not same or not suffices(desk, session, asked):
            session = log_in(desk, session, *hinted)
        return _back_with_code(desk, asked, session)
    if session is not None and suffices(desk, session, asked):
        return _back_with_code(desk, asked, session)
    if asked.prompt == "none":
        return _back(desk, asked, {"error": "login_required"})
    # A redirect, so that reloading the page does not use up the request_uri a second time.
    waiting = desk.waiting.put(asked, CHOICE_LIVES)
    return RedirectResponse(desk.address("/choose?") + urlencode({"login": waiting}), 303)


async def show_choice(request: Request) -> Response:
    """GET /choose: the test persons, as buttons."""
    desk = desk_of(request)
    name = request.query_params.get("login")
    asked = desk.waiting.get(name)
    if asked is None:
        return message(desk, "used", status=400)
    # Browsers hold the redirect after a form to form-action too, so the client's origin must be in it.
    parts = urlsplit(asked.redirect_uri)
    origin = f"{parts.scheme}://{parts.netloc}"
    return page(desk, "choose.html", {"people": desk.people, "login": name}, form_action=origin)


async def choose(request: Request) -> Response:
    """POST /choose: one was pressed, or the person turned back."""
    desk = desk_of(request)
    try:
        form = await read_form(request)
    except OAuthError:
        form = {}
    person = desk.person(form.get("person", ""))
    asked = desk.waiting.take(form.get("login")) if person is not None or "cancel" in form else None
    if asked is None:
        return message(desk, "used", status=400)
    if person is None:
        return _back(desk, asked, {"error": "access_denied"})
    return _back_with_code(desk, asked, log_in(desk, running(desk, request), person, asked.acr))


def _asked(desk: Desk, query: dict[str, str]) -> AuthorizationRequest:
    """By PAR the browser carries two parameters and no more: whatever else it says was not signed for."""
    client = find_client(desk.clients, query.get("client_id"))
    if client is None:
        raise OAuthError("invalid_request", "unknown client_id")
    if "request_uri" not in query and desk.par != "required":
        return read_request(query, client)
    if desk.par == "none" or set(query) != {"client_id", "request_uri"}:
        raise OAuthError("invalid_request", "only client_id and request_uri")
    asked = desk.pushed.take(query["request_uri"].removeprefix(PREFIX))
    if asked is None or asked.client_id != client.client_id:
        raise OAuthError("invalid_request_uri", "the request_uri is used, too old, or not this client's")
    return asked


def _hinted(desk: Desk, hint: str | None) -> tuple[TestPerson, str] | None:
    """``testid:<number>_<level>``. The level is taken as it is: whether it suffices is the client's check."""
    if hint is None or not hint.startswith("testid:"):
        return None
    number, _, level = hint.removeprefix("testid:").rpartition("_")
    person = desk.person(number)
    acr = SHORT_LEVELS.get(level, level)
    return (person, acr) if person is not None and acr in LEVELS else None


def _back_with_code(desk: Desk, asked: AuthorizationRequest, session: SsoSession) -> Response:
    session.clients.add(asked.client_id)
    grant = Grant(asked, session.person, session.acr, session.auth_time, session.sid)
    response = _back(desk, asked, {"code": desk.codes.put(grant, CODE_LIVES)})
    remember(desk, session, response)
    return response


def _back(desk: Desk, asked: AuthorizationRequest, answer: dict[str, str]) -> Response:
    """To the client, with ``iss`` (RFC 9207), whether it is a code or an error."""
    state = {} if asked.state is None else {"state": asked.state}
    params = desk.misbehaviour.alter_callback({**answer, **state, "iss": desk.issuer})
    joint = "&" if "?" in asked.redirect_uri else "?"
    headers = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
    return RedirectResponse(asked.redirect_uri + joint + urlencode(params), 303, headers)
