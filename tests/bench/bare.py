"""The peers: what the same libraries do when they do nothing of ipplan's."""

import os
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route


def pages() -> Starlette:
    """Bare Starlette that sends the bytes of a file."""
    body = Path(os.environ["BENCH_BODY"]).read_bytes()

    async def send(request: Request) -> HTMLResponse:
        return HTMLResponse(body)

    async def healthz(request: Request) -> PlainTextResponse:
        return PlainTextResponse("ok")

    return Starlette(routes=[Route("/", send), Route("/healthz", healthz)])


def main() -> None:
    kind, port = sys.argv[1], int(sys.argv[2])
    uvicorn.run(
        {"pages": pages}[kind](),
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        server_header=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
