"""Signing who coordinates: a role is begun and ended by signed statements, and stands in her access state."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from ipplan.gate.facts import SpaceFacts
from ipplan.gate.roles import moment, roles_in
from ipplan.gate.statements import Hand, sign_withdrawal, signed_by
from ipplan.gate.states import seal_states
from ipplan.gate.tokens import Signer
from ipplan.language import N_
from ipplan.permit import Refused
from ipplan.store.people import add_participant
from ipplan.store.spaces import Writing
from ipplan.store.tables import coordinator_role, participant

DEPUTY = N_("Vikar for koordinatoren")


async def sign_role(
    held: Writing,
    signer: Signer,
    hand: Hand,
    account_id: UUID,
    *,
    kind: str = "coordinator",
    since: datetime | None = None,
    until: datetime | None = None,
    follows: UUID | None = None,
    appointment_id: UUID | None = None,
) -> UUID:
    """Let somebody coordinate, from ``since`` (now) and perhaps only until; opens no section.

    ``kind``: one of `claims.ROLES`. She takes part from now on, if she did not; a deputy as any other but for
    the time of it.
    """
    role_id, start = uuid4(), max(since or held.now, held.now).replace(microsecond=0)
    ends = until.replace(microsecond=0) if until else None
    token = signer.sign(
        "role",
        {
            "jti": str(role_id),
            "iat": int(held.now.timestamp()),
            "nbf": int(start.timestamp()),
            "exp": int(ends.timestamp()) if ends else None,
            "sub": str(account_id),
            "space": str(held.space_id),
            "kind": kind,
            "follows": str(follows) if follows else None,
            **signed_by(hand, "signed_by"),
        },
    )
    await _take_part(held, account_id, kind, hand.account_id, ends)
    await held.tx.execute(
        insert(coordinator_role).values(
            space_id=held.space_id,
            role_id=role_id,
            account_id=account_id,
            appointment_id=appointment_id,
            kind=kind,
            not_before=start,
            expires_at=ends,
            token=token,
        )
    )
    await seal_states(held, signer, {account_id: {role_id}}, actor=hand.account_id, cause="role")
    return role_id


async def _take_part(held: Writing, account_id: UUID, kind: str, by: UUID, ends: datetime | None) -> None:
    """In the directory; what it calls her decides nothing."""
    if kind == "deputy":
        await add_participant(
            held, account_id=account_id, role="participant", relation=DEPUTY, added_by=by, by_work=True
        )
        return
    await add_participant(
        held, account_id=account_id, role="coordinator", relation="", added_by=by, role_until=ends
    )
    await _call(held, account_id, "participant", "coordinator", ends, added_at=held.now)


async def end_role(
    held: Writing,
    signer: Signer,
    hand: Hand,
    space: SpaceFacts,
    role_id: UUID,
    *,
    on: datetime | None = None,
) -> None:
    """End somebody's role, now or ``on`` a later time; who stands in for her ends with her.

    What she was granted is the owner's to take away. Raises `Refused` where there is no such role.
    """
    found = {one.jti: one for one in roles_in(space, signer)}
    if role_id not in found:
        raise Refused("no_role")
    ending = [found[role_id]]
    ending += [one for one in found.values() if one.kind == "deputy" and one.follows == role_id]
    for claims in ending:
        await _end(held, signer, hand, claims.sub, claims.jti)
        ends = moment(claims.exp)
        last = min(on, ends) if on and ends else on
        start = moment(claims.nbf)
        if last and last > held.now and start and start < last:
            await sign_role(
                held,
                signer,
                hand,
                claims.sub,
                kind=claims.kind,
                since=start,
                until=last,
                follows=claims.follows,
                appointment_id=await _appointment_of(held, claims.jti),
            )
        elif not any(one.sub == claims.sub and one not in ending for one in found.values()):
            await _call(held, claims.sub, "coordinator", "participant", None)


async def _end(held: Writing, signer: Signer, hand: Hand, account_id: UUID, role_id: UUID) -> None:
    _, token = sign_withdrawal(held, signer, hand, sub=account_id, kind="role", ended=role_id)
    await held.tx.execute(
        update(coordinator_role)
        .where(coordinator_role.c.space_id == held.space_id, coordinator_role.c.role_id == role_id)
        .values(withdrawn_at=held.now, withdrawal=token)
    )
    await seal_states(held, signer, {account_id: set()}, actor=hand.account_id, cause="role_ended")


async def _appointment_of(held: Writing, role_id: UUID) -> UUID | None:
    query = select(coordinator_role.c.appointment_id).where(
        coordinator_role.c.space_id == held.space_id, coordinator_role.c.role_id == role_id
    )
    found: UUID | None = (await held.tx.execute(query)).scalar_one()
    return found


async def _call(
    held: Writing, account_id: UUID, was: str, role: str, until: datetime | None, **more: object
) -> None:
    await held.tx.execute(
        update(participant)
        .where(
            participant.c.space_id == held.space_id,
            participant.c.account_id == account_id,
            participant.c.role == was,
        )
        .values(role=role, role_until=until, **more)
    )
