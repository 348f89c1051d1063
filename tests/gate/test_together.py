"""A grant of one of two who decide together needs the other's mandate too: so says the verdict."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from ipplan.gate.agreeing import sign_first, sign_second
from ipplan.gate.mandates import Commission, end_mandate, sign_mandate
from ipplan.gate.signing import Wish, sign_wishes
from ipplan.gate.statements import unit_hand
from ipplan.permit import Access, Refused
from tests.world import World


async def _joint(world: World, who: str, *, joint: bool = True) -> UUID:
    gate, unit = world.house.gate, world.actor("ingeborg")
    async with gate.writing(world.spaces["tiril"], world.actor("wenche")) as (held, visit):
        ends = world.clock.now() + timedelta(days=400)
        commission = Commission(world.accounts[who], "parent", ends, joint=joint)
        return await sign_mandate(held, gate.signer, unit_hand(unit), visit.space.owner_id, commission)


async def _both(world: World) -> dict[str, UUID]:
    """Marte and Berit, on joint mandates alone."""
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
        assert visit.standing.mandate_id
        await end_mandate(held, visit, visit.standing.mandate_id)
    world.clock.move(timedelta(seconds=1))
    return {name: await _joint(world, name) for name in ("marte", "berit")}


def _wish(world: World) -> Wish:
    ends = world.clock.now() + timedelta(days=300)
    return Wish(world.accounts["leila"], world.sections["tiril"]["home"], Access.READ, ends)


async def _signed(world: World, name: str, also: UUID | None) -> None:
    """As if the page had not asked for two: what the verdict says of such a grant."""
    async with world.house.gate.writing(world.spaces["tiril"], world.actor(name)) as (held, visit):
        alone = replace(visit, standing=replace(visit.standing, joint=False))
        await sign_wishes(held, alone, visit.gate.signer, [_wish(world)], also=also)


async def _reads(world: World) -> bool:
    try:
        return (await world.enter("leila")).may(world.sections["tiril"]["home"])
    except Refused:
        return False


async def test_both_signatures_open_it_and_one_does_not(world: World) -> None:
    mandates = await _both(world)
    with pytest.raises(Refused, match="not_both"):
        async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
            await sign_wishes(held, visit, visit.gate.signer, [_wish(world)])
    own, forged = mandates["marte"], uuid4()
    for also in (None, own, forged):
        await _signed(world, "marte", also)
        assert not await _reads(world), also
    await _signed(world, "marte", mandates["berit"])
    assert await _reads(world)


async def test_the_mandate_of_one_who_decides_alone_is_not_the_others(world: World) -> None:
    await _both(world)
    alone = await _joint(world, "silje", joint=False)
    await _signed(world, "marte", alone)
    assert not await _reads(world)


async def test_it_outlasts_either_mandate_by_the_tail_and_no_longer(world: World) -> None:
    mandates = await _both(world)
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
        agreement_id = await sign_first(held, visit, [_wish(world)])
        with pytest.raises(Refused, match="not_the_other"):
            await sign_second(held, visit, agreement_id)
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("berit")) as (held, visit):
        assert await sign_second(held, visit, agreement_id) == 1
    world.clock.move(timedelta(days=10))
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
        await end_mandate(held, visit, mandates["marte"])
    world.clock.move(timedelta(days=89))
    assert await _reads(world)
    world.clock.move(timedelta(days=2))
    assert not await _reads(world), "though the other's mandate stands"
