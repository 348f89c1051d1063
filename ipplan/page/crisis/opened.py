"""The live crisis page, for whoever comes by its code and has logged in."""

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.crisis import check_code, open_by_code
from ipplan.page.house import house_of
from ipplan.page.respond import page, with_secret
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.crisis import standing


@signed_in
async def show(request: Request) -> Response:
    """What stands there now; a code that is wrong, over or taken back looks like one that never was."""
    house, who = house_of(request), who_of(request)
    opened = await open_by_code(house.gate, who.actor, request.path_params["secret"])
    outline = await house.reader.outline(opened.permit)
    if outline is None:
        raise Refused("no_title")
    answer = page(
        request,
        "crisis/opened.html",
        owner=opened.owner,
        asks=f"{request.url.path}/standing",
        nodes=standing(outline),
        at=opened.at,
        until=opened.permit.expires_at,
    )
    return with_secret(answer)


async def standing_now(request: Request) -> Response:
    """Nothing, as long as the page is open to her: an open screen asks each second, and covers itself."""
    if request.scope["who"] is None:
        raise Refused("no_session")
    await check_code(house_of(request).gate, request.path_params["secret"])
    return Response(status_code=204)
