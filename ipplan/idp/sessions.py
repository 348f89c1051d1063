"""The provider's own session, by which a second login within half an hour asks for nothing."""

import secrets

from starlette.requests import Request
from starlette.responses import Response

from ipplan.idp.desk import LEVELS, AuthorizationRequest, Desk, SsoSession
from ipplan.idp.people import TestPerson

COOKIE = "idp_session"
IDLE = 30 * 60
IN_ALL = 120 * 60


def running(desk: Desk, request: Request) -> SsoSession | None:
    """The session this browser has here, if it is still good."""
    session = desk.sessions.get(request.cookies.get(COOKIE))
    if session is None or desk.now() - session.started_at >= IN_ALL or desk.now() - session.seen_at >= IDLE:
        return None
    return session


def suffices(desk: Desk, session: SsoSession | None, asked: AuthorizationRequest) -> bool:
    """Whether the person need not be asked again."""
    if session is None or LEVELS.index(session.acr) < LEVELS.index(asked.acr):
        return False
    return asked.prompt != "login" or desk.misbehaviour.ignore_prompt_login


def log_in(desk: Desk, old: SsoSession | None, person: TestPerson, acr: str) -> SsoSession:
    """A person has just shown who he is. The same person keeps the same ``sid``; another gets a new one."""
    now = desk.now()
    sid = old.sid if old is not None and old.person == person else secrets.token_urlsafe(24)
    clients = old.clients if old is not None and old.person == person else set()
    return SsoSession(sid, person, acr, int(now), started_at=now, seen_at=now, clients=clients)


def remember(desk: Desk, session: SsoSession, response: Response) -> None:
    """Put the session away and give the browser its name, which is not the ``sid`` that clients see."""
    session.seen_at = desk.now()
    for name, kept in desk.sessions:
        if kept.sid == session.sid:
            desk.sessions.take(name)
    name = desk.sessions.put(session, IN_ALL)
    secure = desk.issuer.startswith("https://")
    response.set_cookie(COOKIE, name, httponly=True, samesite="lax", secure=secure)


def end(desk: Desk, sid: str) -> SsoSession | None:
    """The session is over for every browser that has it."""
    for name, session in desk.sessions:
        if session.sid == sid:
            return desk.sessions.take(name)
    return None
