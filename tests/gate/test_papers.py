"""Without electronic id, at the gate: nothing counts by a row, nothing by one signature too few."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from ipplan.gate.assisting import begin_assistance, end_assistance
from ipplan.gate.attesting import confirm, decline, print_sheet, register
from ipplan.gate.consenting import give_consent, withdraw_consent
from ipplan.gate.facts import PersonFacts
from ipplan.gate.holdings import audit_holdings
from ipplan.gate.mandates import Commission, sign_mandate
from ipplan.gate.papering import OwnerDoesNotDecide, end_own_paper, end_paper_by_unit, record_paper
from ipplan.gate.sheets import Scan, Terms, one_attestation, scan_of
from ipplan.gate.signing import BadWish, Wish, sign_wishes, withdraw_all
from ipplan.gate.statements import unit_hand
from ipplan.gate.unit import appoint, casework
from ipplan.permit import Access, Refused
from ipplan.plan import changes
from ipplan.plan.forms import fill
from ipplan.plan.kinds import KINDS
from ipplan.store.items import one_item
from ipplan.store.versions import Clear, Words
from tests.gate.forging import opened
from tests.world import World

OWNER, COORDINATOR, UNIT, READER = "roar", "grete", "ingeborg", "leila"
AREA = "economy"
"""A section that neither the reader nor the coordinator sees."""
TEXT = KINDS["text"]


async def on_paper(world: World) -> UUID:
    """The unit records that Roar has no electronic id."""
    gate = world.house.gate
    async with casework(gate, world.actor(UNIT), world.spaces[OWNER]) as (held, case):
        return await record_paper(held, gate.signer, case, gate.rules)


async def attest(
    world: World,
    *wishes: Wish,
    gives: Sequence[str] = (),
    takes: Sequence[str] = (),
    by: str = COORDINATOR,
) -> UUID:
    """Print a sheet, and register it a while later; returns its id."""
    terms = Terms(wishes, frozenset(gives), frozenset(takes))
    actor, gate, space = world.actor(by), world.house.gate, world.spaces[OWNER]
    async with gate.writing(space, actor, paused=True) as (held, visit):
        made = await print_sheet(held, visit, gate.permits.for_sheets(visit), terms)
    async with gate.writing(space, actor, paused=True) as (held, visit):
        scan = Scan(held.now.date(), "Nina Nabo", "Nabo", "application/pdf", b"%PDF-1.7 %%EOF")
        await register(held, visit, gate.permits.for_sheets(visit), made, scan)
    return made


def wish(world: World, name: str = READER, access: Access | None = Access.READ) -> Wish:
    ends = (world.clock.now() + timedelta(days=300)).replace(microsecond=0) if access else None
    return Wish(world.accounts[name], world.sections[OWNER][AREA], access, ends)


async def reads(world: World, name: str = READER) -> bool:
    try:
        return (await world.enter(name, OWNER)).may(world.sections[OWNER][AREA])
    except Refused:
        return False


async def test_what_is_attested_opens_and_says_that_it_is(world: World) -> None:
    assert not await reads(world)
    await on_paper(world)
    made = await attest(world, wish(world))
    visit = await world.enter(READER, OWNER)
    found: Any = visit.standing.sections[world.sections[OWNER][AREA]]
    assert (found.access, found.attested) == (Access.READ, True)
    token = (await world.sql("SELECT token FROM access_grant ORDER BY not_before DESC LIMIT 1"))[0][0]
    claims = opened(token)[1]
    assert claims["granted_by"] == str(world.accounts[OWNER]), "whose word it is"
    assert (claims["attested"], claims["registered_by"]) == (str(made), str(world.accounts[COORDINATOR]))
    assert "Nina" not in str(await world.sql("SELECT token FROM attestation"))


async def test_without_the_units_record_a_coordinator_registers_nothing(world: World) -> None:
    with pytest.raises(Refused, match="not_on_paper"):
        await attest(world, wish(world))
    await on_paper(world)
    async with world.house.gate.writing(world.spaces[OWNER], world.actor(OWNER)) as (held, visit):
        await end_own_paper(held, visit)
    with pytest.raises(Refused, match="not_on_paper"):
        await attest(world, wish(world))
    assert not await reads(world)


async def test_nobody_but_the_coordinator_registers(world: World) -> None:
    await on_paper(world)
    gate = world.house.gate
    theirs = gate.permits.for_sheets(await world.enter(COORDINATOR, OWNER))
    terms = Terms((wish(world),), frozenset(), frozenset())
    for name in (OWNER, "thea", "solveig"):
        async with gate.writing(world.spaces[OWNER], world.actor(name)) as (held, visit):
            with pytest.raises(Refused, match="not_on_paper"):
                await print_sheet(held, visit, theirs, terms)
    assert not await reads(world)


class Unseen(dict[UUID, PersonFacts]):
    """People of whom none is there when one looks for her."""

    def __contains__(self, _: object) -> bool:
        return False


async def test_who_takes_part_in_a_plan_records_nothing_of_its_owner(world: World) -> None:
    """A coordinator who works in the unit, too, would else let herself register alone."""
    gate, grete = world.house.gate, world.actor(COORDINATOR)
    async with world.house.database.begin() as tx:
        await appoint(tx, gate.signer, grete.account_id, "fjordvik", world.clock.now())
    async with casework(gate, grete, world.spaces[OWNER]) as (held, case):
        with pytest.raises(Refused, match="not_somebody_else"):
            await record_paper(held, gate.signer, case, gate.rules)
        outside = replace(case, space=replace(case.space, people=Unseen(case.space.people)))
        await record_paper(held, gate.signer, outside, gate.rules)
    await attest(world, wish(world))
    assert not await reads(world), "nor does it bear anything, were it recorded"


async def test_an_owner_who_does_not_decide_herself_signs_nothing_on_paper(world: World) -> None:
    gate = world.house.gate
    with pytest.raises(OwnerDoesNotDecide):
        async with casework(gate, world.actor(UNIT), world.spaces["tiril"]) as (held, case):
            await record_paper(held, gate.signer, case, gate.rules)
    await on_paper(world)
    ends = world.clock.now() + timedelta(days=30)
    async with casework(gate, world.actor(UNIT), world.spaces[OWNER]) as (held, case):
        commission = Commission(world.accounts["solveig"], "next_of_kin", ends, instead=True)
        await sign_mandate(held, gate.signer, unit_hand(case.by), case.space.owner_id, commission)
    with pytest.raises(Refused, match="not_on_paper"):
        await attest(world, wish(world))


async def test_the_record_ends_by_the_clock_and_what_was_granted_on_it_goes_on(world: World) -> None:
    await on_paper(world)
    world.clock.move(timedelta(days=200))
    await attest(world, wish(world))
    world.clock.move(timedelta(days=167))
    assert await reads(world)
    with pytest.raises(Refused, match="not_on_paper"):
        await attest(world, wish(world, "silje"))


async def test_what_she_is_given_herself_waits_for_the_units_signature(world: World) -> None:
    await on_paper(world)
    gate, unit = world.house.gate, world.actor(UNIT)
    made = await attest(world, wish(world), wish(world, COORDINATOR))
    assert await reads(world), "others are not kept waiting"
    assert not await reads(world, COORDINATOR)
    async with world.house.database.begin() as tx:
        await appoint(tx, gate.signer, world.accounts[COORDINATOR], "fjordvik", world.clock.now())
    with pytest.raises(Refused, match="not_somebody_else"):
        async with casework(gate, world.actor(COORDINATOR), world.spaces[OWNER]) as (held, case):
            await confirm(held, gate.signer, case, made)
    async with casework(gate, unit, world.spaces[OWNER]) as (held, case):
        await confirm(held, gate.signer, case, made)
    assert await reads(world, COORDINATOR)
    await world.sql("UPDATE attestation SET confirmation = NULL")
    assert not await reads(world, COORDINATOR)
    assert await reads(world)


async def test_what_the_unit_did_not_sign_is_never_signed(world: World) -> None:
    await on_paper(world)
    gate = world.house.gate
    made = await attest(world, wish(world, COORDINATOR))
    async with casework(gate, world.actor(UNIT), world.spaces[OWNER]) as (held, case):
        await decline(held, gate.signer, case, made)
    with pytest.raises(Refused, match="no_attestation"):
        async with casework(gate, world.actor(UNIT), world.spaces[OWNER]) as (held, case):
            await confirm(held, gate.signer, case, made)
    assert not await reads(world, COORDINATOR)


async def test_what_is_taken_away_on_paper_is_gone_at_once(world: World) -> None:
    await on_paper(world)
    await attest(world, wish(world))
    assert await reads(world)
    await attest(world, wish(world, access=None))
    assert not await reads(world)
    own = replace(wish(world, COORDINATOR, None), section_id=world.sections[OWNER]["home"])
    assert (await world.enter(COORDINATOR, OWNER)).may(own.section_id)
    await attest(world, own)
    assert not (await world.enter(COORDINATOR, OWNER)).may(own.section_id), "hers too, without the unit"


async def test_consents_are_withdrawn_and_given_on_paper(world: World) -> None:
    await on_paper(world)
    await attest(world, takes=["plan"])
    assert (await world.enter(OWNER, OWNER)).standing.paused
    with pytest.raises(BadWish, match="no_consent"):
        await attest(world, wish(world))
    await attest(world, wish(world), gives=["plan"])
    assert not (await world.enter(OWNER, OWNER)).standing.paused
    await attest(world, takes=["sharing"])
    assert not await reads(world)
    await attest(world, wish(world))
    assert await reads(world), "the sheet gives the consent that it rests on"


SWAPS = {
    "the attestation is gone": "UPDATE attestation SET token = NULL",
    "another space's": "UPDATE attestation SET attestation_id = gen_random_uuid()",
    "the record is gone": "UPDATE paper SET token = ''",
    "the record is made longer": "UPDATE paper SET paper_id = gen_random_uuid()",
    "its end is put before": "UPDATE paper SET withdrawn_at = now() - interval '1 day'",
    "the grant is made to last": "UPDATE access_grant SET expires_at = expires_at + interval '1 day'"
    " WHERE participant_id = :who",
}


@pytest.mark.parametrize("what", list(SWAPS))
async def test_edited_rows_open_nothing(world: World, what: str) -> None:
    await on_paper(world)
    await attest(world, wish(world))
    assert await reads(world)
    statement = SWAPS[what]
    # The sheet and what it hangs on are let go of first: an intruder has the whole database.
    await world.sql("DELETE FROM sheet")
    await world.sql(statement, **({"who": world.accounts[READER]} if ":who" in statement else {}))
    assert not await reads(world)


async def test_an_attestation_carries_its_own_wishes_and_no_other(world: World) -> None:
    """Two honest sheets: neither's attestation bears the other's grant, for longer or for more."""
    await on_paper(world)
    first = await attest(world, wish(world))
    second = await attest(world, wish(world, "silje"))
    assert await reads(world)
    await world.sql("DELETE FROM sheet")
    tokens = dict(tuple(row) for row in await world.sql("SELECT attestation_id, token FROM attestation"))
    await world.sql("UPDATE attestation SET token = :t WHERE attestation_id = :a", t=tokens[second], a=first)
    assert not await reads(world)


async def test_a_deleted_mark_brings_the_record_not_back(world: World) -> None:
    await on_paper(world)
    gate = world.house.gate
    async with casework(gate, world.actor(UNIT), world.spaces[OWNER]) as (held, case):
        await end_paper_by_unit(held, gate.signer, case)
    await world.sql("UPDATE paper SET withdrawn_at = NULL, withdrawal = NULL")
    with pytest.raises(Refused, match="not_on_paper"):
        await attest(world, wish(world))


async def test_the_sheet_is_the_owners_and_the_registrars_and_an_edited_one_nobodys(world: World) -> None:
    await on_paper(world)
    made = await attest(world, wish(world))
    for name in (OWNER, COORDINATOR):
        visit = await world.enter(name, OWNER)
        async with world.house.database.engine.connect() as tx:
            scan = await scan_of(tx, visit, await visit.open_sheets(), made)
        assert (scan.witness, scan.data) == ("Nina Nabo", b"%PDF-1.7 %%EOF")
    with pytest.raises(Refused, match="not_concerned"):
        await (await world.enter("thea", OWNER)).open_sheets()
    visit = await world.enter(OWNER, OWNER)
    await world.sql("UPDATE sheet SET scan_sealed = sealed")
    with pytest.raises(Refused, match="sheet_broken"):
        async with world.house.database.engine.connect() as tx:
            await scan_of(tx, visit, await visit.open_sheets(), made)


async def test_another_coordinator_sees_none_of_it(world: World) -> None:
    await on_paper(world)
    made = await attest(world, wish(world))
    await world.coordinates("thea", OWNER)
    visit = await world.enter("thea", OWNER)
    async with world.house.database.engine.connect() as tx:
        with pytest.raises(Refused, match="no_attestation"):
            await one_attestation(tx, visit, await visit.open_sheets(), made)


async def confirmed(world: World, made: UUID) -> None:
    async with casework(world.house.gate, world.actor(UNIT), world.spaces[OWNER]) as (held, case):
        await confirm(held, world.house.gate.signer, case, made)


async def consents(world: World, kind: str, *, gives: bool) -> None:
    async with world.house.gate.writing(world.spaces[OWNER], world.actor(OWNER), paused=True) as (
        held,
        visit,
    ):
        await (give_consent if gives else withdraw_consent)(held, visit, kind)


async def test_what_waits_goes_with_all_that_the_owner_withdraws(world: World) -> None:
    await on_paper(world)
    made = await attest(world, wish(world, COORDINATOR))
    world.clock.move(timedelta(minutes=1))
    for gives in (False, True):
        await consents(world, "sharing", gives=gives)
    with pytest.raises(Refused, match="no_attestation"):
        await confirmed(world, made)
    await world.sql("UPDATE attestation SET state = 'waiting'")
    with pytest.raises(BadWish, match="no_consent"):
        await confirmed(world, made)
    assert not await reads(world, COORDINATOR)
    await confirmed(world, await attest(world, wish(world, COORDINATOR)))
    assert await reads(world, COORDINATOR)


@pytest.mark.parametrize("where", ["one", "all", "paper"])
async def test_what_waits_goes_with_what_is_taken_from_who_registered_it(world: World, where: str) -> None:
    await on_paper(world)
    made, none = await attest(world, wish(world, COORDINATOR)), wish(world, COORDINATOR, None)
    if where == "paper":
        await attest(world, none)
    else:
        async with world.house.gate.writing(world.spaces[OWNER], world.actor(OWNER)) as (held, visit):
            signer = visit.gate.signer
            if where == "one":
                await sign_wishes(held, visit, signer, [none])
            else:
                await withdraw_all(held, visit, signer, none.participant_id)
    with pytest.raises(Refused, match="no_attestation"):
        await confirmed(world, made)


async def test_a_sheet_that_gives_and_takes_for_who_registers_it_still_waits(world: World) -> None:
    await on_paper(world)
    none = replace(wish(world, COORDINATOR, None), section_id=world.sections[OWNER]["home"])
    await confirmed(world, await attest(world, none, wish(world, COORDINATOR)))
    assert await reads(world, COORDINATOR)


async def test_the_unit_signs_nothing_while_the_plan_rests_or_the_owner_does_not_decide(world: World) -> None:
    await on_paper(world)
    made, gate = await attest(world, wish(world, COORDINATOR)), world.house.gate
    await consents(world, "plan", gives=False)
    with pytest.raises(BadWish, match="no_consent"):
        await confirmed(world, made)
    await consents(world, "plan", gives=True)
    ends = world.clock.now() + timedelta(days=30)
    async with casework(gate, world.actor(UNIT), world.spaces[OWNER]) as (held, case):
        commission = Commission(world.accounts["solveig"], "next_of_kin", ends, instead=True)
        await sign_mandate(held, gate.signer, unit_hand(case.by), case.space.owner_id, commission)
    with pytest.raises(BadWish, match="no_consent"):
        await confirmed(world, made)
    assert not await reads(world, COORDINATOR)


async def test_nobody_registers_whom_the_unit_has_not_named(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who coordinates when it is recorded is part of what the unit signs."""
    await on_paper(world)
    await world.coordinates("thea", OWNER)
    assert (await world.enter("thea", OWNER)).is_coordinator
    with pytest.raises(Refused, match="not_on_paper"):
        await attest(world, wish(world), by="thea")
    with monkeypatch.context() as patched:
        patched.setattr("ipplan.gate.attesting.may_attest", lambda visit: True)
        await attest(world, wish(world), by="thea")
    assert not await reads(world), "nor does it bear anything, were it registered"
    await on_paper(world)
    await attest(world, wish(world), by="thea")
    assert await reads(world), "the unit has recorded it anew, with her"


