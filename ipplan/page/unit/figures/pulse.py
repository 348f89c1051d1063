"""Plans that stand still, as the unit sees them: whose, who coordinates, and since when; no content."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.silence import may_notify
from ipplan.gate.unit import Desk, desk_of
from ipplan.page.house import house_of
from ipplan.page.plan.pulse import days_since
from ipplan.page.respond import page
from ipplan.page.who import signed_in, who_of
from ipplan.plan.periods import OSLO
from ipplan.plan.pulse import first_to
from ipplan.store.pulse import Waiting, said_in, still_in, unit_address

MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A plan on the list, and how long it has waited or stood still."""

    plan: Waiting
    days: int
    late: bool


@signed_in
async def index(request: Request) -> Response:
    """What owners have said and nobody has answered; then plans that nobody has touched for long."""
    desk = await desk_of(house_of(request).gate, who_of(request).actor)
    said, still = await standing_still(desk)
    async with desk.gate.database.engine.connect() as tx:
        email, _ = await unit_address(tx, desk.municipality_id)
    after = first_to(desk.gate.rules.pulse, "unit")
    return page(
        request, "unit/pulse.html", said=said, still=still, after=after.days if after else 0, email=email
    )


async def standing_still(desk: Desk) -> tuple[list[Row], list[Row]]:
    """The municipality's plans about which somebody has said so, and the others that stand still.

    Of a plan about which nobody may be sent anything, nothing is said here either.
    """
    after = first_to(desk.gate.rules.pulse, "unit")
    async with desk.gate.database.engine.connect() as tx:
        said = await said_in(tx, desk.municipality_id, MOST)
        still = await still_in(tx, desk.municipality_id, desk.at - after, MOST) if after else []
    known = {one.space_id for one in said}
    rest = [one for one in still if one.space_id not in known]
    return await _rows(desk, said), await _rows(desk, rest)


async def _rows(desk: Desk, plans: list[Waiting]) -> list[Row]:
    today = desk.at.astimezone(OSLO).date()
    return [
        Row(one, days_since(one.since, desk.at), one.due_on is not None and one.due_on < today)
        for one in plans
        if await may_notify(desk.gate, one.space_id)
    ]
