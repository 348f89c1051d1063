"""What a coordinator is to have gone through: she ticks her own, and the unit sees what is missing."""

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.unit import desk_of
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other
from ipplan.page.who import signed_in, who_of
from ipplan.store.accounts import names
from ipplan.store.training import coordinators_in, tick, training_of


@signed_in
async def show(request: Request) -> Response:
    """One's own list."""
    house, who = house_of(request), who_of(request)
    async with house.database.engine.connect() as tx:
        done = (await training_of(tx, [who.account_id]))[who.account_id]
        known = await names(tx, {one.ticked_by for one in done.values()})
    return page(
        request,
        "training/show.html",
        points=house.gate.rules.training,
        done=done,
        names=known,
        me=who.account_id,
        saved="saved" in request.query_params,
    )


@signed_in
async def save(request: Request) -> Response:
    """Let what is ticked stand as done, and nothing else."""
    house, who, typed = house_of(request), who_of(request), await typed_in(request)
    points = [point for point in house.gate.rules.training if typed.get(f"done-{point}") == "yes"]
    async with house.database.begin() as tx:
        await tick(tx, who.account_id, points, by=who.account_id, now=house.clock.now())
    return see_other("/training?saved=1")


@signed_in
async def unit(request: Request) -> Response:
    """All who coordinate in the municipality, and what each lacks; for the unit."""
    house = house_of(request)
    desk = await desk_of(house.gate, who_of(request).actor)
    async with house.database.engine.connect() as tx:
        people = await coordinators_in(tx, desk.municipality_id)
        done = await training_of(tx, people)
    points = house.gate.rules.training
    lacking = {one: [point for point in points if point not in done[one]] for one in people}
    return page(
        request,
        "training/unit.html",
        points=points,
        people=sorted(people.items(), key=lambda one: (one[1], one[0])),
        done=done,
        lacking=lacking,
    )
