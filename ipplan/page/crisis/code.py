"""The crisis page's code: signed on a fresh login, and taken back at one press."""

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.crisis import end_codes, sign_code
from ipplan.gate.rooms import room_of
from ipplan.gate.signing import BadWish
from ipplan.language import N_
from ipplan.page.crisis.crisis import AREA, crisis_page, texts_of
from ipplan.page.fresh import ask_anew, is_fresh
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.crisis import MONTHS
from ipplan.plan.periods import OSLO, end_of, months_on

CHOOSE = N_("Velg hvor lenge koden skal gjelde.")
NO_CONSENT = N_(
    "Du har trukket samtykket til å dele. Gi det på nytt under «Hvem bestemmer», så kan du lage en kode."
)
CHANGED = N_("Noe ble endret mens du leste. Les en gang til før du signerer.")


@signed_in
async def create(request: Request) -> Response:
    """Make a code; the one that there was opens nothing from then on."""
    house, typed = house_of(request), await typed_in(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    if not visit.decides:
        raise Refused("decides")
    months = next((one for one in MONTHS if typed.get("months") == str(one)), None)
    if months is None:
        return await crisis_page(request, typed, CHOOSE, 422)
    read = " ".join(one.sha256 for one in texts_of(visit))
    if typed.get("shown", read) != read:
        return await crisis_page(request, typed, CHANGED, 422)
    path = f"/plans/{visit.space.space_id}/crisis"
    if not is_fresh(request):
        return await ask_anew(request, path, typed)
    try:
        async with writing(request) as (held, within):
            section_id = room_of(within, AREA)
            if section_id is None:
                raise Refused("no_room")
            until = end_of(months_on(held.now.astimezone(OSLO).date(), months))
            await sign_code(held, within, section_id, until)
    except BadWish:
        return await crisis_page(request, typed, NO_CONSENT, 422)
    return see_other(f"{path}#code")


@signed_in
async def ending(request: Request) -> Response:
    """Take the code back, at once."""
    async with writing(request, paused=True) as (held, visit):
        await end_codes(held, visit)
    return see_other(f"/plans/{visit.space.space_id}/crisis#code")
