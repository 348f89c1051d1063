"""Somebody leaves her work: all that she has by it ends at once and for good, and what is her own stays."""

from datetime import timedelta
from typing import Any

import pytest

from ipplan.gate.coordinating import sign_role
from ipplan.gate.holdings import audit_holdings
from ipplan.gate.leaving import close, leave, reopen, stay, tidy_leavers
from ipplan.gate.signing import Wish, sign_wishes
from ipplan.gate.statements import unit_hand
from ipplan.gate.unit_people import LastLead, appoint_colleague
from ipplan.permit import Access, Refused
from ipplan.store.people import add_participant
from ipplan.store.spaces import writing
from ipplan.store.tables import account
from tests.world import World

SILJE = "silje"
"""An occupational therapist in both plans."""


async def test_a_leaver_reads_nothing_by_her_work_from_that_moment(world: World) -> None:
    gate, lead, who = world.house.gate, world.actor("ingeborg"), world.accounts[SILJE]
    for plan in ("tiril", "roar"):
        assert (await world.enter(SILJE, plan)).open_sections()
    await leave(gate, lead, who, None, None)
    for plan in ("tiril", "roar"):
        with pytest.raises(Refused):
            await world.enter(SILJE, plan)
    rows = await world.sql("SELECT withdrawal FROM access_grant WHERE participant_id = :w", w=who)
    assert rows
    read = [gate.signer.withdrawal(row[0]) for row in rows]
    assert {getattr(one, "withdrawn_by", None) for one in read} == {world.accounts["ingeborg"]}
    async with world.house.database.engine.connect() as tx:
        assert not await audit_holdings(tx, world.house.keyring, gate.signer)
    await world.sql("UPDATE account SET leaves_at = NULL WHERE account_id = :w", w=who)
    await world.sql("UPDATE participant SET state = 'active' WHERE account_id = :w", w=who)
    await world.sql(
        "UPDATE access_grant SET withdrawn_at = NULL, withdrawal = NULL WHERE participant_id = :w", w=who
    )
    with pytest.raises(Refused):
        await world.enter(SILJE)


