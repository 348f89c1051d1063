"""An intruder deletes withdrawals or brings back older states: what opens, and what only an audit finds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from ipplan.gate.signing import Wish, sign_wishes, withdraw_all
from ipplan.gate.states import StateBroken, seal_states
from ipplan.gate.visit import Visit
from ipplan.permit import Access, Refused
from ipplan.store.spaces import Writing
from ipplan.store.tables import consent
from tests.gate.openings import of, openings
from tests.world import World

STATE = "space_id = :space AND participant_id = :who"
GRANTS = STATE + " AND section_id IS NOT NULL"
UNMARK = f"UPDATE access_grant SET withdrawn_at = NULL, withdrawal = NULL WHERE {GRANTS}"
HEALTH = ("leila", "health", "write")


@asynccontextmanager
async def deciding(world: World, name: str = "marte") -> AsyncIterator[tuple[Writing, Visit]]:
    async with world.house.gate.writing(world.spaces["tiril"], world.actor(name)) as both:
        yield both


async def withdraw(world: World, name: str) -> None:
    """Withdraw all that somebody has, as the owner's representative does it."""
    async with deciding(world) as (held, visit):
        await withdraw_all(held, visit, visit.gate.signer, world.accounts[name])


async def attack(world: World, statement: str, name: str = "leila", **more: Any) -> list[Any]:
    return await world.sql(statement, space=world.spaces["tiril"], who=world.accounts[name], **more)


async def state(world: World, name: str = "leila") -> tuple[int, str]:
    """The signed access state of somebody, as an intruder may keep it."""
    row = (await attack(world, f"SELECT serial, token FROM access_state WHERE {STATE}", name))[0]
    return row[0], row[1]


async def roll_back(world: World, kept: tuple[int, str], name: str = "leila") -> None:
    statement = f"UPDATE access_state SET serial = :serial, token = :token WHERE {STATE}"
    await attack(world, statement, name, serial=kept[0], token=kept[1])


async def signed_states(world: World, name: str = "leila") -> int:
    """How often somebody's access was signed, as the change records count it."""
    causes = "('grants', 'withdrawn', 'mandate', 'root', 'consent')"
    query = f"SELECT count(*) FROM change WHERE {STATE} AND cause IN {causes}"
    return int((await attack(world, query, name))[0][0])


async def test_a_deleted_withdrawal_brings_nothing_back(mended: World) -> None:
    before = await openings(mended)
    assert HEALTH in before
    await withdraw(mended, "leila")
    after = before - of("leila", before)
    assert await openings(mended) == after
    await attack(mended, UNMARK)
    assert await openings(mended) == after
    with pytest.raises(Refused, match="not_in_state"):
        await mended.open("leila", "health")


async def test_a_later_change_does_not_seal_a_deleted_withdrawal_into_the_state(mended: World) -> None:
    await withdraw(mended, "leila")
    await attack(mended, UNMARK)
    async with deciding(mended) as (held, visit):
        wish = Wish(
            mended.accounts["leila"],
            mended.sections["tiril"]["home"],
            Access.READ,
            held.now + timedelta(days=9),
        )
        await sign_wishes(held, visit, visit.gate.signer, [wish])
    assert of("leila", await openings(mended)) == {("leila", "home", "read")}


async def test_a_grant_signed_anew_where_a_withdrawal_was_deleted_is_the_only_one(mended: World) -> None:
    await withdraw(mended, "leila")
    await attack(mended, UNMARK)
    async with deciding(mended) as (held, visit):
        section = mended.sections["tiril"]["health"]
        wish = Wish(mended.accounts["leila"], section, Access.READ, held.now + timedelta(days=9))
        await sign_wishes(held, visit, visit.gate.signer, [wish])
    assert of("leila", await openings(mended)) == {("leila", "health", "read")}


async def test_an_expired_grant_stays_expired_without_its_withdrawal_and_with_its_old_state(
    mended: World,
) -> None:
    work, before = ("silje", "work", "comment"), of("silje", await openings(mended))
    assert work in before
    kept = await state(mended, "silje")
    await withdraw(mended, "silje")
    mended.clock.move(timedelta(days=6))
    await attack(mended, UNMARK, "silje")
    assert not of("silje", await openings(mended))
    await roll_back(mended, kept, "silje")
    assert of("silje", await openings(mended)) == before - {work}
    with pytest.raises(Refused, match="expired"):
        await mended.open("silje", "work")


