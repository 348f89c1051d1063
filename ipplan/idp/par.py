"""Pushed authorization requests (RFC 9126)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ipplan.idp.asking import read_request
from ipplan.idp.desk import desk_of
from ipplan.idp.forms import read_form

EXPIRES_IN = 120
PREFIX = "urn:ietf:params:oauth:request_uri:"


async def push(request: Request) -> Response:
    """POST /par: the client proves itself, and its request gets a name good for one use."""
    desk = desk_of(request)
    form = await read_form(request)
    client = desk.authenticate(form)
    name = desk.pushed.put(read_request(form, client), EXPIRES_IN)
    answer = {"request_uri": PREFIX + name, "expires_in": EXPIRES_IN}
    return JSONResponse(answer, 201, headers={"cache-control": "no-store"})
