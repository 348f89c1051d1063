"""Logging out: the session ends, every client hears of it, and the person goes back where he came from."""

import logging
from urllib.parse import urlencode, urlsplit

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ipplan.idp.clients import Client, find_client
from ipplan.idp.desk import Desk, SsoSession, desk_of
from ipplan.idp.faults import OAuthError
from ipplan.idp.forms import read_form, read_query
from ipplan.idp.pages import message, page
from ipplan.idp.sessions import COOKIE, end, running
from ipplan.idp.tokens import logout_token

log = logging.getLogger(__name__)
PATIENCE = httpx2.Timeout(5, connect=2)


async def end_session(request: Request) -> Response:
    """GET or POST /endsession: OIDC RP-Initiated Logout 1.0. Without a hint the person is asked first."""
    desk = desk_of(request)
    try:
        form = await read_form(request) if request.method == "POST" else read_query(request)
    except OAuthError as fault:
        return message(desk, "refused", detail=fault.description, status=400)
    session = running(desk, request)
    if "id_token_hint" not in form:
        return await _without_hint(desk, session, confirmed=request.method == "POST" and "confirm" in form)
    hint = _read_hint(desk, form["id_token_hint"])
    if hint is None:
        return message(desk, "refused", detail="id_token_hint", status=400)
    client, sid = hint
    back = form.get("post_logout_redirect_uri")
    if back is not None and back not in client.post_logout_redirect_uris:
        return message(desk, "refused", detail="post_logout_redirect_uri", status=400)
    state = {"state": form["state"]} if "state" in form else {}
    return await _ended(desk, end(desk, sid), f"{back}?{urlencode(state)}".rstrip("?") if back else None)


async def _without_hint(desk: Desk, session: SsoSession | None, *, confirmed: bool) -> Response:
    """Any page on the web could send a browser here, so nothing ends before a button is pressed."""
    if session is None:
        return message(desk, "ended")
    if not confirmed:
        return page(desk, "confirm.html", {"name": session.person.name})
    return await _ended(desk, end(desk, session.sid), None)


async def _ended(desk: Desk, session: SsoSession | None, back: str | None) -> Response:
    clients = [find_client(desk.clients, name) for name in sorted(session.clients)] if session else []
    told = [client for client in clients if client is not None]
    if session is not None:
        for client in told:
            await tell(desk, client, session.sid)
    frames = _frames(desk, told, session.sid) if session is not None else []
    response: Response
    if back is not None and not frames:
        response = RedirectResponse(back, 303, {"cache-control": "no-store"})
    elif back is None and not frames:
        response = message(desk, "ended")
    else:
        origins = tuple(sorted({_origin(frame) for frame in frames}))
        response = page(desk, "ended.html", {"frames": frames, "back": back}, frames=origins)
    response.delete_cookie(COOKIE)
    return response


async def tell(desk: Desk, client: Client, sid: str) -> bool:
    """Back-channel: one try, two seconds to connect and five to answer; whether the client said 2xx."""
    if client.backchannel_logout_uri is None:
        return False
    form = {"logout_token": logout_token(desk, client.client_id, sid)}
    try:
        answer = await desk.http.post(client.backchannel_logout_uri, data=form, timeout=PATIENCE)
    except httpx2.HTTPError as error:
        log.warning("back-channel logout of %s failed: %s", client.client_id, type(error).__name__)
        return False
    return answer.is_success


def _frames(desk: Desk, clients: list[Client], sid: str) -> list[str]:
    """Front-channel: each client's own address, with ``iss`` and ``sid``."""
    query = urlencode({"iss": desk.issuer, "sid": sid})
    addresses = [client.frontchannel_logout_uri for client in clients]
    return [f"{address}{'&' if '?' in address else '?'}{query}" for address in addresses if address]


def _read_hint(desk: Desk, token: str) -> tuple[Client, str] | None:
    """Our own signature is what counts; the token is usually long past its ``exp``, and may be."""
    try:
        claims = jwt.decode(token, desk.key, algorithms=[desk.algorithm]).claims
    except (JoseError, ValueError):
        return None
    client = find_client(desk.clients, claims.get("aud"))
    sid = claims.get("sid")
    return (client, sid) if client is not None and isinstance(sid, str) else None


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