async def test_an_old_state_alone_opens_nothing_while_the_withdrawal_stands(mended: World) -> None:
    kept = await state(mended)
    await withdraw(mended, "leila")
    await roll_back(mended, kept)
    assert not of("leila", await openings(mended))


async def test_an_old_state_and_a_deleted_withdrawal_open_but_the_change_records_tell(mended: World) -> None:
    """The one roll-back that the gate cannot see: all that was signed is honest, only old.

    The participant's change records stay behind (the application's own role cannot delete them): they
    count more signings than the state's serial says. That is what the audit looks for.
    """
    before = await openings(mended)
    kept = await state(mended)
    assert await signed_states(mended) == kept[0]
    await withdraw(mended, "leila")
    await attack(mended, UNMARK)
    await roll_back(mended, kept)
    assert await openings(mended) == before
    assert await signed_states(mended) > (await state(mended))[0]


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (
            "UPDATE access_state SET serial = o.serial, token = o.token FROM access_state o WHERE"
            " access_state.space_id = :space AND access_state.participant_id = :who AND o.space_id = :space"
            " AND o.participant_id = :other",
            "state_row",
        ),
        (
            "UPDATE access_state SET serial = o.serial, token = o.token FROM access_state o WHERE"
            " access_state.space_id = :space AND access_state.participant_id = :who"
            " AND o.space_id <> :space AND o.participant_id = :who AND :other IS NOT NULL",
            "state_row",
        ),
        (
            f"UPDATE access_state SET serial = serial + 1 WHERE {STATE} AND participant_id <> :other",
            "state_row",
        ),
        (f"DELETE FROM access_state WHERE {STATE} AND participant_id <> :other", "no_state"),
        (
            f"UPDATE access_state SET token = (SELECT token FROM access_grant g WHERE g.space_id = :space"
            f" AND g.participant_id = :other LIMIT 1) WHERE {STATE}",
            "state_signature",
        ),
    ],
    ids=["another person's", "another plan's", "another serial", "deleted", "a grant's token"],
)
async def test_a_false_access_state_opens_nothing(mended: World, edit: str, reason: str) -> None:
    before = await openings(mended)
    assert of("leila", before)
    await attack(mended, edit, other=mended.accounts["wenche"])
    assert await openings(mended) == before - of("leila", before)
    with pytest.raises(Refused, match=reason):
        await mended.enter("leila")


async def test_a_deleted_access_state_does_not_begin_again(mended: World) -> None:
    """A serial that starts over would let an old state pass for a newer one: nothing is signed on it."""
    await attack(mended, f"DELETE FROM access_state WHERE {STATE}")
    with pytest.raises(StateBroken):
        await withdraw(mended, "leila")


async def test_somebody_who_left_opens_nothing_when_her_row_is_set_active(mended: World) -> None:
    before = await openings(mended)
    assert of("leila", before)
    await withdraw(mended, "leila")
    row = "UPDATE participant SET state = '{}' WHERE space_id = :space AND account_id = :who"
    await attack(mended, row.format("ended"))
    with pytest.raises(Refused, match="not_participant"):
        await mended.enter("leila")
    await attack(mended, row.format("active"))
    await attack(mended, UNMARK)
    assert await openings(mended) == before - of("leila", before)


@pytest.mark.parametrize("kind", ["plan", "sharing"])
async def test_a_withdrawn_consent_does_not_stand_again_when_its_mark_is_deleted(
    mended: World, kind: str
) -> None:
    before = await openings(mended)
    assert of("leila", before)
    mark = (
        "UPDATE consent SET withdrawn_at = {} WHERE space_id = :space AND kind = :kind AND :who IS NOT NULL"
    )
    async with deciding(mended) as (held, visit):
        gone = next(one for one in visit.space.consents if one.kind == kind)
        await held.tx.execute(
            update(consent).where(consent.c.consent_id == gone.consent_id).values(withdrawn_at=held.now)
        )
        owner = {visit.space.owner_id: set[UUID]()}
        await seal_states(
            held, visit.gate.signer, owner, actor=visit.actor.account_id, cause="consent_withdrawn"
        )
    left = of("tiril", before) | of("marte", before)
    if kind == "plan":
        left = {(*opening[:2], "read") for opening in left}
    assert await openings(mended) == left
    await attack(mended, mark.format("NULL"), kind=kind)
    assert await openings(mended) == left