async def begin(world: World, name: str = READER, ground: str = "paper") -> UUID:
    async with world.house.gate.writing(world.spaces[OWNER], world.actor(name)) as (held, visit):
        return await begin_assistance(held, visit, ground)


async def assisting(world: World, name: str = READER) -> bool:
    return (await world.enter(name, OWNER)).assisting


async def test_a_helper_writes_the_owners_words_where_she_reads_and_nowhere_else(world: World) -> None:
    await on_paper(world)
    await begin(world)
    visit = await world.enter(READER, OWNER)
    about, network = world.sections[OWNER]["about"], world.sections[OWNER]["network"]
    assert visit.assisting
    assert visit.may(about, Access.WRITE), "she only reads there herself"
    assert not visit.may(network)
    assert not (visit.decides)
    assert not (visit.is_coordinator)
    item_id = await _write(world, READER, "about", "Jeg vil hjem.")
    async with world.house.database.engine.connect() as tx:
        item = await one_item(tx, await world.open("thea", "about", OWNER), item_id)
    owner, helper = world.accounts[OWNER], world.accounts[READER]
    assert (item.head.author_id, item.head.on_behalf_of) == (helper, owner)
    assert (item.head.words, item.head.assisted) == (Words(owner, helper), True)
    assert dict(item.content) == {**dict(item.content), "body": "Jeg vil hjem."}
    assert not [name for name in item.content if name.startswith("_")]


