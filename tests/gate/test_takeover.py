"""When a child comes to decide herself, and when a decision says that somebody cannot: by what was signed."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from ipplan.gate.mandates import Commission, end_mandate, sign_mandate
from ipplan.gate.signing import Wish, sign_wishes
from ipplan.gate.statements import unit_hand
from ipplan.permit import Access, Refused
from tests.world import World

SIXTEEN = datetime(2033, 9, 13, 22, tzinfo=UTC)
"""Tiril was born on 14 September 2017; midnight in Oslo."""


async def test_a_child_reads_and_writes_in_her_plan_and_decides_from_her_birthday_on(world: World) -> None:
    assert not (await world.enter("tiril")).decides
    assert (await world.enter("tiril")).may(world.sections["tiril"]["health"], Access.WRITE)
    with pytest.raises(Refused, match="decides"):
        await _grants(world, "tiril")
    world.clock.move(SIXTEEN - world.clock.now() - timedelta(seconds=1))
    assert not (await world.enter("tiril")).decides
    world.clock.move(timedelta(seconds=1))
    assert (await world.enter("tiril")).decides
    await _grants(world, "tiril")
    assert (await world.enter("leila")).may(world.sections["tiril"]["home"])


async def test_a_parents_mandate_is_not_prolonged_past_the_birthday_by_what_the_child_may(
    world: World,
) -> None:
    await _lets(world, "marte", SIXTEEN)
    await _grants(world, "marte")
    world.clock.move(SIXTEEN - world.clock.now() - timedelta(seconds=1))
    await _grants(world, "marte")
    world.clock.move(timedelta(seconds=2))
    # Nothing goes dark on a birthday.
    assert (await world.enter("leila")).may(world.sections["tiril"]["home"])
    with pytest.raises(Refused):
        await world.enter("marte")
    world.clock.move(timedelta(days=90))
    with pytest.raises(Refused):
        await world.enter("leila")


async def test_by_a_written_decision_another_decides_and_the_owner_does_not(world: World) -> None:
    world.clock.move(SIXTEEN - world.clock.now())
    assert (await world.enter("tiril")).decides
    mandate_id = await _lets(world, "marte", SIXTEEN + timedelta(days=365), instead=True)
    assert not (await world.enter("tiril")).decides
    assert (await world.enter("marte")).decides
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("tiril")) as (held, visit):
        with pytest.raises(Refused, match="not_hers_to_end"):
            await end_mandate(held, visit, mandate_id)
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
        await end_mandate(held, visit, mandate_id)
    world.clock.move(timedelta(seconds=1))
    assert (await world.enter("tiril")).decides


async def test_a_child_comes_to_decide_by_no_row_of_the_database(world: World) -> None:
    for edit in (
        "UPDATE access_grant SET not_before = not_before - interval '20 years' WHERE section_id IS NULL",
        "UPDATE access_grant SET token = (SELECT token FROM access_grant g WHERE g.section_id IS NULL"
        " AND g.space_id = :other) WHERE section_id IS NULL AND space_id = :space",
    ):
        names = {"space": world.spaces["tiril"], "other": world.spaces["roar"]}
        await world.sql(edit, **{name: one for name, one in names.items() if f":{name}" in edit})
        with pytest.raises(Refused):
            await world.enter("tiril")


async def _grants(world: World, hand: str) -> None:
    """Leila may read at home for a year."""
    ends = world.clock.now() + timedelta(days=365)
    wish = Wish(world.accounts["leila"], world.sections["tiril"]["home"], Access.READ, ends)
    async with world.house.gate.writing(world.spaces["tiril"], world.actor(hand)) as (held, visit):
        await sign_wishes(held, visit, visit.gate.signer, [wish])


async def _lets(world: World, who: str, until: datetime, *, instead: bool = False) -> UUID:
    gate, unit = world.house.gate, world.actor("wenche")
    async with gate.writing(world.spaces["tiril"], unit, paused=True) as (held, visit):
        commission = Commission(world.accounts[who], "parent", until, instead=instead)
        return await sign_mandate(held, gate.signer, unit_hand(unit), visit.space.owner_id, commission)
