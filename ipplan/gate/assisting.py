"""Writing together: a helper's own login opens a session in which the owner's own words are written.

It is the owner's right to write that is used, and the helper's own right to read that says where. It decides
nothing, and ends by the clock, by a press, and with the login, the helper's access or what it was opened on.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from ipplan.gate.claims import AssistanceClaims
from ipplan.gate.papers import mark_of
from ipplan.gate.statements import Hand, sign_withdrawal
from ipplan.gate.states import seal_states
from ipplan.gate.tokens import Signer
from ipplan.gate.visit import Visit
from ipplan.permit import Refused
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import assistance


@dataclass(frozen=True, slots=True)
class Assistance:
    """One session: who helped, from when, until when."""

    assistance_id: UUID
    helper_id: UUID
    since: datetime
    until: datetime


async def begin_assistance(held: Writing, visit: Visit, ground: str) -> UUID:
    """Open a session on the visitor's login; one that she had before ends. Returns its id.

    Raises `Refused` for the owner, for who reads nothing, and where the owner's consent does not stand.
    """
    if visit.standing.role == "owner" or visit.standing.nothing or visit.assisting:
        raise Refused("no_helper")
    signer, who = visit.gate.signer, visit.actor.account_id
    await _end(held, signer, visit)
    assistance_id, start = uuid4(), held.now.replace(microsecond=0)
    ends = start + visit.gate.rules.assistance_lasts.time
    token = signer.sign(
        "assistance",
        {
            "jti": str(assistance_id),
            "iat": int(start.timestamp()),
            "exp": int(ends.timestamp()),
            "sub": str(who),
            "space": str(held.space_id),
            "owner": str(visit.space.owner_id),
            "session": mark_of(visit.actor.session),
            "ground": ground,
        },
    )
    await held.tx.execute(
        insert(assistance).values(
            space_id=held.space_id,
            assistance_id=assistance_id,
            helper_id=who,
            not_before=start,
            expires_at=ends,
            token=token,
        )
    )
    await seal_states(held, signer, {who: {assistance_id}}, actor=who, cause="assistance")
    return assistance_id


async def end_assistance(held: Writing, visit: Visit) -> None:
    """End the visitor's session, on whichever of her logins; twice does no harm."""
    await _end(held, visit.gate.signer, visit)


async def _end(held: Writing, signer: Signer, visit: Visit) -> None:
    actor = visit.actor
    here = (assistance.c.space_id == held.space_id, assistance.c.helper_id == actor.account_id)
    query = select(assistance.c.assistance_id).where(*here, assistance.c.withdrawn_at.is_(None))
    hand = Hand(actor.account_id, None, actor.acr, actor.auth_time)
    ended = list((await held.tx.execute(query)).scalars())
    for one in ended:
        _, token = sign_withdrawal(held, signer, hand, sub=actor.account_id, kind="assistance", ended=one)
        await held.tx.execute(
            update(assistance)
            .where(*here, assistance.c.assistance_id == one)
            .values(withdrawn_at=held.now, withdrawal=token)
        )
    if ended:
        nothing: dict[UUID, set[UUID]] = {actor.account_id: set()}
        await seal_states(held, signer, nothing, actor=actor.account_id, cause="assistance_ended")


async def assistances(tx: Tx, signer: Signer, space_id: UUID) -> list[Assistance]:
    """All sessions there were, the newest first; one that does not read is none."""
    rows = await tx.execute(select(assistance).where(assistance.c.space_id == space_id))
    found = []
    for row in rows:
        claims = signer.assistance(row.token)
        if not isinstance(claims, AssistanceClaims) or (claims.jti, claims.space) != (
            row.assistance_id,
            space_id,
        ):
            continue
        since, end = (datetime.fromtimestamp(one, UTC) for one in (claims.iat, claims.exp))
        found.append(Assistance(claims.jti, claims.sub, since, min(end, row.withdrawn_at or end)))
    return sorted(found, key=lambda one: one.since, reverse=True)