async def test_the_mark_alone_shuts_her_out_before_anything_is_tidied(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, who = world.house.gate, world.accounts[SILJE]

    async def dies(*_: Any) -> int:
        raise ConnectionError("the process died here")

    monkeypatch.setattr("ipplan.gate.leaving.tidy", dies)
    with pytest.raises(ConnectionError):
        await leave(gate, world.actor("ingeborg"), who, None, None)
    monkeypatch.undo()
    standing = "SELECT count(*) FROM access_grant WHERE participant_id = :w AND withdrawn_at IS NULL"
    assert (await world.sql(standing, w=who))[0][0], "nothing is withdrawn yet"
    for plan in ("tiril", "roar"):
        with pytest.raises(Refused, match="left_work"):
            await world.enter(SILJE, plan)
    assert await tidy_leavers(gate) == 1, "the worker takes it up"
    assert (await world.sql(standing, w=who))[0][0] == 0
    assert await tidy_leavers(gate) == 0


async def test_what_is_her_own_stays_hers(world: World) -> None:
    """A teacher who is somebody's wife, and a mother who has a work too."""
    gate, lead = world.house.gate, world.actor("ingeborg")
    async with writing(world.house.database, world.clock, world.spaces["roar"]) as held:
        by = world.accounts["grete"]
        await add_participant(
            held, account_id=world.accounts["wenche"], role="participant", relation="Svigerinne",
            added_by=by, by_work=False,
        )  # fmt: skip
    await _grant(world, "wenche")
    before = (await world.enter("wenche", "roar")).open_sections()
    await leave(gate, lead, world.accounts["wenche"], None, "wenche.hjemme@example.org")
    assert (await world.enter("wenche", "roar")).open_sections() == before
    with pytest.raises(Refused):
        await world.enter("wenche", "tiril")
    row = await world.sql(
        "SELECT email, organisation FROM account WHERE account_id = :w", w=world.accounts["wenche"]
    )
    assert tuple(row[0]) == ("wenche.hjemme@example.org", "")
    await leave(gate, lead, world.accounts["marte"], None, None)
    assert (await world.enter("marte")).decides, "a mandate is no work"


async def test_a_day_that_is_set_comes_by_the_clock_and_can_be_taken_back(world: World) -> None:
    gate, lead, who = world.house.gate, world.actor("ingeborg"), world.accounts[SILJE]
    day = world.clock.now() + timedelta(days=3)
    await leave(gate, lead, who, day, None)
    assert (await world.enter(SILJE)).open_sections()
    await stay(gate, lead, who)
    world.clock.move(timedelta(days=4))
    assert (await world.enter(SILJE)).open_sections()
    await leave(gate, lead, who, world.clock.now() + timedelta(days=1), None)
    assert await tidy_leavers(gate) == 0
    world.clock.move(timedelta(days=1))
    with pytest.raises(Refused, match="left_work"):
        await world.enter(SILJE)
    assert await tidy_leavers(gate) == 1
    with pytest.raises(Refused, match="not_participant"):
        await world.enter(SILJE)
    with pytest.raises(Refused, match="has_left"):
        await stay(gate, lead, who)


async def test_who_begins_anew_has_what_she_is_given_then_and_nothing_of_before(world: World) -> None:
    gate, lead, who = world.house.gate, world.actor("ingeborg"), world.accounts["wenche"]
    async with gate.database.begin() as tx:
        await appoint_colleague(tx, gate, lead, who, "caseworker")
    await leave(gate, lead, who, None, None)
    world.clock.move(timedelta(minutes=1))
    async with gate.database.begin() as tx:
        await tx.execute(account.update().where(account.c.account_id == who).values(organisation="NAV"))
    async with writing(world.house.database, world.clock, world.spaces["tiril"]) as held:
        by = world.accounts["grete"]
        await add_participant(held, account_id=who, role="coordinator", relation="", added_by=by)
    with pytest.raises(Refused):
        await world.enter("wenche")  # what she was before is not what she is
    async with writing(world.house.database, world.clock, world.spaces["tiril"]) as held:
        await sign_role(held, gate.signer, unit_hand(lead), who)
    visit = await world.enter("wenche")
    assert visit.is_coordinator
    assert not visit.open_sections()
    async with gate.database.begin() as tx:
        await appoint_colleague(tx, gate, lead, who, "caseworker")
    assert await tidy_leavers(gate) == 0
    assert (await world.enter("wenche")).is_coordinator


async def test_a_closed_account_is_shut_and_opens_again_as_it_was(world: World) -> None:
    gate, lead, who = world.house.gate, world.actor("ingeborg"), world.accounts[SILJE]
    before = (await world.enter(SILJE)).open_sections()
    with pytest.raises(Refused):
        await close(gate, lead, who, "because")
    await close(gate, lead, who, "misuse")
    with pytest.raises(Refused, match="account"):
        await world.enter(SILJE)
    for act in (leave(gate, lead, who, None, None), close(gate, lead, who, "death")):
        with pytest.raises(Refused):
            await act
    await reopen(gate, lead, who)
    assert (await world.enter(SILJE)).open_sections() == before
    with pytest.raises(LastLead):
        await leave(gate, lead, world.accounts["ingeborg"], None, None)


async def test_only_the_lead_of_the_accounts_own_municipality_may(world: World) -> None:
    gate, who = world.house.gate, world.accounts[SILJE]
    for other in ("wenche", SILJE, "marte"):
        with pytest.raises(Refused):
            await leave(gate, world.actor(other), who, None, None)
    await world.sql("INSERT INTO municipality VALUES ('annenby', 'Annenby') RETURNING 1")
    await world.sql("UPDATE account SET municipality_id = 'annenby' WHERE account_id = :w", w=who)
    for act in (leave, close):
        with pytest.raises(Refused, match="not_the_units"):
            await act(gate, world.actor("ingeborg"), who, *((None, None) if act is leave else ("death",)))
    assert (await world.enter(SILJE)).open_sections()


async def _grant(world: World, who: str) -> None:

    async with world.house.gate.writing(world.spaces["roar"], world.actor("roar")) as (held, visit):
        until = world.clock.now() + timedelta(days=90)
        wish = Wish(world.accounts[who], world.sections["roar"]["health"], Access.READ, until)
        await sign_wishes(held, visit, visit.gate.signer, [wish])
