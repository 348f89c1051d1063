"""Entering through the gate: who may open what in the seeded plans."""

from datetime import timedelta

import pytest

from ipplan.permit import Access, Refused
from tests.world import World


async def test_the_gp_opens_what_was_granted_and_nothing_else(world: World) -> None:
    visit = await world.enter("leila")
    about, health = world.sections["tiril"]["about"], world.sections["tiril"]["health"]
    assert {row.section_id for row in visit.open_sections()} == {about, health}
    assert (await visit.open(health, Access.WRITE)).access is Access.WRITE
    with pytest.raises(Refused, match="access_read"):
        await visit.open(about, Access.WRITE)
    with pytest.raises(Refused, match="no_grant"):
        await visit.open(world.sections["tiril"]["economy"])
    with pytest.raises(Refused, match="no_section"):
        await visit.open(world.sections["roar"]["health"])


async def test_a_representative_acts_for_the_owner_on_the_mandate(world: World) -> None:
    visit = await world.enter("marte")
    assert visit.standing.role == "representative"
    assert visit.standing.on_behalf_of == world.accounts["tiril"]
    assert len(visit.open_sections()) == 10
    world.clock.move(timedelta(days=370))
    with pytest.raises(Refused):
        await world.enter("marte")


async def test_an_outsider_and_an_unknown_space_are_refused_alike(world: World) -> None:
    with pytest.raises(Refused, match="not_participant"):
        await world.enter("mehmet")
    world.spaces["nobody"] = world.accounts["marte"]
    with pytest.raises(Refused, match="no_space"):
        await world.enter("marte", "nobody")


async def test_a_grant_ends_by_the_clock(world: World) -> None:
    section = world.sections["tiril"]["work"]
    assert (await world.enter("silje")).may(section)
    world.clock.move(timedelta(days=6))
    assert not (await world.enter("silje")).may(section)


async def test_an_opened_section_leaves_a_line_in_the_log_before_it_is_read(world: World) -> None:
    before = await world.sql(
        "SELECT count(*) FROM access_log WHERE account_id = :who", who=world.accounts["berit"]
    )
    visit = await world.enter("berit")
    await visit.open(world.sections["tiril"]["leisure"])
    after = await world.sql(
        "SELECT count(*) FROM access_log WHERE account_id = :who", who=world.accounts["berit"]
    )
    assert after[0][0] == before[0][0] + 1
    await visit.open(world.sections["tiril"]["leisure"])
    again = await world.sql(
        "SELECT count(*) FROM access_log WHERE account_id = :who", who=world.accounts["berit"]
    )
    assert again == after, "within a minute one session's reads share a line"
