"""Who takes part in a space, and who is invited to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.store.accounts import Account, accounts
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import account, invitation, participant, space


@dataclass(frozen=True, slots=True)
class Participant:
    """A person with an account in this space."""

    account: Account
    role: str
    relation: str

    @property
    def account_id(self) -> UUID:
        return self.account.account_id


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody invited by name, role and work e-mail; her first login through it binds her identity."""

    space_id: UUID
    invitation_id: UUID
    name: str
    email: str
    title: str
    organisation: str
    relation: str
    state: str
    account_id: UUID | None
    pid_index: bytes | None
    pid_sealed: bytes | None
    invited_by: UUID
    invited_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Membership:
    """A space somebody takes part in, as the directory knows it."""

    space_id: UUID
    kind: str
    owner_name: str
    role: str
    state: str


_INVITATION = [column for column in invitation.c if column.name != "token_hash"]


async def participants(tx: Tx, space_id: UUID) -> list[Participant]:
    """All active participants of a space: for rules, never to be shown whole."""
    query = select(participant.c.account_id, participant.c.role, participant.c.relation).where(
        participant.c.space_id == space_id, participant.c.state == "active"
    )
    rows = (await tx.execute(query)).all()
    known = await accounts(tx, [row.account_id for row in rows])
    return [Participant(known[row.account_id], row.role, row.relation) for row in rows]


async def memberships(tx: Tx, account_id: UUID) -> list[Membership]:
    """The spaces somebody takes part in; whether she may enter each is for the gate to say."""
    query = (
        select(space.c.space_id, space.c.kind, account.c.name, participant.c.role, space.c.state)
        .join(space, space.c.space_id == participant.c.space_id)
        .join(account, account.c.account_id == space.c.owner_id)
        .where(
            participant.c.account_id == account_id,
            participant.c.state == "active",
        )
    )
    return [Membership(*row) for row in await tx.execute(query)]


async def owners_of(tx: Tx, space_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Whose some spaces are, by name."""
    if not space_ids:
        return {}
    query = (
        select(space.c.space_id, account.c.name)
        .join(account, account.c.account_id == space.c.owner_id)
        .where(space.c.space_id.in_(space_ids))
    )
    return {row[0]: row[1] for row in await tx.execute(query)}


async def add_participant(
    held: Writing,
    *,
    account_id: UUID,
    role: str,
    relation: str,
    added_by: UUID,
    role_until: datetime | None = None,
    by_work: bool | None = None,
) -> None:
    """Let an account take part; opens nothing by itself. One who had left takes part again.

    ``role_until``: when a coordinator's role ends by itself; then she takes part as any other. ``by_work``:
    whether she takes part in her work, and no longer than that lasts; ``None``: as one does who works
    somewhere, unless she owns the plan or acts for who does.
    """
    values = {
        "role": role,
        "relation": relation,
        "state": "active",
        "added_by": added_by,
        "added_at": held.now,
        "role_until": role_until,
        "by_work": _by_work(account_id, role, by_work),
    }
    await held.tx.execute(
        upsert(participant)
        .values(space_id=held.space_id, account_id=account_id, **values)
        .on_conflict_do_update(
            index_elements=["space_id", "account_id"],
            set_=values,
            where=participant.c.state == "ended",
        )
    )
    await held.record("participant", actor=added_by, participant_id=account_id)


def _by_work(account_id: UUID, role: str, said: bool | None) -> Any:
    if role != "participant":
        return role == "coordinator"
    if said is not None:
        return said
    return select(account.c.organisation != "").where(account.c.account_id == account_id).scalar_subquery()


async def add_invitation(held: Writing, *, token_hash: bytes, values: dict[str, object]) -> None:
    await held.tx.execute(
        insert(invitation).values(
            space_id=held.space_id, token_hash=token_hash, state="sent", invited_at=held.now, **values
        )
    )


async def invitation_by_token(tx: Tx, token_hash: bytes, *, locked: bool = False) -> Invitation | None:
    """The invitation of a link; ``locked``: of two who come at once, the second sees what the first did."""
    query = select(*_INVITATION).where(invitation.c.token_hash == token_hash)
    query = query.with_for_update() if locked else query
    row = (await tx.execute(query)).mappings().first()
    return Invitation(**row) if row else None


async def invitation_by_id(tx: Tx, invitation_id: UUID) -> Invitation | None:
    query = select(*_INVITATION).where(invitation.c.invitation_id == invitation_id)
    row = (await tx.execute(query)).mappings().first()
    return Invitation(**row) if row else None


async def invitations(tx: Tx, space_id: UUID) -> list[Invitation]:
    """The invitations of a space that still wait for somebody."""
    query = select(*_INVITATION).where(
        invitation.c.space_id == space_id, invitation.c.state.in_(("sent", "bound"))
    )
    return [Invitation(**row) for row in (await tx.execute(query.order_by(invitation.c.name))).mappings()]


async def change_invitation(tx: Tx, invitation_id: UUID, **values: object) -> None:
    await tx.execute(update(invitation).where(invitation.c.invitation_id == invitation_id).values(**values))
