"""The front page: log in, or one's own plans and what one is asked to do in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.appointing import waiting_for
from ipplan.gate.crossing import born_of
from ipplan.gate.kept import wishes_waiting
from ipplan.gate.openings import openings_for
from ipplan.gate.unit import unit_of
from ipplan.gate.visit import Visit
from ipplan.page.case import words as case_words
from ipplan.page.case.mine import cards_of
from ipplan.page.child.heard import is_heard
from ipplan.page.deciding.handover import handover_of
from ipplan.page.deciding.takeover import takeover_of
from ipplan.page.house import House, house_of
from ipplan.page.plan.pulse import days_since
from ipplan.page.respond import page
from ipplan.page.screen.sight import is_unbegun
from ipplan.page.who import who_of
from ipplan.plan.periods import OSLO
from ipplan.plan.pulse import first_to
from ipplan.plan.responsibilities import Asked, asked_of
from ipplan.store.accounts import names
from ipplan.store.case_drafts import kept_inquiries
from ipplan.store.coordinating import matters_of
from ipplan.store.people import Membership, memberships, owners_of
from ipplan.store.pulse import Said, said_of, still_among


@dataclass(frozen=True)
class Card:
    """One space of the front page's list."""

    visit: Visit
    membership: Membership
    asked: list[Asked]
    """What its reader is asked to do there."""
    prepares: bool
    """Whether the owner is about to decide herself, and that is to be talked through."""
    hands_over: bool
    heard: bool
    """Whether its reader is the child whose it is: then her own page comes first."""
    still: int
    """Days that it has stood still, where its reader coordinates it and that is too long; else nought."""
    said: Said | None
    """That its owner has said so, for the coordinator."""
    unbegun: bool
    """Whether its reader decides there, and nobody has consented to it yet."""
    wished: bool
    """Whether the child wishes to keep something that the reader sees, and may assess."""


def _prepares(visit: Visit) -> bool:
    """Whether the owner and who acts for her are to talk of her coming to decide herself."""
    if visit.standing.closed:
        return False
    return visit.standing.role in ("owner", "representative") and takeover_of(visit) is not None


async def _wished(house: House, visit: Visit) -> set[UUID]:
    async with house.database.engine.connect() as tx:
        return await wishes_waiting(tx, visit)


async def _pulses(house: House, visits: Sequence[Visit]) -> tuple[dict[UUID, int], dict[UUID, Said]]:
    """Of the plans that she coordinates: those that stand still, and what was said of them."""
    own = {
        one.space.space_id: one
        for one in visits
        if one.is_coordinator and not (one.standing.silent or one.standing.paused or one.standing.closed)
    }
    after = first_to(house.gate.rules.pulse, "coordinator")
    if not own:
        return {}, {}
    at = house.clock.now()
    async with house.database.engine.connect() as tx:
        still = await still_among(tx, own, at - after) if after else {}
        said = await said_of(tx, own)
    return {one: days_since(since, at) for one, since in still.items()}, said


async def _plans(house: House, visits: Sequence[Visit], known: Mapping[UUID, Membership]) -> list[Card]:
    """The spaces that are open to her, each with what is asked of her there; her own before the others."""
    still, said = await _pulses(house, visits)
    found = [await _card(house, one, known[one.space.space_id], still, said) for one in visits]
    return sorted(found, key=lambda card: (card.visit.standing.role, card.membership.owner_name))


async def _card(
    house: House,
    visit: Visit,
    membership: Membership,
    still: Mapping[UUID, int],
    said: Mapping[UUID, Said],
) -> Card:
    opened = await house.reader.outlines(await visit.open_all())
    wished = await _wished(house, visit) if visit.standing.keeps else set()
    shown = (node.item_id for _, outline in opened.values() for node, _ in outline.walk())
    today = visit.at.astimezone(UTC).astimezone(OSLO).date()
    silent, closed = visit.standing.silent, visit.standing.closed
    asked = [
        one
        for permit, outline in opened.values()
        for one in asked_of(visit.readers, permit, outline, today)
        if not (closed or silent)
    ]
    return Card(
        visit,
        membership,
        asked=asked,
        prepares=not silent and _prepares(visit),
        hands_over=not silent and handover_of(visit) is not None,
        heard=is_heard(visit),
        still=still.get(visit.space.space_id, 0),
        said=said.get(visit.space.space_id),
        unbegun=visit.decides and not closed and is_unbegun(visit),
        wished=bool(wished) and not wished.isdisjoint(shown),
    )


async def show(request: Request) -> Response:
    """Everybody's first page."""
    if request.scope["who"] is None:
        return page(request, "start/welcome.html")
    house, who = house_of(request), who_of(request)
    async with house.database.engine.connect() as tx:
        known = {one.space_id: one for one in await memberships(tx, who.account_id)}
        copies = await openings_for(tx, house.gate.signer, who.account_id, house.clock.now())
        owners = await owners_of(tx, [one.space for one in copies])
        cards = await cards_of(house, tx, who.account_id)
        drafts = await kept_inquiries(tx, house.keyring.secrets["session"], who.account_id)
        waiting = await waiting_for(tx, who.account_id)
        waited = await names(tx, {one.candidate_id for one in waiting}) if waiting else {}
        in_unit = await unit_of(tx, house.gate.signer, who.account_id, house.clock.now())
    visits = await house.gate.enter_many(list(known), who.actor, road="start")
    plans = await _plans(house, visits, known)
    matters: dict[UUID, str] = {}
    if any(visit.is_coordinator for visit in visits):
        async with house.database.engine.connect() as tx:
            matters = await matters_of(tx, who.account_id)
    births = {before: plan for plan in plans if (before := born_of(plan.visit))}
    own = {visit.kind for visit in visits if visit.standing.role == "owner" and not visit.standing.closed}
    return page(
        request,
        "start/show.html",
        plans=plans,
        in_unit=in_unit,
        copies=copies,
        waiting=waiting,
        waited=waited,
        matters=matters,
        owners=owners,
        own=own,
        births=births,
        cards=cards,
        drafts=[draft_id for draft_id, _, _ in drafts],
        words=case_words,
    )
