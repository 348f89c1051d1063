"""Somebody leaves her work: all that she has by it ends at once, and what is her own stays hers.

One mark on her account is what the verdict goes by, at every read and in every process, from the moment that
is set. Then space by space the signed withdrawals follow: no mark that is deleted brings anything back. To
close an account altogether is another thing: after a death, a duplicate, or misuse.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select, update

from ipplan.gate.case_parts import sent_by_work, take_part
from ipplan.gate.coordinating import end_role
from ipplan.gate.gate import Gate
from ipplan.gate.roles import roles_in
from ipplan.gate.signing import withdraw_from
from ipplan.gate.statements import Hand
from ipplan.gate.states import StateBroken
from ipplan.gate.unit import Desk, appointments, dismiss, lead_of
from ipplan.gate.unit_claims import AppointmentClaims
from ipplan.gate.unit_people import LastLead
from ipplan.gate.visit import Actor
from ipplan.permit import Refused
from ipplan.store.database import Tx
from ipplan.store.directory import note
from ipplan.store.feeds import end_feed
from ipplan.store.letters import drop_letters_to
from ipplan.store.sessions import end_sessions_of
from ipplan.store.spaces import Writing, hold, writing
from ipplan.store.tables import account, appointment, case_grant, coordinator, invitation, participant, space

log = structlog.get_logger()
TAKEN_BACK = {"state": "withdrawn", "account_id": None, "pid_index": None, "pid_sealed": None}
"""An invitation that leads nowhere any more."""
CLOSINGS = ("death", "duplicate", "misuse")
"""Why a whole account is closed."""


async def leave(gate: Gate, actor: Actor, account_id: UUID, when: datetime | None, email: str | None) -> None:
    """She leaves her work ``when`` (``None``: now); ``email``: where she is written to after that.

    Raises `Refused`, or `LastLead`.
    """
    async with gate.database.begin() as tx:
        desk = await _desk(tx, gate, actor, account_id)
        at = when or desk.at
        mark = {"leaves_at": at, "leaves_by": actor.account_id, "leaving": True, "email_after": email}
        await _mark(tx, desk, account_id, "leaving", **mark)
        detail = at.isoformat(timespec="minutes")
        await _note(tx, desk, "leaving", account_id, detail)
        if when is None:
            await _end_work(tx, account_id, desk.at)
    if when is None:
        await tidy(gate, account_id, Hand(actor.account_id, None, actor.acr, actor.auth_time))


async def stay(gate: Gate, actor: Actor, account_id: UUID) -> None:
    """She does not leave after all; raises `Refused` once she has."""
    async with gate.database.begin() as tx:
        desk = await _desk(tx, gate, actor, account_id)
        leaves_at = await tx.scalar(select(account.c.leaves_at).where(account.c.account_id == account_id))
        if leaves_at is None or leaves_at <= desk.at:
            raise Refused("has_left")
        mark = {"leaves_at": None, "leaves_by": None, "leaving": False, "email_after": None}
        await _mark(tx, desk, account_id, "leaving", **mark)
        await _note(tx, desk, "staying", account_id)


async def close(gate: Gate, actor: Actor, account_id: UUID, reason: str) -> None:
    """Close an account altogether: she logs in no more, and nothing is sent to her.

    What she was granted is not withdrawn: whoever opens the account again finds it as it was. Raises
    `Refused`, or `LastLead`.
    """
    if reason not in CLOSINGS:
        raise Refused("reason")
    async with gate.database.begin() as tx:
        desk = await _desk(tx, gate, actor, account_id)
        await _mark(tx, desk, account_id, "account_closed", state="closed")
        await dismiss(tx, account_id, desk.at)
        await end_feed(tx, account_id)
        await drop_letters_to(tx, account_id)
        await _uninvite(tx, account_id)
        came = invitation.c.pid_index == _own(account.c.pid_index, account_id)
        waits = update(invitation).where(invitation.c.state == "bound", came)
        await tx.execute(waits.values(**TAKEN_BACK))
        await end_sessions_of(tx, account_id, desk.at)
        await _note(tx, desk, "closed", account_id, reason)


async def reopen(gate: Gate, actor: Actor, account_id: UUID) -> None:
    """Open a closed account again; raises `Refused`."""
    async with gate.database.begin() as tx:
        desk = await _desk(tx, gate, actor, account_id, state="closed")
        await _mark(tx, desk, account_id, "account_opened", state="active")
        await _note(tx, desk, "reopened", account_id)


async def tidy(gate: Gate, account_id: UUID, hand: Hand) -> int:
    """Withdraw what she held by the work that she has left, space by space; returns in how many.

    One that cannot be tidied now is taken up by the worker: she reads nothing there meanwhile.
    """
    for space_id, role in await _sent(gate, account_id):
        async with writing(gate.database, gate.clock, space_id) as held:
            await take_part(held, account_id, role, hand.account_id)
    count = 0
    for space_id in await _left_in(gate, account_id):
        try:
            async with writing(gate.database, gate.clock, space_id) as held:
                await _leave_space(gate, held, hand, account_id)
        except StateBroken:
            log.error("leaver_state_broken", space=str(space_id), account=str(account_id))
        else:
            count += 1
    return count


async def _leave_space(gate: Gate, held: Writing, hand: Hand, account_id: UUID) -> None:
    """Her grants and her role there are withdrawn, each by a signed statement, and she takes part no more."""
    here = and_(participant.c.space_id == held.space_id, participant.c.account_id == account_id)
    role = await held.tx.scalar(select(participant.c.role).where(here))
    space, _ = await gate.space(held.space_id, held.tx)
    for one in roles_in(space, gate.signer):
        if one.sub == account_id:
            await end_role(held, gate.signer, hand, space, one.jti)
    await withdraw_from(held, gate.signer, hand, account_id)
    # As what she was known there: the unit finds by it the plans that have lost who coordinated them.
    await held.tx.execute(update(participant).where(here).values(state="ended", role=role))
    await held.record("left", actor=hand.account_id, participant_id=account_id)


async def tidy_leavers(gate: Gate) -> int:
    """Those whose day has come, and what a process that died left undone; returns how many people."""
    now = gate.clock.now()
    due = exists().where(participant.c.account_id == account.c.account_id, *_by_work(now))
    query = select(account.c.account_id, account.c.leaves_by, account.c.leaving).where(
        account.c.leaves_at <= now, or_(due, account.c.leaving)
    )
    async with gate.database.engine.connect() as tx:
        found = (await tx.execute(query)).all()
    for account_id, by, leaving in found:
        if leaving:
            async with gate.database.begin() as tx:
                await _end_work(tx, account_id, now)
        await tidy(gate, account_id, Hand(by or account_id, None, "", None))
    return len(found)


async def _desk(tx: Tx, gate: Gate, actor: Actor, account_id: UUID, *, state: str = "active") -> Desk:
    """The lead's place, for one account of her own municipality, which is locked; raises `Refused`."""
    desk = await lead_of(gate, actor, tx)
    query = select(account.c.municipality_id, account.c.state).where(account.c.account_id == account_id)
    row = (await tx.execute(query.with_for_update(key_share=True))).first()
    if row is None or tuple(row) != (desk.municipality_id, state):
        raise Refused("not_the_units")
    own = appointment.c.municipality_id == desk.municipality_id
    here: list[AppointmentClaims] = await appointments(tx, gate.signer, desk.at, own, locked=True)
    if {one.sub for one in here if one.role == "lead"} == {account_id}:
        raise LastLead
    return desk


