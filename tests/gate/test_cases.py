"""The gate of a case: who reads what of it, by signed parts and by nothing else."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from ipplan.gate.case_parts import cases_of, give_part, parts_in, take_part
from ipplan.gate.cases import case_within, enter_case, found_case, taking_on, writing_case
from ipplan.gate.leaving import leave
from ipplan.gate.unit import appoint, dismiss
from ipplan.permit import INQUIRY, PAPERS, WORK, Access, Refused
from ipplan.store.cases import case_events, file_of, files_of, open_file
from ipplan.unit.acts import ACTS, STATES, NotNow, check, do
from tests.gate.test_audit import audited, seal
from tests.world import World


async def begun(world: World, sender: str = "berit", owner: str = "roar") -> UUID:
    """A case about somebody that somebody else has sent, with its inquiry in it."""
    gate, ids = world.house.gate, world.accounts
    async with gate.database.begin() as tx:
        place = "fjordvik"
        held = await found_case(gate, tx, municipality_id=place, owner_id=ids[owner], now=world.clock.now())
        await give_part(held, gate.signer, ids[sender], "sender", ids[sender])
        await open_file(
            held,
            municipality_id=place,
            channel="online",
            asked_by="relative",
            sender_id=ids[sender],
            deadline_on=date(2027, 1, 4),
            parts={"coordinator": "asked"},
        )
        visit = await case_within(gate, held, world.actor(sender))
        permit = await visit.open(INQUIRY, Access.WRITE)
        file = await file_of(tx, held.space_id)
        assert file is not None
        await do(held, permit, file, "inquiry", {"words": "Roar treng hjelp"})
        await held.finish()
        return held.space_id


async def take_on(world: World, case: UUID, who: str = "ingeborg") -> None:
    gate = world.house.gate
    async with taking_on(gate, world.actor(who), case) as (held, _):
        await give_part(held, gate.signer, world.accounts[who], "caseworker", world.accounts[who])


async def reads(world: World, case: UUID, who: str) -> list[str]:
    """Which rooms somebody opens; raises `Refused`."""
    visit = await enter_case(world.house.gate, world.actor(who), case)
    return [
        {INQUIRY: "inquiry", PAPERS: "papers", WORK: "work"}[one.section_id] for one in await visit.open_all()
    ]


async def test_only_who_has_a_part_reads_and_each_her_own_rooms(world: World) -> None:
    case = await begun(world)
    assert await reads(world, case, "berit") == ["inquiry"]
    for who in ("ingeborg", "roar", "wenche"):
        with pytest.raises(Refused, match="no_part"):
            await reads(world, case, who)
    await take_on(world, case)
    assert await reads(world, case, "ingeborg") == ["inquiry", "papers", "work"]
    gate = world.house.gate
    async with writing_case(gate, world.actor("ingeborg"), case) as (held, _):
        await give_part(held, gate.signer, world.accounts["roar"], "party", world.accounts["ingeborg"])
    assert await reads(world, case, "roar") == ["inquiry", "papers"]
    async with gate.database.engine.connect() as tx:
        now = world.clock.now()
        assert len(await parts_in(tx, gate.signer, case, now)) == 3
        assert [one.space for one in await cases_of(tx, gate.signer, world.accounts["roar"], now)] == [case]
        assert await cases_of(tx, gate.signer, world.accounts["ingeborg"], now) == []


async def test_an_opened_room_leaves_a_line_and_a_follower_reads_nothing(world: World) -> None:
    case = await begun(world)
    gate = world.house.gate
    async with writing_case(gate, world.actor("berit"), case) as (held, _):
        await give_part(held, gate.signer, world.accounts["leila"], "follower", world.accounts["berit"])
    visit = await enter_case(gate, world.actor("leila"), case)
    assert await visit.open_all() == []
    with pytest.raises(Refused):
        await visit.open(INQUIRY)
    await reads(world, case, "berit")
    rows = await world.sql("SELECT account_id, section_id FROM access_log WHERE space_id = :s", s=case)
    assert {tuple(row) for row in rows} == {(world.accounts["berit"], INQUIRY)}


async def test_who_leaves_the_unit_reads_no_case_from_that_moment(world: World) -> None:
    case = await begun(world)
    await take_on(world, case)
    async with world.house.database.begin() as tx:
        await dismiss(tx, world.accounts["ingeborg"], world.clock.now())
    with pytest.raises(Refused):
        await reads(world, case, "ingeborg")


@pytest.mark.parametrize("asked_by", ["service", "relative"])
async def test_who_sent_it_in_her_work_reads_it_no_more_when_she_has_left_that(
    world: World, asked_by: str
) -> None:
    case = await begun(world, sender="sindre")
    await world.sql("UPDATE case_file SET asked_by = :b", b=asked_by)
    gate, lead = world.house.gate, world.actor("ingeborg")
    await leave(gate, lead, world.accounts["sindre"], None, None)
    now = world.clock.now()
    async with gate.database.engine.connect() as tx:
        own = await cases_of(tx, gate.signer, world.accounts["sindre"], now)
    if asked_by == "service":
        assert own == []
        with pytest.raises(Refused, match="no_part"):
            await reads(world, case, "sindre")
    else:
        assert await reads(world, case, "sindre") == ["inquiry"], "what she wrote as herself stays hers"


async def test_nobody_works_on_her_own_case_nor_on_one_she_has_sent(world: World) -> None:
    gate = world.house.gate
    own = await begun(world, owner="ingeborg")
    await take_on(world, own)
    with pytest.raises(Refused):
        await reads(world, own, "ingeborg")
    sent = await begun(world, sender="ingeborg")
    await take_on(world, sent)
    assert await reads(world, sent, "ingeborg") == ["inquiry"]
    with pytest.raises(Refused):
        async with taking_on(gate, world.actor("wenche"), sent):
            pass


async def test_another_municipality_takes_nothing_on(world: World) -> None:
    case = await begun(world)
    await world.sql("INSERT INTO municipality (municipality_id, name) VALUES ('9999', 'Annen')")
    gate = world.house.gate
    async with world.house.database.begin() as tx:
        await appoint(tx, gate.signer, world.accounts["sindre"], "9999", world.clock.now())
    with pytest.raises(Refused, match="not_the_units"):
        async with taking_on(gate, world.actor("sindre"), case):
            pass
    # A part that was signed for her all the same is of no use.
    async with writing_case(gate, world.actor("berit"), case) as (held, _):
        await give_part(held, gate.signer, world.accounts["sindre"], "caseworker", world.accounts["berit"])
    with pytest.raises(Refused):
        await reads(world, case, "sindre")
    async with world.house.database.engine.connect() as tx:
        assert await files_of(tx, "9999") == []


async def test_no_row_that_is_edited_or_brought_back_opens_anything(world: World) -> None:
    case = await begun(world)
    await take_on(world, case)
    me = world.accounts["wenche"]
    await world.sql("UPDATE case_grant SET account_id = :a WHERE role = 'caseworker'", a=me)
    for who in ("wenche", "ingeborg"):
        with pytest.raises(Refused):
            await reads(world, case, who)
    await world.sql("UPDATE case_grant SET account_id = :a", a=world.accounts["ingeborg"])
    assert await reads(world, case, "ingeborg") == ["inquiry", "papers", "work"]
    await world.sql("UPDATE case_grant SET role = 'party' WHERE role = 'caseworker'")
    with pytest.raises(Refused):
        await reads(world, case, "ingeborg")


async def test_a_part_that_was_ended_is_not_brought_back_by_its_mark(world: World) -> None:
    case = await begun(world)
    await take_on(world, case)
    async with taking_on(world.house.gate, world.actor("ingeborg"), case) as (held, _):
        me = world.accounts["ingeborg"]
        assert await take_part(held, me, "caseworker", me)
        assert not await take_part(held, me, "caseworker", me)
    await world.sql("UPDATE case_grant SET ended_at = NULL")
    with pytest.raises(Refused):
        await reads(world, case, "ingeborg")


async def test_what_happened_is_read_back_and_an_edited_row_is_not_there(world: World) -> None:
    case = await begun(world)
    await take_on(world, case)
    visit = await enter_case(world.house.gate, world.actor("ingeborg"), case)
    permits = await visit.open_all()
    async with world.house.database.engine.connect() as tx:
        (event,) = await case_events(tx, *permits)
        assert (event.kind, event.said) == ("inquiry", {"words": "Roar treng hjelp"})
    await world.sql("UPDATE case_event SET author_id = :a", a=world.accounts["ingeborg"])
    async with world.house.database.engine.connect() as tx:
        assert await case_events(tx, *permits) == []
    plain = await world.sql("SELECT sealed FROM case_event")
    assert b"Roar" not in bytes(plain[0][0])


async def test_what_is_deleted_of_a_case_is_found_by_the_audit(world: World) -> None:
    case = await begun(world)
    await seal(world)
    assert (await audited(world)).misfits == ()
    await world.sql("DELETE FROM case_event WHERE space_id = :s", s=case)
    assert "saken" in (await audited(world)).misfits[0]


async def test_acts_are_done_in_their_time_by_their_people_in_their_rooms(world: World) -> None:
    case = await begun(world)
    await take_on(world, case)
    assert all(set(act.when) <= set(STATES) for act in ACTS.values())
    async with writing_case(world.house.gate, world.actor("ingeborg"), case) as (held, visit):
        file = await file_of(held.tx, case)
        assert file is not None
        papers = await visit.open(PAPERS, Access.WRITE)
        with pytest.raises(NotNow):
            await do(held, papers, file, "complaint" if file.state != "received" else "governor", {})
        with pytest.raises(Refused):
            await do(held, papers, file, "note", {})
        check("interim", visit.parts)
        with pytest.raises(Refused):
            check("returned", {"party": None})
        await do(held, papers, file, "question", {"words": "Kva treng du?"}, due_on=date(2026, 12, 1))
        after = await file_of(held.tx, case)
        assert after is not None
        assert after.state == "waiting"


async def test_cases_are_numbered_by_municipality_and_year(world: World) -> None:
    first, second = await begun(world), await begun(world, owner="leila")
    async with world.house.database.engine.connect() as tx:
        numbers = [file.number for case in (first, second) if (file := await file_of(tx, case))]
        assert numbers == [1, 2]
    world.clock.move(
        datetime(world.clock.now().year + 1, 2, 1, tzinfo=UTC) - world.clock.now() + timedelta(0)
    )
    third = await begun(world)
    async with world.house.database.engine.connect() as tx:
        file = await file_of(tx, third)
        assert file is not None
        assert (file.number, file.year) == (1, world.clock.now().year)
