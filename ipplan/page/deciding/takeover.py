"""A child comes to decide herself: the talk that is had before, step by step, and what she takes over.

From sixty days before her birthday until what was granted on her parents' mandates has run out. Nothing
changes by being looked at here: it is her birthday that changes it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.representing import comes_to_decide
from ipplan.gate.standing import Allowed
from ipplan.gate.visit import Visit
from ipplan.page.house import house_of
from ipplan.page.respond import page, uuid_in
from ipplan.page.screen.sight import Opened
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.store.accounts import names


@dataclass(frozen=True)
class Reader:
    """Somebody who sees a part of the plan, and until when if nobody does anything."""

    name: str
    relation: str
    until: datetime


@signed_in
async def show(request: Request) -> Response:
    """For the owner and who acts for her; raises `Refused` for all others, and at all other times."""
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    comes = takeover_of(visit)
    if comes is None or visit.standing.role not in ("owner", "representative"):
        raise Refused("no_takeover")
    async with house.database.engine.connect() as tx:
        known = await names(tx, [visit.space.owner_id])
    rules = visit.gate.rules
    return page(
        request,
        "deciding/takeover.html",
        space_id=visit.space.space_id,
        visit=visit,
        owner=known.get(visit.space.owner_id, ""),
        own=visit.standing.role == "owner",
        comes=comes,
        over=comes <= visit.at,
        last=comes + rules.grants_outlast_mandate.time,
        days=rules.grants_outlast_mandate.value,
        age=rules.own_decision_from.value,
        sections=readers_by_section(visit, await house.reader.outlines(await visit.open_all())),
    )


def takeover_of(visit: Visit) -> datetime | None:
    """When the owner comes (or came) to decide herself, while that is prepared or has just been."""
    comes, rules = comes_to_decide(visit.space, visit.gate.signer), visit.gate.rules
    if comes is None:
        return None
    near = comes - rules.takeover_ahead.time <= visit.at < comes + rules.grants_outlast_mandate.time
    return comes if near else None


def readers_by_section(visit: Visit, opened: Opened) -> list[tuple[str, UUID, list[Reader]]]:
    """Each section's title, and who sees it: what she takes over."""
    company, found = visit.company(), []
    for section_id, (_, outline) in opened.items():
        readers = []
        for one in company.readers_of(section_id):
            standing = company.standings[one.account_id]
            verdict = standing.sections[section_id]
            if isinstance(verdict, Allowed) and standing.role not in ("owner", "representative"):
                readers.append(Reader(one.account.name, one.relation, verdict.expires_at))
        found.append((outline.title, section_id, readers))
    return found
