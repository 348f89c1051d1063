"""Making a plan of one's own, or having a coordinator without one: on one's consent, from the template."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.consents import FIRST, text_for
from ipplan.gate.founding import Founding, found_plan
from ipplan.language import N_
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.plan.templates import chosen, offered
from ipplan.page.respond import page, see_other
from ipplan.page.who import signed_in, who_of
from ipplan.plan.areas import AREAS_OF
from ipplan.plan.called import CALLED
from ipplan.plan.identity import born_on
from ipplan.plan.periods import birthday
from ipplan.store.accounts import accounts, pid_of
from ipplan.store.people import memberships
from ipplan.store.spaces import PlanExists

INSTEAD = {"plan", "coordination"}
"""Kinds of which a person has one or the other."""
TOO_YOUNG = N_(
    "Du er for ung til å samtykke alene. Foreldrene dine, eller de som har omsorgen for deg, kan be om en "
    "plan for deg hos koordinerende enhet i kommunen. Du skal bli hørt, og planen er din."
)


@signed_in
async def new(request: Request) -> Response:
    """What there is to choose, and the consent that each rests on. Nothing is made before the button is."""
    return await _page(request, "", typed=await set_aside_for(request))


@signed_in
async def create(request: Request) -> Response:
    """Make it; how many a person has that are not closed, the database holds to."""
    typed = await typed_in(request)
    kind = typed.get("consent", "")
    if kind not in FIRST:
        return await _page(request, N_("Velg hva du ønsker."), 422, typed)
    if not is_fresh(request):
        return await ask_anew(request, "/plans/new", {"consent": kind, "template": typed.get("template", "")})
    house, who = house_of(request), who_of(request)
    try:
        async with house.database.begin() as tx:
            account = (await accounts(tx, [who.account_id]))[who.account_id]
            pid, now = await pid_of(tx, house.pids, who.account_id), house.clock.now()
            born = born_on(pid) if pid else None
            if born and birthday(born, house.gate.rules.own_decision_from.value) > now:
                return await _page(request, TOO_YOUNG, 422, typed)
            where, template = account.municipality_id, chosen(house, account.municipality_id, typed)
            shown = typed.get(f"shown-{kind}", "")
            founding = Founding(
                where, who.account_id, None, born_on=born, kind=kind, template=template, shown=shown
            )
            held = await found_plan(house.gate, tx, who.actor, who.actor, founding, now=now)
    except PlanExists:
        return await _page(request, N_("Det har du fra før. Det ligger på forsiden din."), 422, typed)
    return see_other(f"/plans/{held.space_id}")


async def _page(
    request: Request, error: str, status: int = 200, typed: Mapping[str, str] | None = None
) -> Response:
    house, who = house_of(request), who_of(request)
    async with house.database.engine.connect() as tx:
        mine = await memberships(tx, who.account_id)
        account = (await accounts(tx, [who.account_id]))[who.account_id]
    has = {one.kind for one in mine if (one.role, one.state) == ("owner", "open")}
    # One plan or coordination without one, and beside it one before a birth.
    taken = has | (INSTEAD if has & INSTEAD else set())
    said = house.render.words
    kinds = {
        kind: [said(who.language, name) for name in AREAS_OF[kind].values()]
        for kind in FIRST
        if kind not in taken
    }
    return page(
        request,
        "plan/new.html",
        status,
        consents={kind: text_for(kind, kind, who.language) for kind in kinds},
        kinds=kinds,
        typed=typed or {},
        templates=offered(house, account.municipality_id, who.language),
        error=error,
        has=[said(who.language, CALLED[kind].name) for kind in FIRST if kind in has],
    )
