"""Drafts in casework, each its author's own: of an inquiry before there is a case, of what is written in one.

An inquiry's draft is of no space: it is sealed under a key of the installation's, bound to its author.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from ipplan.permit import Permit
from ipplan.store import seal
from ipplan.store.cases import ROOMS
from ipplan.store.database import Tx
from ipplan.store.tables import case_draft, inquiry_draft

Typed = Mapping[str, Any]


async def keep_draft(tx: Tx, permit: Permit, kind: str, typed: Typed, now: datetime) -> None:
    """Keep what the permit's holder has typed so far, of one kind, in place of what was kept."""
    sealed = permit.box.seal(json.dumps(dict(typed), ensure_ascii=False).encode(), _bound(permit, kind))
    await tx.execute(
        insert(case_draft)
        .values(
            space_id=permit.space_id,
            room=ROOMS[permit.section_id],
            kind=kind,
            author_id=permit.account_id,
            at=now,
            sealed=sealed,
        )
        .on_conflict_do_update(constraint="case_draft_pkey", set_={"at": now, "sealed": sealed})
    )


async def kept_draft(tx: Tx, permit: Permit, kind: str) -> Typed | None:
    """What she has kept of one kind; ``None``: nothing."""
    row = (await tx.execute(select(case_draft.c.sealed).where(*_here(permit, kind)))).first()
    if row is None:
        return None
    try:
        found: Typed = json.loads(permit.box.open(permit.section_id, row.sealed, _bound(permit, kind)))
    except seal.SealBroken:
        return None
    return found


async def kept_at(tx: Tx, permit: Permit, kind: str) -> datetime | None:
    """When she last wrote on it."""
    return (await tx.execute(select(case_draft.c.at).where(*_here(permit, kind)))).scalar_one_or_none()


async def inquiry_kept_at(tx: Tx, account_id: UUID, draft_id: UUID) -> datetime | None:
    """When she last wrote on an inquiry, or on a complaint about a plan."""
    here = (inquiry_draft.c.draft_id == draft_id, inquiry_draft.c.account_id == account_id)
    return (await tx.execute(select(inquiry_draft.c.at).where(*here))).scalar_one_or_none()


async def drop_draft(tx: Tx, permit: Permit, kind: str) -> None:
    """It has become what it was the draft of."""
    await tx.execute(delete(case_draft).where(*_here(permit, kind)))


async def keep_inquiry(
    tx: Tx, key: bytes, account_id: UUID, draft_id: UUID, typed: Typed, now: datetime
) -> None:
    """Keep an inquiry that is being written; another's draft of the same id stays as it is."""
    plain = json.dumps(dict(typed), ensure_ascii=False).encode()
    values = {"at": now, "sealed": seal.seal(key, plain, _bound_inquiry(account_id, draft_id))}
    statement = insert(inquiry_draft).values(draft_id=draft_id, account_id=account_id, **values)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["draft_id"], set_=values, where=inquiry_draft.c.account_id == account_id
        )
    )


async def kept_inquiries(tx: Tx, key: bytes, account_id: UUID) -> list[tuple[UUID, datetime, Typed]]:
    """Her inquiries that are not sent, the one written on last first."""
    query = select(inquiry_draft).where(inquiry_draft.c.account_id == account_id)
    found: list[tuple[UUID, datetime, Typed]] = []
    for row in await tx.execute(query.order_by(inquiry_draft.c.at.desc())):
        try:
            plain = seal.unseal(key, row.sealed, _bound_inquiry(account_id, row.draft_id))
        except seal.SealBroken:
            continue
        found.append((row.draft_id, row.at, json.loads(plain)))
    return found


async def drop_inquiry(tx: Tx, account_id: UUID, draft_id: UUID) -> bool:
    """It was sent, or thrown away; returns whether it was there."""
    here = (inquiry_draft.c.draft_id == draft_id, inquiry_draft.c.account_id == account_id)
    return bool((await tx.execute(delete(inquiry_draft).where(*here))).rowcount)


def _here(permit: Permit, kind: str) -> tuple[Any, ...]:
    return (
        case_draft.c.space_id == permit.space_id,
        case_draft.c.room == ROOMS[permit.section_id],
        case_draft.c.kind == kind,
        case_draft.c.author_id == permit.account_id,
    )


def _bound(permit: Permit, kind: str) -> bytes:
    named = ["case_draft", permit.space_id, permit.section_id, kind, permit.account_id]
    return json.dumps([str(one) for one in named]).encode()


def _bound_inquiry(account_id: UUID, draft_id: UUID) -> bytes:
    return b"inquiry draft" + account_id.bytes + draft_id.bytes
