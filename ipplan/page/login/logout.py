"""Logging out, by whatever road: our own button, or the provider's word. Sockets close at once."""

import hmac
import secrets

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from ipplan.login.logout import (
    claimed_issuer,
    end_session_url,
    frame_ancestor,
    read_front_logout,
    read_logout_token,
)
from ipplan.login.provider import Provider
from ipplan.login.refusal import LoginRefused
from ipplan.page.house import House, house_of
from ipplan.page.request.place import address_of
from ipplan.page.respond import page, see_other
from ipplan.page.who import cookie_name
from ipplan.store.database import Tx
from ipplan.store.logins import first_sight
from ipplan.store.seal import SealBroken
from ipplan.store.sessions import Session, end_session, end_sessions_by_sid, id_token_of

log = structlog.get_logger()
STATE = "ipplan-logout"
CLEARED = '"storage"'
"""What one could not send, sealed, and the page for when there is no net: the browser forgets it all."""


async def logout(request: Request) -> Response:
    """End the session here, then at the provider."""
    house = house_of(request)
    session: Session | None = request.scope["visitor"]
    if session is not None:
        async with house.database.begin() as tx:
            await end_session(tx, session.session_id, house.clock.now())
        log.info("logout", sid=session.sid, road="own", sessions=1, address=address_of(request))
    return forget_cookie(house, await leave(house, session))


async def leave(house: House, session: Session | None) -> Response:
    """Away from a session that has ended here: to the provider, where it ends too, and back."""
    response: Response = see_other("/logout/done")
    if session is not None:
        state = secrets.token_urlsafe(16)
        address = await _provider_address(house, session, state)
        if address:
            response = RedirectResponse(address, 303)
            response.set_cookie(
                STATE,
                state,
                max_age=600,
                path="/logout",
                httponly=True,
                samesite="lax",
                secure=house.settings.secure,
            )
    return response


def forget_cookie(house: House, response: Response) -> Response:
    """The browser keeps nothing of the session."""
    response.delete_cookie(
        cookie_name(house), path="/", secure=house.settings.secure, httponly=True, samesite="lax"
    )
    response.headers["clear-site-data"] = CLEARED
    return response


async def callback(request: Request) -> Response:
    """Back from the provider's logout."""
    sent, kept = request.query_params.get("state", ""), request.cookies.get(STATE, "")
    if not kept or not hmac.compare_digest(sent.encode(), kept.encode()):
        log.info("logout_state")
    response = see_other("/logout/done")
    response.delete_cookie(STATE, path="/logout")
    return response


async def done(request: Request) -> Response:
    """Said goodbye."""
    return page(request, "login/goodbye.html")


async def front(request: Request) -> Response:
    """Front-channel: the provider loads this in a frame; without cookies, so the session goes by ``sid``."""
    house = house_of(request)
    try:
        provider = house.providers.of_issuer(request.query_params.get("iss"))
        sid = read_front_logout(provider, dict(request.query_params))
        ancestor = await frame_ancestor(provider)
    except LoginRefused as refused:
        log.warning("logout_refused", reason=refused.reason, road="front")
        return PlainTextResponse("", 400)
    async with house.database.begin() as tx:
        await _end(request, tx, provider, sid, "front")
    nobody = "'none'"
    csp = f"default-src {nobody}; frame-ancestors {ancestor or nobody}"
    return PlainTextResponse("", 200, headers={"content-security-policy": csp})


async def back(request: Request) -> Response:
    """Back-channel: the provider posts a logout token; each counts once."""
    house = house_of(request)
    token = (await request.form()).get("logout_token")
    try:
        if not isinstance(token, str):
            raise LoginRefused("malformed")
        provider = house.providers.of_issuer(claimed_issuer(token))
        said = await read_logout_token(provider, token)
        async with house.database.begin() as tx:
            if not await first_sight(tx, said.iss, said.jti, house.clock.now()):
                raise LoginRefused("jti")
            # In the same transaction: a token whose work was not done can come again.
            await _end(request, tx, provider, said.sid, "back")
    except LoginRefused as refused:
        log.warning("logout_refused", reason=refused.reason, road="back")
        return PlainTextResponse("", 400)
    return PlainTextResponse("", 200)


async def _end(request: Request, tx: Tx, provider: Provider, sid: str, road: str) -> None:
    now, name = house_of(request).clock.now(), provider.config.name
    ended = await end_sessions_by_sid(tx, name, sid, now)
    log.info("logout", sid=sid, road=road, sessions=ended, provider=name, address=address_of(request))


async def _provider_address(house: House, session: Session, state: str) -> str | None:
    provider = house.providers.named(session.provider)
    if provider is None:
        return None
    try:
        token = id_token_of(house.keyring.secrets["session"], session)
        return await end_session_url(
            provider,
            id_token=token,
            post_logout_redirect_uri=f"{house.settings.address}/logout/callback",
            state=state,
        )
    except (LoginRefused, SealBroken):
        # Ended here all the same; the provider's own session runs out by itself.
        return None