async def test_the_words_stay_hers_until_somebody_changes_them(world: World) -> None:
    await on_paper(world)
    await begin(world)
    item_id = await _write(world, READER, "about", "Jeg vil hjem.")
    async with world.house.gate.writing(world.spaces[OWNER], world.actor(OWNER)) as (held, visit):
        permit = await visit.open(world.sections[OWNER]["about"])
        item = await one_item(held.tx, permit, item_id)
        await changes.set_closed(held, permit, item, True)
    async with world.house.gate.writing(world.spaces[OWNER], world.actor(OWNER)) as (held, visit):
        permit = await visit.open(world.sections[OWNER]["about"])
        item = await one_item(held.tx, permit, item_id)
        assert item.head.words is not None
        assert not item.head.assisted
        filled = fill(TEXT, {"body": "Noe annet."}, item.clear, item.content)
        await changes.save(held, permit, item, item.head.version_id, filled)
    async with world.house.gate.writing(world.spaces[OWNER], world.actor(OWNER)) as (held, visit):
        permit = await visit.open(world.sections[OWNER]["about"])
        item = await one_item(held.tx, permit, item_id)
        assert item.head.words is None


async def test_it_holds_on_one_login_for_an_hour_and_not_past_what_it_rests_on(world: World) -> None:
    await on_paper(world)
    await begin(world)
    assert await assisting(world)
    elsewhere = replace(world.actor(READER), session=b"another login of hers")
    visit = await world.house.gate.enter(world.spaces[OWNER], elsewhere, road="page")
    assert not visit.assisting
    world.clock.move(timedelta(minutes=59))
    assert await assisting(world)
    world.clock.move(timedelta(minutes=2))
    assert not await assisting(world)
    await begin(world)
    async with world.house.gate.writing(world.spaces[OWNER], world.actor(OWNER)) as (held, visit):
        await end_own_paper(held, visit)
    assert not await assisting(world)


