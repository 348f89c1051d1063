"""A closed plan, judged by what was signed: nobody's edit of the database opens it again."""

from datetime import timedelta

import pytest

from ipplan.gate.closing import close_by_unit, close_by_wish
from ipplan.gate.consenting import give_consent, withdraw_consent
from ipplan.gate.founding import Founding, found_plan
from ipplan.gate.statements import unit_hand
from ipplan.gate.unit import casework
from ipplan.permit import Access, Refused
from ipplan.store.spaces import PlanExists
from tests.gate.openings import openings
from tests.gate.test_audit import audited, first_misfit, seal
from tests.world import World

UNIT = "ingeborg"


async def close(world: World, reason: str = "wish", plan: str = "tiril", by: str = "marte") -> None:
    """Close a plan: by wish of who decides, or by the unit for another reason."""
    gate, space_id = world.house.gate, world.spaces[plan]
    if reason == "wish":
        async with gate.writing(space_id, world.actor(by), paused=True) as (held, visit):
            await close_by_wish(held, visit)
        return
    unit = world.actor(UNIT)
    async with casework(gate, unit, space_id) as (held, case):
        await close_by_unit(held, case, unit_hand(unit), gate.signer, reason, gate.rules)


async def readers(world: World, plan: str = "tiril") -> set[str]:
    return {name for name, _, _ in await openings(world, plan)}


async def test_closed_it_is_there_for_the_owner_and_who_acts_for_her_to_read_and_for_nobody_else(
    world: World,
) -> None:
    before = await readers(world)
    assert {"marte", "tiril", "leila", "wenche", "berit"} <= before
    await close(world)
    assert await readers(world) == {"marte", "tiril"}
    visit = await world.enter("marte")
    assert visit.standing.closed is not None
    assert not visit.may(world.sections["tiril"]["health"], Access.COMMENT)
    with pytest.raises(Refused):
        await world.enter("wenche")
    async with world.house.database.engine.connect() as tx:
        left = await tx.exec_driver_sql(
            "SELECT count(*) FROM access_grant g JOIN space s USING (space_id)"
            " WHERE s.state = 'closed' AND g.section_id IS NOT NULL AND g.withdrawn_at IS NULL"
        )
        assert left.scalar_one() == 0


async def test_when_the_time_for_a_copy_is_over_it_is_there_for_nobody(world: World) -> None:
    await close(world)
    days = world.house.gate.rules.copy_after_closing.time
    world.clock.move(days - timedelta(minutes=1))
    assert await readers(world) == {"marte", "tiril"}
    world.clock.move(timedelta(minutes=2))
    assert await readers(world) == set()


async def test_after_a_death_it_is_there_for_nobody_at_once(world: World) -> None:
    await close(world, "death")
    assert await readers(world) == set()


async def test_nothing_is_written_in_it_and_no_consent_brings_it_back(world: World) -> None:
    await close(world)
    gate, space_id = world.house.gate, world.spaces["tiril"]
    for paused in (False, True):
        with pytest.raises(Refused, match=r"closed|paused"):
            async with gate.writing(space_id, world.actor("marte"), paused=paused) as (held, visit):
                await give_consent(held, visit, "plan")
    with pytest.raises(Refused, match="closed"):
        async with casework(gate, world.actor(UNIT), space_id):
            pass


async def test_the_unit_closes_for_a_withdrawn_consent_only_when_it_has_been_for_long(world: World) -> None:
    gate, space_id = world.house.gate, world.spaces["tiril"]
    with pytest.raises(Refused, match="not_withdrawn_for_long"):
        await close(world, "withdrawal")
    async with gate.writing(space_id, world.actor("marte")) as (held, visit):
        await withdraw_consent(held, visit, "plan")
    world.clock.move(gate.rules.close_after_withdrawal.time - timedelta(minutes=1))
    with pytest.raises(Refused, match="not_withdrawn_for_long"):
        await close(world, "withdrawal")
    world.clock.move(timedelta(minutes=2))
    await close(world, "withdrawal")
    assert (await world.sql("SELECT reason FROM closing"))[0][0] == "withdrawal"


async def test_a_new_plan_may_be_made_after_it_and_not_before(world: World) -> None:
    gate, roar, grete = world.house.gate, world.actor("roar"), world.actor("grete")
    founding = Founding("fjordvik", roar.account_id, grete.account_id)
    with pytest.raises(PlanExists):
        async with world.house.database.begin() as tx:
            await found_plan(gate, tx, grete, roar, founding, now=world.clock.now())
    await close(world, plan="roar", by="roar")
    async with world.house.database.begin() as tx:
        held = await found_plan(gate, tx, grete, roar, founding, now=world.clock.now())
    visit = await gate.enter(held.space_id, roar, road="page")
    assert visit.standing.closed is None


REOPENING = {
    "the state of the space": "UPDATE space SET state = 'open', closed_at = NULL",
    "the row of the closing": "DELETE FROM closing; UPDATE space SET state = 'open'",
    "the marks of the withdrawals": "UPDATE access_grant SET withdrawn_at = NULL, withdrawal = NULL"
    " WHERE withdrawn_at = (SELECT closed_at FROM space WHERE state = 'closed');"
    "UPDATE space SET state = 'open'",
    "the end of the copying": "UPDATE closing SET copy_until = copy_until + interval '9 years'",
    "another's closing": "UPDATE closing SET token = (SELECT token FROM access_state LIMIT 1);"
    "UPDATE space SET state = 'open'",
    "the owner's state": "DELETE FROM access_state WHERE participant_id IN (SELECT owner_id FROM space);"
    "UPDATE space SET state = 'open'",
}


@pytest.mark.parametrize("edit", REOPENING.values(), ids=list(REOPENING))
async def test_no_edit_of_the_database_opens_it_again(world: World, edit: str) -> None:
    await close(world)
    after = world.house.gate.rules.copy_after_closing.time + timedelta(days=1)
    for statement in edit.split(";"):
        await world.sql(statement)
    assert await readers(world) <= {"marte", "tiril"}
    # Nor may what she still reads be written in.
    assert {access for _, _, access in await openings(world)} <= {"read"}
    with pytest.raises(Refused):
        async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte"), paused=True):
            pass
    world.clock.move(after)
    assert await readers(world) == set()


async def test_a_closing_put_in_by_hand_or_taken_from_another_plan_closes_nothing_by_itself(
    world: World,
) -> None:
    await close(world, plan="roar", by="roar")
    before = await readers(world)
    await world.sql(
        "INSERT INTO closing SELECT :space, closing_id, reason, closed_by, at, copy_until, keep_until, token"
        " FROM closing",
        space=world.spaces["tiril"],
    )
    assert await readers(world) == before


async def test_the_audit_finds_that_a_closing_is_gone_and_says_nothing_of_an_honest_one(world: World) -> None:
    await close(world)
    await seal(world)
    assert (await audited(world)).misfits == ()
    await world.sql("UPDATE space SET state = 'open'")
    assert "raden sier noe annet" in await first_misfit(world)
    await world.sql("DELETE FROM closing")
    assert "er slettet eller byttet ut" in await first_misfit(world)
