"""Answers that are the same for everybody: anybody between us and the reader may keep them for a while."""

from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ipplan.page.respond import text_in

KEPT = "public, max-age=300"


def public(request: Request, language: str, template: str, **values: Any) -> Response:
    """A page that holds nothing of who asks, or only that it is as it was."""
    answer = HTMLResponse(text_in(request, language, template, **values))
    tag = f'"{sha256(answer.body).hexdigest()[:32]}"'
    headers = {"cache-control": KEPT, "etag": tag}
    asked = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in asked:
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer
