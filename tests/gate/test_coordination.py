"""Coordination, and a space before a birth, by what was signed: an edited row opens nothing."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from ipplan.gate.audit import audit
from ipplan.gate.consenting import give_consent, withdraw_consent
from ipplan.gate.consents import FIRST
from ipplan.gate.founding import Founding, found_plan
from ipplan.gate.mandates import Commission, sign_mandate
from ipplan.gate.signing import Wish, sign_wishes
from ipplan.gate.silence import may_notify, stop_notices
from ipplan.gate.statements import unit_hand
from ipplan.permit import Access, Refused
from ipplan.store.people import add_participant
from tests.world import World

MOTHER, GRANTED, LET_IN, REPRESENTING = "solveig", "leila", "thea", "mehmet"
EVERYBODY = (MOTHER, GRANTED, LET_IN, REPRESENTING, "wenche", "roar")
KINDS = (*FIRST, "case")


async def found(world: World, kind: str) -> UUID:
    """A space of Solveig's: one holds a grant, one takes part without, one has a mandate of the unit's."""
    gate, accounts, unit = world.house.gate, world.accounts, world.actor("wenche")
    founding = Founding("fjordvik", accounts[MOTHER], unit.account_id, kind=kind)
    async with gate.database.begin() as tx:
        held = await found_plan(gate, tx, unit, world.actor(MOTHER), founding, now=world.clock.now())
        for name in (GRANTED, LET_IN, REPRESENTING):
            await add_participant(
                held, account_id=accounts[name], role="participant", relation="", added_by=accounts[MOTHER]
            )
        ends = world.clock.now() + timedelta(days=90)
        commission = Commission(accounts[REPRESENTING], "guardian", ends)
        await sign_mandate(held, gate.signer, unit_hand(unit), accounts[MOTHER], commission)
        await held.finish()
    async with gate.writing(held.space_id, world.actor(MOTHER)) as (writing, visit):
        section = next(row.section_id for row in visit.space.sections if row.area == "meetings")
        wish = Wish(accounts[GRANTED], section, Access.READ, ends)
        await sign_wishes(writing, visit, gate.signer, [wish])
    return held.space_id


async def opened(world: World, space: UUID) -> dict[str, int]:
    """How many sections each opens; who is refused is not there."""
    count = {}
    for name in EVERYBODY:
        try:
            visit = await world.house.gate.enter(space, world.actor(name), road="page")
        except Refused:
            continue
        count[name] = len(await visit.open_all())
    return {name: sections for name, sections in count.items() if sections}


async def call_it(world: World, space: UUID, kind: str) -> None:
    await world.sql("UPDATE space SET kind = :k WHERE space_id = :s", k=kind, s=space)


async def withdraw(world: World, space: UUID, kind: str) -> None:
    async with world.house.gate.writing(space, world.actor(MOTHER), paused=True) as (held, visit):
        await withdraw_consent(held, visit, kind)


async def give(world: World, space: UUID, kind: str, name: str = MOTHER) -> None:
    async with world.house.gate.writing(space, world.actor(name), paused=True) as (held, visit):
        await give_consent(held, visit, kind)


UNMARK = "UPDATE consent SET withdrawn_at = NULL, withdrawal = NULL WHERE space_id = :s"


@pytest.mark.parametrize("kind", FIRST)
async def test_whatever_a_space_is_called_opens_and_shuts_nothing(world: World, kind: str) -> None:
    space = await found(world, kind)
    before = await opened(world, space)
    assert before[GRANTED] == 1
    assert set(before) == {MOTHER, GRANTED} | ({REPRESENTING} if kind != "expecting" else set())
    for called in KINDS:
        await call_it(world, space, called)
        assert await opened(world, space) == before, called


@pytest.mark.parametrize("kind", FIRST)
async def test_without_its_own_consent_it_rests_whatever_rows_are_edited(world: World, kind: str) -> None:
    space = await found(world, kind)
    await withdraw(world, space, kind)
    resting = {MOTHER} | ({REPRESENTING} if kind != "expecting" else set())
    assert set(await opened(world, space)) == resting
    await world.sql(UNMARK, s=space)
    for called in KINDS:
        await call_it(world, space, called)
        assert set(await opened(world, space)) == resting, called
        assert not await may_notify(world.house.gate, space)
    for other in FIRST:
        await world.sql(
            "UPDATE consent SET kind = :k WHERE space_id = :s AND kind = :o", k=other, o=kind, s=space
        )
        assert GRANTED not in await opened(world, space), "another kind's name on the row"
        await world.sql(
            "UPDATE consent SET kind = :o WHERE space_id = :s AND kind = :k", k=other, o=kind, s=space
        )
    await world.sql("DELETE FROM consent WHERE space_id = :s", s=space)
    assert GRANTED not in await opened(world, space)


async def test_only_the_consent_of_its_kind_can_be_given_and_coordination_becomes_a_plan(
    world: World,
) -> None:
    may = {"plan": {"plan"}, "coordination": {"plan", "coordination"}, "expecting": {"expecting"}}
    for kind in ("expecting", "coordination"):
        space = await found(world, kind)
        for wanted in set(FIRST) - may[kind] | {"", "case"}:
            with pytest.raises(Refused, match="no_such_consent"):
                await give(world, space, wanted)
        before = await opened(world, space)
        for name in (GRANTED, LET_IN):
            with pytest.raises(Refused):
                await give(world, space, "plan", name)
    with pytest.raises(Refused):
        await give(world, space, "plan", "wenche")
    await give(world, space, "plan")
    after = await opened(world, space)
    assert after[GRANTED] == before[GRANTED], "the grants stand on"
    assert after[MOTHER] > before[MOTHER], "the template's other parts are there"
    assert await _standing(world, space) == {"plan", "sharing"}
    # What has ended does not carry it any more, whoever unmarks the rows and calls it what.
    await withdraw(world, space, "plan")
    await world.sql(UNMARK, s=space)
    await call_it(world, space, "coordination")
    assert GRANTED not in await opened(world, space)


async def test_a_mandate_before_a_birth_lets_nobody_act_for_her(world: World) -> None:
    space = await found(world, "expecting")
    with pytest.raises(Refused):
        await world.house.gate.enter(space, world.actor(REPRESENTING), road="page")
    beside = await found(world, "coordination")
    visit = await world.house.gate.enter(beside, world.actor(REPRESENTING), road="page")
    assert visit.decides, "the same mandate elsewhere does"


async def test_nothing_is_written_in_a_plan_before_who_decides_has_consented(world: World) -> None:
    gate, accounts, unit = world.house.gate, world.accounts, world.actor("wenche")
    founding = Founding("fjordvik", accounts[MOTHER], unit.account_id)
    async with gate.database.begin() as tx:
        space = (await found_plan(gate, tx, unit, None, founding, now=world.clock.now())).space_id
    assert await world.sql("SELECT count(*) FROM item WHERE space_id = :s", s=space) == [(0,)]
    with pytest.raises(Refused, match="paused"):
        async with gate.writing(space, world.actor(MOTHER)):
            pass
    await give(world, space, "plan")
    rows = await world.sql("SELECT author_id FROM version WHERE space_id = :s", s=space)
    assert {row[0] for row in rows} == {accounts[MOTHER]}
    assert len(rows) == (await opened(world, space))[MOTHER]
    await withdraw(world, space, "plan")
    await give(world, space, "plan")
    assert len(await world.sql("SELECT FROM version WHERE space_id = :s", s=space)) == len(rows)


@pytest.mark.parametrize("kind", FIRST)
async def test_notices_stay_stopped_whatever_is_signed_or_edited_later(world: World, kind: str) -> None:
    space, gate = await found(world, kind), world.house.gate
    assert await may_notify(gate, space)
    kept = await _state(world, space)
    for name in (GRANTED, LET_IN, "wenche"):
        with pytest.raises(Refused):
            await _stop(world, space, name)
    assert await may_notify(gate, space)
    await _stop(world, space)
    for _ in range(2):
        assert not await may_notify(gate, space)
        await withdraw(world, space, kind)
        await give(world, space, kind)
        await _stop(world, space)
    if kind == "coordination":
        await give(world, space, "plan")
        assert not await may_notify(gate, space)
    assert not await may_notify(gate, space)
    await _reseal(world, space, "x")
    assert not await may_notify(gate, space), "a broken state sends nothing"
    await world.sql(f"DELETE FROM access_state WHERE {STATE}", **_ids(world, space))
    assert not await may_notify(gate, space), "nor does none"
    # An older state as a whole is what only the audit finds, as with every withdrawal.
    await world.sql("INSERT INTO access_state VALUES (:s, :w, :n, :t)", **_ids(world, space), **kept)
    settings = world.house.settings
    report = await audit(gate.database, world.house.keyring, settings.grant_issuer)
    assert [one for one in report.misfits if str(space) in one]


async def test_a_stop_reads_only_as_it_was_signed(world: World) -> None:
    """A state that speaks of it in another way is no state: then nothing is sent either."""
    space, gate = await found(world, "plan"), world.house.gate
    row = await _state(world, space)
    claims: Any = gate.signer.claims("state", row["t"])
    for said in (None, {}, {"at": "i går"}, True):
        await _reseal(world, space, gate.signer.sign("state", {**claims, "silenced": said}))
        assert not await may_notify(gate, space), said
    await _reseal(world, space, row["t"])
    assert await may_notify(gate, space)


STATE = "space_id = :s AND participant_id = :w"


def _ids(world: World, space: UUID) -> dict[str, UUID]:
    return {"s": space, "w": world.accounts[MOTHER]}


async def _state(world: World, space: UUID) -> dict[str, Any]:
    rows = await world.sql(f"SELECT serial, token FROM access_state WHERE {STATE}", **_ids(world, space))
    return {"n": rows[0][0], "t": rows[0][1]}


async def _reseal(world: World, space: UUID, token: str) -> None:
    await world.sql(f"UPDATE access_state SET token = :t WHERE {STATE}", t=token, **_ids(world, space))


async def _stop(world: World, space: UUID, name: str = MOTHER) -> None:
    async with world.house.gate.writing(space, world.actor(name), paused=True) as (held, visit):
        await stop_notices(held, visit)


async def _standing(world: World, space: UUID) -> set[str]:
    query = "SELECT kind FROM consent WHERE space_id = :s AND withdrawn_at IS NULL"
    rows: Iterable[Any] = await world.sql(query, s=space)
    return {row[0] for row in rows}
