"""Parts in cases: signed rows that say who reads which, given and ended under the case's lock."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, exists, insert, select, update

from ipplan.gate.tokens import Signer
from ipplan.gate.unit_claims import CaseClaims
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import account, case_file, case_grant

leaver = account.alias("leaver")
CASEWORK_FOR = timedelta(days=366)
PART_FOR = timedelta(days=3653)
"""How long the parties read their case; it is to be archived by then."""


async def give_part(
    held: Writing,
    signer: Signer,
    account_id: UUID,
    role: str,
    by: UUID,
    *,
    owner_id: UUID | None = None,
    until: datetime | None = None,
) -> UUID:
    """Sign somebody's part in a case; who has it already keeps that one.

    ``owner_id``: for whom she acts; ``until``: when that ends, where it is known.
    """
    there = select(case_grant.c.grant_id).where(*_standing(held.space_id, account_id, role))
    if (known := (await held.tx.execute(there)).scalar_one_or_none()) is not None:
        return UUID(str(known))
    grant_id, start = uuid4(), held.now.replace(microsecond=0)
    end = start + (CASEWORK_FOR if role == "caseworker" else PART_FOR)
    end = min(end, until.replace(microsecond=0)) if until else end
    claims = {
        "jti": str(grant_id),
        "iat": int(start.timestamp()),
        "exp": int(end.timestamp()),
        "sub": str(account_id),
        "space": str(held.space_id),
        "role": role,
        "granted_by": str(by),
        "owner": str(owner_id) if owner_id else None,
    }
    await held.tx.execute(
        insert(case_grant).values(
            space_id=held.space_id,
            grant_id=grant_id,
            account_id=account_id,
            role=role,
            granted_by=by,
            at=start,
            expires_at=end,
            token=signer.sign("case", claims),
        )
    )
    await held.record("part_given", actor=by, participant_id=account_id)
    return grant_id


async def take_part(held: Writing, account_id: UUID, role: str, by: UUID) -> bool:
    """End somebody's part in a case; returns whether she had it.

    Its token is not kept: no mark that is deleted brings it back.
    """
    ended = update(case_grant).where(*_standing(held.space_id, account_id, role))
    values = {"ended_at": held.now, "ended_by": by, "token": None}
    gone = bool((await held.tx.execute(ended.values(**values))).rowcount)
    if gone:
        await held.record("part_taken", actor=by, participant_id=account_id)
    return gone


async def parts_in(tx: Tx, signer: Signer, space_id: UUID, now: datetime) -> list[CaseClaims]:
    """All parts in a case that are signed and stand now, whoever asks: for the unit's pages."""
    query = select(case_grant).where(case_grant.c.space_id == space_id, case_grant.c.ended_at.is_(None))
    return list(read_parts(await tx.execute(query), signer, space_id, now))


async def caseworkers_of(
    tx: Tx, signer: Signer, space_ids: Iterable[UUID], now: datetime
) -> dict[UUID, set[UUID]]:
    """Who has each of some cases, as signed: to say whom to ask, never to decide access by."""
    query = select(case_grant).where(
        case_grant.c.space_id.in_(set(space_ids)),
        case_grant.c.role == "caseworker",
        case_grant.c.ended_at.is_(None),
    )
    found: dict[UUID, set[UUID]] = {one: set() for one in space_ids}
    for row in await tx.execute(query):
        found[row.space_id] |= {one.sub for one in read_parts([row], signer, row.space_id, now)}
    return found


async def cases_of(tx: Tx, signer: Signer, account_id: UUID, now: datetime) -> list[CaseClaims]:
    """Somebody's own parts in cases, but those she has by her work in the unit."""
    query = select(case_grant).where(
        case_grant.c.account_id == account_id,
        case_grant.c.ended_at.is_(None),
        case_grant.c.role != "caseworker",
        ~sent_by_work(now),
    )
    rows = (await tx.execute(query.order_by(case_grant.c.at.desc()))).all()
    return [claims for row in rows for claims in read_parts([row], signer, row.space_id, now)]


def sent_by_work(now: datetime) -> ColumnElement[bool]:
    """That a part in a case was a service's, by the hand of somebody who has left her work there since."""
    return exists().where(
        case_file.c.space_id == case_grant.c.space_id,
        case_file.c.asked_by == "service",
        case_grant.c.role.in_(("sender", "follower")),
        leaver.c.account_id == case_grant.c.account_id,
        leaver.c.leaves_at <= now,
        case_grant.c.at <= leaver.c.leaves_at,
    )


def read_parts(
    rows: Iterable[Row[Any]], signer: Signer, space_id: UUID, now: datetime
) -> Iterable[CaseClaims]:
    """The parts that their rows and signatures agree on, and that stand now."""
    for row in rows:
        claims = signer.case(row.token or "")
        if not isinstance(claims, CaseClaims):
            continue
        alike = (claims.jti, claims.space, claims.sub, claims.role) == (
            row.grant_id,
            space_id,
            row.account_id,
            row.role,
        )
        if alike and claims.exp > now.timestamp():
            yield claims


def _standing(space_id: UUID, account_id: UUID, role: str) -> tuple[Any, ...]:
    return (
        case_grant.c.space_id == space_id,
        case_grant.c.account_id == account_id,
        case_grant.c.role == role,
        case_grant.c.ended_at.is_(None),
    )
