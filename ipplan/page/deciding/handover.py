"""Of age: what must be handed over when a parents' mandates and the child coordinator's work end.

From sixty days before her birthday until what was granted on those mandates has run out. Nothing is changed
here: each line leads to where it is.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.mandates import Mandate, mandates
from ipplan.gate.representing import comes_to
from ipplan.gate.roles import roles_in
from ipplan.gate.visit import Visit
from ipplan.page.deciding.takeover import readers_by_section
from ipplan.page.house import house_of
from ipplan.page.respond import page, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node, Outline
from ipplan.store.accounts import names
from ipplan.store.people import Participant

DUTY = KINDS["responsibility"]


@dataclass(frozen=True)
class Duty:
    """Something that a parent or the child's coordinator has said yes to, or is asked, and is not done."""

    section: Outline
    node: Node
    who: str


@signed_in
async def show(request: Request) -> Response:
    """For the owner, who acts for her, and the coordinator, each with the sections that she may see.

    Raises `Refused` for all others, and at all other times.
    """
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    comes = handover_of(visit)
    if comes is None:
        raise Refused("no_handover")
    opened = await house.reader.outlines(await visit.open_all())
    async with house.database.engine.connect() as tx:
        found = await mandates(tx, visit.gate.signer, visit.space.space_id)
        known = await names(tx, {visit.space.owner_id, *(one.representative_id for one in found)})
    ending = [one for one in found if _ends(one, visit, comes)]
    coordinators = _coordinators(visit)
    leaving = {one.representative_id for one in ending} | {one.account_id for one in coordinators}
    rules = visit.gate.rules
    return page(
        request,
        "deciding/handover.html",
        space_id=visit.space.space_id,
        visit=visit,
        owner=known.get(visit.space.owner_id, ""),
        own=visit.standing.role == "owner",
        comes=comes,
        over=comes <= visit.at,
        age=rules.of_age_from.value,
        days=rules.grants_outlast_mandate.value,
        mandates=ending,
        bases=rules.basis,
        names=known,
        coordinators=coordinators,
        sections=readers_by_section(visit, opened),
        duties=[one for _, outline in opened.values() for one in _duties(visit, outline, leaving)],
    )


def handover_of(visit: Visit) -> datetime | None:
    """When the owner comes (or came) of age, for whom it concerns, while that is ahead or has just been."""
    rules = visit.gate.rules
    comes = comes_to(visit.space, visit.gate.signer, rules, rules.of_age_from)
    concerned = visit.standing.role in ("owner", "representative")
    # Who coordinated for the child hands over, also when that is over.
    coordinates = visit.actor.account_id in _coordinating(visit)
    if comes is None or not (concerned or coordinates):
        return None
    near = comes - rules.takeover_ahead.time <= visit.at < comes + rules.grants_outlast_mandate.time
    return comes if near else None


def _ends(one: Mandate, visit: Visit, comes: datetime) -> bool:
    """Whether it stands now or stood until lately, and no longer than until she is of age."""
    return comes - visit.gate.rules.takeover_ahead.time < one.until <= comes


def _coordinators(visit: Visit) -> list[Participant]:
    """Who coordinates for the child, until she is of age."""
    found = _coordinating(visit)
    return [one for one in visit.company().people if one.account_id in found]


def _coordinating(visit: Visit) -> set[UUID]:
    """Whose role ends by itself when the child is of age, as it was signed; no deputy's does."""
    roles = roles_in(visit.space, visit.gate.signer)
    return {one.sub for one in roles if one.exp is not None and one.kind != "deputy"}


def _duties(visit: Visit, outline: Outline, leaving: set[UUID]) -> list[Duty]:
    known = visit.company().names
    return [
        Duty(outline, node, known.get(node.clear.responsible_id, ""))
        for node, _ in outline.walk()
        if node.kind == DUTY.name
        and node.clear.responsible_id in leaving
        and node.clear.status not in DUTY.ended
    ]
