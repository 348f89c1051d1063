"""How one wants to be told of what: a table of choices; and what is always sent, with the reason."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other
from ipplan.page.who import signed_in, who_of
from ipplan.plan.notices import ALWAYS, HOWS, NOTICES, how_of
from ipplan.store.notices import choices_of, choose

CHOOSE = N_("Velg ett av valgene.")


@signed_in
async def show(request: Request) -> Response:
    """One's own choices."""
    async with house_of(request).database.engine.connect() as tx:
        chosen = await choices_of(tx, who_of(request).account_id)
    return _page(request, {one.name: how_of(one.name, chosen) for one in NOTICES}, {})


@signed_in
async def save(request: Request) -> Response:
    """Let them stand; a kind that the form does not name stays as it was."""
    house, typed = house_of(request), await typed_in(request)
    chosen = {one.name: typed[one.name] for one in NOTICES if one.name in typed}
    wrong = {one.name: CHOOSE for one in NOTICES if one.name in chosen and chosen[one.name] not in one.hows}
    account_id = who_of(request).account_id
    async with house.database.begin() as tx:
        before = await choices_of(tx, account_id)
        if not wrong:
            await choose(tx, account_id, chosen, house.clock.now())
    if wrong:
        return _page(request, {one.name: how_of(one.name, before) for one in NOTICES} | chosen, wrong)
    return see_other("/notifications?saved=1")


def _page(request: Request, chosen: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    return page(
        request,
        "notifications/show.html",
        422 if errors else 200,
        notices=NOTICES,
        hows=HOWS,
        always=ALWAYS,
        chosen=chosen,
        errors=errors,
        saved="saved" in request.query_params,
    )