async def _mark(tx: Tx, desk: Desk, account_id: UUID, cause: str, **values: object) -> None:
    """Change the row that verdicts go by, and tell all screens of all her spaces, in one transaction."""
    await tx.execute(update(account).where(account.c.account_id == account_id).values(**values))
    spaces = (
        select(participant.c.space_id)
        .join(space, space.c.space_id == participant.c.space_id)
        .where(
            participant.c.account_id == account_id,
            participant.c.state == "active",
            space.c.state == "open",
        )
    )
    # In one order always, so that two who hold several spaces never wait for each other.
    for space_id in sorted((await tx.execute(spaces)).scalars()):
        held = await hold(tx, desk.gate.clock, space_id)
        await held.record(cause, actor=desk.actor.account_id, participant_id=account_id)
        await held.finish()


async def _end_work(tx: Tx, account_id: UUID, now: datetime) -> None:
    """What hangs on her work and on no space: her place in the unit, her work's address and calendar."""
    await dismiss(tx, account_id, now)
    await end_feed(tx, account_id)
    await _uninvite(tx, account_id)
    listed = (coordinator.c.account_id == account_id, coordinator.c.ended_at.is_(None))
    await tx.execute(update(coordinator).where(*listed).values(ended_at=now))
    await tx.execute(
        update(account)
        .where(account.c.account_id == account_id)
        .values(organisation="", email=account.c.email_after, email_after=None, leaving=False)
    )
    own = exists().where(
        participant.c.account_id == account_id,
        participant.c.state == "active",
        participant.c.by_work.is_(False),
        participant.c.role != "coordinator",
    )
    if not (await tx.execute(select(own))).scalar_one():
        await end_sessions_of(tx, account_id, now)


async def _uninvite(tx: Tx, account_id: UUID) -> None:
    """Who was invited at her address is invited no more; nothing is mailed there."""
    waits = invitation.c.state.in_(("sent", "bound"))
    hers = func.lower(invitation.c.email) == _own(func.lower(account.c.email), account_id)
    await tx.execute(update(invitation).where(waits, hers).values(**TAKEN_BACK))


def _own(what: ColumnElement[Any], account_id: UUID) -> ScalarSelect[Any]:
    return select(what).where(account.c.account_id == account_id).scalar_subquery()


async def _note(tx: Tx, desk: Desk, kind: str, account_id: UUID, detail: str = "") -> None:
    by = desk.actor.account_id
    await note(tx, desk.municipality_id, by, kind, desk.at, account_id=account_id, detail=detail)


async def _sent(gate: Gate, account_id: UUID) -> list[tuple[UUID, str]]:
    """Cases in which she has a part for the service that she has left, and which."""
    here = (case_grant.c.account_id == account_id, case_grant.c.ended_at.is_(None))
    query = select(case_grant.c.space_id, case_grant.c.role).where(*here, sent_by_work(gate.clock.now()))
    async with gate.database.engine.connect() as tx:
        return [(row[0], row[1]) for row in await tx.execute(query)]


async def _left_in(gate: Gate, account_id: UUID) -> Collection[UUID]:
    query = (
        select(participant.c.space_id)
        .join(account, account.c.account_id == participant.c.account_id)
        .where(participant.c.account_id == account_id, *_by_work(gate.clock.now()))
    )
    async with gate.database.engine.connect() as tx:
        return sorted((await tx.execute(query)).scalars())


def _by_work(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """That a participation in an open space was by a work that its holder has left by now."""
    here = exists().where(space.c.space_id == participant.c.space_id, space.c.state == "open")
    return (
        participant.c.state == "active",
        or_(participant.c.by_work, participant.c.role == "coordinator"),
        participant.c.added_at <= account.c.leaves_at,
        account.c.leaves_at <= now,
        here,
    )
