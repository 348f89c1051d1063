"""The peers: what the same libraries do when they do nothing of ipplan's."""

import os
import sys
from pathlib import Path

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.http11 import Request as Upgrade
from websockets.http11 import Response as Answer


def pages() -> Starlette:
    """Bare Starlette that sends the bytes of a file."""
    body = Path(os.environ["BENCH_BODY"]).read_bytes()

    async def send(request: Request) -> HTMLResponse:
        return HTMLResponse(body)

    async def healthz(request: Request) -> PlainTextResponse:
        return PlainTextResponse("ok")

    return Starlette(routes=[Route("/", send), Route("/healthz", healthz)])


def live() -> Starlette:
    """Bare Starlette with a socket that listens, under the same protocol as ours without its door."""

    async def listen(socket: WebSocket) -> None:
        await socket.accept()
        async for _ in socket.iter_text():
            pass

    async def healthz(request: Request) -> PlainTextResponse:
        return PlainTextResponse("ok")

    return Starlette(routes=[WebSocketRoute("/live", listen), Route("/healthz", healthz)])


async def sockets(port: int) -> None:
    """Bare `websockets` that broadcasts so many bytes to all when the control socket says so."""
    message = "x" * int(os.environ["BENCH_SIZE"])
    listeners: set[ServerConnection] = set()

    async def handler(connection: ServerConnection) -> None:
        if connection.request is not None and connection.request.path == "/control":
            async for _ in connection:
                await connection.send("ok")
                broadcast(listeners, message)
        else:
            listeners.add(connection)
            await connection.wait_closed()

    def healthz(connection: ServerConnection, request: Upgrade) -> Answer | None:
        return connection.respond(200, "ok") if request.path == "/healthz" else None

    async with serve(handler, "127.0.0.1", port, compression=None, process_request=healthz) as server:
        await server.serve_forever()


def main() -> None:
    kind, port = sys.argv[1], int(sys.argv[2])
    if kind == "sockets":
        uvloop.run(sockets(port))
        return
    uvicorn.run(
        {"pages": pages, "uvicorn": live}[kind](),
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        access_log=False,
        server_header=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
