"""The front page: log in, or all that waits in one's plans, whatever one's role in each."""

from collections.abc import Sequence
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.appointing import waiting_for
from ipplan.gate.crossing import born_of
from ipplan.gate.openings import openings_for
from ipplan.gate.unit import unit_of
from ipplan.page.case import words as case_words
from ipplan.page.case.mine import cards_of
from ipplan.page.guide.guide import lead
from ipplan.page.house import house_of
from ipplan.page.respond import page
from ipplan.page.start.cards import Card, cards_for
from ipplan.page.start.coming import coming
from ipplan.page.who import who_of
from ipplan.store.accounts import names
from ipplan.store.case_drafts import kept_inquiries
from ipplan.store.coordinating import matters_of
from ipplan.store.first_use import OUTCOMES, outcome_of
from ipplan.store.people import memberships, owners_of

FEW = 8
"""Of more plans than these one looks for the right one by its name."""


async def show(request: Request) -> Response:
    """Everybody's first page."""
    if request.scope["who"] is None:
        return page(request, "start/welcome.html")
    house, who = house_of(request), who_of(request)
    async with house.database.engine.connect() as tx:
        met = await outcome_of(tx, who.account_id)
        known = {one.space_id: one for one in await memberships(tx, who.account_id)}
        copies = await openings_for(tx, house.gate.signer, who.account_id, house.clock.now())
        owners = await owners_of(tx, [one.space for one in copies])
        cards = await cards_of(house, tx, who.account_id)
        drafts = await kept_inquiries(tx, house.keyring.secrets["session"], who.account_id)
        waiting = await waiting_for(tx, who.account_id)
        waited = await names(tx, {one.candidate_id for one in waiting}) if waiting else {}
        in_unit = await unit_of(tx, house.gate.signer, who.account_id, house.clock.now())
    if met is None and not (drafts or cards or waiting):
        return await lead(house, who)
    visits = await house.gate.enter_many(list(known), who.actor, road="start")
    plans = await cards_for(house, visits, known)
    matters: dict[UUID, str] = {}
    if any(visit.is_coordinator for visit in visits):
        async with house.database.engine.connect() as tx:
            matters = await matters_of(tx, who.account_id)
    looked_for = request.query_params.get("q", "").strip()[:100]
    return page(
        request,
        "start/show.html",
        plans=plans,
        listed=_found(plans, looked_for),
        looked_for=looked_for,
        few=FEW,
        coming=coming(plans),
        rules=house.gate.rules,
        in_unit=in_unit,
        copies=copies,
        waiting=waiting,
        waited=waited,
        matters=matters,
        owners=owners,
        own={one.kind for one in visits if one.standing.role == "owner" and not one.standing.closed},
        births={before: plan for plan in plans if (before := born_of(plan.visit))},
        cards=cards,
        drafts=[draft_id for draft_id, _, _ in drafts],
        words=case_words,
        guide=met not in OUTCOMES,
    )


def _found(plans: Sequence[Card], looked_for: str) -> list[Card]:
    """Those whose owner's name holds every word that was looked for."""
    parts = looked_for.casefold().split()
    return [one for one in plans if all(part in one.membership.owner_name.casefold() for part in parts)]
