"""The answer while the database is away: said at once, with what was typed, to be sent again."""

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ipplan.page.plan.item import typed_in
from ipplan.page.request.body import BodyTooLarge, takes_file
from ipplan.page.respond import is_fragment, page

SECONDS = 5
"""After which to try again."""


async def away(request: Request) -> Response:
    """A page that keeps what was typed, and posts it again at a press; a note, for a part of a page.

    ``request`` must be one whose body can be read from its beginning.
    """
    if is_fragment(request):
        draft = request.url.path.endswith("/draft")
        answer = page(request, "refusal/_away.html", 503, draft=draft)
    else:
        file = takes_file(request.method, request.url.path)
        posted = request.method == "POST" and not file
        query = f"?{request.url.query}" if request.url.query else ""
        path = f"{request.url.path}/new" if file else request.url.path
        address = "/login" if path == "/login/callback" else path + query
        typed = await _typed(request) if posted else {}
        answer = page(request, "refusal/away.html", 503, typed=typed, posted=posted, address=address)
    answer.headers["retry-after"] = str(SECONDS)
    return answer


async def _typed(request: Request) -> dict[str, str]:
    try:
        return await typed_in(request)
    except (BodyTooLarge, ClientDisconnect):
        return {}