async def test_a_coordinator_decides_and_manages_nothing_while_she_helps(world: World) -> None:
    await on_paper(world)
    await begin(world, COORDINATOR)
    visit = await world.enter(COORDINATOR, OWNER)
    assert visit.assisting
    for refused in (visit.open_proposals, visit.open_sheets, visit.open_decisions):
        with pytest.raises(Refused):
            await refused()
    with pytest.raises(Refused, match=r"not_coordinator|not_concerned|not_on_paper"):
        await attest(world, wish(world))


async def test_her_own_access_ending_ends_it_where_it_was(world: World) -> None:
    await on_paper(world)
    await begin(world)
    await attest(world, replace(wish(world, access=None), section_id=world.sections[OWNER]["about"]))
    assert not (await world.enter(READER, OWNER)).may(world.sections[OWNER]["about"])
    await attest(world, replace(wish(world, access=None), section_id=world.sections[OWNER]["health"]))
    with pytest.raises(Refused, match="nothing"):
        await world.enter(READER, OWNER)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assistance SET helper_id = (SELECT account_id FROM account WHERE name LIKE 'Thea%')",
        "UPDATE assistance SET token = ''",
        "UPDATE assistance SET assistance_id = gen_random_uuid()",
        "UPDATE assistance SET token = (SELECT token FROM paper LIMIT 1)",
    ],
)
async def test_an_edited_session_is_none(world: World, statement: str) -> None:
    await on_paper(world)
    await begin(world)
    await world.sql(statement)
    assert not await assisting(world)
    assert not await assisting(world, "thea")


