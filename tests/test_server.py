"""Whose word a web process takes on where a request comes from."""

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from ipplan.config import Settings
from ipplan.page.request.place import address_of
from ipplan.server import server_config


async def seen(proxies: str, comes_from: str) -> str:
    """The address that the app sees, of a request that says it was forwarded for 192.0.2.7."""
    found = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        found.append(address_of(Request(scope)))
        await PlainTextResponse("")(scope, receive, send)

    async def nothing(*_: Any) -> Any:
        return {"type": "http.request"}

    config = server_config(app, Settings(proxies=proxies))
    config.load()
    headers = [(b"x-forwarded-for", b"192.0.2.7")]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "client": (comes_from, 1)}
    loaded: Any = config.loaded_app
    await loaded({**scope, "scheme": "http", "query_string": b""}, nothing, nothing)
    return found[0]


@pytest.mark.parametrize(
    ("proxies", "comes_from", "address"),
    [
        ("127.0.0.1", "127.0.0.1", "192.0.2.7"),
        ("127.0.0.1", "10.0.0.9", "10.0.0.9"),
        ("10.0.0.0/24", "10.0.0.9", "192.0.2.7"),
        ("10.0.0.0/24", "10.0.1.9", "10.0.1.9"),
        ("*", "10.0.1.9", "192.0.2.7"),
    ],
)
async def test_only_a_proxy_s_word_is_taken(proxies: str, comes_from: str, address: str) -> None:
    assert await seen(proxies, comes_from) == address
