"""By which doors people have come: the login providers, and what each knows of a person beside her number."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.store import seal
from ipplan.store.database import Tx
from ipplan.store.tables import account, account_door

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class CameBy:
    """A person's last login by one provider; ``hpr``: her number as health personnel, by its word."""

    provider: str
    at: datetime
    hpr: str | None


async def note_door(tx: Tx, key: bytes, account_id: UUID, came: CameBy) -> None:
    """Remember that somebody has just logged in, by which door, and what was said of her there."""
    plain = json.dumps({"hpr": came.hpr}).encode()
    values = {"at": came.at, "sealed": seal.seal(key, plain, _bound_to(account_id, came.provider))}
    await tx.execute(
        upsert(account_door)
        .values(account_id=account_id, provider=came.provider, **values)
        .on_conflict_do_update(index_elements=["account_id", "provider"], set_=values)
    )


async def doors_of(tx: Tx, key: bytes, account_ids: Iterable[UUID]) -> Mapping[UUID, list[CameBy]]:
    """The doors of some people, the last first; of those with a protected address none.

    What somebody has edited or moved is left out.
    """
    open_to_see = select(account.c.account_id).where(~account.c.protected)
    query = select(account_door).where(
        account_door.c.account_id.in_(set(account_ids)), account_door.c.account_id.in_(open_to_see)
    )
    found: dict[UUID, list[CameBy]] = {}
    for row in await tx.execute(query.order_by(account_door.c.at.desc())):
        try:
            plain = seal.unseal(key, row.sealed, _bound_to(row.account_id, row.provider))
        except seal.SealBroken:
            log.error("door_broken", account=str(row.account_id))
            continue
        hpr = json.loads(plain)["hpr"]
        found.setdefault(row.account_id, []).append(CameBy(row.provider, row.at, hpr))
    return found


def _bound_to(account_id: UUID, provider: str) -> bytes:
    return b"door" + account_id.bytes + provider.encode()