async def test_an_ended_session_is_not_brought_back_by_a_deleted_mark(world: World) -> None:
    await on_paper(world)
    await begin(world)
    async with world.house.gate.writing(world.spaces[OWNER], world.actor(READER)) as (held, visit):
        await end_assistance(held, visit)
    assert not await assisting(world)
    await world.sql("UPDATE assistance SET withdrawn_at = NULL, withdrawal = NULL")
    assert not await assisting(world)


async def test_the_owner_who_reads_nothing_or_is_refused_opens_none(world: World) -> None:
    await on_paper(world)
    with pytest.raises(Refused, match="no_helper"):
        await begin(world, OWNER)
    await begin(world)
    with pytest.raises(Refused, match="no_helper"):
        await begin(world)


async def test_a_childs_session_is_none_for_who_decides_herself(world: World) -> None:
    """The ground is part of what is signed, and asked again each time."""
    await begin(world, ground="child")
    assert not await assisting(world)


async def test_the_audit_finds_nothing_and_finds_what_is_deleted(world: World) -> None:
    await on_paper(world)
    await attest(world, wish(world))
    await begin(world)
    async with world.house.gate.writing(world.spaces[OWNER], world.actor(READER)) as (held, visit):
        await end_assistance(held, visit)
    await begin(world)
    gate, keyring = world.house.gate, world.house.keyring
    async with world.house.database.engine.connect() as tx:
        assert await audit_holdings(tx, keyring, gate.signer) == []
    for table, word in (("paper", "papiret"), ("assistance", "økten")):
        await world.sql(f"UPDATE {table} SET withdrawn_at = now(), withdrawal = NULL")
        async with world.house.database.engine.connect() as tx:
            misfits = await audit_holdings(tx, keyring, gate.signer)
        assert [one for one in misfits if word in one], table
    await world.sql("DELETE FROM paper")
    async with world.house.database.engine.connect() as tx:
        assert [one for one in await audit_holdings(tx, keyring, gate.signer) if "er slettet" in one]


async def _write(world: World, name: str, area: str, body: str) -> UUID:
    item_id = uuid4()
    async with world.house.gate.writing(world.spaces[OWNER], world.actor(name)) as (held, visit):
        permit = await visit.open(world.sections[OWNER][area])
        filled = fill(TEXT, {"body": body}, Clear("text"), {})
        assert not filled.errors
        await changes.create(held, permit, item_id, TEXT, None, filled)
    return item_id


async def test_her_screen_is_looked_at_again_when_the_record_ends_before_the_hour(world: World) -> None:
    await on_paper(world)
    world.clock.move(timedelta(days=200))
    await attest(world, wish(world))
    world.clock.move(world.house.gate.rules.paper_lasts.time - timedelta(days=200, minutes=20))
    await begin(world)
    visit = await world.enter(READER, OWNER)
    assert visit.assisting
    ends = (await world.sql("SELECT expires_at FROM paper"))[0][0]
    assert visit.standing.ends_at == ends
    assert {one.expires_at for one in visit.permits()} == {ends}
